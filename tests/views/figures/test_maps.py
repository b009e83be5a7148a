"""The figure of an experiment's points: which form it takes, what it says, and that nothing breaks it."""

import io
import subprocess
import sys

import numpy as np
import pytest

from sim.views.figures.points_figure import draw_points
from sim.views.figures.sheet import as_number, as_numbers, geometric, ticks_to, width_of, wrapped
from tests.views.figures.made_points import facts, grid, points, stray, words_of

UKRAINE, RUSSIA = "us_envoy.pressure.ukraine", "us_envoy.pressure.russia"
LONG = "war_cost.captivity_share"
STEPS = [0.0, 0.25, 0.5, 0.75, 1.0]
TWO = {
    "scenarios": ["kyiv_summit_2025", "no_uae"],
    "scenario_titles": ["The Kyiv summit of 24 February 2025", "A title far too long for a panel " * 4],
}


def without(table, *scenarios):
    """The table of a sweep that was stopped before it came to some of its scenarios."""
    shares = [name for name in table if name.startswith(("neither", "swap_first", "talks_first"))]
    left = table.copy()
    left[shares] = left[shares].astype(float).where(~table["scenario"].isin(scenarios))
    return left.assign(status=np.where(table["scenario"].isin(scenarios), "not run", table["status"]))


def panels(figure, outcome_lines: int = 3):
    return [axes for axes in figure.axes if len(axes.lines) >= outcome_lines]


def hatches(axes) -> list[str]:
    return [patch.get_hatch() for patch in axes.patches if patch.get_hatch()]


def maps(figure):
    return [axes for axes in figure.axes if axes.images]


def sample(keys, number=200, **how):
    generator = np.random.default_rng(0)
    return points({key: generator.uniform(0, 1, number) for key in keys}, **how)


def test_one_dimension_is_drawn_as_three_lines_with_bands():
    figure = draw_points(points({UKRAINE: STEPS}), [UKRAINE], facts(points=5, stated={UKRAINE: 0.5}))
    (axes,) = panels(figure)
    assert len(axes.collections) == 3 and axes.get_xscale() == "linear"
    words = words_of(figure)
    for expected in (
        "US envoy: inclination to press Ukraine",
        f"[{UKRAINE}]",
        "stated value 0.5",
        "[kyiv_summit_2025]. 5 points, 2,000 worlds per point, seed 1.",
        "Conditional on judged parameters; not a forecast.",
        "95 % interval of each point alone, simulation noise only",
    ):
        assert expected in words
    assert not stray(figure)


def test_lines_pass_through_the_shares():
    table = points({UKRAINE: STEPS})
    (axes,) = panels(draw_points(table, [UKRAINE], facts()))
    assert axes.lines[0].get_ydata() == pytest.approx(100 * table["swap_first"])


def test_a_key_with_one_value_is_no_dimension():
    table = points({RUSSIA: [1.0] * 5, UKRAINE: STEPS})
    figure = draw_points(table, [RUSSIA, UKRAINE], facts())
    assert panels(figure) and not maps(figure) and RUSSIA not in words_of(figure)


def test_a_key_that_differs_between_scenarios_alone_is_no_dimension():
    table = points({RUSSIA: [1.0] * 5, UKRAINE: STEPS}, scenarios=TWO["scenarios"])
    table.loc[table["scenario"] == "no_uae", RUSSIA] = 0.0
    assert len(panels(draw_points(table, [RUSSIA, UKRAINE], facts(**TWO)))) == 2


def test_geometric_values_have_a_logarithmic_axis_with_plain_labels():
    figure = draw_points(points({LONG: [0.05, 0.1, 0.2, 0.4, 0.8]}), [LONG], facts())
    (axes,) = panels(figure)
    assert axes.get_xscale() == "log"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.05", "0.1", "0.2", "0.4", "0.8"]
    assert "Logarithmic axis" in words_of(figure)


def test_a_stated_value_outside_is_said_and_not_drawn():
    words = words_of(draw_points(points({UKRAINE: STEPS}), [UKRAINE], facts(stated={UKRAINE: 7})))
    assert "The stated value, 7, lies outside" in words and "stated value 7" not in words


@pytest.mark.parametrize(("number", "expected"), [(2, 2), (4, 4)])
def test_up_to_four_scenarios_have_a_panel_each_on_the_same_axes(number, expected):
    labels = [f"scenario_{place}" for place in range(number)]
    table = points({UKRAINE: STEPS}, scenarios=labels)
    figure = draw_points(table, [UKRAINE], facts(scenarios=labels, scenario_titles=["A long title " * 9] * number))
    found = panels(figure)
    assert f"5 points in each of {number} scenarios" in words_of(figure)
    assert len(found) == expected and len({(axes.get_xlim(), axes.get_ylim()) for axes in found}) == 1
    assert not stray(figure)


