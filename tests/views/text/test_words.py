import pytest

from sim.scenario.shape import find
from sim.views.text.words import PLAIN, describe


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        ("russia.all_for_all.bargaining_chip", "Russia: how much it values captives as bargaining chips"),
        ("all_for_all.answers_per_week", "how often an open offer can be taken up at all"),
        ("agenda.security_guarantee.high", "security guarantee: Ukraine's end of what is on the table"),
        ("uae.humanitarian_capability", "UAE: capability as a channel for exchanges"),
        ("south_africa.engagement", "south africa: engagement it returns to (0: absent)"),
        ("convening_capability", "convening capability, one common factor"),
        ("red_lines", "red lines of both sides, one common factor"),
        ("front.stalemate_width", "momentum at which a stalemate is felt e⁻¹ (37 %) as much as with none"),
        ("no.such_thing", "no, such thing"),
    ],
)
def test_a_parameter_is_said_in_the_words_of_the_schema(parameter, words):
    assert describe(parameter) == words


def test_a_scenario_s_own_names_of_the_parties_are_used():
    names = {"ukraine": "UN Command", "russia": "North"}
    assert describe("front.russian_share", names) == "North's expected share of the stakes if the war is fought on"
    assert describe("agenda.territory.high", names) == "territory: UN Command's end of what is on the table"
    assert describe("ukraine.over_optimism", names).startswith("UN Command: how far it overrates")


def test_plain_words_stand_for_parameters_that_exist():
    paths = [key.replace("*", "russia") for key in PLAIN if "." in key]
    assert all(find(tuple(path.split("."))) is not None for path in paths)
