"""The parties of a scenario: two belligerents, the US envoy, and any number of mediators (MODEL.md, 2.2)."""

from __future__ import annotations

from sim.model.all_for_all import AllForAllParameters, AllForAllStance
from sim.model.captives import CaptivesHeld, CaptivesParameters
from sim.model.ceasefire import CeasefireParameters
from sim.model.consent import DecisionParameters
from sim.model.exchanges import ExchangeParameters, ExchangeStance
from sim.model.front import FrontParameters
from sim.model.issues import Agenda, IssueWeights
from sim.model.mediation import MediationParameters
from sim.model.signs import TALKS_OWN
from sim.model.spoilers import SpoilerParameters
from sim.model.talks import TalksParameters, TalksStance
from sim.model.trade import TradeParameters, TradeStance
from sim.model.trust import TrustParameters, TrustStance
from sim.model.war_cost import CommitmentStance, WarCostParameters, WarCostStance
from sim.schema import Section, Sign, parameter

# -- parameters --------------------------------------------------------------------------------------------------------


class BelligerentParameters(Section):
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
        prior=({"uniform": [45, 100]}, {"uniform": [20, 80]}),
        raises="captured:{s} N:{s} n:{s}",
    )
    war_cost: WarCostStance
    trust: TrustStance
    over_optimism: float = parameter(
        (0.2, 0.2),
        "how far the side overrates its lot in war at the start",
        unit="share of the stakes",
        symbol="o_s(0) bias",
        low=0.0,
        high=2.0,
        source="Slantchev 2003; Smith & Stam 2004; size judged",
        prior={"uniform": [0, 0.35]},
        signs=(Sign(raises="o:{s} felt:{s}", lowers="S:{s} " + TALKS_OWN, at_start=True),),
    )
    commitment: CommitmentStance
    exchanges: ExchangeStance
    all_for_all: AllForAllStance
    talks: TalksStance
    trade: TradeStance
    issue_weights: IssueWeights


SECTIONS: dict[str, type[Section]] = {
    "captives": CaptivesParameters,
    "front": FrontParameters,
    "war_cost": WarCostParameters,
    "spoilers": SpoilerParameters,
    "mediation": MediationParameters,
    "trust": TrustParameters,
    "exchanges": ExchangeParameters,
    "all_for_all": AllForAllParameters,
    "talks": TalksParameters,
    "ceasefire": CeasefireParameters,
    "agenda": Agenda,
    "trade": TradeParameters,
    "decision": DecisionParameters,
}
"""Sections of a scenario file, in the order of the resolved file."""
