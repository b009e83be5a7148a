"""The floor: what a week costs if everything but its random numbers, logarithms and exponentials were free."""

import numpy as np

from sim.model.draws import EVENT_SLOTS, TILE, Draw

EXPONENTIALS = 7
"""Exponentials of a world-week everywhere: ripeness, and the answers of two sides on exchange, swap and talks."""


def floor(worlds: int, weeks: int) -> None:
    """Draw the uniforms with the model's generator, and evaluate as many logarithms and exponentials; nothing else.

    Parameters
    ----------
    worlds : a multiple of the tile
    weeks : how often
    """
    streams = [np.random.Generator(np.random.SFC64(tile)) for tile in range(worlds // TILE)]
    scratch = np.empty((len(Draw), TILE), np.float32)
    values, result = np.full(worlds, 0.5, np.float32), np.empty(worlds, np.float32)
    for _ in range(weeks):
        for stream in streams:
            stream.random(out=scratch, dtype=np.float32)
        for _ in range(EVENT_SLOTS):
            np.log(values, out=result)
        for _ in range(EXPONENTIALS):
            np.exp(values, out=result)
