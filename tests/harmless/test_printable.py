"""Text of others that is shown to people: it drives no terminal, and keeps what it says."""

import pytest

from sim.evidence.record.record import read_record
from sim.evidence.record.table_errors import EvidenceError
from sim.montecarlo.errors import ResultError
from sim.printable import printable, shown, visible
from sim.scenario import ScenarioError, load

ESCAPE, OVERRIDE, CSI = "\x1b[2J", "\N{RIGHT-TO-LEFT OVERRIDE}", "\x9b31m"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"s{ESCAPE}ource", r"s\x1b[2Jource"),
        (f"a{OVERRIDE}b", r"a\u202eb"),
        (CSI, r"\x9b31m"),
        ("bell\a, back\b, over\rwritten", r"bell\x07, back\x08, over\x0dwritten"),
        ("\N{LEFT-TO-RIGHT ISOLATE}x\N{POP DIRECTIONAL ISOLATE}", r"\u2066x\u2069"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("Türkiye, 中国, العربية, 🙂, −5 %", "Türkiye, 中国, العربية, 🙂, −5 %"),
    ],
)
def test_what_drives_a_terminal_is_written_out(text, written):
    assert visible(text) == written


def test_a_line_is_a_line():
    assert printable("two\r\nlines\N{NO-BREAK SPACE}and\ta tab\N{LINE SEPARATOR}") == "two  lines and a tab "
    assert printable(f"a{ESCAPE}\udc80") == r"a\x1b[2J\udc80"
    assert printable(f"a{OVERRIDE}b", "?") == "a?b"
    assert shown("x" * 70) == "x" * 59 + "…"


@pytest.mark.parametrize(
    "error",
    [
        lambda: ResultError(f"re{ESCAPE}sults", "damaged", "run again"),
        lambda: pytest.raises(ScenarioError, load, f"no{ESCAPE}thing.yaml").value,
        lambda: pytest.raises(ScenarioError, load, "no_uae", {f"uae.{OVERRIDE}": 1}).value,
    ],
)
def test_no_error_drives_a_terminal(error):
    words = str(error())
    assert words and visible(words) == words


def test_a_header_of_a_record_reaches_nobody_raw(tmp_path):
    names = "date,ukrainians_returned,russians_returned,civilians_included,mediator,note"
    file = tmp_path / "record.csv"
    file.write_text(f"{names},s{ESCAPE}ource,confidence\n2024-01-03,1,1,,UAE,,x,high\n")
    with pytest.raises(EvidenceError) as caught:
        read_record(file)
    assert "U+001B" in str(caught.value) and "\x1b" not in str(caught.value)
