"""`sim.hindcast`: fit up to a date, predict what follows, and score it against two baselines."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.evidence.calibration.calibrate import FIRST, LAST, Progress, calibrate
from sim.evidence.calibration.setting import without_talks
from sim.evidence.hindcast.baselines import constant_hazards, no_mechanisms
from sim.evidence.hindcast.forecast import MODEL, forecast
from sim.evidence.hindcast.hindcast_file import FILE, Kept, keep, read_hindcast
from sim.evidence.hindcast.hindcast_summary import Days, EventScore, HindcastSummary, IntervalCoverage, Observation
from sim.evidence.hindcast.observed import coverage, events, quantities
from sim.evidence.record.log import leading_mediator, log_of_record, party_key
from sim.evidence.record.record import Record, read_record
from sim.evidence.record.window import Window
from sim.experiments import folder as folders
from sim.montecarlo import provenance
from sim.montecarlo.arguments import whole
from sim.montecarlo.contents import holding
from sim.montecarlo.engine import engine_hash
from sim.montecarlo.errors import RunError
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.progress import following, stage_bar
from sim.result.folder import write_file
from sim.scenario import Scenario, load
from sim.scenario.uncertainty.sample import SIZE_LIMIT
from sim.spreadsheet import table_as_csv
from sim.tables.numbers import NoNumbers, read_numbers
from sim.viewable import Viewable

if TYPE_CHECKING:
    import pandas

WORLDS = 16_384
SCORES, OBSERVATIONS, REPORT = "scores.csv", "observations.csv", "report.txt"


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Hindcast(Kept, Viewable):
    """A prediction of what was held out, and how it did.

    Attributes
    ----------
    scenario : of the prediction, from the fit date
    record : what is compared with it
    fitted : window of the fit
    window : days that are predicted; the fit date itself is not among them
    forecasts : the model, then the two baselines
    factors : by which opportunities of the model without mechanisms were multiplied, by path
    seed : int
    folder, provenance : where it is kept, or None; what it comes from
    """

    @cached_property
    def observations(self) -> pandas.DataFrame:
        """Observed quantities in their predictive distributions."""
        return quantities(self.record, self.window, list(self.forecasts))

    @cached_property
    def coverage(self) -> pandas.DataFrame:
        """How often intervals hold, by prediction and kind."""
        return coverage(self.observations)

    @cached_property
    def scores(self) -> pandas.DataFrame:
        """Probabilities of events, and their scores."""
        return events(self.record, self.window, list(self.forecasts))

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What `allforall hindcast --json` prints."""
        return self.numbers.as_json()

    @cached_property
    def numbers(self) -> HindcastSummary:
        """The same, typed."""
        opened = self.record.coding.first_talks(self.window.first)
        held_out = opened if opened is not None and opened <= self.window.last else None
        return HindcastSummary(
            scenario=self.scenario.name,
            title=self.scenario.title,
            experimental=self.scenario.experimental,
            seed=self.seed,
            worlds=self.forecasts[0].worlds,
            fitted=Days(first=str(self.fitted.first), last=str(self.fitted.last)),
            predicted=Days(first=str(self.window.first + timedelta(days=1)), last=str(self.window.last)),
            talks_opened=None if held_out is None else str(held_out),
            factors=self.factors,
            coverage=tuple(IntervalCoverage(**row) for row in self.coverage.to_dict("records")),
            scores=tuple(EventScore(**row) for row in self.scores.to_dict("records")),
            observations=tuple(Observation(**row) for row in self.observations.to_dict("records")),
        )

    @classmethod
    def load(cls, place: str | Path) -> Hindcast:
        """Read what is kept of one, without simulating anything; see `read_hindcast`."""
        found = read_hindcast(place, cls)
        with holding((found.folder or Path(place)) / FILE):
            HindcastSummary.of(found.summary)  # numbers that cannot be are met here
        return found


