"""Trust as a belief about type, and what both sides learn (Kydd 2005; Jøsang & Ismail 2002; MODEL.md, 6.4 and 6.10)."""

from __future__ import annotations

import numpy as np

from sim.model.draws import Initial
from sim.model.numbers import Number, at
from sim.model.outcomes import COMPLETE
from sim.schema import BELLIGERENTS, Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class TrustParameters(Section):
    """How public behaviour moves trust: losses weigh more than gains (Slovic 1993; MODEL.md, 6.10)."""

    memory: float = parameter(
        0.99,
        "share of experience carried over to the next week",
        unit="1/week",
        symbol="ω_f forget",
        low=0.0,
        high=1.0,
        raises="good:* bad:*",
    )
    exchange_gain: float = parameter(
        0.03,
        "good experience from a completed partial exchange",
        unit="counts",
        symbol="w_part",
        low=0.0,
        high=1000.0,
        prior={"factor": "weight_of_new_experience", "log_uniform": [0.5, 2]},
        raises="good:*",
    )
    stage_gain: float = parameter(
        0.50,
        "good experience from a completed stage of a swap",
        unit="counts",
        symbol="w_stage",
        low=0.0,
        high=1000.0,
        prior={"factor": "weight_of_new_experience", "log_uniform": [0.5, 2]},
        raises="good:*",
    )
    talks_gain: float = parameter(
        0.06,
        "good experience from a week in talks",
        unit="counts",
        symbol="w_talk",
        low=0.0,
        high=1000.0,
        prior={"factor": "weight_of_new_experience", "log_uniform": [0.5, 2]},
        raises="good:*",
    )
    cancellation_loss: float = parameter(
        0.60,
        "bad experience from a cancelled exchange",
        unit="counts",
        symbol="w_cancel",
        low=0.0,
        high=1000.0,
        prior={"factor": "weight_of_new_experience", "log_uniform": [0.5, 2]},
        raises="bad:*",
    )
    breach_loss: float = parameter(
        2.5,
        "bad experience from a collapsed or short-changed swap",
        unit="counts",
        symbol="w_col",
        low=0.0,
        high=1000.0,
        prior={"factor": "weight_of_new_experience", "log_uniform": [0.5, 2]},
        raises="bad:*",
    )
    spoiler_loss: float = parameter(
        0.25,
        "bad experience from a spoiler event",
        unit="counts",
        symbol="w_sp",
        low=0.0,
        high=1000.0,
        prior={"factor": "weight_of_new_experience", "log_uniform": [0.5, 2]},
        raises="bad:*",
    )
    breakdown_loss: float = parameter(
        0.80,
        "bad experience from a breakdown of talks",
        unit="counts",
        symbol="w_brk",
        low=0.0,
        high=1000.0,
        prior={"factor": "weight_of_new_experience", "log_uniform": [0.5, 2]},
        raises="bad:*",
    )


class TrustStance(Section):
    """Belief that the other side honours what it signs, as counts of good and bad experience (Jøsang & Ismail 2002)."""

    good_experience: float = parameter(
        (1.0, 1.5),
        "pseudo-count of promises kept",
        unit="counts",
        symbol="a0",
        low=0.01,
        high=1000.0,
        source="trust .14 and .21; “there is no trust in Russia” (24 Feb 2025)",
        prior={"factor": "good_experience", "uniform": [0.5, 3]},
        raises="good:{s}",
        signs=(Sign(raises="tau:{s} phi:{s} lambda_p S:*", at_start=True),),
    )
    bad_experience: float = parameter(
        (6.0, 5.5),
        "pseudo-count of promises broken",
        unit="counts",
        symbol="b0",
        low=0.01,
        high=1000.0,
        source="trust .14 and .21; “there is no trust in Russia” (24 Feb 2025)",
        raises="bad:{s}",
        signs=(Sign(lowers="tau:{s} phi:{s} lambda_p S:*", at_start=True),),
    )
    trustworthy_probability: float = parameter(
        (0.75, 0.45),
        "chance that this side is of the trustworthy type",
        unit="probability",
        symbol="π_s p_good",
        low=0.0,
        high=1.0,
        source="an assumption about a type, not a finding",
        prior=({"uniform": [0.6, 0.9]}, {"uniform": [0.2, 0.8]}),
        signs=(Sign(raises="theta:{s}", at_start=True),),
    )


