"""Partial exchanges (MODEL.md, 6.6)."""

from __future__ import annotations

import numpy as np

from sim.model import consent, hazard, mediation
from sim.model.draws import Draw
from sim.model.numbers import Number, at, at_least, at_most, between, either
from sim.schema import Section, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class ExchangeParameters(Section):
    """Partial exchanges (MODEL.md, 6.6)."""

    opportunities_per_week: float = parameter(
        0.62,
        "opportunities for a partial exchange",
        unit="1/week",
        symbol="μ_p mu_p",
        low=0.0,
        high=50.0,
        status="calibrated",
        source="14 exchanges in the 60 weeks from 1 Jan 2024; the posterior hardly narrows it (MODEL.md 7.2)",
        prior={"uniform": [0.35, 0.9]},
        raises="lambda_p let_go:* B cancelled",
    )
    trust_weight: float = parameter(
        1.5,
        "how far trust raises willingness",
        unit="logit",
        symbol="hum_tau",
        low=0.0,
        high=20.0,
        raises="phi:* lambda_p",
    )
    outrage_weight: float = parameter(
        0.6,
        "how far outrage lowers willingness",
        unit="logit",
        symbol="hum_q",
        low=0.0,
        high=20.0,
        prior={"uniform": [0, 1.2]},
        lowers="phi:* lambda_p",
    )
    cancellation_trustworthy: float = parameter(
        0.04,
        "chance that a due exchange is cancelled, both sides trustworthy",
        unit="probability",
        symbol="p_c good",
        low=0.0,
        high=0.99,
        raises="cancelled",
        lowers="let_go:* B",
    )
    cancellation_untrustworthy: float = parameter(
        0.15,
        "the same when a side is not",
        unit="probability",
        symbol="p_c bad",
        low=0.0,
        high=0.99,
        source="rare public cancellations, e.g. June 2025",
        raises="cancelled",
        lowers="let_go:* B",
    )
    size_median: float = parameter(
        93.0,
        "median size",
        unit="persons per side",
        symbol="sz_med",
        low=1.0,
        high=1e6,
        status="calibrated",
        source="posterior median; record: mean 109.5, median 97.5 Ukrainians, Jan 2024 – Feb 2025 (MODEL.md 7.2)",
        prior={"log_uniform": [40, 220]},
        raises="let_go:* B",
    )
    size_log_spread: float = parameter(
        0.93,
        "log standard deviation of size",
        unit="1",
        symbol="sz_sd",
        low=0.0,
        high=5.0,
        status="calibrated",
        source="posterior median; the 14 sizes of the record have .82 (MODEL.md 7.2)",
        prior={"uniform": [0.3, 1.3]},
        no_sign="widens both ways: the sign is that of the week's draw",
    )
    shorter_list_binds: bool = parameter(
        True,
        "whether sizes follow the law of a minimum (Weibull) and not the log-logistic",
        unit="yes/no",
        symbol="(18) shorter list",
        status="rule",
        source="the shorter of two lists binds; fits the 43 exchanges of 2022–23 better; MODEL.md 7.2",
        no_sign="another law of sizes: one draw gives more persons under it, another fewer",
    )
    size_stock_share: float = parameter(
        0.25,
        "largest share of the smaller stock in one exchange",
        unit="share",
        symbol="sz_cap",
        low=0.0,
        high=1.0,
        status="judgement",
        source="the record is silent: no exchange came near it (MODEL.md 7.2)",
        prior={"uniform": [0.1, 0.5]},
        raises="lambda_p let_go:* B",
    )
    size_uplift_in_talks: float = parameter(
        1.1,
        "relative lift of size while talks are in session",
        unit="1",
        symbol="t_s talk_size",
        low=0.0,
        high=50.0,
        source="chosen when May 2025 was known",
        prior={"uniform": [0, 3]},
        raises="let_go:* B",
    )
    rate_uplift_in_talks: float = parameter(
        0.6,
        "relative lift of the rate while talks are in session",
        unit="1",
        symbol="t_h talk_haz",
        low=0.0,
        high=50.0,
        source="chosen when May 2025 was known",
        prior={"uniform": [0, 1.5]},
        raises="lambda_p let_go:* B",
    )
    parity_noise: float = parameter(
        0.12,
        "spread of the ratio between the sides' numbers",
        unit="1",
        symbol="ρ_par ratio_sd",
        low=0.0,
        high=1.0,
        status="calibrated",
        source="189/150, 230/248, 95/95, 103/103",
        no_sign="moves the sides' numbers apart, whichever way the draw goes",
    )
    civilian_share: float = parameter(
        0.03,
        "civilians returned per soldier exchanged",
        unit="share",
        symbol="civ_share",
        low=0.0,
        high=1.0,
        status="calibrated",
        source="the record's notes",
        raises="let_go:* B",
    )
    political_prisoner_share: float = parameter(
        0.004,
        "political prisoners returned per soldier exchanged",
        unit="share",
        symbol="pol_share",
        low=0.0,
        high=1.0,
        status="observed",
        source="one known leader (28 June 2024) among 1,500 returned",
        prior={"uniform": [0, 0.01]},
        raises="let_go:* B",
    )
    glow_persistence: float = parameter(
        0.90,
        "share of the goodwill of releases carried over to the next week",
        unit="1/week",
        symbol="ρ_B cb_rho",
        low=0.0,
        high=0.9999,
        prior={"uniform": [0.8, 0.97]},
        raises="B",
    )


