"""Priors: what is uncertain about a parameter, as a distribution with quantiles and reproducible draws."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

TILE = 1024
"""Draws per random stream: part of the format of results, since it decides which number is draw j."""

JOINT = "from"
"""Key of joint draws under ``uncertain``, and label of their group."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Distribution:
    """One distribution.

    Attributes
    ----------
    kind : "uniform" (low, high), "log_uniform" (low, high), "triangular" (low, mode, high), "integers" (first, last:
        both included), "choice" (the values, equally likely)
    values : its numbers; True and False count as 1 and 0
    """

    kind: str
    values: tuple[float, ...]

    @property
    def low(self) -> float:
        """Smallest value it can take."""
        return float(min(self.values))

    @property
    def high(self) -> float:
        """Largest value it can take."""
        return float(max(self.values))

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """Values at the probabilities `u` in [0, 1).

        Parameters
        ----------
        u : array, float64

        Returns
        -------
        array of the same shape, float64
        """
        values = [float(value) for value in self.values]
        if self.kind == "uniform":
            return values[0] + u * (values[1] - values[0])
        if self.kind == "log_uniform":
            return np.clip(np.exp(math.log(values[0]) + u * math.log(values[1] / values[0])), values[0], values[1])
        if self.kind == "triangular":
            return self._triangular(u)
        if self.kind == "integers":
            return values[0] + np.floor(u * (values[1] - values[0] + 1))
        return np.asarray(values)[np.floor(u * len(values)).astype(int)]

    def _triangular(self, u: np.ndarray) -> np.ndarray:
        low, mode, high = (float(value) for value in self.values)
        turn = (mode - low) / (high - low)
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        return np.clip(np.where(u < turn, rising, falling), low, high)

    def as_document(self) -> dict[str, list]:
        """As it is written in a scenario file."""
        return {self.kind: list(self.values)}

    def __str__(self) -> str:
        numbers = ", ".join(str(value).lower() if isinstance(value, bool) else f"{value:g}" for value in self.values)
        return f"{self.kind}({numbers})"


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """One column of joint draws: its values are equally likely, and value j belongs to row j.

    Columns of one sample that are given the same probability give values of one row.

    Attributes
    ----------
    values : float64 (rows,), not to be written to
    """

    kind: ClassVar[str] = "draws"
    values: np.ndarray

    @property
    def low(self) -> float:
        """Smallest value."""
        return float(self.values.min())

    @property
    def high(self) -> float:
        """Largest value."""
        return float(self.values.max())

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """Values of row ``floor(u * rows)``; the rows are in no order, so this does not rise with `u`.

        Parameters
        ----------
        u : array, float64, in [0, 1)

        Returns
        -------
        array of the same shape, float64
        """
        return self.values[np.floor(u * len(self.values)).astype(int)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Draws) and np.array_equal(self.values, other.values)

    def __hash__(self) -> int:
        return hash(self.values.tobytes())

    def __str__(self) -> str:
        return f"{len(self.values):,} draws from {self.low:g} to {self.high:g}, median {np.median(self.values):g}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Prior:
    """One draw, for one parameter or as a common factor on several.

    Attributes
    ----------
    key : the path of the parameter, or the label of a factor
    targets : the paths it moves
    distribution : of the value, or of the factor
    scales : True for a factor
    group : label of joint draws, whose columns are priors of the same group and take one row together; else empty
    """

    key: str
    targets: tuple[str, ...]
    distribution: Distribution | Draws
    scales: bool = False
    group: str = ""

    @property
    def label(self) -> str:
        """Key of the entry of ``uncertain`` that it comes from: its group, or its own."""
        return self.group or self.key

    def draw(self, seed: int, first: int, count: int) -> np.ndarray:
        """Draws `first` to ``first + count - 1``; each depends on the seed, the label and its own number alone.

        Returns
        -------
        array (count,), float64: values, or factors

        Raises
        ------
        ValueError
            for a negative seed, first or count
        """
        return self.distribution.quantile(stratified(self.label, seed, first, count))


STRATA = 100
"""Draws that share the range of a prior evenly. Changing it changes every draw."""


def stratified(key: str, seed: int, first: int, count: int) -> np.ndarray:
    """Numbers in [0, 1) as `uniforms`, but one in each hundredth in draws 0 to 99, in draws 100 to 199, and so on.

    Priors with different keys make a Latin hypercube of every `STRATA` draws (McKay, Beckman & Conover 1979): a mean
    over draws is never noticeably less certain than with independent draws, and far more so where parameters act by
    themselves. Each number by itself is uniform and depends on the seed, the key and its position alone.

    Returns
    -------
    array (count,), float64
    """
    raw = uniforms(key, seed, first, count)
    blocks = range(first // STRATA, -(-(first + count) // STRATA))
    orders = [np.random.Generator(_stream(key, seed, block, 1)).permutation(STRATA) for block in blocks]
    offset = first % STRATA
    places = np.concatenate(orders or [np.empty(0, np.int64)])[offset : offset + count]
    return np.minimum((places + raw) / STRATA, np.nextafter(1.0, 0.0))


def uniforms(key: str, seed: int, first: int, count: int) -> np.ndarray:
    """Numbers in [0, 1) that depend on the seed, the key and their own position alone.

    One SFC64 stream for every `TILE` positions; the key enters by its SHA-256, so that it is the same in every process.

    Returns
    -------
    array (count,), float64
    """
    if seed < 0 or first < 0 or count < 0:
        raise ValueError("seed, first and count must not be negative")
    found = np.empty(count)
    position = first
    while position < first + count:
        tile, offset = divmod(position, TILE)
        size = min(TILE - offset, first + count - position)
        stream = np.random.Generator(_stream(key, seed, tile))
        found[position - first : position - first + size] = stream.random(offset + size)[offset:]
        position += size
    return found


def _stream(key: str, seed: int, *place: int) -> np.random.SFC64:
    """The bits of a key, by its SHA-256, and a place."""
    words = np.frombuffer(hashlib.sha256(key.encode()).digest(), dtype="<u4")[:4].tolist()
    return np.random.SFC64(np.random.SeedSequence([seed, *words, *place]))
