"""The first week of the base scenario by hand (MODEL.md, sections 6 and 7), every uniform ½: no event, no noise."""

import numpy as np
import pytest

from sim.model.draws import EVENT_SLOTS, Draw, Initial
from sim.negotiation.model import NegotiationModel
from tests.worlds import reference

CLOSE = 2e-6
"""A handful of float32 roundings of numbers below 4."""


class Halves:
    """Draws that are all ½: waiting times ln 2, no noise."""

    def __init__(self, worlds: int):
        self.uniform = np.full((len(Draw), worlds), 0.5, np.float32)
        self.waiting = np.full((EVENT_SLOTS, worlds), np.log(2), np.float32)

    def initial(self):
        return np.full((len(Initial), self.uniform.shape[1]), 0.5, np.float32)

    def next_week(self):
        pass

    def noise(self, slot):
        return np.zeros_like(self.uniform[slot])


@pytest.fixture(scope="module")
def model():
    model = NegotiationModel(reference(), worlds=2, draws=Halves(2), collect=False)
    model.step()
    yield model
    model.release()


def both(model, value) -> np.ndarray:
    return np.array([value(side)[0] for side in model.belligerents], float)


def test_types_and_compliance(model):
    """½ < .75: Ukraine is of the trustworthy type; ½ > .45: Russia is not. κ: half-way from .95 and from .87 to 1."""
    assert both(model, lambda side: side.trustworthy).tolist() == [1, 0]
    assert both(model, lambda side: side.compliance) == pytest.approx([0.975, 0.935], abs=CLOSE)


def test_front(model):
    """.93 · .25 + .025."""
    assert model.front.momentum[0] == pytest.approx(0.2575, abs=CLOSE)
    assert model.front.russian_share[0] == pytest.approx(0.58575, abs=CLOSE)


def test_captives(model):
    """70 (1 - .6 · .2575) = 59.2 and 45 (1 + .6 · .2575) = 52.0 captured."""
    assert both(model, lambda side: side.captured).tolist() == [59, 52]
    assert both(model, lambda side: side.listed).tolist() == [3859 + 150, 8052 + 1800 + 221]
    assert both(model, lambda side: side.held_burden) == pytest.approx([2 * 4009 / 8009, 2 * 10073 / 14073], abs=CLOSE)


def test_trust_cost_and_reservation(model):
    """Costs move by .05 of: .06 (n̂/2 - ½) of the side's own people, and c_g times the pressure of the start, .3 of
    the bias."""
    assert both(model, lambda side: side.trust) == pytest.approx([1 / 7, 1.5 / 7], abs=CLOSE)
    cost = [
        0.2 + 0.05 * (0.06 * (10073 / 14073 - 0.5) + 0.10 * 0.231),
        0.15 + 0.05 * (0.06 * (4009 / 8009 - 0.5) + 0.06 * 0.12),
    ]
    assert both(model, lambda side: side.war_cost) == pytest.approx(cost, abs=CLOSE)
    reservation = [0.41425 - cost[0] + 0.34 * 0.65 * 6 / 7, 0.58575 - cost[1] + 0.22 * 5.5 / 7]
    assert both(model, lambda side: side.reservation) == pytest.approx(reservation, abs=CLOSE)
    assert both(model, lambda side: side.felt_reservation) == pytest.approx(np.add(reservation, 0.2), abs=CLOSE)
    ripeness = 5 * np.exp(-((0.2575 / 0.6) ** 2)) * min(cost)
    assert model.front.ripeness[0] == pytest.approx(ripeness, abs=CLOSE)


ENGAGEMENT = {"us_envoy": 0.90, "uae": 0.88, "turkiye": 0.70, "saudi_arabia": 0.60, "vatican_icrc": 0.50, "eu": 0.90}
"""At their targets: attention is 1 in week 0, and the summit lifts the EU from .6 to .9."""


