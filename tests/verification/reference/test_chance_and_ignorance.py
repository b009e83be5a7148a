"""How much of the variance of “swap first” over worlds lies between draws of the prior: MODEL.md, section 7.5."""

import re
from pathlib import Path

import pytest

from sim.analysis.variance import components
from sim.montecarlo.blocks import Block
from sim.montecarlo.prior import PriorCollector, PriorTask
from sim.scenario import load
from tests.verification.reference.runs import BLOCK, REFERENCE, SEED

DRAWS, EACH = 240, 256
REFERENCE_DRAWS = 480
SENTENCE = r"of “?\"?swap first\"?”? over worlds, (\.\d+) lies within draws on average and (\.\d+) between"
TEXT = (Path(__file__).resolve().parents[3] / "MODEL.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found():
    scenario = load(REFERENCE)
    collector = PriorCollector(scenario, SEED, DRAWS, EACH)
    task = PriorTask(scenario=scenario, seed=SEED, worlds_per_draw=EACH)
    for first in range(0, DRAWS * EACH, BLOCK):
        collector.add(task(Block(first, min(BLOCK, DRAWS * EACH - first))))
    return components(collector.run().count("swap_first"), EACH)


def test_the_variance_lies_within_and_between_draws_as_printed(found):
    """The variance of swap first within and between draws of the prior is the one MODEL.md prints, within four
    standard errors of both runs."""
    within, between = map(float, re.search(SENTENCE, " ".join(TEXT.split())).groups())
    # Both errors scale with the root of the number of draws; that of the share is half of its interval over 1.96.
    both = (1 + DRAWS / REFERENCE_DRAWS) ** 0.5
    error = both * (found.high - found.low) / (2 * 1.96)
    assert found.share_between == pytest.approx(between / (within + between), abs=4 * error + 0.006)
    spread = both * 0.75 * found.sd_shares / DRAWS**0.5  # of p(1 - p) over draws: at most that of p, less at small p
    assert found.within == pytest.approx(within, abs=4 * spread + 0.0005)