class ExchangeStance(Section):
    """How this side takes partial exchanges."""

    willingness: float = parameter(
        (1.6, 0.9),
        "humanitarian willingness to exchange",
        unit="logit",
        symbol="hum0",
        low=-20.0,
        high=20.0,
        source="Russia the less willing",
        raises="phi:{s} lambda_p",
    )


# -- rule --------------------------------------------------------------------------------------------------------------


SMALLEST = 5
"""An exchange needs room for at least five persons per side."""

_GUARD = 1e-7
_LOGISTIC_UNIT = float(np.sqrt(3.0) / np.pi)
_MINIMUM_UNIT = float(np.sqrt(6.0) / np.pi)
_LOG_LOG_2 = float(np.log(np.log(2.0)))


def willingness(
    base: Number, trust_weight: Number, trust: np.ndarray, outrage_weight: Number, outrage: np.ndarray
) -> np.ndarray:
    """A side's score for an exchange: humanitarian will, raised by trust, lowered by outrage (equation 16), logit."""
    score = trust_weight * trust
    score += base
    score -= outrage_weight * outrage
    return score


def size(
    draw: np.ndarray,
    median: Number,
    log_spread: Number,
    shorter_list: Number,
    uplift: Number,
    in_talks: np.ndarray,
    largest: np.ndarray,
) -> np.ndarray:
    """Soldiers a side in an exchange that is due (equation 18), larger in talks, bounded by the stock.

    Parameters
    ----------
    draw : uniform in [0, 1)
    median : persons
    log_spread : standard deviation of log size, under either law
    shorter_list : 1: sizes follow the law of a minimum, Weibull; 0: log-logistic
    uplift : relative lift while talks are in session
    in_talks : 0/1
    largest : persons, the most that the stocks allow

    Returns
    -------
    array (worlds,), whole persons
    """
    draw = between(draw, _GUARD, 1 - _GUARD)
    deviate = either(
        shorter_list,
        lambda: _MINIMUM_UNIT * (np.log(-np.log1p(-draw)) - _LOG_LOG_2),
        lambda: _LOGISTIC_UNIT * np.log(draw / (1 - draw)),
    )
    wanted = median * np.exp(log_spread * deviate) * (1 + uplift * in_talks)
    return np.rint(np.minimum(at_least(wanted, SMALLEST), largest))


