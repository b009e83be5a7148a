"""What the silence before the summit says about how often an open offer can be taken up: `python -m` prints it.

From 15 November 2022 to 24 February 2025 an exchange of all for all was on offer and none was agreed. The likelihood of
that, over the prior of `all_for_all.answers_per_week` and with every other prior drawn, gives the median that is the
base scenario's value (MODEL.md, 7.2).
"""

import argparse
from collections.abc import Sequence

import numpy as np

from sim.montecarlo.block import simulate
from sim.montecarlo.blocks import Block
from sim.scenario import load

PATH = "all_for_all.answers_per_week"
POINTS = 13


def likelihood(worlds: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Chance of no agreement in 119 weeks, at rates spaced evenly over the prior.

    Returns
    -------
    rates and shares, float64 (POINTS,); standard errors of the shares are at most .5 / sqrt(worlds)
    """
    case = load("silence_2022")
    priors = [prior for prior in case.priors if prior.key != PATH]
    own = next(prior for prior in case.priors if prior.key == PATH)
    rates = own.distribution.quantile((np.arange(POINTS) + 0.5) / POINTS)
    others = case.moved_by(priors, {prior.key: prior.draw(seed, 0, worlds) for prior in priors})
    silent = [
        np.isnan(simulate(case, Block(0, worlds), seed, {**others, PATH: np.full(worlds, rate)})["agreed_week"]).mean()
        for rate in rates
    ]
    return rates, np.array(silent)


def median(rates: np.ndarray, silent: np.ndarray) -> float:
    """Median of the prior weighted by the likelihood, between the points along the logarithm."""
    weights = silent / silent.sum()
    return float(np.exp(np.interp(0.5, np.cumsum(weights) - weights / 2, np.log(rates))))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print rates, likelihoods and the median."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=8192)
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args(arguments)
    rates, silent = likelihood(asked.worlds, asked.seed)
    for rate, share in zip(rates, silent, strict=True):
        print(f"{rate:.4f} a week: no agreement in 119 weeks in {share:.3f} of worlds")
    print(f"median of the prior {np.exp(np.log(rates).mean()):.4f}, given the silence {median(rates, silent):.4f}")


if __name__ == "__main__":
    main()
