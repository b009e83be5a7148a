"""How one parameter of a scenario is declared: everything that is known of it in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Status = Literal["observed", "literature", "calibrated", "judgement", "scale", "rule"]
"""What a default rests on.

observed: a figure with a source; literature: fixed by or read from it; calibrated: tuned to the record of exchanges;
judgement: a judgement with a prior range; scale: fixes a unit, carries no claim; rule: a switch a scenario sets.
"""

Side = Literal["ukraine", "russia"]
BELLIGERENTS: tuple[Side, ...] = get_args(Side)
"""The two sides of the war, in the order in which everything is kept."""

_NO_SOURCE = {
    "judgement": "judged for this model; no datum stands behind it",
    "scale": "fixes a unit; claims nothing",
    "rule": "a definition or a switch; a scenario sets it",
}
"""What is said of a default without a source of its own, by status."""


class Section:
    """A group of parameters in a scenario file: names annotated with a kind and declared by `parameter`, or with a group.

    ``| None`` after a kind allows null, after a group lets a scenario do without it.
    """

    @staticmethod
    def broken(values: Mapping[str, Any]) -> str:
        """What is wrong with values that are each right by themselves; empty when they fit together."""
        return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sign:
    """What a parameter moves one way, in one week and from a given state, in the language of `sim.model.signs`.

    Attributes
    ----------
    raises, lowers : names of quantities
    where : conditions under which it does, such as "m > 0, K = 0"; empty for always
    only : a part that the parameter's path must have, such as "us_envoy"; empty for any
    at_start : whether it does so in the first week alone
    """

    raises: str = ""
    lowers: str = ""
    where: str = ""
    only: str = ""
    at_start: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One parameter.

    Attributes
    ----------
    kind : "float", "int", "bool", "text", "date", "choice"
    default : the default, or {"ukraine": …, "russia": …} when it differs by side (`by_side`)
    nullable : whether null may stand for "none"
    options : the words allowed, for "choice"
    prior : what the base scenario draws it from, as `parameter` takes it
    signs, no_sign : what it moves one way; or why it has no sign
    legacy : for a parameter that is newer than the first edition, what it is in documents that do not know it; else ...
    """

    kind: str = ""
    meaning: str = ""
    unit: str = ""
    symbol: str = ""
    status: str = ""
    source: str = ""
    default: Any = None
    by_side: bool = False
    required: bool = False
    nullable: bool = False
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    prior: Any = None
    signs: tuple[Sign, ...] = ()
    no_sign: str = ""
    legacy: Any = ...

    @property
    def newer(self) -> bool:
        """Whether it is newer than the first edition: documents of that do not know it."""
        return self.legacy is not ...

    def default_for(self, side: str | None) -> Any:
        """The default, for `side` where it differs."""
        return self.default[side] if self.by_side else self.default

    def legacy_for(self, side: str | None) -> Any:
        """What it is in a scenario that is older than it and does not state it."""
        return _of_side(self.legacy, side) if self.newer else self.default_for(side)

    def prior_for(self, side: str | None) -> dict[str, Any] | None:
        """What the base scenario draws it from, for `side` where it differs."""
        return _of_side(self.prior, side)

    @property
    def range_text(self) -> str:
        """The range in words, such as "0 to 20"; empty when there is none."""
        if self.low is None and self.high is None:
            return ""
        if self.high is None:
            return f"{self.low:g} or more"
        if self.low is None:
            return f"at most {self.high:g}"
        return f"{_plain(self.low)} to {_plain(self.high)}"


def _of_side(pair: Any, side: str | None) -> Any:
    return pair[BELLIGERENTS.index(side)] if isinstance(pair, tuple) and side in BELLIGERENTS else pair


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else f"{number:g}"


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
    prior: Any = None,
    raises: str = "",
    lowers: str = "",
    signs: tuple[Sign, ...] = (),
    no_sign: str = "",
    legacy: Any = ...,
) -> Any:
    """Declare one parameter of a scenario; the annotation next to it says of what kind it is.

    Parameters
    ----------
    default : number, bool, or a pair (Ukraine's, Russia's) for a belligerent's own parameter; ... where one must be stated
    meaning : one line, in words
    unit : "persons", "1/week", "weeks", "probability", "share", "logit" (units of the decision score), "1" (none)
    symbol : the symbol or key of MODEL.md, for readers who come from the equations
    low, high : hard limits, both allowed; values outside are refused
    status : see `Status`
    source : where the default comes from; observed, calibrated and literature defaults must name one
    prior : a distribution as in a scenario file, {"uniform": [0, 1]}, of which a pair may be given; with "factor" next to it
        the label of a factor that is drawn once for all parameters with that label; None for none
    raises, lowers : quantities that it always moves one way within a week (see `sim.model.signs`)
    signs : the same under conditions
    no_sign : why it moves nothing one way; a parameter has signs or a reason
    legacy : needed of a parameter that is newer than `reference_2025`: the value, or pair, that leaves results as they were
        (None is null); ... for one that is not newer.
        A scenario that neither states it nor builds on the declarations (``extends: defaults``) has this value, and with
        it the hash that it always had
    """
    pair = isinstance(default, tuple)
    return Leaf(
        meaning=meaning,
        unit=unit,
        symbol=symbol,
        low=low,
        high=high,
        status=status,
        source=source or _NO_SOURCE[status],
        default=dict(zip(BELLIGERENTS, default, strict=True)) if pair else None if default is ... else default,
        by_side=pair,
        required=default is ...,
        prior=prior,
        signs=(Sign(raises=raises, lowers=lowers), *signs) if raises or lowers else signs,
        no_sign=no_sign,
        legacy=legacy,
    )
