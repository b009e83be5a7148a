"""Runs behind the tables of MODEL.md, each once a session and two at a time; and what “within four standard errors”
means.

The reference's own run had 32,768 worlds and seed 11. These have as many worlds and another seed, chosen once: both
errors count.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.negotiation.model import NegotiationModel
from sim.scenario import Scenario, load

WORLDS, SEED, BLOCK = 32_768, 2025, 8192
REFERENCE, BASE = "reference_2025", "kyiv_summit_2025"
ERRORS = 4.0
"""Standard errors of the difference that are allowed: about 600 figures are compared, and 4 leave all of them a
chance of 4 % to fail by bad luck, once for the one seed."""

SMALL = ("agreed_week", "completed_week", "talks_week", "ceasefire_week", "settlement_week")
"""What is kept of a run unless all of its rows are asked for."""


def on_reference(name: str, folder: Path) -> Scenario:
    """A scenario of the catalogue with the frozen reference instead of the base scenario that it extends.

    What it changes is laid over `reference_2025`, so that a later calibration of the base leaves MODEL.md's tables
    testable.
    """
    return load(_rebased(name, folder))


def _rebased(name: str, folder: Path) -> Path:
    catalogue = Path(__file__).resolve().parents[3] / "scenarios"
    text = (catalogue / f"{name}.yaml").read_text(encoding="utf-8")
    parent = re.search(r"^extends: (\w+)$", text, re.MULTILINE)[1]
    new = REFERENCE if parent == BASE else _rebased(parent, folder).name
    path = folder / f"on_reference_{name}.yaml"
    path.write_text(re.sub(r"^extends: \w+$", f"extends: {new}", text, flags=re.MULTILINE), encoding="utf-8")
    return path


class Runs:
    """Runs by key, started when first asked for, in the threads of a pool."""

    def __init__(self, pool: Executor, folder: Path):
        self._pool, self.folder = pool, folder
        self._futures: dict[str, Future] = {}
        self._lock = threading.Lock()

    def start(
        self, key: str, case: Callable[[Path], Scenario], columns=SMALL, weeks: int | None = None, worlds: int = WORLDS
    ) -> Future:
        """Start a run unless it was started before; its result is the rows."""
        with self._lock:
            if key not in self._futures:
                self._futures[key] = self._pool.submit(lambda: blocks(case(self.folder), columns, weeks, worlds))
            return self._futures[key]


def blocks(
    scenario: Scenario,
    columns=None,
    weeks: int | None = None,
    worlds: int = WORLDS,
    seed: int = SEED,
    observer=None,
    values: dict[str, np.ndarray] | None = None,
) -> dict[str, np.ndarray]:
    """Run a scenario block by block and keep some columns, or all.

    Parameters
    ----------
    observer : callable () -> observer, one a block; optional
    values : parameter path -> array (worlds,), optional
    """
    parts = []
    for first in range(0, worlds, BLOCK):
        own = {path: array[first : first + BLOCK] for path, array in (values or {}).items()}
        model = NegotiationModel(
            scenario, worlds=min(BLOCK, worlds - first), first_world=first, seed=seed, values=own, collect=False
        )
        if observer is not None:
            model.observers.append(observer())
        while model.running and (weeks is None or model.week < weeks):
            model.step()
        rows = model.outcomes()
        parts.append({name: rows[name] for name in columns or rows})
        model.release()
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


# -- within four standard errors --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printed:
    """A figure as MODEL.md prints it: its value, and half of its last digit."""

    value: float
    half: float

    @classmethod
    def of(cls, text: str) -> Printed:
        digits = len(text.partition(".")[2])
        return cls(float(text), 0.5 * 10.0**-digits)


def share_off(found: np.ndarray, text: str, worlds: int | None = None) -> str | None:
    """What to say when a share of worlds is too far from the printed one; None when it is not.

    Parameters
    ----------
    found : bool (worlds,)
    worlds : number of worlds behind the printed share; as many as behind the found one by default
    """
    printed, share, count = Printed.of(text), float(np.mean(found)), found.size
    middle = np.clip(
        (share + printed.value) / 2, printed.half, 1 - printed.half
    )  # a share printed as .000 may be .0005
    error = np.sqrt(middle * (1 - middle) * (1 / count + 1 / (worlds or count)))
    return _off(share, printed, error)


def mean_off(values: np.ndarray, text: str, worlds: int | None = None) -> str | None:
    """The same for a mean of a number per world."""
    values = np.asarray(values, float)
    error = values.std() * np.sqrt(1 / values.size + 1 / (worlds or values.size))
    return _off(values.mean(), Printed.of(text), error)


def ratio_off(amounts: np.ndarray, counts: np.ndarray, text: str) -> str | None:
    """The same for a sum of amounts over a sum of counts; error by the delta method, both runs alike."""
    amounts, counts = np.asarray(amounts, float), np.asarray(counts, float)
    ratio = amounts.sum() / counts.sum()
    error = np.sqrt(2) * (amounts - ratio * counts).std() * np.sqrt(counts.size) / counts.sum()
    return _off(ratio, Printed.of(text), error)


def quantile_off(values: np.ndarray, level: float, text: str) -> str | None:
    """The same for a quantile: the printed one must lie between the quantiles of four standard errors of its level,
    either side."""
    printed, values = Printed.of(text), np.asarray(values, float)
    error = ERRORS * np.sqrt(2 * level * (1 - level) / values.size)
    low, high = np.quantile(values, np.clip([level - error, level + error], 0, 1))
    if low - printed.half <= printed.value <= high + printed.half:
        return None
    return f"{np.quantile(values, level):.5g} against {printed.value:g} (allowed {low:.5g} to {high:.5g})"


def _off(found: float, printed: Printed, error: float) -> str | None:
    if abs(found - printed.value) <= ERRORS * error + printed.half:
        return None
    return (
        f"{found:.5g} against {printed.value:g}: {abs(found - printed.value) / max(error, 1e-12):.1f} standard errors"
    )


def report(checks: dict[str, str | None]) -> None:
    """Fail with every figure that is off."""
    wrong = [f"{name}: {text}" for name, text in checks.items() if text]
    assert not wrong, "\n".join(wrong)


def by(weeks: np.ndarray, week: float) -> np.ndarray:
    """Whether an event is dated by a week."""
    return weeks <= week


def happened(weeks: np.ndarray) -> np.ndarray:
    """Whether an event is dated at all."""
    return ~np.isnan(weeks)
