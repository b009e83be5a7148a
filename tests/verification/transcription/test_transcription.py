"""The engine against section 6 of MODEL.md written once more in plain numbers: same draws, same world, week by week.

What three weeks by hand (`three_weeks`) are for one world, this is for whole runs: every state variable of every party,
in ordinary weeks and in rare ones. Do-operators that set parameters, and the sums of dated shocks, are taken as the
scenario package gives them; tests/scenario and tests/negotiation check those.
"""

import pytest

from sim.scenario import catalogue, load
from tests.verification.transcription.plain_state import OTHER, SIDES
from tests.verification.transcription.reading import COUNTS, DATES, read
from tests.worlds import BUSY, variant

pytestmark = pytest.mark.row("V11")

WORLDS = 200
ONE_WEEK = 1e-5
"""float32 against float64 over one week, relative above 1: some ten roundings of 6e-8 each, ten times over."""
WHOLE_RUN = 1e-4
"""The same after 104 weeks: the largest difference seen is 1e-5, in pseudo-counts of experience."""
EXCUSED = 5e-4
"""At most this share of world-weeks may differ after a close comparison. In one or two of a hundred world-weeks some
comparison is close, most of all a rounding of thousands to whole persons, and where one is float32 decides otherwise
once in hundreds."""

FROM_THE_FIRST_DAY = """
    parties: {us_envoy: null}
    talks: {in_session_at_start: true}
"""
DATED = """
    timeline:
      - {week: 2, weeks: 3, event: aid_pause, pressure: 0.5}
      - {week: 4, weeks: 2, event: aid, target: russia, aid: 0.7}
      - {week: 6, weeks: 4, event: sanction, sanction: 1.5}
      - {week: 7, weeks: 2, event: sanction, target: ukraine, sanction: 0.5}
      - {week: 9, event: spoiler}
      - {week: 12, weeks: 6, event: pressure, target: russia, pressure: 0.4}
"""
PRESSED = """
    interventions:
      - do: {pressure: {ukraine: 1.2, from: 5, to: 20}}
      - do: {pressure: {russia: 0.0}}
"""
IMPOSED = "interventions: [do: {swap: {complete_at: 8}}]"
NEVER = "interventions: [do: {swap: never}]"
WRITTEN = {
    "rare events made common": BUSY,
    "talks from the first day, no Washington": FROM_THE_FIRST_DAY,
    "dated shocks": DATED,
    "pressure set": PRESSED,
    "swap imposed": IMPOSED,
    "swap never": NEVER,
}


@pytest.fixture
def agree(record_property):
    """Compare a scenario with the transcription, fail where they differ, and put into the record how many comparisons
    were close and how many world-weeks were excused."""

    def reading(case, seed: int, **how):
        found = read(case, WORLDS, seed, adopt=True, tolerance=ONE_WEEK, **how).check()
        for name in ("world_weeks", "close", "excused"):
            record_property(name, getattr(found, name))
        assert found.excused <= EXCUSED * found.world_weeks
        return found

    return reading


@pytest.mark.parametrize("name", [entry.name for entry in catalogue()])
def test_every_scenario_of_the_catalogue(agree, name):
    """Set to the engine's state at the start of each week, the transcription reaches the same next state to 1e-5 and
    the same events, in 200 worlds of every scenario of the catalogue.
    """
    case = load(name)
    assert agree(case, 3).world_weeks == WORLDS * case.horizon_weeks


@pytest.mark.parametrize("name", WRITTEN)
def test_what_the_catalogue_does_not_hold(agree, name):
    """Transcription and engine agree, week by week, on dated shocks, do-operators and rare events, which no scenario of
    the catalogue has."""
    found = agree(variant(WRITTEN[name]), 4, weeks=60)
    if name == "rare events made common":
        assert min(found.seen[event] for event in (*DATES.values(), *COUNTS)) > 0


@pytest.mark.parametrize("name", ["kyiv_summit_2025", "harder_priors_for_russia"])
def test_every_world_with_parameters_of_its_own(agree, name):
    """Transcription and engine agree, week by week, with every uncertain parameter drawn anew for every world."""
    case = load(name)
    found = agree(case, 9, values=case.draw_priors(5, 0, WORLDS))
    assert found.seen["t_T"] > 0


@pytest.mark.parametrize("body", ["", BUSY], ids=["base", "rare events made common"])
def test_a_whole_run_from_the_same_start(body):
    """Started once and left to themselves, engine and transcription are together after 104 weeks."""
    found = read(variant(body), 24, seed=3, adopt=False, tolerance=WHOLE_RUN).check()
    assert found.excused == 0


def test_the_plain_world_knows_both_sides():
    """The transcription's table of opponents is its own inverse."""
    assert [OTHER[OTHER[side]] for side in SIDES] == list(SIDES)
