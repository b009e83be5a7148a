"""Random draws: one stream for every tile of worlds, one named slot for every meaning (MODEL.md, section 3).

The contract: the draws of world k depend on (seed, k) and on nothing else. Worlds live in tiles of `TILE`; tile i has a
generator of its own, spawned by its index, and draws first (4, TILE) uniforms for the types and then (16, TILE) uniforms
a week. A partly wanted tile is drawn whole. `TILE` and the order of the slots are therefore part of the result format.

Those sixteen are all there will be: a further mechanism has a stream of its own (`WorldDraws.extra`), which moves no
other draw.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

TILE = 1024
"""Worlds that share a random stream. Changing it changes every result."""

_WORLDS_KEY, _EXTRA_KEY = 0, 1
"""First element of the spawn key of worlds' streams, and of those of further mechanisms; those of priors have none
(`sim.scenario.uncertainty.priors`), so they never meet."""


class Initial(IntEnum):
    """Meaning of the four uniforms of a world before its first week."""

    TYPE_UKRAINE = 0
    TYPE_RUSSIA = 1
    COMPLIANCE_UKRAINE = 2
    COMPLIANCE_RUSSIA = 3


class Draw(IntEnum):
    """Meaning of the sixteen uniforms of a world-week. Slots 0 to 7 feed hazards. Never re-use one for another meaning."""

    SPOILER = 0
    PARTIAL_EXCHANGE = 1
    ANSWER = 2
    STAGE = 3
    COLLAPSE = 4
    TALKS_OPEN = 5
    BREAKDOWN = 6
    CEASEFIRE = 7
    MOMENTUM = 8
    CAPTURES_UKRAINE = 9
    CAPTURES_RUSSIA = 10
    BREAKTHROUGH = 11
    CANCELLATION = 12
    SIZE = 13
    PARITY = 14
    NEW_OFFER = 15


EVENT_SLOTS = 8
_ROOT_12 = float(np.sqrt(12.0))


class _Tiles:
    """The generators of the tiles in which worlds `first` to `first + count - 1` live."""

    def __init__(self, seed: int, key: tuple[int, ...], first: int, count: int):
        self._offset, self._count = first % TILE, count
        self._generators = [
            np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(*key, tile))))
            for tile in range(first // TILE, (first + count - 1) // TILE + 1)
        ]

    def draw(self, out: np.ndarray, scratch: np.ndarray) -> None:
        """Fill `out`, float32 (rows, count), with the next uniforms of every tile, each drawn whole into `scratch`."""
        offset, start = self._offset, 0
        for generator in self._generators:
            generator.random(out=scratch, dtype=np.float32)
            stop = min(start + TILE - offset, self._count)
            out[:, start:stop] = scratch[:, offset : offset + stop - start]
            start, offset = stop, 0


class _Extra:
    """The stream of a further mechanism: uniforms for each world before the first week, and as many every week."""

    def __init__(self, seed: int, name: str, first: int, count: int, rows: int):
        letters = name.encode()
        self._tiles = _Tiles(seed, (_EXTRA_KEY, len(letters), *letters), first, count)
        self.uniform = np.empty((rows, count), np.float32)
        self._scratch = np.empty((rows, TILE), np.float32)
        self._drawn = 0

    def after(self, weeks: int) -> np.ndarray:
        """The uniforms of a week, whether or not those of the weeks before it were asked for."""
        while self._drawn <= weeks:
            self._tiles.draw(self.uniform, self._scratch)
            self._drawn += 1
        return self.uniform


class WorldDraws:
    """The draws of worlds `first` to `first + count - 1`, week by week.

    Parameters
    ----------
    seed : int >= 0
    first : int >= 0
        Number of the first world.
    count : int >= 1
        How many worlds.

    Attributes
    ----------
    uniform : float32 (16, count)
        This week's uniforms in [0, 1), by slot (`Draw`).
    waiting : float32 (8, count)
        Standard exponential waiting times of the event slots, -ln(1 - u) (MODEL.md, equation 1).
    """

    def __init__(self, seed: int, first: int, count: int):
        self.seed, self.first, self.count = seed, first, count
        self._tiles = _Tiles(seed, (_WORLDS_KEY,), first, count)
        self.uniform = np.empty((len(Draw), count), np.float32)
        self.waiting = np.empty((EVENT_SLOTS, count), np.float32)
        self._scratch = np.empty((len(Draw), TILE), np.float32)
        self._weeks = 0
        self._extra: dict[str, _Extra] = {}

    def initial(self) -> np.ndarray:
        """Draw the four uniforms before the first week, float32 (4, count). Call once, before `next_week`."""
        uniform = np.empty((len(Initial), self.count), np.float32)
        self._tiles.draw(uniform, np.empty((len(Initial), TILE), np.float32))
        return uniform

    def next_week(self) -> None:
        """Draw the next week into `uniform` and `waiting`."""
        self._weeks += 1
        self._tiles.draw(self.uniform, self._scratch)
        np.subtract(1, self.uniform[:EVENT_SLOTS], out=self.waiting)
        np.log(self.waiting, out=self.waiting)
        np.negative(self.waiting, out=self.waiting)

    def noise(self, slot: Draw) -> np.ndarray:
        """Bounded noise with mean 0 and variance 1 from a slot, √12 (u - ½), float32 (count,)."""
        return _ROOT_12 * (self.uniform[slot] - 0.5)

    def extra(self, name: str, rows: int = 1) -> np.ndarray:
        """This week's uniforms of a further mechanism; before the first week, uniforms for its start.

        The stream depends on the seed, the name and the tile. It is drawn only where it is asked for, and is the same
        whoever else asks, and however late: no other draw moves.

        Parameters
        ----------
        name : such as ``"breakthrough_size"``; one name, one meaning, as with the slots
        rows : how many uniforms for each world; always the same for a name

        Returns
        -------
        float32 (rows, count), in [0, 1); a second call in the same week returns the same, the next week overwrites it

        Raises
        ------
        ValueError
            when a name is asked for with another number of rows than before
        """
        if name not in self._extra:
            self._extra[name] = _Extra(self.seed, name, self.first, self.count, rows)
        found = self._extra[name].after(self._weeks)
        if len(found) != rows:
            raise ValueError(f"the stream {name!r} has {len(found)} uniforms for each world, not {rows}")
        return found


class RepeatedDraws:
    """The draws of the same worlds, several times side by side: common random numbers for what is compared in them.

    Parameters
    ----------
    seed, first, count : as of `WorldDraws`
    copies : int >= 1

    Attributes
    ----------
    uniform, waiting : as of `WorldDraws`, (..., count * copies)
    """

    def __init__(self, seed: int, first: int, count: int, copies: int):
        self._once, self.copies = WorldDraws(seed, first, count), copies
        self.uniform = np.empty((len(Draw), count * copies), np.float32)
        self.waiting = np.empty((EVENT_SLOTS, count * copies), np.float32)

    def initial(self) -> np.ndarray:
        """As `WorldDraws.initial`, float32 (4, count * copies)."""
        return np.tile(self._once.initial(), self.copies)

    def next_week(self) -> None:
        """Draw the next week."""
        self._once.next_week()
        for drawn, repeated in ((self._once.uniform, self.uniform), (self._once.waiting, self.waiting)):
            repeated.reshape(len(drawn), self.copies, -1)[:] = drawn[:, None, :]

    def noise(self, slot: Draw) -> np.ndarray:
        """As `WorldDraws.noise`, float32 (count * copies,)."""
        return _ROOT_12 * (self.uniform[slot] - 0.5)

    def extra(self, name: str, rows: int = 1) -> np.ndarray:
        """As `WorldDraws.extra`, float32 (rows, count * copies)."""
        return np.tile(self._once.extra(name, rows), self.copies)
