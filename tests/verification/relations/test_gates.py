"""What a rule forbids never happens: interventions, hard preconditions, switches (MODEL.md, V9 and section 8)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.issues import ISSUES
from sim.scenario import loads
from sim.schema import BELLIGERENTS
from tests.verification.scenarios import HARD, NEAR, scenario_files, text_of, values_by_world
from tests.worlds import happened, play

pytestmark = pytest.mark.row("V9")

WORLDS = 150
BOX = st.sampled_from([NEAR, HARD])
SEEDS = st.integers(0, 99)
GATED = scenario_files(interventions=("swap", "trade", "pressure", "sequence"))
OPEN = ("all_for_all", "trade", "pressure", "mediators", "categories", "agenda", "precondition", "sequence")


def with_rule(text: str, do: dict):
    """The scenario with one do-operator more."""
    document = loads(text).document | {"uncertain": {}}
    return loads(text_of(document | {"interventions": [*document["interventions"], {"do": do}]}))


def lived(case, box: str, seed: int, values=None, observers=()) -> dict[str, np.ndarray]:
    """Rows of a scenario with random values for each world, apart from those that a rule fixes."""
    drawn = values_by_world(case, WORLDS, seed, box)
    drawn |= {path: value for path, value in (values or {}).items() if path in case.paths}
    return play(case, WORLDS, seed, values=drawn, observers=observers)


class Openings:
    """Counts openings of talks, and checks what was so when the week began in the worlds where they opened."""

    def __init__(self, allowed):
        self.allowed, self.count, self.before = allowed, 0, None

    def observe(self, model) -> None:
        now = {"ceasefire": model.ceasefire.in_force.copy(), "completed": model.programme.completed.copy()}
        before = self.before or {name: np.zeros(model.worlds) for name in now}
        self.count += model.talks.opened.size
        assert np.all(before[self.allowed][model.talks.opened] == 1), model.week
        self.before = now


@settings(max_examples=25)
@given(text=scenario_files(interventions=OPEN), box=BOX, seed=SEEDS)
def test_a_swap_that_is_forbidden_never_comes(text, box, seed):
    """Under do(swap: never) no random scenario has an agreement, a completion, a collapse or an incomplete swap."""
    rows = lived(with_rule(text, {"swap": "never"}), box, seed)
    assert not any(rows[name].any() for name in ("agreements", "collapses", "incomplete"))
    assert not happened(rows["agreed_week"]).any() and not happened(rows["completed_week"]).any()
    assert not np.any(rows["offer_fate"] == 1)


@settings(max_examples=25)
@given(text=scenario_files(interventions=OPEN), box=BOX, seed=SEEDS)
def test_an_idea_that_nobody_puts_forward_goes_nowhere(text, box, seed):
    """With salience 0 no offer is made, answered or carried out in any random scenario."""
    rows = lived(with_rule(text, {"all_for_all": "off"}), box, seed)
    assert not any(rows[name].any() for name in ("agreements", "collapses", "incomplete", "offers"))
    assert not happened(rows["refused_week"]).any()


@settings(max_examples=25)
@given(text=GATED, box=BOX, seed=SEEDS, side=st.sampled_from(BELLIGERENTS))
def test_a_hard_precondition_on_the_swap_is_never_violated(text, box, seed, side):
    """Where either side makes a completed swap a precondition of 1, talks never open in a week that did not begin
    with the swap completed, so that t_T > t_S in every world."""
    case = with_rule(text, {"precondition": {"swap": {side: 1}}})
    rows = lived(case, box, seed, {"talks.in_session_at_start": 0}, [Openings("completed")])
    opened = happened(rows["talks_week"])
    assert np.all(rows["talks_week"][opened] > rows["completed_week"][opened])


@settings(max_examples=25)
@given(text=GATED, box=BOX, seed=SEEDS)
def test_a_hard_precondition_on_a_ceasefire_is_never_violated(text, box, seed):
    """Where both sides make a ceasefire a precondition of 1, talks open only in weeks that begin with one in force."""
    case = with_rule(text, {"precondition": {"ceasefire": {"ukraine": 1, "russia": 1}}})
    lived(case, box, seed, {"talks.in_session_at_start": 0}, [Openings("ceasefire")])


@settings(max_examples=25)
@given(text=scenario_files(interventions=("trade", "pressure")), box=BOX, seed=SEEDS)
def test_talks_that_wait_for_a_ceasefire_come_after_it(text, box, seed):
    """Under ceasefire_first talks open only in weeks that begin with a ceasefire in force, whoever wants them."""
    case = with_rule(text, {"sequence": "ceasefire_first"})
    lived(case, box, seed, {"talks.in_session_at_start": 0}, [Openings("ceasefire")])


def test_hard_preconditions_leave_room_for_talks():
    """That the tests above can fail: in the base, with a swap completed early or ceasefires common, talks do open."""
    seen = {"completed": Openings("completed"), "ceasefire": Openings("ceasefire")}
    base = '{"scenario": "base", "title": "Base", "extends": "reference_2025"'
    swap = (
        ', "interventions": [{"do": {"swap": {"complete_at": 3}}}, {"do": {"precondition": {"swap": {"ukraine": 1}}}}]}'
    )
    fire = (
        ', "ceasefire": {"rate_before_talks": 0.5},'
        ' "interventions": [{"do": {"precondition": {"ceasefire": {"ukraine": 1, "russia": 1}}}}]}'
    )
    for name, more in (("completed", swap), ("ceasefire", fire)):
        play(loads(base + more), 400, 5, observers=[seen[name]])
    assert all(openings.count > 100 for openings in seen.values())


@settings(max_examples=25)
@given(text=scenario_files(interventions=("trade", "pressure", "categories", "agenda")), box=BOX, seed=SEEDS)
def test_without_channels_nothing_happens(text, box, seed):
    """All engagement, both direct channels and the rate of ceasefires before talks at 0: no exchange, agreement,
    talks or ceasefire, whatever else a scenario says."""
    case = loads(text)
    silent = {f"{key}.engagement": 0.0 for key in case.mediators}
    silent |= {"mediation.direct_humanitarian": 0.0, "mediation.direct_political": 0.0}
    silent |= {"ceasefire.rate_before_talks": 0.0, "talks.in_session_at_start": 0}
    rows = lived(case, box, seed, silent)
    assert not any(rows[name].any() for name in ("exchanges", "cancelled", "agreements", "openings"))
    assert not happened(rows["ceasefire_week"]).any() and not happened(rows["settlement_week"]).any()


@settings(max_examples=25)
@given(text=scenario_files(), box=BOX, seed=SEEDS)
def test_without_opportunities_no_partial_exchange(text, box, seed):
    """With μ_p = 0 no random scenario has a partial exchange, held or cancelled."""
    rows = lived(loads(text), box, seed, {"exchanges.opportunities_per_week": 0.0})
    assert not any(rows[name].any() for name in rows if name.startswith(("exchanges", "cancelled")))


@settings(max_examples=25)
@given(text=scenario_files(interventions=("swap", "trade", "pressure")), box=BOX, seed=SEEDS)
def test_with_nothing_but_captives_to_discuss_no_talks_open(text, box, seed):
    """Issues 1 to 6 pinned anywhere, and talks not in session already: none open in any random scenario."""
    pin = np.random.default_rng(seed).random((len(ISSUES), WORLDS))
    pinned = {
        f"agenda.{issue}.{end}": pin[number] for number, issue in enumerate(ISSUES) if number for end in ("low", "high")
    }
    rows = lived(loads(text), box, seed, pinned | {"talks.in_session_at_start": 0})
    assert not rows["openings"].any() and not happened(rows["settlement_week"]).any()
