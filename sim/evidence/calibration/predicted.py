"""Draws from the posterior, and worlds simulated from prior and posterior to be compared with the record."""

from __future__ import annotations

import numpy as np

from sim.evidence.calibration.infer import Inference
from sim.evidence.calibration.setting import Setting
from sim.evidence.record.summaries import summarise
from sim.negotiation.watched import watch

DRAWS = 1000
"""Posterior draws."""

PREDICTED = 8192
"""Worlds of a predictive check."""

_FIRST_WORLD = (1 << 48) + (1 << 40)
"""World of the first of the predictive checks, beyond all others."""

_PRIOR, _POSTERIOR = 9, 10
"""Spawn keys of the streams that points are drawn with."""

Predicted = tuple[dict[str, np.ndarray], dict[str, np.ndarray]]
"""Summaries of worlds drawn from the prior, and from the posterior: summary -> float64 (worlds,)."""


def posterior_draws(inference: Inference, seed: int) -> np.ndarray:
    """Equally weighted draws from the posterior, float64 (DRAWS, parameters), in the unit cube."""
    return inference.posterior.equal_draws(DRAWS, _stream(seed, _POSTERIOR))


def predict(setting: Setting, points: np.ndarray, seed: int) -> Predicted:
    """Simulate `PREDICTED` worlds drawn from the prior, and as many from posterior draws (draws, parameters)."""
    prior = _stream(seed, _PRIOR).random((PREDICTED, points.shape[1]))
    posterior = points[np.arange(PREDICTED) % len(points)]
    return _simulated(setting, prior, _FIRST_WORLD, seed), _simulated(
        setting, posterior, _FIRST_WORLD + PREDICTED, seed
    )


def _stream(seed: int, key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(key,)))


def _simulated(setting: Setting, points: np.ndarray, first_world: int, seed: int) -> dict[str, np.ndarray]:
    log, _ = watch(
        setting.scenario,
        setting.window,
        worlds=len(points),
        first_world=first_world,
        seed=seed,
        values=setting.values(points),
        mediator=setting.mediator,
    )
    return summarise(log, setting.window)