def test_more_scenarios_have_a_line_each_for_swap_first():
    labels = [f"scenario_{place}" for place in range(12)]
    figure = draw_points(points({UKRAINE: STEPS}, scenarios=labels), [UKRAINE], facts(scenarios=labels))
    (axes,) = figure.axes
    assert len(axes.lines) == 12 and not stray(figure)
    words = words_of(figure)
    assert "swap completed first" in words and "Talks first and neither are left out" in words and "5 more" in words


def test_two_dimensions_on_a_grid_are_three_maps_with_a_bar_each():
    table = grid((UKRAINE, [0, 0.5, 1]), (RUSSIA, [0.5, 1, 4]), worlds=20_000)
    figure = draw_points(table, [UKRAINE, RUSSIA], facts(stated={UKRAINE: 0.5, RUSSIA: 1}))
    found = maps(figure)
    assert len(found) == 3 and len(figure.axes) == 6
    cell = table[(table[UKRAINE] == 0) & (table[RUSSIA] == 4)]["swap_first"].item()
    assert found[0].images[0].get_array()[2, 0] == pytest.approx(100 * cell)
    assert f"{100 * cell:.1f}" in [text.get_text() for text in found[0].texts]
    assert len(found[0].texts) == 9
    assert [label.get_text() for label in found[0].get_yticklabels()] == ["0.5", "1", "4"]
    frame = [patch for patch in found[0].patches if patch.get_gid() == "stated"][0]
    assert (frame.get_x(), frame.get_y()) == (0.5, 0.5)
    words = words_of(figure)
    assert "Framed cell" in words and "not evenly spaced" in words and "swap completed first" in words
    assert not stray(figure)


def test_a_stated_point_between_cells_is_a_cross():
    table = grid((UKRAINE, [0, 1]), (RUSSIA, [0, 1, 2]))
    figure = draw_points(table, [UKRAINE, RUSSIA], facts(stated={UKRAINE: 0.25, RUSSIA: 1}))
    cross = [line for line in maps(figure)[0].lines if line.get_gid() == "stated"][0]
    assert (cross.get_xdata()[0], cross.get_ydata()[0]) == (0.25, 1)


def test_failed_and_missing_cells_are_hatched_and_said():
    table = grid((UKRAINE, STEPS), (RUSSIA, STEPS), missing={0: "failed", 7: "not run", 8: "partial"})
    figure = draw_points(table, [UKRAINE, RUSSIA], facts(partial=True, experimental=True))
    for axes in maps(figure):
        assert sorted(set("".join(hatches(axes)))) == ["/", "x"] and len(hatches(axes)) == 2
        assert len(axes.texts) == 23
    words = words_of(figure)
    for expected in (
        "EXPERIMENTAL scenario, not for quotation",
        "PARTIAL result",
        "1 partial, 1 failed, 1 not run",
        "Crosshatched: failed. Hatched: not run.",
    ):
        assert expected in words


def test_many_cells_are_not_written():
    table = grid((UKRAINE, np.linspace(0, 1, 9)), (RUSSIA, np.linspace(0, 2, 9)))
    figure = draw_points(table, [UKRAINE, RUSSIA], facts())
    assert all(not axes.texts for axes in maps(figure)) and not stray(figure)


def test_rows_of_maps_for_three_scenarios_share_the_scale_of_an_outcome():
    labels = ["a", "b", "c", "d"]
    table = grid((LONG, STEPS), (RUSSIA, STEPS), scenarios=labels)
    figure = draw_points(table, [LONG, RUSSIA], facts(scenarios=labels, scenario_titles=["Title " * 40] * 4))
    found = maps(figure)
    assert len(found) == 9 and len({axes.images[0].get_clim() for axes in found}) == 3
    assert "Left out: 1 more scenario" in words_of(figure) and not stray(figure)


def test_noise_alone_does_not_fill_a_colour_scale():
    table = grid((UKRAINE, STEPS), (RUSSIA, STEPS))
    table["swap_first"], table["swap_first_low"], table["swap_first_high"] = 0.1, 0.05, 0.15
    low, high = maps(draw_points(table, [UKRAINE, RUSSIA], facts()))[0].images[0].get_clim()
    assert (low, high) == pytest.approx((0, 20))


