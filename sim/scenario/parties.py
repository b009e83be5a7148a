"""The parties of a scenario: two belligerents, the US envoy, and any number of mediators (MODEL.md, 2.2)."""

from __future__ import annotations

from sim.scenario.fields import Section, parameter
from sim.scenario.issues import IssueWeights, RedLines

_STATEMENTS = "statements of 24 Feb 2025; size judged"


class CaptivesHeld(Section):
    """Persons this side holds on the start date. Claims and lists differ; stocks are never audited (MODEL.md, L7)."""

    prisoners_of_war: int = parameter(
        (3800, 8000),
        "prisoners of war held at the start",
        unit="persons",
        symbol="X0 pow0",
        low=0,
        high=1_000_000,
        status="observed",
        source="8,000 or more Ukrainian soldiers (Newseria 2025); about 10,000 Russians captured and 6,000 "
        "returned by end 2025 (Coordination HQ). Before the start date: 6,465 and 1,348 (Putin, June 2024)",
    )
    civilians: int = parameter(
        (150, 1800),
        "civilians on a verifiable list at the start",
        unit="persons",
        symbol="civ0",
        low=0,
        high=1_000_000,
        status="judgement",
        source="120 Kursk civilians returned 23 May 2025; 16,000 is the claim of the Ukrainian ombudsman "
        "(Feb 2025), verifiable lists are far smaller",
    )
    political_prisoners: int = parameter(
        (0, 221),
        "political prisoners (Crimea) held at the start",
        unit="persons",
        symbol="pol0",
        low=0,
        high=1_000_000,
        status="observed",
        source="218 (May 2024); 221 (Umerov, 26 Feb 2025)",
    )


class WarCost(Section):
    """What going on with the war costs this side, as a share of the stakes (Fearon 1995)."""

    base: float = parameter(
        (0.20, 0.15),
        "war cost without captives and pressure",
        unit="share of the stakes",
        symbol="c0",
        low=0.0,
        high=2.0,
        source="Fearon 1995 cost range; decisive for talks",
    )
    pressure_share: float = parameter(
        (0.10, 0.06),
        "war cost added by one unit of US pressure",
        unit="share of the stakes",
        symbol="c_g",
        low=0.0,
        high=2.0,
    )


class Trust(Section):
    """Belief that the other side honours what it signs, as counts of good and bad experience (Jøsang & Ismail 2002)."""

    good_experience: float = parameter(
        (1.0, 1.5),
        "pseudo-count of promises kept",
        unit="counts",
        symbol="a0",
        low=0.01,
        high=1000.0,
        source="trust .14 and .21; “there is no trust in Russia” (24 Feb 2025)",
    )
    bad_experience: float = parameter(
        (6.0, 5.5),
        "pseudo-count of promises broken",
        unit="counts",
        symbol="b0",
        low=0.01,
        high=1000.0,
        source="trust .14 and .21; “there is no trust in Russia” (24 Feb 2025)",
    )
    trustworthy_probability: float = parameter(
        (0.75, 0.45),
        "chance that this side is of the trustworthy type",
        unit="probability",
        symbol="π_s p_good",
        low=0.0,
        high=1.0,
        source="an assumption about a type, not a finding",
    )


class Commitment(Section):
    """Peace on paper is worth less when the other is not believed to keep it (Walter 2002; Powell 2006)."""

    discount: float = parameter(
        (0.34, 0.22),
        "how much distrust takes off the value of a settlement",
        unit="share of the stakes",
        symbol="kc",
        low=0.0,
        high=2.0,
        status="literature",
        source="Walter 2002; value judged",
    )
    guarantee_relief: float = parameter(
        (0.35, 0.0),
        "share of that discount lifted by the best guarantee on the table",
        unit="share",
        symbol="γ gsec",
        low=0.0,
        high=1.0,
        status="literature",
        source="Walter 2002; value judged",
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
    )


