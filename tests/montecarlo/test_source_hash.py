"""What identifies an engine is what decides bits: layout and comments do not, every number and operator does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import sim
from sim.montecarlo.engine import SOURCE, engine_hash, source_hash

PACKAGE = Path(sim.__file__).parent


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the package's source."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__", "*.csv")))


def test_line_endings_comments_docstrings_and_blank_lines_decide_nothing(copy):
    for file in copy.rglob("*.py"):
        _, docstring, rest = file.read_text("utf-8").partition('"""\n')
        other = f'"""Another docstring."""\n# a remark\n\n\n{rest}\n"a text that nobody reads"\n'
        text = other if docstring else "# no source\n"
        file.write_bytes(text.replace("\n", "\r\n").encode())
    assert source_hash(copy, SOURCE) == engine_hash()


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("model/war_cost.py", "1 -", "1.05 -"),
        ("model/exchanges.py", " + ", " - "),
        ("model/draws.py", "SPOILER = 0", "SPOILER = 8"),
        ("negotiation/model.py", "self.week += 1", "self.week += 2"),
        ("model/captives.py", "(3800, 8000)", "(3800, 8001)"),
        ("model/front.py", "import", "import os\nimport"),
    ],
)
def test_a_number_an_operator_and_a_statement_do(tmp_path, file, before, after):
    assert any(file == part or file.startswith(f"{part}/") for part in SOURCE)
    head, found, tail = (PACKAGE / file).read_text("utf-8").partition(before)
    assert found
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(head + after + tail, "utf-8")
    assert source_hash(tmp_path, [file]) != source_hash(PACKAGE, [file])


def test_a_file_more_or_under_another_name_does(tmp_path):
    hashes = set()
    for names in ([], ["a.py"], ["b.py"], ["a.py", "b.py"]):
        folder = tmp_path / "-".join(["f", *names]) / "rules"
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).write_text("x = 1\n")
        hashes.add(source_hash(folder.parent, ["rules"]))
    assert len(hashes) == 4


SAMPLE = '''
class A(B, key=1):
    x: int = 3

    @staticmethod
    def f(self, /, a, *b: "T", c=None, **d) -> float:
        """Says what."""
        if a < 1.50 and not c:
            raise ValueError(f"{a!r:>{c}} {a:.2f}" f" of {d}" " and é {}" u"x") from None
        return [*b, lambda v: v ** -2, {1: ..., **d}, b"\\xff", 2j, 1_000, (y for y in b if y)]


async def g():
    match a:
        case [1, *_] | {"k": v} if v:
            pass
    with a as b, c:
        del b[1:2, ::3]
    try:
        x = y = await z
    except* OSError as e:
        global q
'''


def test_versions_of_python_agree(tmp_path):
    """The number is the same under every version that the tests are run with."""
    (tmp_path / "sample.py").write_text(SAMPLE, "utf-8")
    assert source_hash(tmp_path, ["sample.py"]) == "9b09b0fccdf61261"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = (1 +\n     2)\n", "x=1+2"),
        ("x = 'it'\n", 'x = "it"  # remark'),
        ("def f():\n    pass\n", "def f():\n\n    'Says what.'\n"),
        ("y = f'{x}a' 'b'\n", "y = f'{x}ab'\n"),
    ],
)
def test_two_ways_to_write_the_same(tmp_path, one, other):
    hashes = set()
    for text in (one, other):
        (tmp_path / "a.py").write_text(text)
        hashes.add(source_hash(tmp_path, ["a.py"]))
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = '1'"),
        ("x = -1", "x = +1"),
        ("x = f'{a}b'", "x = f'{a}{b}'"),
        ("x = [a, b]", "x = [a], b"),
        ("f(a)\nb", "f(a, b)"),
        ("if a:\n    b\n    c", "if a:\n    b\nc"),
        ("x = y", "x = z"),
    ],
)
def test_two_different_things(tmp_path, one, other):
    hashes = set()
    for text in (one, other):
        (tmp_path / "a.py").write_text(text)
        hashes.add(source_hash(tmp_path, ["a.py"]))
    assert len(hashes) == 2


@pytest.mark.skipif(not (PACKAGE.parent / ".git").exists(), reason="not a checkout")
def test_git_gives_text_the_same_line_endings_everywhere():
    """Whatever the settings of a checkout: Git for Windows' default would write CRLF."""
    told = subprocess.run(
        ["git", "-C", str(PACKAGE.parent), "ls-files", "--eol", "*.py", "*.yaml", "*.csv", "*.md"],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert len(told) > 500
    for line in told:
        content, _, attributes = line.partition("attr/")
        assert attributes.startswith("text=auto eol=lf") or "/invalid/" in line, line
        assert content.startswith(("i/lf", "i/none")) or "/invalid/" in line, line
