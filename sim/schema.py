"""How one parameter of a scenario is declared: meaning, unit, range, default, status and source in one place."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["observed", "literature", "calibrated", "judgement", "scale", "rule"]
"""What a default rests on.

observed: a figure with a source; literature: fixed by or read from it; calibrated: tuned to the record of exchanges;
judgement: a judgement with a prior range; scale: fixes a unit, carries no claim; rule: a switch a scenario sets.
"""

BELLIGERENTS = ("ukraine", "russia")

_NO_SOURCE = {
    "judgement": "judged for this model; no datum stands behind it",
    "scale": "fixes a unit; claims nothing",
    "rule": "a definition or a switch; a scenario sets it",
}
"""What is said of a default without a source of its own, by status."""


class Section(BaseModel):
    """A group of parameters in a scenario file: strict types, no unknown keys, no NaN or infinity."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def parameter(
    default: Any,
    meaning: str,
    *,
    unit: str,
    symbol: str = "",
    low: float | None = None,
    high: float | None = None,
    status: Status = "judgement",
    source: str = "",
) -> Any:
    """Declare one parameter of a scenario.

    Parameters
    ----------
    default : number, bool, or a pair (Ukraine's, Russia's) for a belligerent's own parameter
    meaning : one line, in words
    unit : "persons", "1/week", "weeks", "probability", "share", "logit" (units of the decision score), "1" (none)
    symbol : the symbol or key of MODEL.md, for readers who come from the equations
    low, high : hard limits, both allowed; values outside are refused
    status : see `Status`
    source : where the default comes from; observed, calibrated and literature defaults must name one
    """
    extra: dict[str, Any] = {"unit": unit, "symbol": symbol, "status": status, "source": source or _NO_SOURCE[status]}
    limits = {}
    if low is not None:
        limits["ge"] = low
    if high is not None:
        limits["le"] = high
    if isinstance(default, tuple):
        extra["defaults"] = dict(zip(BELLIGERENTS, default, strict=True))
        return Field(description=meaning, json_schema_extra=extra, **limits)
    return Field(default=default, description=meaning, json_schema_extra=extra, **limits)
