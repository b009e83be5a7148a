"""Figures of a run and of comparisons: what they say, that nothing leaves the page, that all readers see the same."""

from datetime import date
from xml.etree import ElementTree

import pytest

from sim.evidence.record.record import read_record
from sim.evidence.record.window import Window
from sim.views.figures.arrows import draw_arrows
from sim.views.figures.exchanges import draw_exchanges
from sim.views.figures.fans import NOTHING, draw_fans
from sim.views.figures.frequency_grid import draw_frequencies, hundred
from sim.views.figures.house_style import encoded
from sim.views.figures.points_figure import draw_points
from sim.views.figures.prior import draw_prior
from tests.views.figures.made_points import facts, grid, stray, words_of
from tests.views.figures.test_images import COMPARED, KEYS, differences, fan_series, prior_table, simulated_exchanges


@pytest.mark.parametrize(
    ("shares", "squares"),
    [
        ((0.07, 0.75, 0.18), (7, 75, 18)),
        ((0.0665, 0.7535, 0.18), (7, 75, 18)),
        ((1 / 3, 1 / 3, 1 / 3), (34, 33, 33)),
        ((0.004, 0.996, 0.0), (0, 100, 0)),
        ((0.0, 1.0, 0.0), (0, 100, 0)),
        ((0.29, 0.57, 0.14), (29, 57, 14)),
    ],
)
def test_a_hundred_squares_go_to_the_largest_remainders(shares, squares):
    names = ("swap_first", "talks_first", "neither")
    assert tuple(hundred(dict(zip(names, shares, strict=True))).values()) == squares


def test_the_grid_has_a_square_for_every_hundredth(summary):
    figure = draw_frequencies(summary())
    kinds = [patch.get_gid() for patch in figure.axes[0].patches]
    assert [kinds.count(name) for name in ("swap_first", "talks_first", "neither")] == [8, 74, 18]


def test_a_rare_outcome_is_not_shown_as_never(summary):
    words = words_of(draw_frequencies(summary(swap=60)))
    assert "rarer than one in a hundred: 3 of 1,000" in words


def drawn(summary):
    window = Window(date(2025, 2, 24), date(2027, 2, 21))
    yield draw_frequencies(summary())
    yield draw_frequencies(summary(prior=None, imposed_outcome=["talks are imposed in week 3"]))
    yield draw_prior(prior_table(), summary())
    yield draw_fans(fan_series(), summary())
    yield draw_exchanges(simulated_exchanges(window), window, read_record(), summary())
    yield draw_arrows(differences(), COMPARED)


@pytest.mark.slow
def test_nothing_leaves_the_page_or_covers_other_words(summary):
    for figure in drawn(summary):
        assert not stray(figure)


def test_every_figure_names_its_sample_its_seed_and_its_condition(summary):
    for figure in drawn(summary):
        words = words_of(figure)
        assert "20,000 worlds" in words or "200 worlds" in words
        assert "seed 1" in words and "onditional on judged parameters" in words


def test_an_imposed_outcome_is_said_on_the_figure(summary):
    words = words_of(draw_frequencies(summary(imposed_outcome=["talks are imposed in week 3"])))
    assert "IMPOSED BY ASSUMPTION: talks are imposed in week 3" in words


def test_constant_hazards_have_no_fans_and_say_so(summary):
    assert NOTHING in words_of(draw_fans({}, summary()))


def test_a_scenario_after_the_record_says_that_there_is_none(summary):
    window = Window(date(2030, 1, 1), date(2030, 12, 31))
    words = words_of(draw_exchanges(simulated_exchanges(window), window, read_record(), summary()))
    assert "before the scenario begins" in words


@pytest.mark.parametrize(("shift", "said"), [(0.04, "Black line: indifference"), (0.5, "No indifference line")])
def test_the_indifference_line_is_drawn_where_swap_and_talks_are_as_likely(shift, said):
    made = grid((KEYS[0], [0.0, 0.4, 0.8, 1.2]), (KEYS[1], [0.3, 1.1, 1.9]))
    made["talks_first"] = made["swap_first"] + shift - 0.1 * made[KEYS[0]]
    figure = draw_points(made, KEYS, facts(points=12))
    assert said in words_of(figure)
    panel = next(axes for axes in figure.axes if axes.images)
    lines = [path for found in panel.collections for path in found.get_paths()]
    assert bool(lines) == (shift < 0.1)
    for path in lines:  # swap - talks = 0 where the pressure is 0.4, the second column
        assert path.vertices[:, 0] == pytest.approx(1.0)


def test_a_readers_style_changes_nothing(summary):
    import matplotlib

    plain = encoded(draw_frequencies(summary()))
    with matplotlib.rc_context(
        {"font.size": 20, "axes.facecolor": "black", "savefig.bbox": "tight", "lines.linewidth": 9}
    ):
        assert encoded(draw_frequencies(summary())) == plain


def test_svg_is_the_same_each_time(summary):
    first, second = (encoded(draw_prior(prior_table(), summary()), "svg") for _ in range(2))
    assert first == second
    assert ElementTree.fromstring(first).tag.endswith("svg")