class AllForAllStance(Section):
    """What an all-for-all swap is worth to this side (MODEL.md, 6.7)."""

    offer_open_at_start: bool = parameter(
        (True, False),
        "whether this side's offer is open on the start date",
        unit="yes/no",
        symbol="O0 offer0",
        status="observed",
        source="Kyiv summit, 24 Feb 2025",
    )
    own_people: float = parameter(
        (2.2, 1.0),
        "value of own people home",
        unit="logit",
        symbol="v",
        low=0.0,
        high=20.0,
        source="regime accountability (Weeks 2008)",
    )
    bargaining_chip: float = parameter(
        (0.5, 1.1),
        "value of captives held as bargaining chips",
        unit="logit",
        symbol="chip",
        low=0.0,
        high=20.0,
        source="captives as assets (Wallace 2015)",
    )
    returning_fighters: float = parameter(
        (0.3, 0.5), "fear that returned soldiers fight again", unit="logit", symbol="fight", low=0.0, high=20.0
    )
    audience_cost: float = parameter(
        (0.2, 0.5),
        "audience cost of agreeing",
        unit="logit",
        symbol="aud_a",
        low=0.0,
        high=20.0,
        source="Fearon 1994; Tomz 2007; size judged",
    )
    civilians_cost: float = parameter(
        (0.0, 0.25),
        "cost of having civilians on the list",
        unit="logit",
        symbol="civ_cost",
        low=0.0,
        high=20.0,
        source="international humanitarian law knows no exchange of civilians",
    )
    political_prisoners_cost: float = parameter(
        (0.0, 0.25),
        "cost of having political prisoners on the list",
        unit="logit",
        symbol="pol_cost",
        low=0.0,
        high=20.0,
        source="convictions to be undone",
    )
    pressure_leverage: float = parameter(
        (0.8, 1.1), "what one unit of US pressure adds to willingness", unit="logit", symbol="lev_a", low=0.0, high=20.0
    )


class TalksStance(Section):
    """What opening broader talks costs this side, and how it bargains in them (MODEL.md, 6.8 and 6.9)."""

    audience_cost: float = parameter(
        (3.5, 3.5),
        "cost of appearing weak by asking to talk",
        unit="logit",
        symbol="aud_t",
        low=0.0,
        high=20.0,
        source="Pillar 1983; Mastro 2019; size judged, not fitted to May 2025",
    )
    pressure_leverage: float = parameter(
        (2.2, 1.8),
        "what one unit of US pressure adds to willingness to talk",
        unit="logit",
        symbol="lev_t",
        low=0.0,
        high=20.0,
    )
    swap_precondition: float = parameter(
        (0.10, 0.0),
        "how far a completed swap is a precondition of talks (1: hard)",
        unit="share",
        symbol="pre_swap",
        low=0.0,
        high=1.0,
        source="“a fair way to start”, not a precondition: 24 Feb 2025",
    )
    ceasefire_precondition: float = parameter(
        (0.10, 0.0),
        "how far a ceasefire is a precondition of talks (1: hard)",
        unit="share",
        symbol="pre_cf",
        low=0.0,
        high=1.0,
        source=_STATEMENTS,
    )
    red_lines: RedLines
    concession_rate: float = parameter(
        (0.05, 0.03),
        "weekly concession towards the reservation value",
        unit="1/week",
        symbol="φ_s phi",
        low=0.0,
        high=1.0,
        source="Faratin et al. 1998: Boulware",
    )
    discount_factor: float = parameter(
        (0.97, 0.985),
        "weekly discount factor in the split of the surplus",
        unit="1/week",
        symbol="δ_s delta",
        low=0.0,
        high=0.9999,
        source="Rubinstein 1982; Russia more patient",
    )


class TradeStance(Section):
    """What this side offers before talks to get to a swap or to the table (MODEL.md, 6.12)."""

    concession_limit: float = parameter(
        (1.0, 1.0), "most this side can concede on a track", unit="logit", symbol="f̄ concede_max", low=0.0, high=20.0
    )
    concession_speed: float = parameter(
        (0.10, 0.06),
        "weekly speed of conceding what the other lacks",
        unit="1/week",
        symbol="φ^c concede_speed",
        low=0.0,
        high=1.0,
        source="Boulware Russia",
    )
    concession_cost: float = parameter(
        (0.5, 0.5),
        "cost to this side of one unit it concedes",
        unit="share",
        symbol="k_c concede_cost",
        low=0.0,
        high=20.0,
        source="below 1: gains from trade (Froman & Cohen 1970)",
    )
    over_head_price: float = parameter(
        (0.3, 0.0),
        "loss per unit that the US pledges to the other side",
        unit="share",
        symbol="ν over_head",
        low=0.0,
        high=20.0,
        source="price of a deal over Kyiv's head",
    )


class Belligerent(Section):
    """One of the two sides of the war: what it holds, fears, wants and concedes."""

    name: str = parameter(("Ukraine", "Russia"), "how the party is called in output", unit="text", status="rule")
    captives_held: CaptivesHeld
    captures_per_week: float = parameter(
        (70.0, 45.0),
        "captures of enemy soldiers a week",
        unit="persons/week",
        symbol="Λ̄ cap",
        low=0.0,
        high=10_000.0,
        status="observed",
        source="350 a week by Ukraine in Aug 2024; fewer Ukrainians since June 2023; 60–90 Russians a week in 2025",
    )
    war_cost: WarCost
    trust: Trust
    over_optimism: float = parameter(
        (0.2, 0.2),
        "how far the side overrates its lot in war at the start",
        unit="share of the stakes",
        symbol="o_s(0) bias",
        low=0.0,
        high=2.0,
        source="Slantchev 2003; Smith & Stam 2004; size judged",
    )
    commitment: Commitment
    exchanges: ExchangeStance
    all_for_all: AllForAllStance
    talks: TalksStance
    trade: TradeStance
    issue_weights: IssueWeights