def test_channels(model):
    found = {mediator.key: mediator.engagement[0] for mediator in model.mediators}
    assert found == pytest.approx(ENGAGEMENT, abs=CLOSE)
    capable = {"us_envoy": 0.02, "uae": 0.85, "turkiye": 0.02, "saudi_arabia": 0.02, "vatican_icrc": 0.03, "eu": 0.01}
    convening = {"us_envoy": 0.40, "uae": 0.08, "turkiye": 0.25, "saudi_arabia": 0.20, "vatican_icrc": 0.04, "eu": 0.10}
    idle = np.prod([1 - capable[key] * ENGAGEMENT[key] for key in ENGAGEMENT])
    political = 1 - 0.85 * np.prod([1 - convening[key] * ENGAGEMENT[key] for key in ENGAGEMENT])
    assert model.channels.humanitarian[0] == pytest.approx(1 - 0.94 * idle, abs=CLOSE)
    assert model.channels.political[0] == pytest.approx(political, abs=CLOSE)
    assert model.channels.logrolling[0] == pytest.approx(0.3 + 0.5 * political, abs=CLOSE)


def test_pressure(model):
    """Three quarters of the start (.3 of the bias), a quarter of bias · (1 - .3): .4 of the bias."""
    assert both(model, lambda side: side.pressure) == pytest.approx([0.4 * 0.77, 0.4 * 0.40], abs=CLOSE)


def test_score_of_the_swap(model):
    """Equation (21), term by term; no trade yet, since nothing was known to be lacking."""
    asymmetry = (10073 - 4009) / (10073 + 4009 + 1)
    held = [2 * 4009 / 8009, 2 * 10073 / 14073]
    ukraine = 2.2 * held[1] + 1.2 * asymmetry - 0.5 - 0.3 * held[0] - 2 * (6 / 7) / 2 - 0.2 + 0.8 * 0.308
    russia = 1.0 * held[0] - 1.2 * asymmetry - 1.1 - 0.5 * held[1] - 2 * (5.5 / 7) / 2 - 0.5 + 1.1 * 0.16 - 0.25 - 0.25
    assert both(model, lambda side: side.tracks["all_for_all"].score) == pytest.approx([ukraine, russia], abs=CLOSE)
    assert both(model, lambda side: side.tracks["all_for_all"].trade).tolist() == [0, 0]


def test_score_of_talks(model):
    """Equation (28). J = 1 + η (1.172308 - 1): the frontier at parity is worked out in tests/model."""
    eta, cover = float(model.channels.logrolling[0]), float(model.channels.political[0])
    joint = 1 + eta * (2 * (0.54 + 0.12 * 0.1 / 0.26) - 1)
    real, felt = (both(model, lambda side: side.reservation), both(model, lambda side: side.felt_reservation))
    ripeness = float(model.front.ripeness[0])
    asking = 3.5 * (1 - 0.5 * 0.4 * cover)
    ukraine = 3 * 0.5 * (joint - felt[0] - real[1]) + 1.5 * ripeness - asking + 2.2 * 0.308 - 0.5
    russia = 3 * 0.5 * (joint - felt[1] - real[0]) + 1.5 * ripeness - asking + 1.8 * 0.16 - 0.1 - 0.6
    assert both(model, lambda side: side.tracks["talks"].score) == pytest.approx([ukraine, russia], abs=2 * CLOSE)
    acceptance = 1 / (1 + np.exp(-ukraine))
    assert model.belligerents[0].willingness[0] == pytest.approx(0.81 * acceptance, abs=CLOSE)


def test_concessions_of_the_second_week_by_hand(model):
    """Each moves by its speed, slowed to .3 for the untrustworthy, times its acceptance, towards what the other
    lacks, at most 1."""
    ukraine, russia = model.belligerents
    before = {
        track: [(side.tracks[track].acceptance[0], max(-side.tracks[track].score[0], 0)) for side in model.belligerents]
        for track in ("all_for_all", "talks")
    }
    model.step()
    for track, ((yes_ukraine, lacks_ukraine), (yes_russia, lacks_russia)) in before.items():
        assert ukraine.tracks[track].offered[0] == pytest.approx(0.10 * yes_ukraine * min(1, lacks_russia), abs=CLOSE)
        assert russia.tracks[track].offered[0] == pytest.approx(
            0.3 * 0.06 * yes_russia * min(1, lacks_ukraine), abs=CLOSE
        )
