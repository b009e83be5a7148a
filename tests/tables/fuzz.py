"""Damaged files of every kind that people give: a reader takes them, or raises its own error, never another.

``python -m tests.tables.fuzz 10000`` tries so many of each kind.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sim.evidence.record import coding, diplomacy, exchanges, reference_class
from sim.evidence.record.table_errors import EvidenceError
from sim.experiments.design import read_design
from sim.scenario import ScenarioError, load
from sim.tables.numbers import NoNumbers, read_numbers
from sim.views.app.choice import read_link
from tests.scenario.conftest import PARENT
from tests.scenario.property import TOKENS

TABLE = "uae.engagement,all_for_all.stages,talks.allowed,wallets\n0.5,2,true,1\n0.25,3.0,0.0,\n,1,FALSE,2\n1,,NA,0.5\n"
DRAWS = "exchanges.opportunities_per_week,uae.humanitarian_capability\n0.3,0.8\n0.7,0.9\n0.4,0.95\n"
DESIGN = """\
sweep: a_design
scenarios: [parent.yaml]
worlds: 10
draws: common
settings: {talks.opportunities_per_week: 0.5}
points:
  latin_hypercube:
    points: 5
    over:
      uae.engagement: {uniform: [0, 1]}
      all_for_all.stages: {integers: [1, 4]}
"""
CELLS = [
    *TOKENS, "--5", "+2", "2.0", "1e3", "1,5", "1.000", "1 200", "NaN", "NA", "TRUE", "=1+1", "'-x", '"', '""', "''",
    "½", "٣", "\u00a0", "\u200b", "２", "−1", "inf", "-", "+", ".", "e", "0x1", "9" * 400, "2025-W09-1", "20250224", "0000-00-00",
    "9999-12-31", "2025-02-30", ";", "a;b", ";;", "\r", "\n", "\r\n", "\x00", "\x1b[2J", "\ud800", "a" * 200_000,
]  # fmt: skip


def _in_folder(name: str, rest: dict[str, str], read: Callable[[Path], object]) -> Callable[[Path, bytes], object]:
    def run(folder: Path, content: bytes) -> object:
        for other, text in rest.items():
            (folder / other).write_text(text, encoding="utf-8")
        (folder / name).write_bytes(content)
        return read(folder)

    return run


def _evidence(module: object, read: Callable[[Path], object]) -> tuple:
    text = Path(module.FILE).read_text(encoding="utf-8")
    short = "".join(text.splitlines(keepends=True)[:6])
    short += "" if "record_ends" in short or module is not coding else "record_ends,2025-07-31,,,s,high\n"
    return short, _in_folder("mine.csv", {}, lambda folder: read(folder / "mine.csv")), EvidenceError


_BASE = {"parent.yaml": PARENT.read_text(encoding="utf-8")}
_BY_TABLE = "sweep: a\nscenarios: [parent.yaml]\npoints: {table: points.csv}\n"
_BY_DRAWS = "scenario: case\ntitle: A case\nextends: parent.yaml\nuncertain: {from: draws.csv}\n"
KINDS: dict[str, tuple[str, Callable[[Path, bytes], object], type[Exception]]] = {
    "exchanges": _evidence(exchanges, exchanges.read_exchanges),
    "diplomacy": _evidence(diplomacy, diplomacy.read_diplomacy),
    "coding": _evidence(coding, coding.read_coding),
    "wars": _evidence(reference_class, reference_class.read_reference_class),
    "design table": (
        TABLE, _in_folder("points.csv", _BASE | {"design.yaml": _BY_TABLE}, lambda at: read_design(at / "design.yaml")),
        ScenarioError,
    ),
    "design": (DESIGN, _in_folder("design.yaml", _BASE, lambda at: read_design(at / "design.yaml")), ScenarioError),
    "draws": (
        DRAWS, _in_folder("draws.csv", _BASE | {"case.yaml": _BY_DRAWS}, lambda at: load(at / "case.yaml")),
        ScenarioError,
    ),
    "posterior": (DRAWS, _in_folder("draws.csv", {}, lambda at: read_numbers(at / "draws.csv", 10**6)), NoNumbers),
    "scenario": (
        _BASE["parent.yaml"], _in_folder("case.yaml", {}, lambda at: load(at / "case.yaml")), ScenarioError,
    ),
    "link": (
        "scenario=kyiv_summit_2025&seed=3&world=2&against=stated&uae.engagement=0.5",
        lambda folder, content: read_link(content.decode("utf-8", "surrogateescape")), ScenarioError,
    ),
}  # fmt: skip
"""Kind of file -> one that holds, what reads it, and the error of its reader."""


def damaged(text: str, chance: random.Random) -> bytes:
    """The file after one to four accidents."""
    for _ in range(chance.randint(1, 4)):
        text = _accident(text, chance)
    raw = text.encode("utf-8", "surrogatepass")
    kind = chance.random()
    if kind < 0.05 and raw:
        place = chance.randrange(len(raw))
        return raw[:place] + bytes([chance.randrange(256)]) + raw[place + 1 :]
    if kind < 0.08:
        encoding = chance.choice(["utf-16", "utf-8-sig", "utf-32", "cp1251"])
        return text.encode(encoding, "replace")
    return raw[: chance.randrange(len(raw) + 1)] if kind < 0.12 else raw


def _accident(text: str, chance: random.Random) -> str:
    lines, token = text.split("\n"), chance.choice(CELLS)
    row, place = chance.randrange(len(lines)), chance.randrange(len(text) + 1)
    kind = chance.choice([*["cell"] * 3, "insert", "replace", "cut", "move", "repeat", "ends", "column", "quoted"])
    if kind in ("cell", "quoted"):
        cells = lines[row].split(",")
        at = chance.randrange(len(cells))
        cells[at] = token if kind == "cell" else f'"{cells[at]}"'
        lines[row] = ",".join(cells)
    elif kind == "column":
        lines = [line + "," + token if line else line for line in lines]
    elif kind == "move":
        lines.insert(chance.randrange(len(lines)), lines.pop(row))
    elif kind == "repeat":
        lines.insert(row, lines[row])
    elif kind == "ends":
        return text.replace("\n", chance.choice(["\r\n", "\r", "\n\n"]))
    elif kind == "insert":
        return text[:place] + token + text[place:]
    elif kind == "replace":
        return text[:place] + token + text[place + len(token) :]
    else:
        return text[:place] + text[place + chance.randrange(30) :]
    return "\n".join(lines)


def tried(kind: str, number: int, seed: int = 1) -> Counter[str]:
    """How many damaged files of a kind were taken and refused; anything else is raised, with the file.

    Parameters
    ----------
    kind : one of `KINDS`
    number : how many
    seed : of the accidents
    """
    text, read, refusal = KINDS[kind]
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        read(Path(name), text.encode())
        for place in range(number):
            content = damaged(text, random.Random(f"{seed} {kind} {place}"))
            try:
                read(Path(name), content)
                found["taken"] += 1
            except refusal as error:
                assert str(error), "a refusal without a word"
                found["refused"] += 1
            except Exception as error:
                raise AssertionError(f"{kind}, seed {seed}, number {place}: {content[:2000]!r}") from error
    return found


if __name__ == "__main__":
    for each in sys.argv[2:] or KINDS:
        print(each, dict(tried(each, int(sys.argv[1]))), flush=True)
