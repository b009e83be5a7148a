"""Exchange of labels: what is true of Ukraine in a scenario is true of Russia in its mirror image (MODEL.md, V4)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import Draw, Initial, WorldDraws
from sim.outcomes import first_event
from sim.scenario.issues import ISSUES
from tests.worlds import BUSY, happened, play, reference, variant

pytestmark = pytest.mark.row("V4")

WORLDS, SEED = 1500, 61
SWAPPED = {"ukraine": "russia", "russia": "ukraine"}


class Mirrored:
    """The draws of the mirror image: the sides' own draws change places, signed draws are reflected."""

    def __init__(self, seed: int, worlds: int):
        self._draws = WorldDraws(seed, 0, worlds)
        self.waiting = self._draws.waiting

    def initial(self):
        order = [Initial.TYPE_RUSSIA, Initial.TYPE_UKRAINE, Initial.COMPLIANCE_RUSSIA, Initial.COMPLIANCE_UKRAINE]
        return self._draws.initial()[order]

    def next_week(self):
        self._draws.next_week()
        self.waiting = self._draws.waiting
        self.uniform = self._draws.uniform.copy()
        self.uniform[[Draw.CAPTURES_UKRAINE, Draw.CAPTURES_RUSSIA]] = self.uniform[
            [Draw.CAPTURES_RUSSIA, Draw.CAPTURES_UKRAINE]
        ]
        for slot in (Draw.MOMENTUM, Draw.PARITY, Draw.NEW_OFFER):
            self.uniform[slot] = 1 - self.uniform[slot]

    def noise(self, slot):
        return np.float32(np.sqrt(12)) * (self.uniform[slot] - np.float32(0.5))


def mirror(case) -> dict[str, object]:
    """Settings that make a scenario its mirror image."""
    settings = {}
    for path, leaf in case.paths.items():
        if leaf.kind == "text":
            continue
        first, *between, last = path.split(".")
        value = case.value(path)
        if first in SWAPPED:
            settings[".".join([SWAPPED[first], *between, last])] = value
        elif last in SWAPPED:
            settings[".".join([first, *between, SWAPPED[last]])] = value
        elif first == "agenda":
            settings[".".join([first, *between, {"low": "high", "high": "low"}[last]])] = 1 - value
    settings["front.russian_share"] = 1 - case.value("front.russian_share")
    for path in ("front.momentum.start", "front.momentum.drift", "front.breakthroughs.size"):
        settings[path] = -case.value(path)
    return settings


def swapped_name(name: str) -> str:
    return name.replace("ukraine", "@").replace("russia", "ukraine").replace("@", "russia")


@pytest.mark.parametrize("body", ["", BUSY], ids=["base", "rare events made common"])
def test_a_scenario_and_its_mirror_image_world_by_world(body):
    """Both sides' places, weights, bounds, momentum and draws exchanged: every date and count is the same, and what
    was of one side is of the other. float32 sums in another order: states agree to about 1e-5, which may flip an
    event in one world of 1,500.
    """
    case = variant(body)
    rows = play(case, WORLDS, SEED)
    image = play(variant(body, mirror(case)), WORLDS, SEED, draws=Mirrored(SEED, WORLDS))
    for name in (
        "agreed_week",
        "completed_week",
        "talks_week",
        "ceasefire_week",
        "settlement_week",
        "refused_week",
        "exchanges",
        "cancelled",
        "agreements",
        "collapses",
        "incomplete",
        "offers",
        "openings",
        "breakdowns",
    ):
        same = np.isclose(rows[name].astype(float), image[name], rtol=0, atol=1e-3, equal_nan=True)
        assert same.mean() >= 1 - 2 / WORLDS, name
    assert (
        np.mean(
            first_event(rows["completed_week"], rows["talks_week"])
            == first_event(image["completed_week"], image["talks_week"])
        )
        >= 0.999
    )
    for name in rows:
        if any(side in name for side in SWAPPED) and name != "ukrainians_before_talks":
            assert (
                np.isclose(rows[name].astype(float), image[swapped_name(name)], rtol=1e-4, atol=1e-3).mean() >= 0.998
            ), name
    settled = happened(rows["settlement_week"])
    assert settled.any()
    opposite = np.isclose(
        rows["settlement_difference"][settled], -image["settlement_difference"][settled], rtol=0, atol=1e-4
    )
    assert opposite.mean() >= 0.99
    for issue in ISSUES:
        there = np.isclose(rows[f"terms_{issue}"][settled], 1 - image[f"terms_{issue}"][settled], rtol=0, atol=1e-3)
        assert there.mean() >= 0.99, issue


def test_sides_with_the_same_interests_fare_alike():
    """symmetric_null: releases by Ukraine and by Russia, and the difference of the settlement and its opposite, have
    one distribution: paired over worlds, within four standard errors."""
    rows = play("symmetric_null", 6000, 62)
    apart = (rows["released_by_ukraine"] - rows["released_by_russia"]).astype(float)
    assert abs(apart.mean()) <= 4 * apart.std() / np.sqrt(apart.size)
    settled = rows["settlement_difference"][happened(rows["settlement_week"])].astype(float)
    assert settled.size > 200
    assert abs(settled.mean()) <= 4 * settled.std() / np.sqrt(settled.size)


def test_the_reference_is_not_its_own_mirror_image():
    """That the test above can fail: a headline of unlike sides changes when only the labels of some of their
    parameters do."""
    settings = {path: value for path, value in mirror(reference()).items() if path.startswith("russia.all_for_all")}
    rows, image = play(reference(), WORLDS, SEED), play(variant(settings=settings), WORLDS, SEED)
    assert np.mean(happened(rows["agreed_week"]) != happened(image["agreed_week"])) > 0.05
