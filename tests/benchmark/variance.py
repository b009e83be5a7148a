"""How many worlds or draws three ways of reducing variance save: `python -m tests.benchmark.variance`, two minutes.

Common draws: a difference of two scenarios in the same worlds against one in worlds of their own. Even draws: the prior
as it is drawn (`scenario.priors.stratified`) against independent draws, over replicates with other seeds. Conditioning:
of every week in which neither swap nor talks have come, how far the events drawn exceed what their hazards lead to
expect; the excess has mean 0 whatever the parameters, so that a regression on it takes its part out of the variance.
"""

import tempfile

import numpy as np

import sim
from sim.model.draws import Draw
from sim.model.track import ALL_FOR_ALL
from sim.montecarlo.block import simulate
from sim.montecarlo.blocks import Block
from sim.montecarlo.tally import ORDERS, orders
from sim.negotiation.model import NegotiationModel
from sim.scenario import load
from sim.scenario.uncertainty.priors import uniforms

BASE = "kyiv_summit_2025"
WORLDS = 65_536
OTHERS = ("no_uae", "no_us_pressure", "uae_shuttle")
DRAWS, WORLDS_PER_DRAW, REPLICATES = 100, 64, 60


def common_draws() -> None:
    """Variance of a difference, unpaired over paired."""
    with tempfile.TemporaryDirectory() as folder:
        found = sim.compare(BASE, *OTHERS, worlds=WORLDS, out=folder).differences
    print("common draws: times as many worlds that an unpaired difference would need")
    for row in found[found["swap"] == "completed"].itertuples():
        print(f"  {row.scenario:16} {row.outcome:12} x {row.fewer_worlds:.1f}")


def even_draws() -> None:
    """Variance over replicates of what a prior run says, even over independent draws."""
    case = load(BASE)
    found: dict[str, list[np.ndarray]] = {"even": [], "independent": []}
    for seed in range(1, REPLICATES + 1):
        apart = {prior.key: prior.distribution.quantile(uniforms(prior.label, seed, 0, DRAWS)) for prior in case.priors}
        drawn = {"even": case.draw_priors(seed, 0, DRAWS), "independent": case.moved_by(case.priors, apart)}
        for how, values in drawn.items():
            spread = {path: np.repeat(value, WORLDS_PER_DRAW) for path, value in values.items()}
            rows = simulate(case, Block(0, DRAWS * WORLDS_PER_DRAW), seed, spread)
            order = orders(rows, "completed").reshape(DRAWS, -1)
            shares = [(order == ORDERS.index(name)).mean(axis=1) for name in ("swap_first", "talks_first")]
            found[how].append(np.array([[p.mean(), *np.quantile(p, (0.25, 0.5, 0.95))] for p in shares]).ravel())
    even, independent = (np.var(found[how], axis=0, ddof=1) for how in ("even", "independent"))
    print(f"even draws: variance over that of independent draws, {REPLICATES} replicates of {DRAWS} draws")
    names = [f"{name} {what}" for name in ("swap first", "talks first") for what in ("mean", "25 %", "median", "95 %")]
    for name, left in zip(names, even / independent, strict=True):
        print(f"  {name:20} {left:.2f}")


class Excess:
    """Events beyond what their hazards lead to expect, as long as neither swap nor talks have come."""

    def __init__(self, worlds: int):
        self.talks, self.agreements, self.waiting = np.zeros(worlds), np.zeros(worlds), np.ones(worlds, bool)

    def observe(self, model) -> None:
        """Add this week's."""
        sides = model.belligerents
        opens = model.talks.chances * sides[0].willingness * sides[1].willingness
        agrees = model.swap.chances * sides[0].tracks[ALL_FOR_ALL].acceptance * sides[1].tracks[ALL_FOR_ALL].acceptance
        for excess, slot, rate in ((self.talks, Draw.TALKS_OPEN, opens), (self.agreements, Draw.ANSWER, agrees)):
            rate = rate.astype(np.float64)
            excess += self.waiting * ((model.draws.waiting[slot] < rate) + np.expm1(-rate))
        rows = model.record.rows
        self.waiting = np.isnan(rows["completed_week"]) & np.isnan(rows["talks_week"])


def conditioning() -> None:
    """Variance that is left of each share after regression on the excesses."""
    model = NegotiationModel(BASE, worlds=WORLDS, seed=1, collect=False)
    excess = Excess(WORLDS)
    model.observers.append(excess)
    order = orders(model.run().outcomes(), "completed")
    known = np.stack([np.ones(WORLDS), excess.talks, excess.agreements], axis=1)
    means = known[:, 1:].mean(axis=0) / (known[:, 1:].std(axis=0) / WORLDS**0.5)
    print(f"conditioning: variance left (means of excesses, from 0 in standard errors: {means[0]:.1f}, {means[1]:.1f})")
    for code, name in enumerate(ORDERS):
        drawn = (order == code).astype(float)
        rest = drawn - known @ np.linalg.lstsq(known, drawn, rcond=None)[0]
        print(f"  {name:12} {rest.var() / drawn.var():.2f}")


if __name__ == "__main__":
    common_draws()
    even_draws()
    conditioning()
