"""A party's class may be replaced: what a subclass overrides is what the model does."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.negotiation import Belligerent
from sim.negotiation.model import NegotiationModel

HOOKS = {
    "take_captives": 1,
    "reckon": 1,
    "exchange_score": 1,
    "weigh_swap": 1,
    "weigh_talks": 1,
    "next_concession": 2,
    "forget": 1,
}
"""Method that a subclass may override -> how often a week calls it."""


class Counted(Belligerent):
    """Counts the calls of its hooks."""

    def __init__(self, *arguments):
        self.calls: Counter[str] = Counter()
        super().__init__(*arguments)


def _counting(name: str):
    def hook(self, *arguments):
        self.calls[name] += 1
        return getattr(Belligerent, name)(self, *arguments)

    return hook


for _name in HOOKS:
    setattr(Counted, _name, _counting(_name))


def test_the_week_calls_every_hook_of_a_side():
    model = NegotiationModel(worlds=50, seed=1, collect=False, classes={"russia": Counted})
    for _ in range(3):
        model.step()
    assert model.belligerents[1].calls == {name: 3 * times for name, times in HOOKS.items()}
    assert all(name in (Belligerent.__doc__ or "") for name in HOOKS)


class Reluctant(Belligerent):
    """Wants talks half as often as its score says."""

    def weigh_talks(self, joint):
        super().weigh_talks(joint)
        state = self.tracks["talks"]
        state.acceptance = np.float32(0.5) * state.acceptance


def test_what_a_subclass_answers_is_what_opens_talks():
    """With its probability halved the rate of openings is half of what it was, preconditions and all."""
    rates = []
    for classes in (None, {"ukraine": Reluctant}):
        model = NegotiationModel(worlds=200, seed=1, collect=False, classes=classes)
        model.step()
        ukraine, russia = model.belligerents
        rates.append(model.talks.chances * ukraine.willingness * russia.willingness)
    assert rates[1] == pytest.approx(rates[0] / 2)
