"""What a run is asked for, checked."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import Any

from sim.montecarlo.errors import RunError
from sim.montecarlo.prior import DRAWS, WORLDS_PER_DRAW
from sim.montecarlo.runner import cores


@dataclass(frozen=True, kw_only=True)
class Request:
    """The size of a run and what is kept of it.

    Attributes
    ----------
    worlds : int >= 1
    seed : int >= 0
    workers : int >= 1
    prior : (draws, worlds a draw), or None for no range
    store : "rows" or "counts"
    """

    worlds: int
    seed: int
    workers: int
    prior: tuple[int, int] | None
    store: str

    @classmethod
    def checked(cls, *, worlds: Any, seed: Any, workers: Any, prior: Any, store: Any) -> Request:
        """Check what `sim.run` was called with; RunError says what is wrong."""
        if store not in ("rows", "counts"):
            raise RunError(f'store is {store!r}: it must be "rows" or "counts"')
        return cls(
            worlds=_number("worlds", worlds, 1),
            seed=_number("seed", seed, 0),
            prior=_prior(prior),
            store=store,
            workers=_number("workers", cores() if workers is None else workers, 1),
        )

    @property
    def prior_worlds(self) -> int:
        """Worlds of the prior run."""
        draws, each = self.prior or (0, 0)
        return draws * each

    def call(self, scenario: str) -> str:
        """The call that makes the result again, for the provenance."""
        return (
            f"sim.run({scenario!r}, worlds={self.worlds}, seed={self.seed}, prior={self.prior}, store={self.store!r})"
        )


def _prior(prior: Any) -> tuple[int, int] | None:
    if prior is True:
        return DRAWS, WORLDS_PER_DRAW
    if prior is None or prior is False:
        return None
    try:
        draws, each = prior
    except (TypeError, ValueError):
        raise RunError(f"prior is {prior!r}: it must be True, None or (draws, worlds a draw)") from None
    return _number("draws of the prior", draws, 1), _number("worlds a draw", each, 1)


def _number(name: str, value: Any, least: int) -> int:
    try:
        number = index(value)
    except TypeError:
        raise RunError(f"{name} is {value!r}: it must be a whole number") from None
    if isinstance(value, bool) or number < least:
        raise RunError(f"{name} is {value!r}: it must be a whole number of at least {least}")
    return number