def hindcast(
    case: str | Path | Scenario = "kyiv_summit_2025",
    *,
    first: date = FIRST,
    fit_to: date = LAST,
    score_to: date | None = None,
    record: Record | None = None,
    posterior: str | Path | pandas.DataFrame | None = None,
    worlds: int = WORLDS,
    seed: int = 1,
    out: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | str | None = "processes",
    worker_timeout: float = WORKER_TIMEOUT,
    figure: bool = True,
    progress: Progress | bool | None = None,
    command: str | None = None,
) -> Hindcast:
    """Fit the exchanges' parameters up to a date, predict what follows, and score it.

    Every world of the prediction has a draw of its own of everything uncertain: the fitted parameters from the
    posterior, all others from the scenario's priors.

    Parameters
    ----------
    case : scenario; it is started on the day of `fit_to`
    first, fit_to : window of the fit, both days inside
    score_to : last day of the prediction; the end of the record by default
    posterior : draws to use instead of a fit, a table or its file
    worlds, seed : of the prediction, and of the fit
    out : folder in which fit and hindcast get folders of their own
    record, workers, executor, worker_timeout, progress, command : as of `sim.calibrate`
    figure : with `out`, also draw the figure; those of the fit are drawn in any case

    Returns
    -------
    Hindcast

    Raises
    ------
    RunError
        when what is asked for makes no sense, or an event that is to be predicted had come by the fit date
    ScenarioError, EvidenceError, ResultError, OutputError, WorkerError, KeyboardInterrupt
        as of `sim.calibrate`
    """
    record = read_record() if record is None else record
    worlds, seed = whole("worlds", worlds, 100, 10_000_000), whole("seed", seed, 0)
    score_to = record.coding.record_ends if score_to is None else score_to
    _check(record, first, fit_to, score_to)
    weeks = -(-((score_to - fit_to).days + 1) // 7)
    fitted = without_talks(Window(first, fit_to), record.coding)
    if len(seen := log_of_record(record.exchanges, fitted)) < 3 or np.isnan(seen.ukrainians).all():
        raise RunError(f"too few exchanges of known size in {fitted} to predict from: begin earlier (--first)")
    start = {"start": fit_to.isoformat()}
    whole_case = load(case, start)
    scenario = load(case, {**start, "horizon_weeks": weeks})
    draws = _draws(posterior)
    if draws is None:
        with following(progress, stage_bar, "fitting") as tell:
            draws = calibrate(
                case, first=first, last=fit_to, record=record, checks=0, seed=seed, out=out, workers=workers,
                executor=executor, worker_timeout=worker_timeout, progress=tell, command=command,
            ).draws  # fmt: skip
    # The fit date is the last day of the fit: of the prediction it is left out.
    window = Window(fit_to, score_to, ((fit_to, fit_to + timedelta(days=1)),))
    chosen = np.arange(worlds) % len(draws)
    values = {**scenario.draw_priors(seed, 0, worlds), **{path: draws[path].to_numpy()[chosen] for path in draws}}
    mediator = party_key(leading_mediator(record.exchanges))
    plain, factors = no_mechanisms(scenario, whole_case, window, values, worlds, seed, mediator)
    predictions = (
        forecast(MODEL, scenario, window, values, worlds, seed, mediator),
        constant_hazards(record, fitted, window, worlds, seed),
        plain,
    )
    decides = {
        "kind": "hindcast", "scenario": whole_case.hash, "fitted": str(fitted), "predicted": str(window),
        "record": str(hash_of(record)), "draws": hash_of(draws.to_csv(index=False)), "worlds": worlds, "seed": seed,
        "engine": engine_hash(),
    }  # fmt: skip
    folder = None if out is None else folders.make(out, folders.named("hindcast-{hash}", decides))
    found = Hindcast(
        scenario=scenario, record=record, fitted=fitted, window=window, forecasts=predictions, factors=factors,
        seed=seed, folder=folder,
        provenance=provenance.collect({**decides, "command": command}, command=command or "sim.hindcast(...)"),
    )  # fmt: skip
    if folder is not None:
        _write(found, folder)
        if figure:
            found.draw_beside()
    return found


def hash_of(content: Any) -> str:
    """A short hash of whatever has a stable text."""
    import hashlib

    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def _check(record: Record, first: date, fit_to: date, score_to: date) -> None:
    coding = record.coding
    if not first < fit_to < score_to:
        raise RunError(
            f"the fit goes from {first} to {fit_to} and the prediction on to {score_to}: the three days must follow"
            " each other"
        )
    if score_to > coding.record_ends:
        raise RunError(
            f"the record ends on {coding.record_ends}, before {score_to}: score to that day (--score-to), or bring a"
            " record whose coded events say record_ends later"
        )
    if coding.in_session(fit_to):
        raise RunError(f"talks were in session on {fit_to}: what is to be predicted had come; fit to a day without")
    done = [day for day in coding.swap_completed if day <= fit_to]
    if done:
        raise RunError(f"an all-for-all swap was completed on {done[0]}: what is to be predicted had come by {fit_to}")


def _draws(posterior: str | Path | pandas.DataFrame | None) -> pandas.DataFrame | None:
    """The table of draws that was given, checked as a scenario checks it; None for none."""
    import pandas

    if posterior is None or isinstance(posterior, pandas.DataFrame):
        return posterior
    try:
        names, values = read_numbers(posterior, SIZE_LIMIT)
    except NoNumbers as wrong:
        raise RunError(f"{wrong}; name a posterior.csv that `allforall calibrate` has written") from None
    return pandas.DataFrame(values, columns=names)


def _write(found: Hindcast, folder: Path) -> None:
    """Predictions, tables and report; `summary.json` last, as the sign that the folder is finished."""
    (folder / folders.SUMMARY).unlink(missing_ok=True)
    keep(found, folder)
    for name, table in ((SCORES, found.scores), (OBSERVATIONS, found.observations)):
        write_file(folder / name, table_as_csv(table))
    write_file(folder / REPORT, found.page() + "\n")
    folders.write_json(folder / folders.PROVENANCE, found.provenance)
    folders.write_json(folder / folders.SUMMARY, found.summary)