CALIBRATED = {
    "uae.humanitarian_capability": "12 of 14 exchanges credited to the UAE, Jan 2024 – Feb 2025; the posterior hardly narrows it (MODEL.md 7.2)",
    "uae.engagement": "12 of 14 exchanges credited to the UAE, Jan 2024 – Feb 2025",
}
"""Parameters of mediators in the catalogue that are calibrated, where a mediator's are judged in general -> source."""


class WalletWorth(Section):
    """What one unit of a mediator's inducements is worth to each belligerent."""

    ukraine: float = parameter(
        0.0,
        "worth to Ukraine: money and guarantees",
        unit="logit per unit",
        symbol="ω_mU wallet_to",
        low=0.0,
        high=20.0,
    )
    russia: float = parameter(
        0.0, "worth to Russia: relief of isolation", unit="logit per unit", symbol="ω_mR wallet_to", low=0.0, high=20.0
    )


class Summit(Section):
    """A gathering that lifts the party's engagement and wallet while it lasts (MODEL.md, 3a)."""

    weeks: float = parameter(
        8.0, "how long the summit's momentum lasts (0: no summit)", unit="weeks", symbol="T_sum", low=0.0, high=520.0
    )
    engagement_boost: float = parameter(
        0.5, "relative lift of the engagement target", unit="share", symbol="x_e", low=0.0, high=20.0
    )
    wallet_boost: float = parameter(
        1.0, "relative lift of the wallet target", unit="share", symbol="x_W", low=0.0, high=20.0
    )


class Mediator(Section):
    """A third party: what it can do, how engaged it is, and what it can offer."""

    name: str | None = parameter(
        None, "how the party is called in output; its key by default", unit="text", status="rule"
    )
    humanitarian_capability: float = parameter(
        0.0, "capability as a channel for exchanges", unit="probability", symbol="k med_k", low=0.0, high=1.0
    )
    political_capability: float = parameter(
        0.0, "capability to convene broader talks", unit="probability", symbol="k′ med_kp", low=0.0, high=1.0
    )
    engagement: float = parameter(
        0.0, "engagement it returns to (0: absent)", unit="share", symbol="ē med_e", low=0.0, high=1.0
    )
    wallet: float = parameter(
        0.0, "inducement wallet it refills to", unit="units", symbol="W̄ wallet", low=0.0, high=100.0
    )
    wallet_worth: WalletWorth = WalletWorth()
    summit: Summit | None = None


class Pressure(Section):
    """Washington's inclination to press each side: before talks if it is unwilling, in talks if it asks for more; 0 removes the pressure and leaves the envoy."""

    ukraine: float = parameter(
        0.77,
        "inclination to press Ukraine",
        unit="pressure",
        symbol="us_bias_U",
        low=0.0,
        high=10.0,
        source="NATO ruled out, Riyadh without Kyiv: 12–19 Feb 2025; size judged",
    )
    russia: float = parameter(
        0.40,
        "inclination to press Russia",
        unit="pressure",
        symbol="us_bias_R",
        low=0.0,
        high=10.0,
        source="sanctions threat of 22 Jan 2025; size judged",
    )


class Attention(Section):
    """Washington's attention to this war: decays from 1 towards a floor."""

    floor: float = parameter(0.45, "level it decays to", unit="share", symbol="f_us us_floor", low=0.0, high=1.0)
    half_life_weeks: float = parameter(
        45.0, "half-life of the part above the floor", unit="weeks", symbol="h_us us_half", low=0.01, high=1e6
    )


class Deadline(Section):
    """A date towards which Washington's attention rises."""

    week: float = parameter(
        9.0,
        "week of the deadline",
        unit="weeks",
        symbol="t_d",
        low=-520.0,
        high=1e4,
        status="observed",
        source="“100 days” from 20 Jan 2025: end of April",
    )
    half_width_weeks: float = parameter(6.0, "half-width of the rise", unit="weeks", symbol="w_d", low=0.01, high=1e4)
    push: float = parameter(0.25, "attention added at the deadline", unit="share", symbol="push", low=0.0, high=10.0)


class Envoy(Mediator):
    """The US envoy, a mediator, together with what Washington presses the sides to do.

    `engagement: 0` removes the envoy (his convening, his wallet) and leaves Washington's pressure;
    `pressure: {ukraine: 0, russia: 0}` removes the pressure and leaves the envoy.
    """

    pressure: Pressure = Pressure()
    pressure_adjustment: float = parameter(
        0.25,
        "weekly speed with which pressure follows its target",
        unit="1/week",
        symbol="r_g g_rate",
        low=0.0,
        high=1.0,
    )
    attention: Attention = Attention()
    deadline: Deadline = Deadline()
