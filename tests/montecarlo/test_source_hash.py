"""What identifies an engine is what decides bits: words do not, every number and operator does."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

import sim
from sim.evidence.calibration.calibrate import METHOD
from sim.montecarlo.engine import SOURCE, engine_hash, is_sentence, source_files, source_hash
from tests.architecture.graph import modules, own_imports

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


EDITS = {
    "a comment": ("model/trust.py", "return good / (good + bad)", "return good / (good + bad)  # a share"),
    "a docstring": (
        "model/trust.py",
        '"""Belief that the other side honours',
        '"""Belief, which the other side earns,',
    ),
    "a message": ("montecarlo/tally.py", "horizons differ", "not of one length"),
    "a word of a message": ("montecarlo/tally.py", "not a whole number", "broken"),
    "a hint": ("scenario/values.py", "did you mean", "is it"),
    "a problem": ("scenario/values.py", "arrays differ in length", "lengths"),
    "a problem of a prior": (
        "scenario/uncertainty/uncertain.py",
        "cannot be uncertain: it is",
        "is never uncertain, but",
    ),
    "a meaning": ("model/trust.py", '"bad experience from a spoiler event"', '"what a spoiler event does"'),
    "a meaning in one word": ("model/trust.py", '"bad experience from a spoiler event"', '"loss"'),
    "a unit": ("model/trust.py", 'unit="1/week"', 'unit="a week"'),
    "a symbol": ("model/trust.py", 'symbol="w_part"', 'symbol="w_p"'),
    "a source": ("model/trust.py", "an assumption about a type", "a guess about a type"),
    "what a default rests on": ("model/parties.py", 'status="observed"', 'status="judgement"'),
    "what is said without a source": ("schema.py", "judged for this model", "judged"),
    "what it moves": ("model/trust.py", 'raises="good:*"', 'raises="bad:*"'),
    "a prior, which is in the document": ("model/trust.py", '"log_uniform": [0.5, 2]', '"log_uniform": [0.5, 3]'),
    "what a column means": ("model/outcomes.py", "meaning=meaning", "meaning=str(meaning)"),
    "how a prior is shown": ("scenario/uncertainty/priors.py", "{value:g}", "{value:.3g}"),
    "how a scenario is shown": ("scenario/scenario.py", '"uncertain entries"', '"priors"'),
    "a type": ("model/trust.py", "bad: np.ndarray) -> np.ndarray", "bad: Number) -> Number"),
    "how a file is read": ("scenario/text/scalars.py", "def interpret(", "def understood("),
    "a hint about a slip": ("scenario/text/hints.py", "allowed here", "known here"),
    "where a catalogue lies": ("scenario/layers/catalogue.py", "def catalogue(", "def all_cases("),
}
"""What decides no number -> file, text, other text."""

RULES = {
    "a rule": ("model/trust.py", "return good / (good + bad)", "return good / (good + 2 * bad)"),
    "a condition": ("scenario/values.py", "if rest <= 0:", "if rest < 0:"),
    "a default": ("model/trust.py", "0.99,", "0.98,"),
    "a default of one side": ("model/trust.py", "(1.0, 1.5)", "(1.0, 1.6)"),
    "a limit": ("model/trust.py", "high=1000.0", "high=100.0"),
    "a distribution": ("scenario/uncertainty/priors.py", "np.where(u < turn", "np.where(u <= turn"),
    "strata": ("scenario/uncertainty/priors.py", "STRATA = 100", "STRATA = 50"),
    "what a factor moves": ("scenario/uncertainty/uncertain.py", "fixed[target].layer < entry.layer", "fixed[target]"),
    "a contrast": ("experiments/effect_task.py", "<= self.at + 1", "<= self.at"),
    "worlds of a prior draw": ("montecarlo/prior.py", "block.first // self", "1 + block.first // self"),
    "an operator": ("scenario/events/operators.py", "span.horizon or 0", "span.horizon or 1"),
    "a draw": ("model/draws.py", "SPOILER = 0", "SPOILER = 8"),
    "a shock": ("scenario/events/shocks.py", "first + entry[", "first + 1 + entry["),
    "an intervention": (
        "scenario/events/interventions.py",
        '"ceasefire.required_first", 1.0',
        '"ceasefire.required_first", 0.5',
    ),
    "rounding of a draw": ("scenario/scenario.py", "np.rint(values)", "np.floor(values)"),
    "a range that is kept to": ("schema.py", "high=high", "high=low"),
    "how it is counted": ("montecarlo/tally.py", "np.ceil(known)", "np.floor(known)"),
    "a name": ("montecarlo/counts.py", '"same_week"', '"one_week"'),
    "an error that is no more": ("montecarlo/tally.py", 'raise ValueError(f"{name}: not a whole number")', "pass"),
    "an order of steps": ("negotiation/model.py", "self.week += 1", "self.week += 2"),
    "an order of draws": ("model/captives.py", "(3800, 8000)", "(8000, 3800)"),
    "a term of a score": ("model/talks.py", '"empty agenda":', '"red lines":'),
    "another term of a score": ("model/all_for_all.py", '"audience cost":', '"US pressure":'),
    "a term that is looked up": ("model/trade.py", 'terms["deal over its head"]', 'terms["cost of own concession"]'),
    "words that are parted": ("model/trade.py", "_WEIGHT_OF_SUCCESS = {", '_W = "a b".split()\n_WEIGHT_OF_SUCCESS = {'),
    "when a run is precise enough": ("analysis/stopping.py", "<= self.half_width", "<= 2 * self.half_width"),
    "a legacy value": ("model/spoilers.py", 'symbol="λ_sp sp_h",', 'symbol="λ_sp sp_h", legacy=0.04,'),
    "an argument that is called as a description is": (
        "model/trust.py",
        "good / (good + bad)",
        "share(good, source=bad)",
    ),
    "what there is where types are not checked": (
        "montecarlo/tally.py",
        "\nfrom typing import",
        "\nif TYPE_CHECKING:\n    pass\nelse:\n    TILE = 3\nfrom typing import",
    ),
    "an import": ("model/front.py", "import numpy", "import os\nimport numpy"),
}
"""What decides numbers -> file, text, other text."""