def test_an_incomplete_grid_is_drawn_as_a_sample():
    table = points({UKRAINE: [0.5, 0.5, 0.5, 0, 1], RUSSIA: [0, 1, 2, 1, 1]})
    figure = draw_points(table, [UKRAINE, RUSSIA], facts())
    assert not maps(figure) and len(figure.axes) == 3
    assert "at least 20 needed" in words_of(figure) and not stray(figure)


def test_a_sample_shows_its_spread_and_the_four_strongest_parameters():
    keys = [UKRAINE, RUSSIA, LONG, "wallets", *(f"unknown_{place}" for place in range(89))]
    table = sample(keys, 512)
    figure = draw_points(table, keys, facts(points=512, stated={UKRAINE: 0.5}))
    assert len(figure.axes) == 7 and not stray(figure)
    words = words_of(figure)
    assert words.index(f"[{UKRAINE}]") < words.index(f"[{RUSSIA}]")
    for expected in ("93 parameters varied", "the 4 strongest of 93", "not probabilities", "median", "Dotted line"):
        assert expected in words
    assert f"median {100 * table['swap_first'].median():.1f}" in words


def test_a_sample_of_several_scenarios_has_a_line_each():
    keys = [UKRAINE, RUSSIA, LONG]
    figure = draw_points(sample(keys, scenarios=TWO["scenarios"]), keys, facts(**TWO))
    words = words_of(figure)
    assert "Right: kyiv_summit_2025 alone" in words and words.count("no_uae") == 4 and not stray(figure)


def test_no_dimension_is_a_dot_with_its_interval():
    table = points({UKRAINE: [0.5]}, scenarios=TWO["scenarios"], missing={})
    figure = draw_points(table, [UKRAINE], facts(points=1, **TWO))
    (axes,) = figure.axes
    assert sum(line.get_marker() != "None" for line in axes.lines) == 6
    assert f"{100 * table['talks_first'][0]:.1f} %" in words_of(figure) and not stray(figure)


def test_a_confidence_sequence_is_called_one():
    words = words_of(draw_points(points({UKRAINE: STEPS}), [UKRAINE], facts(interval="confidence_sequence")))
    assert "95 % confidence sequence of each point" in words


NOTHING = dict.fromkeys(range(5), "failed")
CASES = {
    "no rows": lambda: (points({UKRAINE: STEPS}).iloc[:0], [UKRAINE]),
    "no columns": lambda: (points({UKRAINE: STEPS})[[]], [UKRAINE]),
    "all failed": lambda: (points({UKRAINE: STEPS}, missing=NOTHING), [UKRAINE]),
    "no keys": lambda: (points({UKRAINE: STEPS}), []),
    "some failed": lambda: (points({UKRAINE: STEPS}, missing={0: "failed", 1: "not run"}), [UKRAINE]),
    "a key without values": lambda: (points({UKRAINE: [np.nan] * 5}), [UKRAINE]),
    "a key with few values": lambda: (points({UKRAINE: [np.nan, 0.1, 0.2, 0.3, np.inf]}), [UKRAINE]),
    "one scenario failed": lambda: (
        points({UKRAINE: STEPS}, scenarios=["a", "b"], missing={}).assign(
            swap_first=lambda table: table["swap_first"].where(table["scenario"] == "b")
        ),
        [UKRAINE],
    ),
    "two points": lambda: (points({UKRAINE: [0, 1]}), [UKRAINE]),
    "values repeated": lambda: (points({UKRAINE: [0, 0, 1, 1]}), [UKRAINE]),
    "tiny and huge values": lambda: (points({UKRAINE: [1e-9, 1e-3, 1e9]}), [UKRAINE]),
    "values close together": lambda: (points({UKRAINE: [1.0001, 1.0002, 1.0003]}), [UKRAINE]),
    "negative values": lambda: (points({UKRAINE: [-2, -1, 0, 1]}), [UKRAINE]),
    "a thousand points": lambda: (points({UKRAINE: np.linspace(0, 1, 1000)}), [UKRAINE]),
    "no worlds to speak of": lambda: (grid((UKRAINE, [0, 1]), (RUSSIA, [0, 1]), worlds=1), [UKRAINE, RUSSIA]),
    "a map of one failed row": lambda: (
        grid((UKRAINE, [0, 1]), (RUSSIA, [0, 1]), missing={0: "failed", 1: "failed"}),
        [UKRAINE, RUSSIA],
    ),
    "a long map": lambda: (grid((UKRAINE, [0, 1]), (RUSSIA, np.geomspace(0.001, 10, 70))), [UKRAINE, RUSSIA]),
    "three on a grid": lambda: (
        points({key: np.indices((3, 3, 3))[place].ravel() for place, key in enumerate((UKRAINE, RUSSIA, LONG))}),
        [UKRAINE, RUSSIA, LONG],
    ),
    "a sample that does not vary": lambda: (
        sample([UKRAINE, RUSSIA, LONG], 30).assign(swap_first=0.1),
        [UKRAINE, RUSSIA, LONG],
    ),
    "a map whose first scenario was not simulated": lambda: (
        without(grid((UKRAINE, STEPS[:3]), (RUSSIA, STEPS[:3]), scenarios=["a", "b"]), "a"),
        [UKRAINE, RUSSIA],
    ),
    "a sample of which no scenario shown was simulated": lambda: (
        without(sample([UKRAINE, RUSSIA, LONG], 9, scenarios=list("abcdefg")), *"abcdef"),
        [UKRAINE, RUSSIA, LONG],
    ),
    "an unknown path that is long": lambda: (points({"a_very_long.path_" * 12: STEPS}), ["a_very_long.path_" * 12]),
}


