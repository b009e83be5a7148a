"""The rule on golden numbers bites: what differs is found, what is not announced is refused."""

import copy
import functools

import pytest

from sim.scenario import catalogue, load
from tests.verification.golden import changelog, reference
from tests.verification.golden.comparison import OTHER_COURSE, differences, names_that_differ
from tests.verification.golden.numbers import Measured, measure
from tests.verification.golden.update import update

NAME = "kyiv_summit_2025"


@functools.cache
def measured() -> Measured:
    """The base scenario as this code finds it."""
    return measure(NAME)


def doctored() -> dict:
    """Numbers of the base scenario that a test may change."""
    return copy.deepcopy(measured().numbers)


def one_file(tmp_path, numbers=None):
    """A golden file of the base scenario alone."""
    file = tmp_path / "golden.json"
    reference.write(reference.document({NAME: numbers or doctored()}), file)
    return file


@pytest.mark.parametrize(
    ("group", "name", "by"),
    [
        ("completed", "swap_first", 1),
        ("persons", "released_by_russia", 1),
        ("events", "exchanges", -1),
        ("paid", "uae", 0.0001),
        ("dates", "talks", 0.01),
        ("terms", "territory", 0.0001),
    ],
)
def test_on_one_machine_the_last_digit_counts(group, name, by):
    """On one machine and NumPy build any golden number that differs in its last digit is found."""
    numbers = doctored()
    numbers[group][name] = round(numbers[group][name] + by, 4)
    (found,) = differences(numbers, measured(), exact=True)
    assert found.startswith(f"{group}.{name}: ")
    assert not differences(doctored(), measured(), exact=True)


def test_a_change_that_cancels_in_the_sums_is_found_in_the_worlds():
    """Two worlds that exchange their dates leave every sum alone and are found world by world."""
    numbers = doctored()
    numbers["worlds"][3], numbers["worlds"][5] = numbers["worlds"][5], numbers["worlds"][3]
    for exact in (True, False):
        assert [one.split(":")[0] for one in differences(numbers, measured(), exact=exact)] == ["world 3", "world 5"]


def test_between_machines_a_few_worlds_may_take_another_course():
    """Between machines as many worlds may differ as the tolerance says, and not one more."""
    numbers = doctored()
    numbers["completed"]["swap_first"] += OTHER_COURSE
    numbers["completed"]["talks_first"] -= OTHER_COURSE
    assert not differences(numbers, measured(), exact=False)
    numbers["completed"]["swap_first"] += 1
    (found,) = differences(numbers, measured(), exact=False)
    assert found.startswith("completed.swap_first")


def test_between_machines_rounding_is_no_difference():
    """Between machines a date or an amount that is rounded to its next last digit is no difference."""
    numbers = doctored()
    for world in numbers["worlds"]:
        world[2] = None if world[2] is None else round(world[2] + 0.01, 2)
    numbers["paid"]["uae"] = round(numbers["paid"]["uae"] + 0.0001, 4)
    assert not differences(numbers, measured(), exact=False)
    assert differences(numbers, measured(), exact=True)


@pytest.mark.parametrize(
    ("path", "factor", "exact"),
    [
        ("all_for_all.answers_per_week", 1.05, False),
        ("mediation.adjustment", 1.05, False),
        ("exchanges.cancellation_trustworthy", 1.2, False),
        ("all_for_all.answers_per_week", 1.0005, True),
    ],
)
def test_an_error_of_the_model_is_found(path, factor, exact):
    """A parameter that is wrong by a few per cent is found on any machine, by half a per mille on the same machine."""
    right = load(NAME).document
    for key in path.split("."):
        right = right[key]
    assert differences(measured().numbers, measure(NAME, {path: right * factor}), exact=exact)


def test_a_scenario_too_few_or_too_many_is_said_in_words():
    """A scenario without golden numbers, and golden numbers without a scenario, are named as what they are."""
    assert names_that_differ(["a", "b"], ["b", "c"]) == [
        "c is in the catalogue and has no golden numbers",
        "a has golden numbers and is not in the catalogue",
    ]
    assert not names_that_differ(["b", "a"], ["a", "b"])


def test_a_number_too_few_or_too_many_is_found():
    """A golden number that this code no longer finds, and one it finds anew, are differences on any machine."""
    for exact in (True, False):
        fewer, more = doctored(), doctored()
        del fewer["paid"]["uae"], fewer["terms"]
        more["events"]["sorties"] = 3
        more["worlds"].pop()
        assert len(differences(fewer, measured(), exact=exact)) == 1 + len(measured().numbers["terms"])
        assert differences(more, measured(), exact=exact) == ["events.sorties: 3 -> none", "worlds: 31 -> 32 of them"]


