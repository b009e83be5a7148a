"""Which way every parameter moves what, within one week and from a given state (MODEL.md, V7).

Templates: {s} is a side and {o} its opponent, {m} a mediator, {i} an issue; at the end of a quantity * is both sides
and @ all mediators. Quantities are those of `quantities.py`. A relation may hold only where a condition does.
"""

from __future__ import annotations

from sim.model.issues import ISSUES
from sim.schema import BELLIGERENTS
from tests.verification.relations.relation import Relation

_SWAP = "score_a:* P_a:* lambda_a"
_SWAP_OF = "score_a:{s} P_a:{s} lambda_a offers:{s}"
_TALKS = "score_t:* P_t:* P:* lambda_T"
_TALKS_OF = "score_t:{s} P_t:{s} P:{s} lambda_T"
_CHANNEL = "H lambda_p lambda_a stage_rate"
_ATTENTION = "us g:* x:us_envoy x':us_envoy H C eta score_a:*"
_OUTRAGED = "phi:* lambda_p " + _SWAP + " " + _TALKS
_TRADE_OF = "trade_a:{s} trade_t:{s} P_a:{s} P_t:{s}"

RAISES = {
    "{s}.captures_per_week": "captured:{s} N:{s} n:{s}",
    "{s}.war_cost.base": "c:{s} Rip S:*",
    "{s}.war_cost.pressure_share": "c:{s} Rip S:*",
    "{s}.trust.good_experience": "good:{s}",
    "{s}.trust.bad_experience": "bad:{s}",
    "{s}.commitment.guarantee_relief": "S:*",
    "{s}.commitment.discount": "kc:{s} r:{s} felt:{s}",
    "{s}.exchanges.willingness": "phi:{s} lambda_p",
    "{s}.all_for_all.own_people": _SWAP_OF,
    "{s}.all_for_all.pressure_leverage": _SWAP_OF,
    "{s}.talks.pressure_leverage": _TALKS_OF,
    "{s}.talks.discount_factor": "omega:{s}",
    "{s}.trade.concession_limit": "f_a:{s} f_t:{s}",
    "{m}.humanitarian_capability": "x:{m} " + _CHANNEL,
    "{m}.political_capability": "x':{m} C eta",
    "{m}.engagement": "x:{m} x':{m} H C eta lambda_p stage_rate",
    "{m}.wallet_worth.{s}": _TRADE_OF,
    "{m}.summit.weeks": "x:{m} x':{m} H C eta lambda_p stage_rate",
    "{m}.summit.engagement_boost": "x:{m} x':{m} H C eta lambda_p stage_rate",
    "us_envoy.pressure.{s}": "g:{s} score_a:{s} P_a:{s} offers:{s} " + _TALKS_OF,
    "us_envoy.attention.floor": _ATTENTION,
    "us_envoy.attention.half_life_weeks": _ATTENTION,
    "us_envoy.deadline.push": _ATTENTION,
    "us_envoy.deadline.half_width_weeks": _ATTENTION,
    "captives.categories.prisoners_of_war": "N:* n:*",
    "captives.categories.civilians": "N:* n:*",
    "captives.categories.political_prisoners": "N:* n:*",
    "front.russian_share": "p r:russia felt:russia",
    "front.momentum.drift": "m p r:russia captured:russia",
    "front.breakthroughs.size": "m p",
    "spoilers.weekly_rate": "lambda_sp sp q collapse_rate breakdown_rate",
    "spoilers.amplification": "lambda_sp sp q collapse_rate breakdown_rate",
    "spoilers.outrage_jump": "q collapse_rate breakdown_rate",
    "spoilers.outrage_persistence": "q collapse_rate breakdown_rate",
    "mediation.success_gain": "e:@",
    "mediation.direct_humanitarian": "x0 " + _CHANNEL,
    "mediation.direct_humanitarian_in_talks": "x0 " + _CHANNEL,
    "mediation.direct_political": "C eta",
    "mediation.list_verification": "kept:*",
    "trust.memory": "good:* bad:*",
    "trust.exchange_gain": "good:*",
    "trust.stage_gain": "good:*",
    "trust.talks_gain": "good:*",
    "trust.cancellation_loss": "bad:*",
    "trust.breach_loss": "bad:*",
    "trust.spoiler_loss": "bad:*",
    "trust.breakdown_loss": "bad:*",
    "exchanges.opportunities_per_week": "lambda_p let_go:* B cancelled",
    "exchanges.trust_weight": "phi:* lambda_p",
    "exchanges.cancellation_trustworthy": "cancelled",
    "exchanges.cancellation_untrustworthy": "cancelled",
    "exchanges.size_median": "let_go:* B",
    "exchanges.size_stock_share": "lambda_p let_go:* B",
    "exchanges.size_uplift_in_talks": "let_go:* B",
    "exchanges.rate_uplift_in_talks": "lambda_p let_go:* B",
    "exchanges.civilian_share": "let_go:* B",
    "exchanges.political_prisoner_share": "let_go:* B",
    "exchanges.glow_persistence": "B",
    "all_for_all.salience": "lambda_a offers:*",
    "all_for_all.new_offers_per_week": "offers:*",
    "all_for_all.answers_per_week": "lambda_a",
    "all_for_all.refusals_per_week": "lambda_r",
    "all_for_all.chip_lost_in_talks": _SWAP,
    "all_for_all.pressure_use": _SWAP,
    "all_for_all.stages": _SWAP,
    "all_for_all.stages_per_week": "stage_rate staged",
    "all_for_all.collapse_rate": "collapse_rate collapsed",
    "all_for_all.time_limit_weeks": "staged",
    "talks.allowed": "lambda_T",
    "talks.opportunities_per_week": "lambda_T",
    "talks.glow_weight": _TALKS,
    "talks.mediator_cover": _TALKS,
    "talks.logrolling_base": "eta",
    "talks.logrolling_mediated": "eta",
    "talks.optimism_decay": "S:* " + _TALKS,
    "talks.optimism_decay_in_talks": "S:* " + _TALKS,
    "talks.breakdown_rate": "breakdown_rate",
    "talks.hardening": "A:*",
    "ceasefire.rate_before_talks": "ceasefire_rate",
    "ceasefire.rate_in_talks": "ceasefire_rate",
    "ceasefire.rate_if_first": "ceasefire_rate",
    "ceasefire.breach_rate": "ceasefire_rate",
    "agenda.{i}.low": "empty_cost",
    "agenda.security_guarantee.low": "kc:russia",
    "agenda.{i}.high": "red:*",
    "trade.imitation": "f_a:* f_t:*",
    "trade.released_up_front": "G_a:* G_t:*",
    "trade.share_paid": "paid:@",
}
LOWERS = {
    "{s}.war_cost.base": "r:{s} felt:{s}",
    "{s}.war_cost.pressure_share": "r:{s} felt:{s}",
    "{s}.commitment.discount": "S:*",
    "{s}.commitment.guarantee_relief": "kc:{s} r:{s} felt:{s}",
    "{s}.all_for_all.own_people": "lambda_r",
    "{s}.all_for_all.bargaining_chip": _SWAP_OF,
    "{s}.all_for_all.returning_fighters": _SWAP_OF,
    "{s}.all_for_all.audience_cost": _SWAP_OF,
    "{s}.all_for_all.civilians_cost": _SWAP_OF,
    "{s}.all_for_all.political_prisoners_cost": _SWAP_OF,
    "{s}.talks.audience_cost": _TALKS_OF,
    "{s}.talks.swap_precondition": "gate:{s} P:{s} lambda_T",
    "{s}.talks.ceasefire_precondition": "gate:{s} P:{s} lambda_T",
    "{s}.talks.red_lines.{i}": _TALKS_OF,
    "{s}.talks.concession_rate": "A:{s}",
    "{s}.talks.discount_factor": "omega:{o}",
    "{s}.trade.concession_cost": _TRADE_OF + " P:{s} lambda_a lambda_T",
    "{s}.trade.over_head_price": _TRADE_OF + " P:{s} lambda_a lambda_T",
    "us_envoy.wallet_worth.{s}": "trade_a:{o} trade_t:{o}",
    "captives.burden_half_saturation": "n:* B",
    "front.russian_share": "r:ukraine felt:ukraine",
    "front.momentum.drift": "r:ukraine captured:ukraine",
    "spoilers.weekly_rate": _OUTRAGED,
    "spoilers.amplification": _OUTRAGED,
    "spoilers.outrage_jump": _OUTRAGED,
    "spoilers.outrage_persistence": _OUTRAGED,
    "mediation.cancellation_loss": "e:@",
    "exchanges.outrage_weight": "phi:* lambda_p",
    "exchanges.cancellation_trustworthy": "let_go:* B",
    "exchanges.cancellation_untrustworthy": "let_go:* B",
    "all_for_all.exploitation_fear": _SWAP,
    "all_for_all.outrage_weight": _SWAP,
    "all_for_all.stages_per_week": "collapsed",
    "all_for_all.time_limit_weeks": "collapsed",
    "talks.outrage_weight": _TALKS,
    "talks.empty_agenda_weight": _TALKS,
    "talks.untrustworthy_slowdown": "A:*",
    "talks.optimism_decay": "o:* felt:*",
    "talks.optimism_decay_in_talks": "o:* felt:*",
    "ceasefire.required_first": "lambda_T",
    "agenda.{i}.low": "red:*",
    "agenda.{i}.high": "empty_cost",
    "agenda.security_guarantee.high": "kc:ukraine",
    "trade.share_paid": "W:@",
}
AT_THE_START = {
    "{s}.captives_held.prisoners_of_war": "N:{s} n:{s}",
    "{s}.captives_held.civilians": "N:{s} n:{s}",
    "{s}.captives_held.political_prisoners": "N:{s} n:{s}",
    "{s}.trust.trustworthy_probability": "theta:{s}",
    "{s}.trust.good_experience": "tau:{s} phi:{s} lambda_p S:*",
    "{s}.over_optimism": "o:{s} felt:{s}",
    "{s}.all_for_all.offer_open_at_start": "lambda_a lambda_r",
    "front.momentum.start": "m p r:russia captured:russia",
    "all_for_all.compliance_floor_trustworthy": "kappa:*",
    "all_for_all.compliance_floor_untrustworthy": "kappa:*",
    "talks.in_session_at_start": "K",
}
"""What is set once, before the first week, raises there; lowered quantities follow."""
AT_THE_START_LOWERS = {
    "{s}.trust.bad_experience": "tau:{s} phi:{s} lambda_p S:*",
    "{s}.over_optimism": "S:{s} " + _TALKS_OF,
    "front.momentum.start": "r:ukraine captured:ukraine",
}
_BOTH_FREE = (("nu:ukraine", "=", 0), ("nu:russia", "=", 0))
_QUIET = (("success", "=", 0),)
_APART = (("K", "=", 0),)
"""While no talks are in session: in them Washington presses whoever asks for more above its reservation (15), so what
moves a reservation moves the blame, and with it the score of (28), from one side to the other."""
_NOTHING_CANCELLED = (("cancelled", "=", 0),)
"""An attack lowers the chance of an exchange, and one that is not due cannot be cancelled: that spares experience."""
WHERE = [
    ("spoilers.weekly_rate", _NOTHING_CANCELLED, "bad:*", ""),
    ("spoilers.amplification", _NOTHING_CANCELLED, "bad:*", ""),
    ("{s}.war_cost.base", _APART, _TALKS, ""),
    ("{s}.war_cost.pressure_share", _APART, _TALKS, ""),
    ("us_envoy.pressure.{s}", _APART, "lambda_a", ""),
    ("{s}.commitment.guarantee_relief", _APART, _TALKS, ""),
    ("{s}.commitment.discount", _APART, "", _TALKS),
    ("ceasefire.required_first", _QUIET, "ceasefire_rate", ""),
    ("{s}.trade.concession_limit", (("nu:{o}", "=", 0),), "trade_a:{o} trade_t:{o} P_a:{o} P_t:{o}", ""),
    ("{m}.engagement", _BOTH_FREE, "trade_a:* trade_t:* P_a:* lambda_a", ""),
    ("{m}.wallet", _QUIET, "W:{m}", ""),
    ("{m}.summit.weeks", _QUIET, "W:{m}", ""),
    ("{m}.summit.wallet_boost", _QUIET, "W:{m}", ""),
    ("{m}.political_capability", (("gains", ">", 0),), "J S:* " + _TALKS, ""),
    ("mediation.direct_political", (("gains", ">", 0),), "J S:* " + _TALKS, ""),
    ("talks.logrolling_base", (("gains", ">", 0),), "J S:* " + _TALKS, ""),
    ("talks.logrolling_mediated", (("gains", ">", 0),), "J S:* " + _TALKS, ""),
    ("talks.logrolling_base", (("gains", "<", 0),), "", "J S:* " + _TALKS),
    ("talks.surplus_weight", (("S:ukraine", ">", 0),), "score_t:ukraine P_t:ukraine", ""),
    ("talks.surplus_weight", (("S:russia", ">", 0),), "score_t:russia P_t:russia", ""),
    ("talks.surplus_weight", (("S:russia", "<", 0),), "", "score_t:russia P_t:russia"),
    ("talks.ripeness_weight", (("Rip", ">", 0),), _TALKS, ""),
    ("talks.ripeness_weight", (("Rip", "<", 0),), "", _TALKS),
    ("front.stalemate_width", (("c:ukraine", ">", 0), ("c:russia", ">", 0)), "Rip " + _TALKS, ""),
    ("front.momentum_weight", (("m", ">", 0),), "p r:russia", "r:ukraine"),
    ("front.momentum_weight", (("m", "<", 0),), "r:ukraine", "p r:russia"),
    ("captives.capture_momentum", (("m", ">", 0),), "captured:russia", "captured:ukraine"),
    ("captives.capture_momentum", (("m", "<", 0),), "captured:ukraine", "captured:russia"),
    ("front.breakthroughs.weekly_probability", (("brk_size", ">", 0),), "m p", ""),
    ("front.breakthroughs.weekly_probability", (("brk_size", "<", 0),), "", "m p"),
    ("war_cost.captivity_share", (("n:russia", ">", 1),), "c:ukraine", "r:ukraine"),
    ("war_cost.captivity_share", (("n:ukraine", "<", 1),), "r:russia", "c:russia"),
    ("war_cost.ceasefire_relief", (("c0:ukraine", ">", 0), ("c0:russia", ">", 0)), "r:*", "c:* Rip S:*"),
    ("all_for_all.asymmetry_weight", (("more", ">", 0),), "score_a:ukraine P_a:ukraine", "score_a:russia P_a:russia"),
    ("all_for_all.asymmetry_weight", (("more", "<", 0),), "score_a:russia P_a:russia", "score_a:ukraine P_a:ukraine"),
    ("decision.temperature", (("want_a:ukraine", "<", 0), ("want_a:russia", "<", 0)), "P_a:* lambda_a", ""),
    ("decision.temperature", (("want_t:ukraine", ">", 0), ("want_t:russia", ">", 0)), "", "P_t:* lambda_T"),
]
NO_SIGN = {
    "{s}.issue_weights.{i}": "weights sum to 1: one rises at the cost of others, and the frontier turns",
    "{s}.trade.concession_speed": "a speed: towards what the other lacks, which may be above or below what is offered",
    "captives.capture_noise": "widens both ways: the sign is that of the week's draw",
    "front.momentum.persistence": "keeps momentum of either sign and narrows the noise",
    "front.momentum.spread": "widens both ways: the sign is that of the week's draw",
    "war_cost.adjustment": "a speed: towards a target that may be above or below",
    "mediation.adjustment": "a speed: towards a target that may be above or below",
    "us_envoy.pressure_adjustment": "a speed: towards a target that may be above or below",
    "us_envoy.deadline.week": "moves the rise of attention in time",
    "exchanges.size_log_spread": "widens both ways: the sign is that of the week's draw",
    "exchanges.shorter_list_binds": "another law of sizes: one draw gives more persons under it, another fewer",
    "mediation.direct_channel_first": "spares mediators the loss after a cancellation as it takes the gain of a success",
    "exchanges.parity_noise": "moves the sides' numbers apart, whichever way the draw goes",
    "talks.imitation": "mixes two ways of conceding, either of which may be the larger",
    "trade.refill": "a speed: towards a level that may be below the wallet, as when a summit has ended",
}
"""No sign in any quantity of a week, and why. Not monotone over a whole run are many more (MODEL.md, section 10)."""