@pytest.mark.parametrize("name", CASES)
def test_edge_cases_are_drawn_within_the_page(name):
    table, keys = CASES[name]()
    made = facts(title="A title of $5 and $6 " * 12, partial=True, experimental=True, stated=dict.fromkeys(keys, 0.5))
    figure = draw_points(table, keys, made)
    assert not stray(figure)
    assert figure.get_size_inches()[0] * 2.54 == pytest.approx(16)
    assert "PARTIAL" in words_of(figure)


@pytest.mark.parametrize("name", ["no rows", "all failed"])
def test_where_nothing_was_simulated_it_says_so(name):
    table, keys = CASES[name]()
    words = words_of(draw_points(table, keys, facts()))
    assert "no points" in words or "5 of 5 failed" in words


def test_the_same_points_give_the_same_picture_and_stay_as_they_are():
    table = grid((UKRAINE, STEPS), (RUSSIA, STEPS))
    before = table.copy()
    pictures = []
    for _ in range(2):
        with io.BytesIO() as file:
            draw_points(table, [UKRAINE, RUSSIA], facts()).savefig(file, format="png", dpi=60)
            pictures.append(file.getvalue())
    assert pictures[0] == pictures[1] and pictures[0].startswith(b"\x89PNG")
    assert table.equals(before)


def test_it_never_touches_pyplot_and_its_import_is_light():
    before = "matplotlib.pyplot" in sys.modules  # another test's package may have loaded it
    draw_points(points({UKRAINE: STEPS}), [UKRAINE], facts())
    assert ("matplotlib.pyplot" in sys.modules) == before
    code = (
        "import sys, sim.views.figures.points_figure, sim.views.figures.tornado\n"
        "heavy = {'pandas', 'matplotlib', 'scipy'} & set(sys.modules)\nassert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_text_is_broken_and_cut_to_its_width():
    lines = wrapped("word " * 40 + "x" * 200, 8, 5.0)
    assert all(width_of(line, 8) <= 5 for line in lines) and "".join(lines).count("x") == 200
    assert wrapped("word " * 40, 8, 5.0, most=2)[-1].endswith("word ...")
    assert not any(line.startswith("%") for width in range(2, 8) for line in wrapped("5 % " * 20, 8, width))


def test_numbers_are_told_apart_and_plain():
    assert as_numbers([0, 2 / 3, 4 / 3, 2]) == ["0", "0.667", "1.33", "2"]
    assert as_numbers([1.0001, 1.0002]) == ["1.0001", "1.0002"]
    assert as_numbers([0, 0.25, 0.5]) == ["0", "0.25", "0.5"]
    assert as_number(-12_000) == "\N{MINUS SIGN}12,000" and as_number(float("nan")) == "-"


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 2, 4, 8], True), ([0, 1, 2, 4], False), ([1, 3, 5, 7], False), ([1, 10], False), ([1, 2, 5, 10, 20], True)],
)
def test_geometric_spacing_is_recognised(values, expected):
    assert geometric(values) is expected


@pytest.mark.parametrize(("highest", "last"), [(0.0, 0.1), (0.083, 10), (0.74, 80), (1.0, 100)])
def test_axes_in_per_cent_end_beyond_the_highest(highest, last):
    assert ticks_to(highest)[-1] == pytest.approx(last)
