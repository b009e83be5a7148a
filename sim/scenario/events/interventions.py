"""Do-operators: replacements of a rule in all worlds (MODEL.md, section 8).

Most are values of parameters, set after every draw; the few that replace a rule itself are carried to the model as
they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.model.captives import CATEGORIES
from sim.schema import BELLIGERENTS


@dataclass(frozen=True, kw_only=True, slots=True)
class PressureOverride:
    """US pressure set from week `from_week` to the week before `to_week`; None leaves a side to the model."""

    from_week: int
    to_week: int
    ukraine: float | None
    russia: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConstantHazards:
    """Constant rates of swap and talks, a week; every other process is off."""

    swap: float
    talks: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Interventions:
    """What replaces rules of the model; the rest of the do-operators are parameters by now.

    Attributes
    ----------
    no_swap : no all-for-all swap is agreed on its own; True under ``swap: never`` and under an imposed swap
    imposed_swap_week : week in which a completed swap is imposed; None for none
    pressure : weeks in which US pressure is set
    constant_hazards : None but in verification
    """

    no_swap: bool = False
    imposed_swap_week: int | None = None
    pressure: tuple[PressureOverride, ...] = ()
    constant_hazards: ConstantHazards | None = None


def assignments(document: list[dict[str, Any]], tree: dict[str, Any]) -> list[list[tuple[str, Any]]]:
    """For each operator, the parameters it sets: (path, value) pairs.

    Parameters
    ----------
    document : operators as a resolved file says them
    tree : party or section -> values, mediators that operators add included
    """
    mediators = [key for key, values in tree.items() if "wallet_worth" in values]
    found = (next(iter(entry["do"].items())) for entry in document)
    return [_assigned(name, value, mediators) for name, value in found]


def _assigned(name: str, value: Any, mediators: list[str]) -> list[tuple[str, Any]]:
    if name == "all_for_all":
        return [("all_for_all.salience", 0.0)]
    if name == "trade":
        return [(f"{side}.trade.concession_limit", 0.0) for side in BELLIGERENTS] + [
            (f"{key}.wallet", 0.0) for key in mediators
        ]
    if name == "mediators":
        return [(f"{key}.engagement", 0.0) for key in value if key != "add"]
    if name == "categories":
        return [(f"captives.categories.{key}", key in value) for key in CATEGORIES]
    if name == "agenda":
        return [(f"agenda.{issue}.{end}", number) for issue, ends in value.items() for end, number in ends.items()]
    if name == "precondition":
        return [
            (f"{side}.talks.{what}_precondition", number)
            for what, sides in value.items()
            for side, number in sides.items()
        ]
    if name == "sequence":
        return [("ceasefire.required_first", 1.0)]
    return []


def build_interventions(document: list[dict[str, Any]], horizon: int) -> Interventions:
    """The operators that replace rules of the model."""
    values: dict[str, Any] = {}
    pressure = []
    for entry in document:
        ((name, value),) = entry["do"].items()
        if name == "swap":
            values["no_swap"] = True
            values["imposed_swap_week"] = value["complete_at"] if isinstance(value, dict) else None
        elif name == "pressure":
            pressure.append(
                PressureOverride(
                    from_week=value.get("from", 0),
                    to_week=value.get("to", horizon),
                    ukraine=value.get("ukraine"),
                    russia=value.get("russia"),
                )
            )
        elif name == "constant_hazards":
            values["constant_hazards"] = ConstantHazards(**value)
    return Interventions(pressure=tuple(pressure), **values)
