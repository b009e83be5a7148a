"""The all-for-all swap: what it is worth to a side, offers and answers (MODEL.md, 6.7)."""

from __future__ import annotations

import numpy as np

from sim.model import captives, consent, hazard
from sim.model.draws import Draw
from sim.model.numbers import Number, at_most, number
from sim.model.outcomes import Fate
from sim.model.programme import ProgrammeParameters
from sim.model.signs import SWAP_BOTH, SWAP_OWN
from sim.model.track import ALL_FOR_ALL
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class OfferParameters(Section):
    """What a swap is worth to both sides, offers and answers (MODEL.md, 6.7)."""

    salience: float = parameter(
        1.0,
        "how hard the idea is put forward (0: off the table)",
        unit="1",
        symbol="prop",
        low=0.0,
        high=100.0,
        status="rule",
        raises="lambda_a offers:*",
    )
    new_offers_per_week: float = parameter(
        0.08,
        "rate of new offers when none is open",
        unit="1/week",
        symbol="μ_o offer_rate",
        low=0.0,
        high=50.0,
        prior={"uniform": [0.02, 0.14]},
        raises="offers:*",
    )
    answers_per_week: float = parameter(
        0.028,
        "opportunities for acceptance of an open offer",
        unit="1/week",
        symbol="μ_a answer_rate",
        low=0.0,
        high=50.0,
        source="judged at one a half-year, lowered by the silence from Nov 2022 to Feb 2025 (MODEL.md 7.2); not fitted to past wars",
        prior={"log_uniform": [0.01, 0.12]},
        raises="lambda_a",
    )
    refusals_per_week: float = parameter(
        0.015,
        "rate of refusal by an unwilling addressee",
        unit="1/week",
        symbol="ρ_ref refuse_rate",
        low=0.0,
        high=50.0,
        source="public offers mostly meet silence",
        prior={"uniform": [0, 0.03]},
        raises="lambda_r",
    )
    asymmetry_weight: float = parameter(
        1.2,
        "weight of giving more people than one gets",
        unit="logit",
        symbol="a_sym asym",
        low=0.0,
        high=20.0,
        prior={"uniform": [0.4, 2]},
        signs=(
            Sign(raises="score_a:ukraine P_a:ukraine", lowers="score_a:russia P_a:russia", where="more > 0"),
            Sign(raises="score_a:russia P_a:russia", lowers="score_a:ukraine P_a:ukraine", where="more < 0"),
        ),
    )
    chip_lost_in_talks: float = parameter(
        0.7,
        "share of chip value lost once talks or a ceasefire exist",
        unit="share",
        symbol="ψ chip_talk",
        low=0.0,
        high=1.0,
        raises=SWAP_BOTH,
    )
    exploitation_fear: float = parameter(
        2.0,
        "fear that the other takes and does not give",
        unit="logit",
        symbol="ε expl",
        low=0.0,
        high=20.0,
        status="literature",
        source="Kydd 2000, 2005; form judged",
        prior={"uniform": [1, 3]},
        lowers=SWAP_BOTH,
    )
    outrage_weight: float = parameter(
        0.5,
        "how far outrage lowers willingness",
        unit="logit",
        symbol="out_a",
        low=0.0,
        high=20.0,
        prior={"uniform": [0, 1]},
        lowers=SWAP_BOTH,
    )
    pressure_use: float = parameter(
        1.0, "how far US pressure is used for the swap", unit="share", symbol="hw", low=0.0, high=10.0, raises=SWAP_BOTH
    )


class AllForAllParameters(ProgrammeParameters, OfferParameters):
    """The all-for-all swap: offers, answers, execution (MODEL.md, 6.7)."""