def _fill(text: str, place: dict[str, str], mediators: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for name in text.format(**place).split():
        ends = {"*": BELLIGERENTS, "@": mediators}.get(name[-1])
        found += [name[:-1] + end for end in ends] if ends else [name]
    return tuple(found)


def places(template: str, mediators: tuple[str, ...]):
    """Path -> what stands for the placeholders, for every path of a template."""
    for side, opponent in zip(BELLIGERENTS, BELLIGERENTS[::-1], strict=True):
        for mediator in mediators:
            for issue in ISSUES:
                place = {"s": side, "o": opponent, "m": mediator, "i": issue}
                yield template.format(**place), place


def relations(mediators: tuple[str, ...]) -> dict[str, list[Relation]]:
    """Path -> its relations; paths of parties or summits that a scenario lacks are among them."""
    found: dict[str, list[Relation]] = {}
    rows = [(path, (), text, "", False) for path, text in RAISES.items()]
    rows += [(path, (), "", text, False) for path, text in LOWERS.items()]
    rows += [(path, (), text, "", True) for path, text in AT_THE_START.items()]
    rows += [(path, (), "", text, True) for path, text in AT_THE_START_LOWERS.items()]
    rows += [(path, where, raises, lowers, False) for path, where, raises, lowers in WHERE]
    for template, where, raises, lowers, start in rows:
        for path, place in dict(places(template, mediators)).items():
            conditions = tuple((name.format(**place), sign, number) for name, sign, number in where)
            relation = Relation(
                path, _fill(raises, place, mediators), _fill(lowers, place, mediators), conditions, start
            )
            found.setdefault(path, []).append(relation)
    return found


def without_a_sign(mediators: tuple[str, ...]) -> set[str]:
    """Paths of parameters that move nothing one way."""
    return {path for template in NO_SIGN for path, _ in places(template, mediators)}
