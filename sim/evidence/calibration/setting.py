"""What is calibrated on what: parameters, window, and the scenario of the time before the summit (MODEL.md, 7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from sim.evidence.record.coding import Coding
from sim.evidence.record.log import ExchangeLog, leading_mediator, log_of_record, party_key
from sim.evidence.record.record import Record, read_record
from sim.evidence.record.summaries import summarise
from sim.evidence.record.window import Window
from sim.montecarlo.errors import RunError
from sim.scenario import Prior, Scenario, load


def calibrated(mediator: str) -> tuple[str, ...]:
    """The parameters marked c in MODEL.md, section 7, where `mediator` is the key of the record's leading mediator."""
    return (
        "exchanges.opportunities_per_week",
        "exchanges.size_median",
        "exchanges.size_log_spread",
        "exchanges.size_stock_share",
        f"{mediator}.humanitarian_capability",
        "mediation.direct_humanitarian",
    )


def ridges(mediator: str) -> tuple[tuple[str, str], ...]:
    """Pairs of which the record knows a combination better than either."""
    return (
        ("exchanges.opportunities_per_week", f"{mediator}.humanitarian_capability"),
        ("exchanges.size_median", "exchanges.size_log_spread"),
    )


COMPARED = (
    "exchanges_a_month",
    "monthly_dispersion",
    "gap_longest",
    "size_median",
    "size_log_spread",
    "mediator_share",
)
"""Summaries in the distance. Means of gaps and sizes repeat the rate and the median; they are checked, not fitted."""

BEFORE_THE_SUMMIT = {
    "talks.allowed": False,
    "all_for_all.salience": 0,
    "eu.summit.weeks": 0,
    "us_envoy.deadline.push": 0,
}
"""No talks, no all-for-all, no summit, no deadline: the setting in which the model is compared with the window."""

_LOG = {"days": float, "world": np.intp, "day": np.intp, "ukrainians": float, "russians": float, "credited": bool}
"""Column of the record's log -> type of its array."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Setting:
    """A calibration, apart from how long it goes on.

    Attributes
    ----------
    scenario : of the window's days, before the summit
    window : days that are looked at; those with talks in session are left out of both sides
    priors : of the parameters that are calibrated, in the order of `calibrated`
    observed : the record in the window
    mediator : key of the record's leading mediator
    """

    scenario: Scenario
    window: Window
    priors: tuple[Prior, ...]
    observed: ExchangeLog
    mediator: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the calibrated parameters."""
        return tuple(prior.key for prior in self.priors)

    @property
    def summaries(self) -> dict[str, float]:
        """Of the record in the window, all of them."""
        return {name: float(value[0]) for name, value in summarise(self.observed, self.window).items()}

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values, from which `from_json` makes the same again."""
        log = {name: column.tolist() for name, column in vars(self.observed).items() if name != "worlds"}
        return {
            "scenario": self.scenario.to_yaml(),
            "window": TypeAdapter(Window).dump_python(self.window, mode="json"),
            "mediator": self.mediator,
            "observed": {name: [None if value != value else value for value in column] for name, column in log.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], scenario: Scenario) -> Setting:
        """The setting that `as_json` has written, and its scenario.

        Raises
        ------
        KeyError, TypeError, ValueError
            when it is none
        """
        # Where it is not kept (allforall 0.1.0), it was the leading mediator of the package's own record.
        mediator = kept["mediator"] if "mediator" in kept else party_key(leading_mediator(read_record().exchanges))
        priors = {prior.key: prior for prior in scenario.priors}
        log = {name: np.array(column, _LOG[name]) for name, column in kept["observed"].items()}
        found = cls(
            scenario=scenario,
            window=TypeAdapter(Window).validate_python(kept["window"]),
            priors=tuple(priors[path] for path in calibrated(mediator)),
            observed=ExchangeLog(worlds=1, **log),
            mediator=mediator,
        )
        if (scenario.start, scenario.horizon_weeks) != (found.window.first, found.window.weeks):
            raise ValueError("its scenario is not that of its window")
        found.observed.check(found.window)
        return found

    def values(self, points: np.ndarray) -> dict[str, np.ndarray]:
        """Points of the unit cube (n, parameters) as values: path -> (n,)."""
        return {prior.key: prior.distribution.quantile(points[:, j]) for j, prior in enumerate(self.priors)}


def setting(case: str | Path | Scenario, record: Record, window: Window) -> Setting:
    """Lay out a calibration.

    Raises
    ------
    ScenarioError
        when the case is not valid, or not with the window as its time
    RunError
        when the case gives a calibrated parameter no prior of its own, the record ends before the window does, or the
        window has fewer than three exchanges
    """
    if window.last > record.coding.record_ends:
        raise RunError(
            f"the window {window} extends past the end of the record, {record.coding.record_ends}: end it there, or"
            " bring a record that reaches further"
        )
    window = without_talks(window, record.coding)
    scenario = load(case, {**BEFORE_THE_SUMMIT, "start": window.first.isoformat(), "horizon_weeks": window.weeks})
    priors = {prior.key: prior for prior in scenario.priors}
    mediator = party_key(leading_mediator(record.exchanges))
    paths = calibrated(mediator)
    drawn = [path for path in paths if path in priors and priors[path].group]
    if drawn:
        raise RunError(
            f"{scenario.name} takes {', '.join(drawn)} from draws (uncertain: from): calibrating on them again would"
            " use the record twice; calibrate the scenario that they came from"
        )
    missing = [path for path in paths if path not in priors]
    if missing:
        raise RunError(
            f"{scenario.name} gives no prior to {', '.join(missing)}: calibration starts from the ranges under"
            " `uncertain`; state one for each"
        )
    observed = log_of_record(record.exchanges, window)
    if len(observed) < 3:
        raise RunError(f"the record has {len(observed)} exchanges in {window}: too few to calibrate on; widen it")
    return Setting(
        scenario=scenario,
        window=window,
        priors=tuple(priors[path] for path in paths),
        observed=observed,
        mediator=mediator,
    )


def without_talks(window: Window, coding: Coding) -> Window:
    """The window without the days on which talks were in session.

    Raises
    ------
    RunError
        when nothing is left
    """
    spans = tuple(
        (session.opened, (session.until or coding.record_ends) + timedelta(days=1)) for session in coding.talks
    )
    try:
        return Window(window.first, window.last, spans)
    except ValueError as error:
        raise RunError(f"{error}: talks were in session throughout; calibration is of the time without") from None