def test_the_digest_names_the_numbers_and_nothing_else():
    """The digest changes with any number, and neither with the machine nor with the order in which they stand."""
    golden = reference.document({NAME: doctored()})
    digest = reference.digest(golden)
    assert digest == reference.digest(golden | {"arithmetic": "another", "about": "another"})
    turned = {NAME: dict(reversed(golden["scenarios"][NAME].items()))}
    assert digest == reference.digest(golden | {"scenarios": turned})
    for group, name in (("completed", "swap_first"), ("paid", "uae")):
        other = copy.deepcopy(golden)
        other["scenarios"][NAME][group][name] += 1
        assert reference.digest(other) != digest
    other = copy.deepcopy(golden)
    other["scenarios"][NAME]["worlds"][31][2] = 7.77
    assert reference.digest(other) != digest


def test_a_doctored_golden_file_is_not_announced():
    """The golden file with one number changed, or one scenario fewer, has a digest that CHANGELOG.md does not name."""
    text = changelog.FILE.read_text(encoding="utf-8")
    number, fewer = reference.read(), reference.read()
    number["scenarios"][NAME]["completed"]["swap_first"] += 1
    del fewer["scenarios"][NAME]
    for golden in (number, fewer):
        assert not changelog.announced(reference.digest(golden), text)
    assert names_that_differ(fewer["scenarios"], [entry.name for entry in catalogue()]) == [
        f"{NAME} is in the catalogue and has no golden numbers"
    ]


CHANGES = """# Changelog

Entries marked *results change* alter numbers (golden 00000000).

## 0.2.0

- A word is spelt right.
- The cap is lower.
  *Results
  change*: in all scenarios with wallets (golden 22222222).
- A plot, without any change of results (golden 33333333).

## 0.1.0

- *Results change*: everything (golden 11111111).
"""


@pytest.mark.parametrize(
    ("digest", "announced"),
    [("22222222", True), ("33333333", False), ("11111111", False), ("00000000", False), ("44444444", False)],
)
def test_the_changelog_announces_a_digest_only_where_results_change(digest, announced):
    """Only the newest version's entries that are marked *results change* announce golden numbers."""
    assert changelog.announced(digest, CHANGES) is announced


def test_versions_that_change_no_result_leave_the_announcement_to_older_ones():
    """A newer version that names no golden numbers leaves the older announcement standing."""
    newer = CHANGES.replace("## 0.2.0", "## 0.3.0\n\n- A door.\n\n## 0.2.0")
    assert changelog.announced("22222222", newer)


def test_the_line_that_the_update_prints_is_the_line_that_is_asked_for():
    """The line that the update command prints announces the digest once it is pasted."""
    pasted = CHANGES.replace("## 0.2.0\n", f"## 0.2.0\n\n{changelog.line('89abcdef')}")
    assert changelog.announced("89abcdef", pasted)
    assert not changelog.announced("89abcdef", CHANGES)


def test_the_update_says_what_changed_and_what_to_write(tmp_path):
    """The update writes what is measured, says which number of which scenario changed, and gives the changelog line."""
    numbers = doctored()
    numbers["completed"]["swap_first"] -= 3
    file = one_file(tmp_path, numbers)
    said = "\n".join(update({NAME: measured()}, file, CHANGES))
    swaps = measured().numbers["completed"]["swap_first"]
    assert f"{NAME}: 1 differ\n    completed.swap_first: {swaps - 3} -> {swaps}" in said
    assert reference.read(file)["scenarios"][NAME] == measured().numbers
    assert changelog.line(reference.digest(reference.read(file))) in said


@pytest.mark.parametrize("made", ["here", "elsewhere"])
def test_the_update_leaves_numbers_that_agree(tmp_path, made):
    """The update does not touch a file that agrees: here to the last digit, elsewhere within the tolerance."""
    file = one_file(tmp_path)
    if made == "elsewhere":
        golden = reference.read(file) | {"arithmetic": "of another machine"}
        golden["scenarios"][NAME]["paid"]["uae"] += 0.0001
        reference.write(golden, file)
    before = file.read_bytes(), file.stat().st_mtime_ns
    (said,) = update({NAME: measured()}, file, CHANGES)
    assert "stays as it is" in said and ("tolerance" in said) == (made == "elsewhere")
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_the_update_notices_scenarios_that_come_and_go(tmp_path):
    """The update adds scenarios that are new, drops those that are gone, and names both."""
    file = one_file(tmp_path)
    said = "\n".join(update({"another": measured()}, file, CHANGES))
    assert "another is in the catalogue" in said and f"{NAME} has golden numbers" in said
    assert list(reference.read(file)["scenarios"]) == ["another"]
