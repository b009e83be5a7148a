"""Boxes of scenario discovery in words."""

from dataclasses import replace

import pytest

from sim.analysis.boxes import Box, Discovery, Limit
from sim.views.text.discovery_page import format_discovery, in_words

CHIP, TEMPERATURE = "russia.all_for_all.bargaining_chip", "decision.temperature"
BOX = Box(
    limits=(
        Limit(key=CHIP, low=None, high=0.41, quasi_p=0.001, quasi_p_found=0.0001),
        Limit(key=TEMPERATURE, low=0.2, high=0.9, quasi_p=0.2, quasi_p_found=0.01),
    ),
    support=50,
    of_interest=40,
    density=0.8,
    density_low=0.67,
    density_high=0.888,
    coverage=0.625,
    coverage_low=0.5,
    coverage_high=0.73,
    density_found=0.9,
    coverage_found=0.7,
)
FOUND = Discovery(
    threshold=0.2,
    level=0.95,
    points=1024,
    of_interest=128,
    points_held_out=512,
    of_interest_held_out=64,
    worlds_per_point=256,
    boxes=(BOX,),
    dropped=(),
)


def test_a_box_is_told_in_plain_sentences():
    assert format_discovery(FOUND) == (
        "In 128 of 1,024 points swap first is likelier than 1 in 5.\n"
        "They are frequent where Russia: how much it values captives as bargaining chips"
        " [russia.all_for_all.bargaining_chip] is at most 0.41 and how far decisions stray from the best choice"
        " [decision.temperature] is from 0.2 to 0.9: there 80 % of points are such (40 of 50; density, 95 % interval 67"
        " to 89 %), and 62 % of all such points lie there (40 of 64; coverage, 95 % interval 50 to 73 %). Both are of"
        " the 512 points not used to find the box; among all of these 12 % are such. Not confirmed by these points,"
        " each by itself: the limits of decision.temperature (quasi-p above .05)."
    )


def test_a_second_box_says_that_it_is_outside_of_the_first():
    words = format_discovery(replace(FOUND, boxes=(BOX, replace(BOX, limits=BOX.limits[:1]))))
    assert words.count("\n") == 2 and "Of the points outside of that, they are frequent" in words


def test_no_box_and_an_empty_box_are_said():
    assert "No limits of the parameters" in format_discovery(replace(FOUND, boxes=()))
    assert "but none of the 512 points" in in_words(replace(BOX, density=None, support=0, of_interest=0), FOUND)


@pytest.mark.parametrize(("threshold", "words"), [(0.2, "1 in 5"), (0.5, "1 in 2"), (0.35, "35 %"), (1 / 3, "1 in 3")])
def test_thresholds_in_words(threshold, words):
    assert f"likelier than {words}." in format_discovery(replace(FOUND, threshold=threshold))
