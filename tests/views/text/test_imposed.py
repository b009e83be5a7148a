import pytest

from sim.result.result import FIX_THE_OUTCOME
from sim.scenario.events.entries import OPERATORS
from sim.views.text.imposed import format_imposed

PARTIES = {"ukraine": {"name": "UN Command"}, "russia": {"name": "North"}, "uae": {"name": "UAE"}}
CASES = [
    ({"swap": {"complete_at": 8}}, "an all-for-all swap is completed in week 8 in every world", True),
    ({"swap": "never"}, "no all-for-all swap is agreed in any world", True),
    ({"all_for_all": "off"}, "the all-for-all swap is off the table in every world", True),
    (
        {"constant_hazards": {"swap": 0.01, "talks": 0.03}},
        "swap and talks come at constant rates of 0.01 and 0.03 a week and every other process is off: a check of the"
        " counting, not a case",
        True,
    ),
    ({"trade": "off"}, "no side concedes and no mediator pays before talks", False),
    (
        {"pressure": {"ukraine": 0.0, "russia": 1.0, "from": 4, "to": 12}},
        "US pressure is set to 0 on UN Command, 1 on North, from week 4 to the end of week 11",
        False,
    ),
    ({"pressure": {"russia": 1.0}}, "US pressure is set to 1 on North, from week 0 on", False),
    (
        {"mediators": {"uae": "off", "add": {"qatar": {"name": "Qatar"}}}},
        "taken out as mediator: UAE; added as mediator: Qatar",
        False,
    ),
    ({"categories": ["prisoners_of_war"]}, "only these are on the lists of a swap: prisoners of war", False),
    (
        {"agenda": {"security_guarantee": {"high": 0.5}}},
        "on the table of talks, security guarantee at most 0.5 (0: what North wants, 1: what UN Command wants)",
        False,
    ),
    (
        {"precondition": {"swap": {"ukraine": 1.0}}},
        "a completed swap is a precondition of talks for UN Command to degree 1 (1: hard)",
        False,
    ),
    ({"sequence": "ceasefire_first"}, "talks wait for a ceasefire", False),
]


@pytest.mark.parametrize(("operator", "words", "outcome"), CASES)
def test_every_operator_is_said_in_words(operator, words, outcome):
    assert format_imposed({"parties": PARTIES, "interventions": [{"do": operator}]}) == [(words, outcome)]
    assert (next(iter(operator)) in FIX_THE_OUTCOME) == outcome


def test_no_operator_is_left_out():
    assert {name for operator, *_ in CASES for name in operator} == set(OPERATORS)


def test_nothing_imposed_is_nothing_said():
    assert format_imposed({"parties": PARTIES, "interventions": []}) == []
