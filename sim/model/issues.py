"""The seven issues on the agenda of broader talks (MODEL.md, 2.4). 0 is Russia's ideal, 1 is Ukraine's."""

from __future__ import annotations

from collections.abc import Mapping

from sim.model.signs import TALKS_OWN
from sim.schema import Section, Sign, parameter

ISSUES = {
    "captives": "captives and missing: Russia keeps leverage … full accounting",
    "ceasefire_terms": "ceasefire terms and monitoring: unmonitored, on Russia's terms … full, monitored",
    "territory": "territory and line of control: four oblasts ceded … borders of 1991",
    "security_guarantee": "security guarantee: neutrality without guarantee … NATO membership (near .5: bilateral guarantees)",
    "sanctions": "sanctions: full relief … full sanctions",
    "military_limits": "military aid and force limits: limits on Ukraine … aid unconstrained",
    "reconstruction": "reconstruction, assets, accountability: none … full",
}
"""Issue -> what its ends mean, in the order of MODEL.md's table."""


def _weight(issue: str, pair: tuple[float, float]):
    return parameter(
        pair,
        f"weight of the issue in the side's utility ({ISSUES[issue]})",
        unit="share",
        symbol=f"w_s,{issue}",
        low=0.0,
        high=1.0,
        status="judgement",
        source="MODEL.md 2.4",
        no_sign="weights sum to 1: one rises at the cost of others, and the frontier turns",
    )


class IssueWeights(Section):
    """How much each issue matters to a side; the seven weights sum to 1 (Keeney & Raiffa 1976)."""

    captives: float = _weight("captives", (0.08, 0.03))
    ceasefire_terms: float = _weight("ceasefire_terms", (0.14, 0.07))
    territory: float = _weight("territory", (0.24, 0.30))
    security_guarantee: float = _weight("security_guarantee", (0.24, 0.22))
    sanctions: float = _weight("sanctions", (0.10, 0.20))
    military_limits: float = _weight("military_limits", (0.12, 0.14))
    reconstruction: float = _weight("reconstruction", (0.08, 0.04))

    @staticmethod
    def broken(values: Mapping[str, float]) -> str:
        total = sum(values.values())
        return "" if abs(total - 1) <= 1e-6 else f"the seven issue weights sum to {total:.6g}; they must sum to 1"


def _red_line(issue: str, pair: tuple[float, float] = (0.0, 0.0)):
    return parameter(
        pair,
        f"cost of conceding that {issue.replace('_', ' ')} is negotiable at all",
        unit="logit",
        symbol=f"ag_s,{issue}",
        low=0.0,
        high=20.0,
        status="judgement",
        source="statements of 24 Feb 2025; size judged" if any(pair) else "none stated",
        prior={"factor": "red_lines", "uniform": [0, 2]},
        lowers=TALKS_OWN,
    )


class RedLines(Section):
    """Cost of opening an issue, in proportion to how far it is open (MODEL.md, 2.4)."""

    captives: float = _red_line("captives")
    ceasefire_terms: float = _red_line("ceasefire_terms")
    territory: float = _red_line("territory", (0.5, 0.1))
    security_guarantee: float = _red_line("security_guarantee", (0.0, 0.6))
    sanctions: float = _red_line("sanctions")
    military_limits: float = _red_line("military_limits")
    reconstruction: float = _red_line("reconstruction")


class Range(Section):
    """What part of an issue is on the table."""

    low: float = parameter(
        0.0,
        "Russia's end of what is on the table",
        unit="share",
        symbol="lo_i",
        low=0.0,
        high=1.0,
        status="rule",
        source="all of every issue is open by default",
        raises="empty_cost",
        lowers="red:*",
        signs=(Sign(raises="kc:russia", only="security_guarantee"),),
    )
    high: float = parameter(
        1.0,
        "Ukraine's end of what is on the table",
        unit="share",
        symbol="hi_i",
        low=0.0,
        high=1.0,
        status="rule",
        source="all of every issue is open by default",
        raises="red:*",
        lowers="empty_cost",
        signs=(Sign(lowers="kc:ukraine", only="security_guarantee"),),
    )

    @staticmethod
    def broken(values: Mapping[str, float]) -> str:
        low, high = values["low"], values["high"]
        return f"low ({low:g}) is above high ({high:g}); low must not exceed high" if low > high else ""


class Agenda(Section):
    """What is on the table of broader talks, issue by issue; low = high pins an issue."""

    captives: Range
    ceasefire_terms: Range
    territory: Range
    security_guarantee: Range
    sanctions: Range
    military_limits: Range
    reconstruction: Range
