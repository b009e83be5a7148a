"""Runs that are compared bit for bit, and every bit of a result that there is to compare."""

import hashlib
import json

import numpy as np

import sim
from sim.model.draws import TILE
from sim.result.result import Result
from sim.scenario import Scenario, load
from tests.worlds import BUSY, variant

BASE = "kyiv_summit_2025"

WORLDS, PRIOR = 3 * TILE + 100, (7, 300)
"""A last tile in part; draws of the prior range that begin and end inside tiles."""


def scenario(name: str = BASE, weeks: int = 52) -> Scenario:
    """A scenario of the catalogue, or "busy" for one in which rare branches are common; a year long."""
    if name == "busy":
        return variant(BUSY, {"horizon_weeks": weeks})
    return load(name, {"horizon_weeks": weeks})


def run(name: str = BASE, **how) -> Result:
    """A run with rows and prior range."""
    return sim.run(scenario(name), **{"worlds": WORLDS, "seed": 5, "prior": PRIOR, **how})


def bits(result: Result, *, rows: bool = True) -> dict[str, str]:
    """Everything that a result says, part by part, each as a digest of its bits.

    Parameters
    ----------
    rows : whether rows per world are among it; only where they were stored
    """
    counted, prior = result.counted, result.prior_run
    parts: dict[str, object] = {
        "worlds": counted.worlds,
        "scales": counted.scales,
        **{f"week {name}": weeks for name, weeks in counted.weeks.items()},
        **{f"total {name}": total for name, total in counted.totals.items()},
        # All but how long it took.
        "summary": {
            name: value for name, value in result.summary.items() if name not in ("seconds", "world_weeks_per_second")
        },
        **{f"incidence {name}": column.to_numpy() for name, column in result.incidence.items()},
    }
    if rows:
        table = result.worlds
        parts |= {"rows": list(table.columns), "row world": table.index.to_numpy()}
        parts |= {f"row {name}": column.to_numpy() for name, column in table.items()}
    if prior is not None:
        parts |= {"prior draws": prior.draws, "prior counts": prior.counts}
        parts |= {f"prior {path}": drawn for path, drawn in prior.parameters.items()}
    return {name: _digest(part) for name, part in parts.items()}


def _digest(part: object) -> str:
    if isinstance(part, np.ndarray):
        what = f"{part.dtype.str} {part.shape} ".encode() + np.ascontiguousarray(part).tobytes()
    else:
        # repr of a float is exact, and JSON writes floats so.
        what = json.dumps(part, sort_keys=True).encode()
    return hashlib.sha256(what).hexdigest()[:16]
