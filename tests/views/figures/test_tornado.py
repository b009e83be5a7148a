"""The tornado figure: its order, its labels, its flags, and that nothing breaks it."""

import io

import numpy as np
import pytest

from sim.views.figures.tornado import draw_tornado
from tests.views.figures.made_points import facts, stray, tornado, words_of

KEYS = ["us_envoy.pressure.ukraine", "us_envoy.pressure.russia", "wallets", "war_cost.captivity_share"]


def told(**changes):
    return facts(scenario="kyiv_summit_2025", stated_share={"swap_first": 0.083}, worlds=20_000, **changes)


def order(figure) -> list[str]:
    return [text.get_text().strip("[]") for text in figure.texts if text.get_text().startswith("[")]


def test_rows_stand_in_the_order_of_their_span():
    table = tornado(KEYS)
    effects = {"us_envoy.pressure.ukraine": (0.01, 0.02), "us_envoy.pressure.russia": (-0.02, 0.02)}
    effects |= {"wallets": (0.05, 0.06), "war_cost.captivity_share": (0.0, 0.001)}
    table["swap_first_low_effect"], table["swap_first_high_effect"] = zip(*effects.values(), strict=True)
    assert order(draw_tornado(table, told())) == [KEYS[2], KEYS[1], KEYS[0], KEYS[3]]


def test_bars_are_in_percentage_points_hollow_for_low_and_filled_for_high():
    table = tornado(KEYS[:1])
    figure = draw_tornado(table, told())
    low, high = figure.axes[0].patches
    assert low.get_width() == pytest.approx(100 * table["swap_first_low_effect"][0])
    assert high.get_width() == pytest.approx(100 * table["swap_first_high_effect"][0])
    assert low.get_facecolor()[:3] == (1, 1, 1) and high.get_facecolor()[:3] != (1, 1, 1)
    whisker = figure.axes[0].lines[1].get_xdata()
    assert list(whisker) == pytest.approx(
        [100 * table["swap_first_low_effect_low"][0], 100 * table["swap_first_low_effect_high"][0]]
    )


def test_it_says_what_zero_is_its_sample_and_condition():
    words = words_of(draw_tornado(tornado(KEYS), told()))
    for expected in (
        "What moves the share of worlds: swap completed first",
        "stated values: 8.3 %",
        "at 0.9",
        "US envoy: inclination to press Ukraine",
        "[kyiv_summit_2025]. 20,000 worlds per point, seed 1.",
        "Conditional on judged parameters; not a forecast.",
        "paired difference",
    ):
        assert expected in words


def test_a_bar_whose_interval_holds_zero_is_pale():
    table = tornado(KEYS[:1])
    table["swap_first_high_effect"] = 0.001
    table["swap_first_high_effect_low"], table["swap_first_high_effect_high"] = -0.001, 0.003
    low, high = draw_tornado(table, told()).axes[0].patches
    assert low.get_alpha() == 1 and high.get_alpha() < 0.5


def test_only_the_longest_are_drawn_and_the_rest_is_counted():
    keys = [f"ukraine.some_parameter_with_a_long_name_{place}" for place in range(40)]
    figure = draw_tornado(tornado(keys), told(), most=15)
    assert len(figure.axes[0].patches) == 30 and "the 15 of 40 parameters" in words_of(figure)
    assert not stray(figure)


def test_flags_stand_on_the_figure():
    words = words_of(draw_tornado(tornado(KEYS), told(partial=True, experimental=True)))
    assert "EXPERIMENTAL scenario, not for quotation" in words and "PARTIAL result" in words


def test_another_outcome_is_named():
    table = tornado(KEYS, outcome="agreed_swap_first")
    words = words_of(draw_tornado(table, told(), outcome="agreed_swap_first"))
    assert "swap agreed first" in words and "stated values:" not in words


@pytest.mark.parametrize(
    "table",
    [
        tornado([]),
        tornado(KEYS)[[]],
        tornado(KEYS).assign(swap_first_low_effect=np.nan),
        tornado(KEYS).assign(swap_first_low_effect=np.nan, swap_first_high_effect=np.nan),
        tornado(KEYS).assign(swap_first_low_effect_low=np.nan, swap_first_high_effect_high=np.nan),
        tornado(KEYS).assign(low_value=np.nan, high_value=np.inf),
        tornado(KEYS, scale=0.0),
        tornado(KEYS, scale=1e-7),
        tornado(KEYS, scale=0.6),
        tornado(KEYS).assign(low_value=1.23456e-9, high_value=98_765_432.1),
        tornado(["a_very_long.path_" * 12, "x" * 300, ""]),
        tornado(KEYS[:1]),
    ],
)
def test_edge_cases_are_drawn_within_the_page(table):
    figure = draw_tornado(table, told(title="A title of $5 and $6 " * 12, partial=True))
    assert not stray(figure) and figure.get_size_inches()[0] * 2.54 == pytest.approx(16)


def test_parameters_that_could_not_be_simulated_are_counted():
    table = tornado(KEYS)
    table.loc[:1, ["swap_first_low_effect", "swap_first_high_effect"]] = np.nan
    assert "2 could not be simulated" in words_of(draw_tornado(table, told()))


def test_the_same_table_gives_the_same_picture():
    pictures = []
    for _ in range(2):
        with io.BytesIO() as file:
            draw_tornado(tornado(KEYS), told()).savefig(file, format="png", dpi=60)
            pictures.append(file.getvalue())
    assert pictures[0] == pictures[1]
