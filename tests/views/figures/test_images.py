"""Every figure held as a picture: what a change moves by a pixel's width must be looked at before it is accepted.

`make pictures` redraws the kept pictures. They are of made-up numbers, so that no change of results touches them,
and small, to be kept in git. The root mean square of the difference may be 0.5 of 255 grey levels: the lettering of one
processor and another differs by less, a line that moved by a pixel by more.
"""

from datetime import date

import numpy as np
import pandas
import pytest

from sim.evidence.record.log import cut
from sim.evidence.record.record import read_record
from sim.evidence.record.window import Window
from sim.views.figures.arrows import draw_arrows
from sim.views.figures.exchanges import draw_exchanges
from sim.views.figures.fans import draw_fans
from sim.views.figures.frequency_grid import draw_frequencies
from sim.views.figures.incidence import draw_incidence
from sim.views.figures.points_figure import draw_points
from sim.views.figures.prior import draw_prior
from sim.views.figures.record import draw_record
from sim.views.figures.tornado import draw_tornado
from tests.views.figures.made_points import facts, grid, points, tornado

held_as_picture = pytest.mark.mpl_image_compare(
    baseline_dir="pictures", style="default", savefig_kwargs={"dpi": 60}, tolerance=0.5, deterministic=True
)
WEEKS = 104
KEYS = ("us_envoy.pressure.russia", "russia.all_for_all.bargaining_chip")


def fan_series():
    week = np.arange(1, WEEKS + 1)[:, None]
    spread = np.array([-1.6, -0.7, 0, 0.7, 1.6]) * np.sqrt(week / WEEKS)
    made = {}
    for side, level in (("ukraine", 0.15), ("russia", 0.22)):
        made["trust", side] = level + 0.03 * spread + 0.0005 * week
        made["pressure", side] = np.clip(3 * level * np.exp(-week / 80) + 0.1 * spread, 0, 3)
        made["held", side] = 40_000 * level + 20 * week + 800 * spread
    made["ripeness", "both"] = np.clip(0.6 + 0.15 * spread, 0, 1)
    return made


def prior_table(draws: int = 400):
    generator = np.random.default_rng(3)
    swap, talks = generator.beta(0.8, 8, draws), generator.beta(1.2, 1.1, draws)
    return pandas.DataFrame(
        {"swap_first": swap, "agreed_swap_first": np.sqrt(swap) / 2, "talks_first": (1 - swap) * talks,
         "neither": (1 - swap) * (1 - talks)}
    )  # fmt: skip


def simulated_exchanges(window: Window, worlds: int = 200):
    generator = np.random.default_rng(5)
    many = generator.poisson(24, worlds)
    world = np.repeat(np.arange(worlds), many)
    day = generator.integers(0, window.days, len(world))
    size = np.ceil(generator.lognormal(4.6, 0.9, len(world)))
    order = np.lexsort((day, world))
    return cut(
        window, worlds=worlds, world=world[order], day=day[order], ukrainians=size, russians=size,
        credited=np.zeros(len(world), bool),
    )  # fmt: skip


def differences():
    shares = {"no_uae": (0.01, 0.66, 0.33), "a_very_long_name_of_a_scenario": (0.16, 0.001, 0.839)}
    rows = [
        {"scenario": label, "outcome": name, "share_a": a, "share_b": b, "difference": b - a, "low": b - a - 0.012,
         "high": b - a + 0.012}
        for label, after in shares.items()
        for name, a, b in zip(("swap_first", "talks_first", "neither"), (0.07, 0.75, 0.18), after, strict=True)
    ]  # fmt: skip
    return pandas.DataFrame(rows)


COMPARED = {
    "baseline": "The Kyiv summit of 24 February 2025 [kyiv_summit_2025]",
    "scenarios": {"no_uae": "Without the UAE", "a_very_long_name_of_a_scenario": "Kyiv makes a swap a condition " * 5},
    "seed": 1,
    "worlds": 20_000,
}


@held_as_picture
def test_incidence(incidence, summary):
    return draw_incidence(incidence(), summary())


@held_as_picture
def test_frequencies(summary):
    return draw_frequencies(summary())


@held_as_picture
def test_frequencies_of_a_rare_outcome_without_a_range(summary):
    return draw_frequencies(summary(swap=60, talks=19_000, prior=None, imposed_outcome=["talks are imposed in week 3"]))


@held_as_picture
def test_prior_range(summary):
    return draw_prior(prior_table(), summary())


@held_as_picture
def test_fans(summary):
    return draw_fans(fan_series(), summary())


@held_as_picture
def test_exchanges(summary):
    window = Window(date(2025, 2, 24), date(2027, 2, 21))
    return draw_exchanges(simulated_exchanges(window), window, read_record(), summary())


@held_as_picture
def test_comparison_arrows():
    return draw_arrows(differences(), COMPARED)


@held_as_picture
def test_heat_map_with_its_indifference_line():
    made = grid((KEYS[0], [0.0, 0.4, 0.8, 1.2]), (KEYS[1], [0.3, 0.7, 1.1, 1.5, 1.9]))
    made["talks_first"] = made["swap_first"] + 0.04 - 0.1 * made[KEYS[0]]
    return draw_points(made, KEYS, facts(points=20, stated={KEYS[0]: 0.4, KEYS[1]: 1.1}))


@held_as_picture
def test_lines():
    return draw_points(points({KEYS[0]: [0.0, 0.25, 0.5, 0.75, 1.0]}), KEYS[:1], facts(points=5, stated={KEYS[0]: 0.5}))


@held_as_picture
def test_tornado():
    keys = ["us_envoy.pressure.ukraine", "us_envoy.pressure.russia", "wallets", "war_cost.captivity_share"]
    return draw_tornado(tornado(keys), facts(scenario="kyiv_summit_2025", stated_share={"swap_first": 0.083}))


@held_as_picture
def test_record():
    return draw_record(read_record())
