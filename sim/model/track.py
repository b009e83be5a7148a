"""What a belligerent has on one of the two tracks: its score, its answer, what it concedes, what it is pledged."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.model.consent import Answer, acceptance, shortfall, total
from sim.model.numbers import Number

ALL_FOR_ALL = "all_for_all"
TALKS = "talks"
TRACKS = (ALL_FOR_ALL, TALKS)


@dataclass(kw_only=True)
class TrackState:
    """One side on one track. Arrays are float32 (worlds,), logit unless said otherwise.

    Attributes
    ----------
    score : before trade; last week's until the side decides again
    worth : score after trade
    acceptance : probability of wanting the step
    gate : how far preconditions are met, in [0, 1]; the number 1 where there are none
    shortfall : what the side lacks to be indifferent, from `score`
    offered, last_step : concession offered, and its last change
    pledged_share : share in [0, 1] of what third parties could offer that is pledged to the side
    trade : what concession trade adds to the score this week
    terms : term -> value of this week's score, for those who ask why
    """

    score: np.ndarray
    worth: np.ndarray
    acceptance: np.ndarray
    shortfall: np.ndarray
    offered: np.ndarray
    last_step: np.ndarray
    pledged_share: np.ndarray
    trade: np.ndarray
    gate: Number = 1.0
    terms: dict[str, Number] = field(default_factory=dict)

    @classmethod
    def at_start(cls, worlds: int, acceptance: float) -> TrackState:
        """Nothing offered yet, and a first acceptance that other rules look back on (MODEL.md, 6.11)."""
        zeros = [np.zeros(worlds, np.float32) for _ in range(7)]
        return cls(
            score=zeros[0],
            worth=zeros[1],
            shortfall=zeros[2],
            offered=zeros[3],
            last_step=zeros[4],
            pledged_share=zeros[5],
            trade=zeros[6],
            acceptance=np.full(worlds, acceptance, np.float32),
        )

    def decide(self, terms: dict[str, Number], temperature: Number) -> None:
        """Take this week's terms, whose sum is the score before trade, and answer to score plus trade (equations 21 and 28)."""
        self.terms, self.score = terms, total(terms)
        self.shortfall = shortfall(self.score)
        self.worth = self.score + self.trade
        self.acceptance = acceptance(self.worth, temperature)

    @property
    def answer(self) -> Answer:
        """What the side answers."""
        return Answer(self.worth, self.acceptance, self.gate)
