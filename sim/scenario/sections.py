"""What a scenario says about the war, the channels and the rules, apart from the parties (MODEL.md, 6)."""

from __future__ import annotations

from sim.scenario.fields import Section, parameter


class Categories(Section):
    """Who is on the list of an all-for-all swap."""

    prisoners_of_war: bool = parameter(
        True,
        "prisoners of war are on the list",
        unit="yes/no",
        symbol="incl_pow",
        status="rule",
        source="statements of 24 Feb 2025",
    )
    civilians: bool = parameter(
        True,
        "civilians are on the list",
        unit="yes/no",
        symbol="incl_civ",
        status="rule",
        source="statements of 24 Feb 2025",
    )
    political_prisoners: bool = parameter(
        True,
        "political prisoners are on the list",
        unit="yes/no",
        symbol="incl_pol",
        status="rule",
        source="statements of 24 Feb 2025",
    )


class Captives(Section):
    """Captives and captures, common to both sides (MODEL.md, 6.3)."""

    categories: Categories = Categories()
    burden_half_saturation: float = parameter(
        4000.0,
        "captives at which their weight is half its ceiling (and equals 1)",
        unit="persons",
        symbol="n_ref",
        low=1.0,
        high=1e7,
        status="scale",
    )
    capture_momentum: float = parameter(
        0.6, "how far captures follow battlefield momentum", unit="1", symbol="β_m cap_m", low=0.0, high=10.0
    )
    capture_noise: float = parameter(
        0.5,
        "relative weekly noise of captures (at most 1/√3 keeps them positive)",
        unit="1",
        symbol="v cap_cv",
        low=0.0,
        high=0.57735,
    )


class Momentum(Section):
    """Battlefield momentum, positive for Russia: an AR(1) both sides learn from (Slantchev 2003)."""

    start: float = parameter(
        0.25,
        "momentum on the start date",
        unit="1",
        symbol="m0",
        low=-5.0,
        high=5.0,
        source="slow Russian advance in 2024",
    )
    drift: float = parameter(
        0.025, "weekly drift", unit="1/week", symbol="d_m", low=-1.0, high=1.0, source="slow Russian advance in 2024"
    )
    persistence: float = parameter(
        0.93, "share carried over to the next week", unit="1/week", symbol="ρ_m", low=0.0, high=1.0
    )
    spread: float = parameter(0.20, "stationary standard deviation", unit="1", symbol="σ_m sd_m", low=0.0, high=5.0)


class Breakthroughs(Section):
    """Rare jumps of the front."""

    weekly_probability: float = parameter(
        0.0, "chance of a breakthrough a week", unit="probability", symbol="h_m brk_h", low=0.0, high=1.0, status="rule"
    )
    size: float = parameter(
        0.0,
        "momentum gained by one (positive for Russia)",
        unit="1",
        symbol="b_m brk_size",
        low=-5.0,
        high=5.0,
        status="rule",
    )


class Front(Section):
    """The battlefield (MODEL.md, 6.2)."""

    russian_share: float = parameter(
        0.56,
        "Russia's expected share of the stakes if the war is fought on",
        unit="share of the stakes",
        symbol="p0",
        low=0.0,
        high=1.0,
    )
    momentum_weight: float = parameter(
        0.10, "how far momentum moves that share", unit="1", symbol="w_m", low=0.0, high=5.0
    )
    stalemate_width: float = parameter(
        0.6,
        "momentum at which a stalemate is felt e⁻¹ (37 %) as much as with none",
        unit="1",
        symbol="m_w",
        low=0.01,
        high=100.0,
        source="Zartman 2000; size judged",
    )
    momentum: Momentum = Momentum()
    breakthroughs: Breakthroughs = Breakthroughs()