# -- rule --------------------------------------------------------------------------------------------------------------


def belief(good: np.ndarray, bad: np.ndarray) -> np.ndarray:
    """Belief that the other side honours what it signs: mean of the Beta of good and bad experience (equation 6)."""
    return good / (good + bad)


def remembered(experience: np.ndarray, start: Number, memory: Number) -> np.ndarray:
    """Experience after a week of forgetting: it falls back towards what it was at the start (equation 36).

    Parameters
    ----------
    experience, start : pseudo-counts, now and at the start
    memory : share carried over, in [0, 1]
    """
    remembered = experience - start
    remembered *= memory
    remembered += start
    return remembered


def compliance(floor: Number, draw: np.ndarray) -> np.ndarray:
    """Share of its list a holder would release: uniform between its floor and 1 (MODEL.md, 6.7)."""
    return floor + (1 - floor) * draw


def verified_compliance(own: np.ndarray, verification: Number, no_mediation: np.ndarray) -> np.ndarray:
    """Compliance once mediators verify the lists (equation 22).

    Parameters
    ----------
    own : compliance left to itself
    verification : mediators' hold on it, in [0, 1]
    no_mediation : probability that no mediator's channel works
    """
    return own + (1 - own) * verification * (1 - no_mediation)


# -- process -----------------------------------------------------------------------------------------------------------


_TYPE_DRAWS = dict(zip(BELLIGERENTS, (Initial.TYPE_UKRAINE, Initial.TYPE_RUSSIA), strict=True))


def types_at_start(side, initial: np.ndarray) -> np.ndarray:
    """1 where a side is of the trustworthy type, float32 (worlds,) (MODEL.md, 6.11).

    Parameters
    ----------
    initial : float32 (4, worlds), the draws before the first week
    """
    return (initial[_TYPE_DRAWS[side.key]] < side.parameters.trust.trustworthy_probability).astype(np.float32)


def forget(side) -> None:
    """Let a side's experience fade towards what it was at the start (equation 36); events of the week come on top."""
    memory, start = side.model.parameters.trust.memory, side.parameters.trust
    side.good = remembered(side.good, start.good_experience, memory)
    side.bad = remembered(side.bad, start.bad_experience, memory)


def learn(model) -> None:
    """Update both sides' experience: gains from kept promises, losses from broken ones.

    Only the side that was short-changed by an incomplete swap loses trust in the other.
    """
    rules, programme, exchanges = model.parameters.trust, model.programme, model.exchanges
    at_the_table, attacked = rules.talks_gain * model.talks.in_session, rules.spoiler_loss * model.spoilers.struck
    for side in model.belligerents:
        side.forget()
        if programme.stages_done.max() > 0:
            side.good += rules.stage_gain * programme.stages_done
        side.good += at_the_table
        side.good[exchanges.held] = at(side.good, exchanges.held) + at(rules.exchange_gain, exchanges.held)
        side.bad += attacked
        side.bad[exchanges.cancelled] += at(rules.cancellation_loss, exchanges.cancelled)
        side.bad[programme.collapsed] += at(rules.breach_loss, programme.collapsed)
        side.bad[model.bargaining.broken_down] += at(rules.breakdown_loss, model.bargaining.broken_down)
        withheld = programme.compliance[side.opponent.key][programme.incomplete] < COMPLETE
        cheated = programme.incomplete[withheld]
        side.bad[cheated] += at(rules.breach_loss, cheated)
