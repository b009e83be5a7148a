"""The planting of errors itself: every one is a change, is planted where it says, and is noticed where it should be."""

import ast
import subprocess
import sys

import pytest

from tests.mutation.mutants import MUTATED, ROOT, all_mutants, sample
from tests.mutation.report import explained

KINDS = {
    "operator": "wanted *= speed -> wanted /= speed",
    "sign": "-red_lines -> +red_lines",
    "comparison": "luck >= risk -> luck < risk",
    "constant": "0.95 -> 0.9974999999999999",
    "index": "included[2] -> included[3]",
    "draw": "Draw.STAGE -> Draw.COLLAPSE",
    "side": "'ukraine' -> 'russia'",
    "rounding": "np.rint -> np.floor",
}


@pytest.fixture(scope="module")
def mutants():
    return all_mutants()


def test_there_are_enough_of_every_file(mutants):
    """At least 200, and some in every part of the package in which rules stand."""
    assert len(mutants) >= 200
    assert len({mutant.key for mutant in mutants}) == len(mutants)
    for place in MUTATED:
        assert any(mutant.file.startswith(place) for mutant in mutants), place


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_is_planted(mutants, kind):
    wanted = KINDS[kind]
    if kind == "index":
        assert any(mutant.before == "2" and mutant.after == "3" for mutant in mutants)
    else:
        assert any(mutant.key.endswith(f": {wanted}") for mutant in mutants)


@pytest.mark.slow
def test_every_mutant_is_one_change_of_its_file(mutants):
    """Each compiles and differs from the file in one line of code, or in the lines of one expression."""
    for mutant in mutants[::7]:
        whole = ast.parse((ROOT / mutant.file).read_text(encoding="utf-8"))
        before, after = (ast.unparse(tree).splitlines() for tree in (whole, mutant.tree()))
        compile(mutant.tree(), mutant.file, "exec")
        assert sum(x != y for x, y in zip(before, after, strict=True)) == 1, mutant.key


def test_fewer_are_the_first_of_more():
    assert sample(50, 3) == sample(200, 3)[:50]
    assert sample(50, 3) != sample(50, 4)


def test_what_is_called_equivalent_exists(mutants):
    """A line of `equivalent.yaml` whose mutant is gone would excuse nothing, or the wrong thing."""
    keys = {mutant.key for mutant in mutants}
    for key, why in explained().items():
        assert key in keys, key
        assert len(why.split()) >= 5, key


CHILD = """
from tests.mutation.mutants import all_mutants
from tests.mutation.planted import judge, warm_up
warm_up()
(wrong,) = [m for m in all_mutants() if m.file == "sim/model/captives.py" and m.before == "0.95"]
stages = [("tests/model/test_captives.py",)]
assert judge(None, stages).by is None
print(judge(wrong, stages).by)
print(judge(wrong, [("tests/model/test_front.py",)]).by)
"""


@pytest.mark.slow
def test_an_error_is_caught_by_the_test_of_its_rule_and_by_no_other():
    """Nothing planted, nothing caught; too many captures in a ceasefire are caught where captures are tested."""
    done = subprocess.run([sys.executable, "-c", CHILD], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    caught, other = done.stdout.split()
    assert caught.startswith("tests/model/test_captives.py::test_captures_by_hand") and other == "None"