class SharedWarCost(Section):
    """War cost, common to both sides (MODEL.md, equation 7)."""

    captivity_share: float = parameter(
        0.06,
        "war cost that own people in captivity make: minus half of this with none, none at half saturation, plus half with very many",
        unit="share of the stakes",
        symbol="c_cap",
        low=0.0,
        high=2.0,
    )
    adjustment: float = parameter(
        0.05, "weekly speed with which cost follows its target", unit="1/week", symbol="r_c c_rate", low=0.0, high=1.0
    )
    ceasefire_relief: float = parameter(
        0.5, "share of the base cost a ceasefire relieves", unit="share", symbol="ζ c_cf", low=0.0, high=1.0
    )


class Spoilers(Section):
    """Attacks meant to wreck a swap or talks (Stedman 1997; Kydd & Walter 2002)."""

    weekly_rate: float = parameter(
        0.05, "rate of spoiler events", unit="1/week", symbol="λ_sp sp_h", low=0.0, high=50.0
    )
    amplification: float = parameter(
        1.0,
        "relative lift of the rate while there is something to spoil",
        unit="1",
        symbol="α_sp sp_amp",
        low=0.0,
        high=100.0,
    )
    outrage_jump: float = parameter(
        0.8, "outrage added by one event", unit="outrage", symbol="j_q sp_jump", low=0.0, high=20.0
    )
    outrage_persistence: float = parameter(
        0.88,
        "share of outrage carried over to the next week (half-life 5.4 weeks)",
        unit="1/week",
        symbol="ρ_q q_rho",
        low=0.0,
        high=0.9999,
    )


class Mediation(Section):
    """Channels and how mediators' engagement moves (MODEL.md, 6.5)."""

    adjustment: float = parameter(
        0.10,
        "weekly speed with which engagement follows its target",
        unit="1/week",
        symbol="r_e med_rate",
        low=0.0,
        high=1.0,
    )
    success_gain: float = parameter(
        0.03, "engagement gained by a credited exchange", unit="share", symbol="up med_up", low=0.0, high=1.0
    )
    cancellation_loss: float = parameter(
        0.10, "engagement lost by a cancelled exchange", unit="share", symbol="dn med_dn", low=0.0, high=1.0
    )
    direct_humanitarian: float = parameter(
        0.06,
        "direct humanitarian channel (intelligence services)",
        unit="probability",
        symbol="d_h",
        low=0.0,
        high=1.0,
        status="calibrated",
        source="12 of 14 exchanges credited to the UAE, Jan 2024 – Feb 2025; the posterior does not narrow it (MODEL.md 7.2)",
    )
    direct_humanitarian_in_talks: float = parameter(
        0.80,
        "added to it while delegations sit together",
        unit="probability",
        symbol="d_hK",
        low=0.0,
        high=1.0,
        status="observed",
        source="Mar–May 2022: 12 of 12 exchanges direct while talks were in session",
    )
    direct_channel_first: bool = parameter(
        True,
        "whether mediators carry only what the direct channel does not",
        unit="yes/no",
        symbol="(20) direct first",
        status="rule",
        source="Mar–May 2022: 12 of 12 exchanges direct while talks were in session; MODEL.md 7.2",
    )
    direct_political: float = parameter(
        0.15, "direct political channel", unit="probability", symbol="d_p", low=0.0, high=1.0
    )
    list_verification: float = parameter(
        0.5, "mediators' hold on compliance with the lists", unit="share", symbol="ver verify", low=0.0, high=1.0
    )


