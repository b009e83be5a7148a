import pytest

from sim.report.words import describe


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        ("russia.all_for_all.bargaining_chip", "Russia: value of captives held as bargaining chips"),
        ("all_for_all.answers_per_week", "opportunities for acceptance of an open offer"),
        ("agenda.security_guarantee.high", "security guarantee: Ukraine's end of what is on the table"),
        ("uae.humanitarian_capability", "UAE: capability as a channel for exchanges"),
        ("south_africa.engagement", "south africa: engagement it returns to (0: absent)"),
        ("convening_capability", "convening capability (one factor)"),
        ("no.such_thing", "no, such thing"),
    ],
)
def test_a_parameter_is_said_in_the_words_of_the_schema(parameter, words):
    assert describe(parameter) == words
