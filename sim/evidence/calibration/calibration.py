"""What a calibration found: tables and numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sim.evidence.calibration.calibration_summary import (
    CalibrationSummary,
    CheckRow,
    Checks,
    ParameterRow,
    PopulationRow,
    PredictiveRow,
    RidgeRow,
    WindowDays,
)
from sim.evidence.calibration.posterior import posterior_table, predictive_table, ridge_table
from sim.evidence.calibration.rank_check import DRAWS, coverage, uniformity
from sim.evidence.calibration.read_calibration import Kept, read_calibration
from sim.montecarlo.contents import holding
from sim.viewable import Viewable

if TYPE_CHECKING:
    import pandas

BINS = 10


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Calibration(Kept, Viewable):
    """What was found.

    Attributes
    ----------
    setting : parameters, window, record
    inference : populations and yardsticks
    points : float64 (draws, parameters), posterior draws in the unit cube, equally weighted
    repetitions : of simulation-based calibration; empty if none was asked for
    seed : int
    partial : whether it was stopped before all the repetitions that were asked for
    predicted : summaries of worlds drawn from the prior and from the posterior: summary -> float64 (worlds,) of each
    folder : where it is kept, or None
    provenance : dict
    """

    @cached_property
    def draws(self) -> pandas.DataFrame:
        """Posterior draws, one column per parameter: what `uncertain: {from: posterior.csv}` reads."""
        import pandas

        return pandas.DataFrame(self.setting.values(self.points))

    @cached_property
    def table(self) -> pandas.DataFrame:
        return posterior_table(self.setting, self.points)

    @cached_property
    def ridges(self) -> pandas.DataFrame:
        return ridge_table(self.setting, self.points)

    @cached_property
    def predictive(self) -> pandas.DataFrame:
        return predictive_table(self.setting.summaries, *self.predicted)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What `allforall calibrate --json` prints; a number that does not exist is null."""
        return self.numbers.as_json()

    @cached_property
    def numbers(self) -> CalibrationSummary:
        """The same, typed."""
        setting = self.setting
        window = setting.window
        return CalibrationSummary(
            scenario=setting.scenario.name,
            title=setting.scenario.title,
            experimental=setting.scenario.experimental,
            partial=self.partial,
            seed=self.seed,
            window=WindowDays(
                first=str(window.first),
                last=str(window.last),
                days=window.days,
                days_with_talks_left_out=int((~window.looked_at).sum()),
            ),
            exchanges=len(setting.observed),
            record={name: _or_none(value) for name, value in setting.summaries.items()},
            populations=tuple(
                PopulationRow(
                    tolerance=each.tolerance,
                    acceptance=each.acceptance,
                    particles=len(each),
                    effective_size=each.effective_size,
                    worlds=each.tried,
                )
                for each in self.inference.populations
            ),
            effective_size=self.inference.posterior.effective_size,
            draws=len(self.points),
            parameters=tuple(ParameterRow(**row) for row in self.table.to_dict("records")),
            ridges=tuple(RidgeRow(**row) for row in self.ridges.to_dict("records")),
            predictive=tuple(
                PredictiveRow(summary=row.pop("summary"), **{name: _or_none(value) for name, value in row.items()})
                for row in self.predictive.to_dict("records")
            ),
            left_at_priors=tuple(prior.key for prior in setting.scenario.priors if prior.key not in setting.paths),
            checks=_checks(self),
        )

    @classmethod
    def load(cls, place: str | Path) -> Self:
        """Read what is kept of one, without simulating anything; see `read_calibration`."""
        found = read_calibration(place, cls)
        with holding(found.folder or place):
            CalibrationSummary.of(found.summary)  # numbers that cannot be are met here
        return found


def _checks(found: Calibration) -> Checks | None:
    """Simulation-based calibration, parameter by parameter; None if none was asked for."""
    if not found.repetitions:
        return None
    ranks = np.array([repetition.rank for repetition in found.repetitions])
    spread = np.array([repetition.spread for repetition in found.repetitions])
    rows = []
    for j, path in enumerate(found.setting.paths):
        counts, p_value = uniformity(ranks[:, j], BINS)
        rows.append(
            CheckRow(
                parameter=path,
                counts=tuple(counts.tolist()),
                p_value=p_value,
                mean_rank=float(ranks[:, j].mean() / DRAWS),
                coverage_50=coverage(ranks[:, j], 0.5),
                coverage_90=coverage(ranks[:, j], 0.9),
                narrower=float(1 - spread[:, j].mean() * np.sqrt(12)),
            )
        )
    return Checks(repetitions=len(ranks), draws=DRAWS, parameters=tuple(rows))


def _or_none(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