class AllForAllStance(Section):
    """What an all-for-all swap is worth to this side (MODEL.md, 6.7)."""

    offer_open_at_start: bool = parameter(
        (True, False),
        "whether this side's offer is open on the start date",
        unit="yes/no",
        symbol="O0 offer0",
        status="observed",
        source="Kyiv summit, 24 Feb 2025",
        signs=(Sign(raises="lambda_a lambda_r", at_start=True),),
    )
    own_people: float = parameter(
        (2.2, 1.0),
        "value of own people home",
        unit="logit",
        symbol="v",
        low=0.0,
        high=20.0,
        source="regime accountability (Weeks 2008)",
        prior=({"uniform": [1.4, 3]}, {"uniform": [0.4, 1.6]}),
        raises=SWAP_OWN,
        lowers="lambda_r",
    )
    bargaining_chip: float = parameter(
        (0.5, 1.1),
        "value of captives held as bargaining chips",
        unit="logit",
        symbol="chip",
        low=0.0,
        high=20.0,
        source="captives as assets (Wallace 2015)",
        prior=({"uniform": [0, 1]}, {"uniform": [0.3, 1.9]}),
        lowers=SWAP_OWN,
    )
    returning_fighters: float = parameter(
        (0.3, 0.5),
        "fear that returned soldiers fight again",
        unit="logit",
        symbol="fight",
        low=0.0,
        high=20.0,
        prior={"factor": "returning_fighters", "uniform": [0.5, 1.5]},
        lowers=SWAP_OWN,
    )
    audience_cost: float = parameter(
        (0.2, 0.5),
        "audience cost of agreeing",
        unit="logit",
        symbol="aud_a",
        low=0.0,
        high=20.0,
        source="Fearon 1994; Tomz 2007; size judged",
        prior=(None, {"uniform": [0, 1]}),
        lowers=SWAP_OWN,
    )
    civilians_cost: float = parameter(
        (0.0, 0.25),
        "cost of having civilians on the list",
        unit="logit",
        symbol="civ_cost",
        low=0.0,
        high=20.0,
        source="international humanitarian law knows no exchange of civilians",
        prior=(None, {"uniform": [0, 0.5]}),
        lowers=SWAP_OWN,
    )
    political_prisoners_cost: float = parameter(
        (0.0, 0.25),
        "cost of having political prisoners on the list",
        unit="logit",
        symbol="pol_cost",
        low=0.0,
        high=20.0,
        source="convictions to be undone",
        prior=(None, {"uniform": [0, 0.5]}),
        lowers=SWAP_OWN,
    )
    pressure_leverage: float = parameter(
        (0.8, 1.1),
        "what one unit of US pressure adds to willingness",
        unit="logit",
        symbol="lev_a",
        low=0.0,
        high=20.0,
        prior={"factor": "pressure_leverage_on_swap", "uniform": [0.5, 1.5]},
        raises=SWAP_OWN,
    )


# -- rule --------------------------------------------------------------------------------------------------------------


def value_terms(
    *,
    own_people: Number,
    own_burden: np.ndarray,
    asymmetry_gain: np.ndarray,
    bargaining_chip: Number,
    chip_lost: Number,
    talks_or_ceasefire: np.ndarray,
    returning_fighters: Number,
    held_burden: np.ndarray,
    ceasefire_or_settled: np.ndarray,
    exposure: Number,
    trust: np.ndarray,
    audience_cost: Number,
    outrage_weight: Number,
    outrage: np.ndarray,
    leverage: Number,
    pressure: np.ndarray,
    listed_categories: Number,
) -> dict[str, Number]:
    """What agreeing to an all-for-all swap is worth to a side before trade, term by term (equation 21).

    Parameters
    ----------
    own_people, own_burden : value of own people home, and how heavily they weigh
    asymmetry_gain : gain from getting more people than one gives
    bargaining_chip, chip_lost, talks_or_ceasefire : captives as chips, worth less once talks or a ceasefire exist (0/1)
    returning_fighters, held_burden, ceasefire_or_settled : fear that those released fight again, unless guns are silent
    exposure, trust : fear of being exploited, cut by gradual stages, see `exposure`
    audience_cost, outrage_weight, outrage : cost of “trading” prisoners before one's own public
    leverage, pressure : US pressure applied to the humanitarian track
    listed_categories : cost of having civilians and political prisoners on the list

    Returns
    -------
    dict term -> number or array (worlds,), logit; their sum is the score
    """
    return {
        "own people home": own_people * own_burden,
        "unequal numbers": asymmetry_gain,
        "captives as bargaining chips": -bargaining_chip * (1 - chip_lost * talks_or_ceasefire),
        "released soldiers may fight again": -returning_fighters * held_burden * (1 - 0.8 * ceasefire_or_settled),
        "fear of being exploited": -exposure * (1 - trust),
        "outrage": -outrage_weight * outrage,
        "US pressure": leverage * pressure,
        "audience cost": -audience_cost,
        "categories on the list": -listed_categories,
    }


def exposure(exploitation_fear: Number, stages: Number) -> Number:
    """Exploitation a side risks when the swap runs in stages: gradual steps cut it by √stages (Osgood 1962)."""
    return number(np.asarray(exploitation_fear) / np.sqrt(np.asarray(stages, np.float64)))


def offer_at_start(side) -> np.ndarray:
    """1 where a side's offer is open on the start date, float32 (worlds,); none is where the swap is off the table."""
    stance, rules = side.parameters.all_for_all, side.model.parameters.all_for_all
    return side.everywhere(1.0 * stance.offer_open_at_start * (np.asarray(rules.salience) > 0))


# -- process -----------------------------------------------------------------------------------------------------------


_MOST_LIKELY_OFFER = 0.5