class TrustLearning(Section):
    """How public behaviour moves trust: losses weigh more than gains (Slovic 1993; MODEL.md, 6.10)."""

    memory: float = parameter(
        0.99, "share of experience carried over to the next week", unit="1/week", symbol="ω_f forget", low=0.0, high=1.0
    )
    exchange_gain: float = parameter(
        0.03, "good experience from a completed partial exchange", unit="counts", symbol="w_part", low=0.0, high=1000.0
    )
    stage_gain: float = parameter(
        0.50, "good experience from a completed stage of a swap", unit="counts", symbol="w_stage", low=0.0, high=1000.0
    )
    talks_gain: float = parameter(
        0.06, "good experience from a week in talks", unit="counts", symbol="w_talk", low=0.0, high=1000.0
    )
    cancellation_loss: float = parameter(
        0.60, "bad experience from a cancelled exchange", unit="counts", symbol="w_cancel", low=0.0, high=1000.0
    )
    breach_loss: float = parameter(
        2.5,
        "bad experience from a collapsed or short-changed swap",
        unit="counts",
        symbol="w_col",
        low=0.0,
        high=1000.0,
    )
    spoiler_loss: float = parameter(
        0.25, "bad experience from a spoiler event", unit="counts", symbol="w_sp", low=0.0, high=1000.0
    )
    breakdown_loss: float = parameter(
        0.80, "bad experience from a breakdown of talks", unit="counts", symbol="w_brk", low=0.0, high=1000.0
    )


class Exchanges(Section):
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
    )
    trust_weight: float = parameter(
        1.5, "how far trust raises willingness", unit="logit", symbol="hum_tau", low=0.0, high=20.0
    )
    outrage_weight: float = parameter(
        0.6, "how far outrage lowers willingness", unit="logit", symbol="hum_q", low=0.0, high=20.0
    )
    cancellation_trustworthy: float = parameter(
        0.04,
        "chance that a due exchange is cancelled, both sides trustworthy",
        unit="probability",
        symbol="p_c good",
        low=0.0,
        high=0.99,
    )
    cancellation_untrustworthy: float = parameter(
        0.15,
        "the same when a side is not",
        unit="probability",
        symbol="p_c bad",
        low=0.0,
        high=0.99,
        source="rare public cancellations, e.g. June 2025",
    )
    size_median: float = parameter(
        93.0,
        "median size",
        unit="persons a side",
        symbol="sz_med",
        low=1.0,
        high=1e6,
        status="calibrated",
        source="posterior median; record: mean 109.5, median 97.5 Ukrainians, Jan 2024 – Feb 2025 (MODEL.md 7.2)",
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
    )
    shorter_list_binds: bool = parameter(
        True,
        "whether sizes follow the law of a minimum (Weibull) and not the log-logistic",
        unit="yes/no",
        symbol="(18) shorter list",
        status="rule",
        source="the shorter of two lists binds; fits the 43 exchanges of 2022–23 better; MODEL.md 7.2",
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
    )
    size_uplift_in_talks: float = parameter(
        1.1,
        "relative lift of size while talks are in session",
        unit="1",
        symbol="t_s talk_size",
        low=0.0,
        high=50.0,
        source="chosen when May 2025 was known",
    )
    rate_uplift_in_talks: float = parameter(
        0.6,
        "relative lift of the rate while talks are in session",
        unit="1",
        symbol="t_h talk_haz",
        low=0.0,
        high=50.0,
        source="chosen when May 2025 was known",
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
    )
    glow_persistence: float = parameter(
        0.90,
        "share of the goodwill of releases carried over to the next week",
        unit="1/week",
        symbol="ρ_B cb_rho",
        low=0.0,
        high=0.9999,
    )