def edited(folder, file, before, after):
    head, found, tail = (folder / file).read_text("utf-8").partition(before)
    assert found, f"{file} has no {before!r}"
    (folder / file).write_text(head + after + tail, "utf-8")


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_decides_no_number_is_not_counted(copy, edit):
    edited(copy, *edit)
    assert source_hash(copy, SOURCE) == engine_hash()


@pytest.mark.parametrize("edit", RULES.values(), ids=RULES)
def test_what_decides_a_number_is(copy, edit):
    edited(copy, *edit)
    assert source_hash(copy, SOURCE) != engine_hash()


def test_no_sentence_is_compared_with():
    """Sentences are not counted: none may decide anything."""
    for file in source_files(PACKAGE, (*SOURCE, *METHOD)):
        for node in ast.walk(ast.parse(file.read_bytes())):
            looked_at = {
                ast.Compare: lambda found: [found.left, *found.comparators],
                ast.Subscript: lambda found: [found.slice] if isinstance(found.ctx, ast.Load) else [],
                ast.MatchValue: lambda found: [found.value],
            }.get(type(node), lambda _: [])(node)
            for part in looked_at:
                assert not any(map(is_sentence, ast.walk(part))), f"{file}, line {node.lineno}"


READ_ONLY = {
    "documents": "how a summary is written and read",
    "experiments.cells": "which cells: kept with each count",
    "evidence.record.coding": "a record that is read: what it comes to is kept",
    "evidence.record.exchanges": "as the coding",
    "evidence.record.record": "as the coding",
    "montecarlo.arguments": "what is asked for: kept with every result",
    "montecarlo.blocks": "which worlds: kept with each count",
    "montecarlo.errors": "messages",
    "montecarlo.release": "compares this hash",
    "negotiation.compatibility": "what Mesa is called",
    "scenario.events.entries": "what a file may say: the document it comes to has a hash",
    "scenario.editions": "what of a document is hashed",
    "scenario.events.span": "which weeks a file may name",
    "scenario.layers": "reading",
    "scenario.load": "reading",
    "scenario.paths": "names of parameters",
    "scenario.text": "reading, and messages",
    "scenario.uncertainty.distributions": "reading",
    "scenario.uncertainty.sample": "reading",
    "seeds": "a seed from what it was made of: kept with every result",
    "shown": "how a thing shows itself",
}
"""Modules that the hashed ones import, and that decide no number -> why."""


def test_what_hashed_files_import_is_hashed_too():
    hashed = {file.relative_to(PACKAGE).with_suffix("") for file in source_files(PACKAGE, (*SOURCE, *METHOD))}
    names = {".".join(("sim", *place.parts)).removesuffix(".__init__") for place in hashed}
    everything = modules()
    packages = {name for name in everything if everything[name].name == "__init__.py"}
    met = set()
    for name in names:
        for other in own_imports(name, everything) - names - packages:
            allowed = [known for known in READ_ONLY if f"{other}.".startswith(f"sim.{known}.")]
            assert allowed, f"{name} imports {other}, which is not in SOURCE or METHOD"
            met.update(allowed)
    assert met == set(READ_ONLY)


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
    assert source_hash(tmp_path, ["sample.py"]) == "37d405d431784121"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = (1 +\n     2)\n", "x=1+2"),
        ("x = 'it'\n", 'x = "it"  # remark'),
        ("def f():\n    pass\n", "def f():\n\n    'Says what.'\n"),
        ("y = f'{x}a' 'b'\n", "y = f'{x}ab'\n"),
        ("x = 'one text'", "x = f'{another} text'"),
        ("raise A('word')", "raise B from c"),
        ("parameter(1, 'a', unit='b')", "parameter(1, 'c')"),
        ("def f(x: int) -> int:\n    x", "def f(x):\n    x"),
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
        ("parameter(1, 'a', low=0)", "parameter(1, 'a', low=2)"),
        ("x = 'it'", "x = 'at'"),
        ("raise A", "pass"),
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
