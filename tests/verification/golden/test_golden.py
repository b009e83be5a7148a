"""Every scenario of the catalogue still gives the numbers it gave; a change of them is announced."""

import functools

import pytest

from sim.scenario import catalogue
from tests.verification.golden import changelog, reference
from tests.verification.golden.comparison import differences, names_that_differ
from tests.verification.golden.numbers import SEED, WORLDS, measure

SCENARIOS = [entry.name for entry in catalogue()]


@functools.cache
def golden() -> dict:
    """The file as it is; no test writes to it."""
    return reference.read()


def test_every_scenario_of_the_catalogue_has_golden_numbers_and_no_other():
    """The golden file has the scenarios of the catalogue, no fewer and no more."""
    wrong = names_that_differ(golden()["scenarios"], SCENARIOS)
    assert not wrong, f"{'; '.join(wrong)}. Run python -m tests.verification.golden.update"


def test_the_golden_file_is_of_the_runs_that_are_compared():
    """The golden file says the seed, the number of worlds and the columns with which this code makes it."""
    new = reference.document({})
    for key in ("seed", "worlds", "columns"):
        assert golden()[key] == new[key], key
    assert (SEED, WORLDS) == (1, 2048)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_gives_its_golden_numbers(name):
    """A scenario gives its golden numbers in 2,048 worlds of seed 1: counts, sums, and 32 worlds one by one.

    To the last digit where the file was made, within the tolerances of `comparison` on another machine or NumPy.
    """
    exact = golden()["arithmetic"] == reference.arithmetic()
    found = differences(golden()["scenarios"].get(name, {}), measure(name), exact=exact)
    assert not found, "\n".join(
        [
            f"{len(found)} golden numbers of {name} differ ({'to the last digit' if exact else 'beyond rounding'}):",
            *found[:20],
            "If that is meant: python -m tests.verification.golden.update, and say why in CHANGELOG.md.",
        ]
    )


def test_the_golden_numbers_are_announced_in_the_changelog():
    """CHANGELOG.md names the digest of the golden numbers in an entry marked *results change*."""
    digest = reference.digest(golden())
    text = changelog.FILE.read_text(encoding="utf-8")
    assert changelog.announced(digest, text), f"CHANGELOG.md lacks: {changelog.line(digest)}"


def test_the_golden_file_is_laid_out_as_the_update_writes_it():
    """The golden file is byte for byte what the update command writes, below 200 kB, without machine or place."""
    text = reference.FILE.read_text(encoding="utf-8")
    assert text == reference.as_text(golden())
    assert len(text) < 200_000
    assert "/" not in text