class AllForAll:
    """Offers of an all-for-all swap, and the answers to them.

    Attributes
    ----------
    chances : float32 (worlds,), opportunities for an answer this week, 1/week
    agreed, refused : int arrays, the worlds in which that happened this week
    new_offers : pair of int arrays, worlds with a new offer by Ukraine and by Russia this week
    """

    def __init__(self, model, interventions):
        self.model = model
        self._no_agreement = interventions.no_swap or interventions.imposed_swap_week is not None
        rules, categories = model.parameters.all_for_all, model.parameters.captives.categories
        self._exposure = exposure(rules.exploitation_fear, rules.stages)
        self._leverage, self._listed_categories = {}, {}
        for side in model.belligerents:
            stance = side.parameters.all_for_all
            self._leverage[side.key] = number(np.asarray(stance.pressure_leverage) * rules.pressure_use)
            self._listed_categories[side.key] = (
                stance.civilians_cost * categories.civilians
                + stance.political_prisoners_cost * categories.political_prisoners
            )

    def decide(self) -> None:
        """Both sides decide, offers that are open are answered, and new ones are made."""
        ukraine, russia = self.model.belligerents
        asymmetry = captives.asymmetry(russia.listed, ukraine.listed)
        for side in self.model.belligerents:
            side.weigh_swap(asymmetry)
        offer_before = np.maximum(ukraine.offer_open, russia.offer_open)
        self._answer(offer_before)
        programme = self.model.programme
        self._offer((1 - offer_before) * (1 - programme.running_before) * (1 - programme.completed))

    def terms(self, side, asymmetry: np.ndarray) -> dict[str, Number]:
        """What agreeing is worth to a side this week before trade, see `value_terms`.

        Parameters
        ----------
        asymmetry : how unequal the lists are, positive when Russia holds more
        """
        model, stance, rules = self.model, side.parameters.all_for_all, self.model.parameters.all_for_all
        return value_terms(
            own_people=stance.own_people,
            own_burden=side.opponent.held_burden,
            asymmetry_gain=(-side.sign * rules.asymmetry_weight) * asymmetry,
            bargaining_chip=stance.bargaining_chip,
            chip_lost=rules.chip_lost_in_talks,
            talks_or_ceasefire=np.maximum(model.talks.in_session, model.ceasefire.in_force),
            returning_fighters=stance.returning_fighters,
            held_burden=side.held_burden,
            ceasefire_or_settled=np.maximum(model.ceasefire.in_force, model.talks.settled),
            exposure=self._exposure,
            trust=side.trust,
            audience_cost=stance.audience_cost,
            outrage_weight=rules.outrage_weight,
            outrage=model.spoilers.outrage,
            leverage=self._leverage[side.key],
            pressure=side.pressure,
            listed_categories=self._listed_categories[side.key],
        )

    def _answer(self, offer_open: np.ndarray) -> None:
        """Acceptance, refusal or silence where an offer is open (equation 22)."""
        model, rules = self.model, self.model.parameters.all_for_all
        ukraine, russia = model.belligerents
        waiting = model.draws.waiting[Draw.ANSWER]
        answers = [side.tracks[ALL_FOR_ALL].answer for side in model.belligerents]
        self.chances = rules.salience * rules.answers_per_week * model.channels.humanitarian * offer_open
        if self._no_agreement:
            self.chances = self.chances * 0
        agree_rate = consent.agreement(self.chances, answers[0], answers[1], model.parameters.decision)
        refuse_rate = rules.refusals_per_week * (
            ukraine.offer_open * (1 - answers[1].acceptance) + russia.offer_open * (1 - answers[0].acceptance)
        )
        answered = np.flatnonzero(waiting < agree_rate + refuse_rate)
        agreed = waiting[answered] < agree_rate[answered]
        self.agreed, self.refused = answered[agreed], answered[~agreed]
        if not answered.size:
            return
        for side in model.belligerents:
            side.offer_open = side.offer_open.copy()
            side.offer_open[answered] = 0
        dates = hazard.date(model.week, waiting[self.agreed], agree_rate[self.agreed])
        model.record.answered(self.agreed, Fate.ACCEPTED, dates)
        model.record.answered(self.refused, Fate.REFUSED, np.full(self.refused.size, model.week + 1.0))
        if self.agreed.size:
            model.programme.begin(self.agreed, dates)
            model.trade.succeed(ALL_FOR_ALL, self.agreed, self.chances, waiting)

    def _offer(self, free: np.ndarray) -> None:
        """New offers where none is open, none is under way and none was completed; they can be answered from next week.

        Parameters
        ----------
        free : 0/1
        """
        model, rules = self.model, self.model.parameters.all_for_all
        ukraine, russia = model.belligerents
        draw = model.draws.uniform[Draw.NEW_OFFER]
        urge = rules.salience * rules.new_offers_per_week
        offers = []
        for side in model.belligerents:
            chance = free * at_most(urge * side.tracks[ALL_FOR_ALL].acceptance, _MOST_LIKELY_OFFER)
            offers.append(np.flatnonzero(draw < chance if side is ukraine else draw > 1 - chance))
        for side, worlds in zip(model.belligerents, offers, strict=True):
            if worlds.size:
                side.offer_open = side.offer_open.copy()
                side.offer_open[worlds] = 1
                model.record.offered(worlds)
        self.new_offers = tuple(offers)
