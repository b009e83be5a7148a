"""One whole number that stands for whatever a model was seeded with, so that the same worlds can be had again."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any

import numpy as np

Seed = int | np.integer | None
Rng = (
    Seed | Sequence[int] | np.random.SeedSequence | np.random.BitGenerator | np.random.Generator | np.random.RandomState
)

_DRAWN_BITS = 53
"""Size of a seed that nobody stated: a float holds it, so that no table rounds it."""

_WORD = 32
_SPAWNED_WORDS = 4


def settle(rng: Rng, seed: Seed) -> int:
    """The seed of a model, from the two arguments that Mesa knows for it.

    Parameters
    ----------
    rng : None, whole number, sequence of them, SeedSequence, BitGenerator, Generator or RandomState
        A whole number is the seed itself. A sequence is the whole number that NumPy makes of it. A generator gives its
        next draw, so that two models in turn get two seeds.
    seed : None or whole number

    Returns
    -------
    int >= 0. Fresh entropy of the operating system when both are None; never a fixed number.

    Raises
    ------
    ValueError
        when a number is negative or no whole one, a sequence is empty, or both arguments are given and differ
    TypeError
        when the argument is nothing that seeds
    """
    if rng is None:
        return fresh() if seed is None else _whole(seed, "seed")
    found = _of(rng)
    if seed is not None and found != _whole(seed, "seed"):
        raise ValueError(f"rng={rng!r} and seed={seed!r} are two different seeds; give one of them")
    return found


def fresh() -> int:
    """A seed from the operating system's entropy."""
    return _of(np.random.default_rng())


def _of(rng: Any) -> int:
    if isinstance(rng, np.random.SeedSequence):
        if rng.spawn_key or not isinstance(rng.entropy, int | np.integer | Sequence | np.ndarray):
            return _joined(rng.generate_state(_SPAWNED_WORDS))
        return _of(rng.entropy)
    if isinstance(rng, np.random.RandomState):
        return int(rng.randint(2**_DRAWN_BITS, dtype=np.int64))
    if isinstance(rng, np.random.BitGenerator):
        rng = np.random.Generator(rng)
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**_DRAWN_BITS))
    if isinstance(rng, Sequence | np.ndarray) and not isinstance(rng, str | bytes):
        if len(rng) == 0:
            raise ValueError("rng is an empty sequence; give numbers, or None for fresh entropy")
        return _joined([_whole(number, "rng") for number in rng])
    return _whole(rng, "rng")


def _joined(numbers: Any) -> int:
    """Whole numbers one after another, each in as many words of 32 bits as it takes, as `SeedSequence` reads them."""
    total, place = 0, 0
    for number in map(int, numbers):
        total |= number << place
        place += _WORD * max(-(-number.bit_length() // _WORD), 1)
    return total


def _whole(value: Any, name: str) -> int:
    try:
        number = int(value) if isinstance(value, float | np.floating) and value == np.floor(value) else index(value)
    except (TypeError, OverflowError):
        if isinstance(value, float | np.floating):
            raise ValueError(f"{name} must be a whole number; got {value!r}") from None
        raise TypeError(
            f"{name} must be a whole number, a sequence of them or a generator of NumPy; got {value!r}"
        ) from None
    if number < 0:
        raise ValueError(f"{name} must be at least 0; got {number}")
    return number
