"""What a belligerent has on one of the two tracks: its score, its answer, what it concedes, what it is pledged."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.model.consent import acceptance, shortfall
from sim.model.numbers import Number

ALL_FOR_ALL = "all_for_all"
TALKS = "talks"
TRACKS = (ALL_FOR_ALL, TALKS)


@dataclass(kw_only=True)
class TrackState:
    """One side on one track. Arrays are float32 (worlds,), logit unless said otherwise.

    Attributes
    ----------
    score : before trade; last week's until the side decides anew
    acceptance : probability of saying yes
    shortfall : what the side lacks to be indifferent, from `score`
    offered, last_step : concession offered, and its last change
    pledged_share : share in [0, 1] of what third parties could offer that is pledged to the side
    trade : what concession trade adds to the score this week
    terms : term -> value of this week's score, for those who ask why
    """

    score: np.ndarray
    acceptance: np.ndarray
    shortfall: np.ndarray
    offered: np.ndarray
    last_step: np.ndarray
    pledged_share: np.ndarray
    trade: np.ndarray
    terms: dict[str, Number] = field(default_factory=dict)

    @classmethod
    def at_start(cls, worlds: int, acceptance: float) -> TrackState:
        """Nothing offered yet, and a first acceptance that other rules look back on (MODEL.md, 6.11)."""
        zeros = [np.zeros(worlds, np.float32) for _ in range(6)]
        return cls(
            score=zeros[0],
            shortfall=zeros[1],
            offered=zeros[2],
            last_step=zeros[3],
            pledged_share=zeros[4],
            trade=zeros[5],
            acceptance=np.full(worlds, acceptance, np.float32),
        )

    def decide(self, score: np.ndarray, temperature: Number) -> None:
        """Take this week's score before trade and answer to score plus trade (equations 21 and 28)."""
        self.score = score
        self.shortfall = shortfall(score)
        self.acceptance = acceptance(score + self.trade, temperature)