def soldiers(size: np.ndarray, parity_noise: Number, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Soldiers released by Ukraine and by Russia: near parity, with small deviations either way (equation 19)."""
    deviation = 0.5 * parity_noise * noise
    return np.rint(size * (1 - deviation)), np.rint(size * (1 + deviation))


def civilians(size: np.ndarray, share: Number) -> np.ndarray:
    """Civilians released with an exchange, whole persons (equation 19)."""
    return np.rint(share * size)


def political_prisoners(size: np.ndarray, share: Number, draw: np.ndarray) -> np.ndarray:
    """Political prisoners released with an exchange, whole persons by fair rounding (equation 19).

    Parameters
    ----------
    draw : uniform in [0, 1); |2u - 1| is the rounding threshold, independent of the sign that parity uses
    """
    return np.floor(share * size + np.abs(2 * draw - 1))


# -- process -----------------------------------------------------------------------------------------------------------


class PartialExchanges:
    """Exchanges of some for some, through whichever channel works.

    Attributes
    ----------
    glow : float32 (worlds,), goodwill of recent releases, decaying
    released : float32 (worlds,), persons released this week, on any track
    held : int array, worlds in which an exchange was held this week
    moment : float32 (n,), when in the week it was held, in [0, 1), for the worlds in `held`
    cancelled : int array, worlds in which one was due and cancelled
    sizes : dict side key -> float32 (n,), persons released by that side in `held`
    """

    def __init__(self, model):
        self.model = model
        self.glow = np.zeros(model.worlds, np.float32)
        self.released = np.zeros(model.worlds, np.float32)
        rules = model.parameters.exchanges
        ukraine, russia = model.belligerents
        by_type = [
            np.where(side.trustworthy > 0, rules.cancellation_trustworthy, rules.cancellation_untrustworthy).astype(
                np.float32
            )
            for side in (ukraine, russia)
        ]
        self._cancellation = np.maximum(*by_type)
        self.held = self.cancelled = np.empty(0, np.intp)
        self.moment = np.empty(0, np.float32)

    def hold(self) -> None:
        """Find out in which worlds an exchange is due (equations 16 and 17), and hold it there."""
        model, rules = self.model, self.model.parameters.exchanges
        ukraine, russia = model.belligerents
        no_programme = 1 - model.programme.running
        model.record.quiet_week(no_programme)
        decision = model.parameters.decision
        answers = [consent.answer(side.exchange_score(), decision.temperature) for side in model.belligerents]
        both_agree = consent.agreement(1.0, answers[0], answers[1], decision)
        rate = rules.opportunities_per_week * model.channels.humanitarian * both_agree
        rate *= (1 + rules.rate_uplift_in_talks * model.talks.in_session) * no_programme
        smaller_stock = np.minimum(ukraine.held["prisoners_of_war"], russia.held["prisoners_of_war"])
        largest = rules.size_stock_share * smaller_stock
        if largest.min() < SMALLEST:
            rate *= largest >= SMALLEST
        due = np.flatnonzero(hazard.strikes(model.draws.waiting[Draw.PARTIAL_EXCHANGE], rate))
        self.released = np.zeros(model.worlds, np.float32)
        if not due.size:
            self.held = self.cancelled = due
            return
        risk = at(self._cancellation, due)
        luck = at(model.draws.uniform[Draw.CANCELLATION], due)
        goes_ahead = luck >= risk
        go, stay = np.flatnonzero(goes_ahead), np.flatnonzero(~goes_ahead)
        self.held, self.cancelled = at(due, go), at(due, stay)
        self.moment = at(model.draws.waiting[Draw.PARTIAL_EXCHANGE], self.held) / at(rate, self.held)
        self._release(self.held, at(largest, self.held))
        risk = at(risk, go)
        self._credit(self.held, (at(luck, go) - risk) / (1 - risk))
        self._disappoint(self.cancelled)
        model.record.exchanged(self.held, self.sizes[russia.key], self.credited)

    def score(self, side) -> np.ndarray:
        """A side's score for an exchange this week (equation 16), logit."""
        rules = self.model.parameters.exchanges
        return willingness(
            side.parameters.exchanges.willingness,
            rules.trust_weight,
            side.trust,
            rules.outrage_weight,
            self.model.spoilers.outrage,
        )

    def _release(self, worlds: np.ndarray, largest: np.ndarray) -> None:
        """Let people go on both sides (equations 18 and 19)."""
        model, rules = self.model, self.model.parameters.exchanges
        persons = size(
            at(model.draws.uniform[Draw.SIZE], worlds),
            at(rules.size_median, worlds),
            at(rules.size_log_spread, worlds),
            at(rules.shorter_list_binds, worlds),
            at(rules.size_uplift_in_talks, worlds),
            at(model.talks.in_session, worlds),
            largest,
        )
        military = soldiers(persons, at(rules.parity_noise, worlds), at(model.draws.noise(Draw.PARITY), worlds))
        civil = civilians(persons, at(rules.civilian_share, worlds))
        political = political_prisoners(
            persons, at(rules.political_prisoner_share, worlds), at(model.draws.uniform[Draw.PARITY], worlds)
        )
        self.sizes = {}
        for side, own_soldiers in zip(model.belligerents, military, strict=True):
            wanted = {"prisoners_of_war": own_soldiers, "civilians": civil, "political_prisoners": political}
            self.sizes[side.key] = sum(side.release(wanted, worlds).values())
        self.released[worlds] = sum(self.sizes.values())

    def _credit(self, worlds: np.ndarray, remainder: np.ndarray) -> None:
        """Credit the exchange to the direct channel or to a mediator, by their shares (equation 20).

        Parameters
        ----------
        remainder : what is left of the cancellation draw, uniform in [0, 1)
        """
        model = self.model
        strengths = self._strengths(worlds)
        bound, per_strength = self._shares(worlds, strengths)
        passed = np.zeros(worlds.size, np.int16)
        for strength in strengths:
            passed += remainder >= bound
            bound = bound + strength * per_strength
        passed *= remainder < bound  # rounding may leave a sliver that no share covers: direct
        self.credited = passed - 1
        for number, mediator in enumerate(model.mediators):
            where = at(worlds, np.flatnonzero(self.credited == number))
            gain = at(model.parameters.mediation.success_gain, where)
            mediator.engagement[where] = at_most(at(mediator.engagement, where) + gain, 1)

    def _disappoint(self, worlds: np.ndarray) -> None:
        """A cancelled exchange costs mediators engagement, each its share (equation 13)."""
        if not worlds.size:
            return
        model = self.model
        strengths = self._strengths(worlds)
        loss = at(model.parameters.mediation.cancellation_loss, worlds) * self._shares(worlds, strengths)[1]
        for mediator, strength in zip(model.mediators, strengths, strict=True):
            mediator.engagement[worlds] = at_least(at(mediator.engagement, worlds) - loss * strength, 0)
        model.record.cancelled(worlds)

    def _strengths(self, worlds: np.ndarray) -> np.ndarray:
        """How strong mediators' humanitarian channels are in some worlds, float32 (mediators, n)."""
        strengths = [at(mediator.channel, worlds) for mediator in self.model.mediators]
        return np.array(strengths, np.float32).reshape(len(strengths), worlds.size)

    def _shares(self, worlds: np.ndarray, strengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Share of the direct channel, and of a mediator per unit of its strength."""
        channels = self.model.channels
        first = at(self.model.parameters.mediation.direct_channel_first, worlds)
        direct, humanitarian = at(channels.direct, worlds), at(channels.humanitarian, worlds)
        return mediation.credit(direct, np.add.reduce(strengths), humanitarian, first)

    def fade(self) -> None:
        """Let goodwill fade and add what this week's releases on either track bring (equation 20)."""
        rules = self.model.parameters
        self.glow = rules.exchanges.glow_persistence * self.glow
        self.glow += self.released * (1.0 / rules.captives.burden_half_saturation)
