"""The pieces of a calibration as its store keeps them: arrays by name, checked when they are read back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.evidence.calibration.batch import BatchDone, BatchTask
from sim.evidence.calibration.rank_check import DRAWS
from sim.evidence.calibration.setting import COMPARED

Arrays = Mapping[str, np.ndarray]


def check_batch(task: BatchTask, found: Arrays) -> None:
    """ValueError where arrays are not those of a batch of a task."""
    each, parameters = task.size.worlds_each, len(task.setting.priors)
    points, distances = found["points"], found["distances"]
    shapes = {
        "points": (len(points), parameters),
        "summaries": (len(points), each, len(COMPARED)),
        "distances": (len(points), each),
        "tried": (),
        "seconds": (),
    }
    _check_shapes(found, shapes)
    if len(points) > task.size.batch or found["tried"] != task.size.batch * each or not found["seconds"] >= 0:
        raise ValueError("not a batch of this size")
    if not ((points >= 0) & (points < 1)).all():
        raise ValueError("a particle outside the prior")
    near = np.isnan(distances) if task.comparison is None else (distances <= task.tolerance).any(axis=1)
    if not near.all():
        raise ValueError("a particle that is not within the tolerance")


def check_repetition(parameters: int, found: Arrays) -> None:
    """ValueError where arrays are not those of a repetition."""
    _check_shapes(found, dict.fromkeys(("truth", "rank", "spread"), (parameters,)))
    truth, rank, spread = (found[name] for name in ("truth", "rank", "spread"))
    if not (((truth >= 0) & (truth < 1)).all() and (spread >= 0).all() and np.isfinite(spread).all()):
        raise ValueError("a truth or a spread outside the prior")
    if rank.dtype.kind != "i" or not ((rank >= 0) & (rank <= DRAWS)).all():
        raise ValueError("a rank that cannot be")


def check_population(parameters: int, found: Arrays) -> None:
    """ValueError where arrays are not those of a population."""
    particles = len(found["points"])
    shapes = {
        "points": (particles, parameters),
        "weights": (particles,),
        "distances": (particles,),
        "summaries": (particles, len(COMPARED)),
        "tolerance": (),
        "tried": (),
        "hits": (),
    }
    _check_shapes(found, shapes)
    points, weights, distances = (found[name] for name in ("points", "weights", "distances"))
    if not particles or not ((points > 0) & (points < 1)).all() or not (weights >= 0).all():
        raise ValueError("particles outside the prior")
    if not abs(weights.sum() - 1) < 1e-6:
        raise ValueError("weights that do not add up to 1")
    if not ((distances >= 0) & (distances <= found["tolerance"])).all():
        raise ValueError("a particle that is not within the tolerance")
    if found["tried"].dtype.kind != "i" or not particles <= found["hits"] <= found["tried"]:
        raise ValueError("more hits than were tried")


def check_yardstick(found: Arrays) -> None:
    """ValueError where arrays are not the record's summaries, their scales, and the summaries of the prior."""
    worlds = len(found["prior_summaries"])
    shapes = dict.fromkeys(("observed", "scale"), (len(COMPARED),))
    _check_shapes(found, {**shapes, "prior_summaries": (worlds, len(COMPARED))})
    if not ((found["scale"] > 0) & np.isfinite(found["scale"])).all():
        raise ValueError("a scale that is not above zero")


def check_draws(parameters: int, found: Arrays) -> None:
    """ValueError where arrays are not those of draws from a posterior."""
    _check_shapes(found, {"points": (len(found["points"]), parameters)})
    if not len(found["points"]) or not ((found["points"] >= 0) & (found["points"] <= 1)).all():
        raise ValueError("a draw outside the prior")


def check_predicted(found: Arrays) -> None:
    """ValueError where arrays are not summaries of equally many worlds."""
    worlds = {array.shape for array in found.values()}
    if len(worlds) != 1 or len(*worlds) != 1 or any(array.dtype.kind not in "if" for array in found.values()):
        raise ValueError("not the summaries of worlds")


def _check_shapes(found: Arrays, shapes: Mapping[str, tuple[int, ...]]) -> None:
    for name, shape in shapes.items():
        if found[name].dtype.kind not in "if" or found[name].shape != shape:
            raise ValueError(f"{name} has another shape or kind")
    if len(found) != len(shapes):
        raise ValueError("more arrays than there are")


def columns_of(batch: BatchDone) -> dict[str, np.ndarray]:
    """The arrays of a batch."""
    return {
        "points": batch.points,
        "summaries": batch.summaries,
        "distances": batch.distances,
        "tried": np.array(batch.tried),
        "seconds": np.array(batch.seconds),
    }


def batch_of(generation: int, number: int, found: Arrays) -> BatchDone:
    """A batch from its arrays."""
    return BatchDone(
        generation=generation,
        number=number,
        points=found["points"],
        summaries=found["summaries"],
        distances=found["distances"],
        tried=int(found["tried"]),
        seconds=float(found["seconds"]),
    )