class AllForAll(Section):
    """The all-for-all swap: offers, answers, execution (MODEL.md, 6.7)."""

    salience: float = parameter(
        1.0,
        "how hard the idea is put forward (0: off the table)",
        unit="1",
        symbol="prop",
        low=0.0,
        high=100.0,
        status="rule",
    )
    new_offers_per_week: float = parameter(
        0.08, "rate of new offers when none is open", unit="1/week", symbol="μ_o offer_rate", low=0.0, high=50.0
    )
    answers_per_week: float = parameter(
        0.028,
        "opportunities for acceptance of an open offer",
        unit="1/week",
        symbol="μ_a answer_rate",
        low=0.0,
        high=50.0,
        source="judged at one a half-year, lowered by the silence from Nov 2022 to Feb 2025 (MODEL.md 7.2); not fitted to past wars",
    )
    refusals_per_week: float = parameter(
        0.015,
        "rate of refusal by an unwilling addressee",
        unit="1/week",
        symbol="ρ_ref refuse_rate",
        low=0.0,
        high=50.0,
        source="public offers mostly meet silence",
    )
    asymmetry_weight: float = parameter(
        1.2, "weight of giving more people than one gets", unit="logit", symbol="a_sym asym", low=0.0, high=20.0
    )
    chip_lost_in_talks: float = parameter(
        0.7,
        "share of chip value lost once talks or a ceasefire exist",
        unit="share",
        symbol="ψ chip_talk",
        low=0.0,
        high=1.0,
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
    )
    outrage_weight: float = parameter(
        0.5, "how far outrage lowers willingness", unit="logit", symbol="out_a", low=0.0, high=20.0
    )
    pressure_use: float = parameter(
        1.0, "how far US pressure is used for the swap", unit="share", symbol="hw", low=0.0, high=10.0
    )
    stages: int = parameter(
        4,
        "stages in which the swap is carried out",
        unit="stages",
        symbol="n n_stage",
        low=1,
        high=52,
        status="literature",
        source="gradual reciprocated steps (Osgood 1962)",
    )
    stages_per_week: float = parameter(
        0.75,
        "rate of stages at full channel capacity",
        unit="1/week",
        symbol="μ_s mu_s",
        low=0.0,
        high=50.0,
        source="1,000-for-1,000 took 9 days in 3 stages; larger lists slower",
    )
    collapse_rate: float = parameter(
        0.03, "base rate of collapse under way", unit="1/week", symbol="h_c col_h", low=0.0, high=50.0
    )
    time_limit_weeks: float = parameter(
        16.0,
        "weeks within which the swap must be completed",
        unit="weeks",
        symbol="N n_lim",
        low=1.0,
        high=520.0,
        status="rule",
        source="definition of completion, MODEL.md 4",
    )
    compliance_floor_trustworthy: float = parameter(
        0.95,
        "least share of its list a trustworthy holder releases",
        unit="share",
        symbol="comp_good",
        low=0.0,
        high=1.0,
        status="literature",
        source="disputed Donbas lists, 2017–20",
    )
    compliance_floor_untrustworthy: float = parameter(
        0.87,
        "least share of its list another holder releases",
        unit="share",
        symbol="κ_bad comp_bad",
        low=0.0,
        high=1.0,
        status="literature",
        source="disputed Donbas lists, 2017–20",
    )


