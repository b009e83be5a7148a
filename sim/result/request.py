"""What a run is asked for, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.analysis.stopping import StoppingRule
from sim.montecarlo.arguments import precision_and_cap, whole, workers_of
from sim.montecarlo.errors import RunError
from sim.montecarlo.prior import DRAWS, WORLDS_PER_DRAW

WORLDS = 20_000
"""Worlds of a run by default."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The size of a run and what is kept of it.

    Attributes
    ----------
    worlds : int >= 1
        With `stopping` its cap.
    seed : int >= 0
    workers : int >= 1
    prior : (draws, worlds per draw), or None for no range
    store : "rows" or "counts"
    stopping : when to stop; None to run all worlds
    """

    worlds: int
    seed: int
    workers: int
    prior: tuple[int, int] | None
    store: str
    stopping: StoppingRule | None = None

    @classmethod
    def checked(
        cls,
        *,
        worlds: Any,
        seed: Any,
        workers: Any,
        prior: Any,
        store: Any,
        precision: Any = None,
        max_worlds: Any = None,
    ) -> Request:
        """Check what `sim.run` was called with; RunError says what is wrong."""
        if store not in ("rows", "counts"):
            raise RunError(f'store is {store!r}: it must be "rows" or "counts"')
        stopping = _stopping(worlds, precision, max_worlds)
        if stopping is not None:
            worlds = stopping.max_worlds
        return cls(
            worlds=whole("worlds", WORLDS if worlds is None else worlds, 1),
            stopping=stopping,
            seed=whole("seed", seed, 0),
            prior=_prior(prior),
            store=store,
            workers=workers_of(workers),
        )

    @property
    def prior_worlds(self) -> int:
        """Worlds of the prior run."""
        draws, each = self.prior or (0, 0)
        return draws * each

    def call(self, scenario: str) -> str:
        """The call that makes the result again, for the provenance."""
        size = ", ".join(f"{name}={value}" for name, value in self.size().items())
        return f"sim.run({scenario!r}, {size}, seed={self.seed}, prior={self.prior}, store={self.store!r})"

    def size(self) -> dict[str, int | float]:
        """What decides the number of worlds, by the name of its argument."""
        if self.stopping is None:
            return {"worlds": self.worlds}
        return {"precision": self.stopping.half_width, "max_worlds": self.stopping.max_worlds}


def _stopping(worlds: Any, precision: Any, max_worlds: Any) -> StoppingRule | None:
    rule = precision_and_cap(precision, max_worlds)
    if rule is None:
        return None
    if worlds is not None:
        raise RunError("worlds (--worlds) or precision (--precision), not both; max_worlds (--max-worlds) is the cap")
    return StoppingRule(half_width=rule[0], max_worlds=rule[1])


def _prior(prior: Any) -> tuple[int, int] | None:
    if prior is True:
        return DRAWS, WORLDS_PER_DRAW
    if prior is None or prior is False:
        return None
    try:
        draws, each = prior
    except (TypeError, ValueError):
        raise RunError(f"prior is {prior!r}: it must be True, None or (draws, worlds per draw)") from None
    return whole("draws of the prior", draws, 1), whole("worlds per draw", each, 1)
