import pytest

from sim.views.text.layout import decimals_for, entries, in_hundreds, paragraph, span


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.083, "8 of 100"),
        (0.5, "50 of 100"),
        (0.004, "4 of 1,000"),
        (0.0004, "4 of 10,000"),
        (0.00001, "fewer than 1 of 10,000"),
        (0.994, "99 of 100"),
        (0.997, "997 of 1,000"),
        (0.99999, "more than 9,999 of 10,000"),
    ],
)
def test_natural_frequency_never_rounds_a_possibility_away(share, words):
    assert in_hundreds(share) == words


def test_paragraph_keeps_a_number_with_its_sign():
    text = paragraph("word " * 14 + "of 95 % of the lists", width=80)
    assert "95 %" in text and all(len(line) <= 80 for line in text.splitlines())
    assert all(
        "95 %" in text[max(0, cut - 5) : cut + 5] or text[cut] == " " for cut in range(len(text)) if text[cut] in " %"
    )
    for width in range(20, 60):
        assert "95\n%" not in paragraph("word " * 9 + "of 95 % of the lists", width=width)


def test_entries_align_their_text():
    text = entries([("a", "first " * 20), ("longer", "second")], width=40)
    assert all(line[8] != " " and line[7] == " " for line in text.splitlines())


def test_span_is_written_in_words():
    assert span(0.079, 0.087) == "7.9 to 8.7 %"


def test_many_worlds_carry_another_decimal():
    assert [decimals_for(worlds) for worlds in (1, 20_000, 1_000_000, 10_000_000)] == [1, 1, 2, 2]