class Talks(Section):
    """Opening of broader talks and bargaining in them (MODEL.md, 6.8 and 6.9)."""

    allowed: bool = parameter(
        True, "whether broader talks can open at all", unit="yes/no", symbol="allow", status="rule"
    )
    in_session_at_start: bool = parameter(
        False, "whether broader talks are in session on the start date", unit="yes/no", symbol="K(0)", status="rule"
    )
    opportunities_per_week: float = parameter(
        0.45,
        "opportunities to open talks",
        unit="1/week",
        symbol="μ_T mu_t",
        low=0.0,
        high=50.0,
        source="about one a fortnight",
    )
    surplus_weight: float = parameter(
        3.0, "weight of the expected surplus of a settlement", unit="logit", symbol="t_S", low=0.0, high=50.0
    )
    ripeness_weight: float = parameter(
        1.5, "weight of a mutually hurting stalemate", unit="logit", symbol="t_rip", low=0.0, high=50.0
    )
    glow_weight: float = parameter(
        0.5, "weight of the goodwill of recent releases", unit="logit", symbol="t_B t_cb", low=0.0, high=50.0
    )
    outrage_weight: float = parameter(
        0.5, "how far outrage adds to the cost of asking", unit="logit", symbol="out_t", low=0.0, high=20.0
    )
    mediator_cover: float = parameter(
        0.4,
        "how far a convener takes that cost away",
        unit="share",
        symbol="cover",
        low=0.0,
        high=2.0,
        source="Beardsley 2011; size judged",
    )
    empty_agenda_weight: float = parameter(
        1.5, "weight of an emptied agenda", unit="logit", symbol="t_empty", low=0.0, high=50.0
    )
    logrolling_base: float = parameter(
        0.3, "share of logrolling gains reached without conveners", unit="share", symbol="η_0 eta0", low=0.0, high=1.0
    )
    logrolling_mediated: float = parameter(
        0.5, "share added at full convening capacity", unit="share", symbol="η_1 eta1", low=0.0, high=1.0
    )
    imitation: float = parameter(
        0.5,
        "weight of imitating the other's last concession",
        unit="share",
        symbol="w_tft tft",
        low=0.0,
        high=1.0,
        source="Faratin et al. 1998",
    )
    untrustworthy_slowdown: float = parameter(
        0.3,
        "speed of conceding of the untrustworthy type, relative",
        unit="share",
        symbol="slow_bad",
        low=0.0,
        high=1.0,
    )
    optimism_decay: float = parameter(
        0.01,
        "weekly decay of over-optimism",
        unit="1/week",
        symbol="ℓ_0 lrn",
        low=0.0,
        high=0.5,
        source="Slantchev 2003; size judged",
    )
    optimism_decay_in_talks: float = parameter(
        0.06,
        "added while talks are in session",
        unit="1/week",
        symbol="ℓ_1 lrn_t",
        low=0.0,
        high=0.5,
        source="Slantchev 2003; size judged",
    )
    breakdown_rate: float = parameter(
        0.035, "base rate of breakdown", unit="1/week", symbol="h_b brk_t", low=0.0, high=50.0
    )
    hardening: float = parameter(
        0.3,
        "share of the way back to the first demand after a breakdown",
        unit="share",
        symbol="hard",
        low=0.0,
        high=1.0,
    )


class Ceasefire(Section):
    """Ceasefires (MODEL.md, equation 35)."""

    rate_before_talks: float = parameter(
        0.003, "base rate while no talks are in session", unit="1/week", symbol="cf_h0", low=0.0, high=50.0
    )
    rate_in_talks: float = parameter(
        0.015, "base rate while talks are in session", unit="1/week", symbol="cf_h", low=0.0, high=50.0
    )
    rate_if_first: float = parameter(
        0.08, "rate added where a ceasefire has to come first", unit="1/week", symbol="cf_h1", low=0.0, high=50.0
    )
    breach_rate: float = parameter(
        0.03, "rate at which a ceasefire breaks", unit="1/week", symbol="cf_brk", low=0.0, high=50.0
    )
    required_first: float = parameter(
        0.0,
        "how far talks must wait for a ceasefire (1: wholly)",
        unit="share",
        symbol="cf_first",
        low=0.0,
        high=1.0,
        status="rule",
    )


class Trade(Section):
    """Concession trade, common to all (MODEL.md, 6.12)."""

    imitation: float = parameter(
        0.3, "imitation of the other's last concession", unit="share", symbol="w_c concede_imitate", low=0.0, high=1.0
    )
    released_up_front: float = parameter(
        0.3,
        "share of an inducement given without movement; the rest is quid pro quo",
        unit="share",
        symbol="ρ quid_base",
        low=0.0,
        high=1.0,
    )
    refill: float = parameter(
        0.03, "weekly refill of a wallet towards its level", unit="1/week", symbol="r_w", low=0.0, high=1.0
    )
    share_paid: float = parameter(
        0.5, "share of a pledge that leaves the wallet on success", unit="share", symbol="pay", low=0.0, high=1.0
    )


class Decision(Section):
    """Quantal response (McKelvey & Palfrey 1995)."""

    temperature: float = parameter(
        1.0,
        "error in decisions: 0 would be exact choice",
        unit="logit",
        symbol="ϑ temp",
        low=1e-4,
        high=100.0,
        status="scale",
    )
