"""`sim.sensitivity`: which of the uncertain parameters the answer rests on, in three ways.

Sobol indices (which part of the variance comes from a parameter, alone and with others) from a Saltelli design;
standardised rank-regression coefficients from the same points; and a tornado, one parameter at a time at the ends of
its prior, in the same worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.indices import FEWEST_POINTS, Indices, power_of_two, sobol
from sim.analysis.rank_regression import RankRegression, rank_regression
from sim.experiments import folder as folders
from sim.experiments.compare import resolve
from sim.experiments.design import Design
from sim.experiments.design.over import space_of
from sim.experiments.design.sample import SaltelliSample, SampledPoints, UnitSample
from sim.experiments.experiment import Experiment, conduct
from sim.experiments.experiment_runner import Progress
from sim.experiments.experiment_summary import head, records
from sim.experiments.plan import DesignPlan
from sim.experiments.precision import OUTCOMES
from sim.experiments.read_experiment import KeptExperiment, read_experiment
from sim.experiments.sensitivity_summary import SensitivitySummary, TornadoRow
from sim.experiments.sweep import task_of
from sim.experiments.table import PointCounts, paired_differences
from sim.experiments.tasks import CHANGES, COUNTS
from sim.montecarlo.arguments import MOST_WORLDS, whole
from sim.montecarlo.errors import RunError
from sim.montecarlo.provenance import call_of
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.progress import ProgressState, following, worlds_bar
from sim.result.folder import write_file, write_parts
from sim.scenario import Prior, Scenario
from sim.scenario.text.problems import nearest
from sim.spreadsheet import table_as_csv
from sim.viewable import SensitivityPlots

if TYPE_CHECKING:
    import pandas

POINTS, WORLDS, TORNADO_WORLDS = 512, 64, 4096
ENDS = (0.05, 0.95)
"""Quantiles of its prior at which the tornado puts a parameter."""
ANSWERS = (*OUTCOMES, "agreed_swap_first")
"""What indices and coefficients are of."""
TORNADO = "tornado"
"""Folder of the tornado's own store, inside the sensitivity's, and its kind."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sensitivity(Experiment):
    """What the answer rests on.

    Attributes
    ----------
    indices : {outcome: Indices}; `indices["swap_first"].table()` is a DataFrame. Joint draws have one index, `from`
    coefficients : {outcome: RankRegression}; `.table()` likewise. Columns of joint draws are left out
    tornado : DataFrame, one row per parameter: its values at the ends, and what each end does to every outcome's share in
        the same worlds, with 95 % intervals; the widest span of swap first on top. Columns of joint draws, which do not
        move alone, are left out. None when it was stopped before, or nothing moves alone
    tornado_experiment : the one-at-a-time runs, or None
    """

    KIND = "sensitivity"
    tornado_experiment: Experiment | None

    @classmethod
    def _beside(cls, found: KeptExperiment) -> dict[str, Any]:
        assert found.folder is not None  # it was read from there
        place = found.folder / TORNADO
        if place.is_dir():
            other = Experiment(**vars(read_experiment(place, TORNADO, empty=True)))
            return {"tornado_experiment": other, "partial": found.partial or other.partial}
        return {"tornado_experiment": None, "partial": found.partial or bool(found.facts.get("tornado_worlds"))}

    @cached_property
    def table(self) -> pandas.DataFrame:
        """One row per point of the Saltelli design; see `sim.experiments.table.PointCounts.whole`."""
        return self.counts.whole()

    @cached_property
    def counts(self) -> PointCounts:
        """What was counted at each point."""
        return PointCounts(self.read("cells"), self.design)

    @property
    def points(self) -> int:
        """Points A of the Saltelli design."""
        return self.design.size // (len(self.design.dimensions) + 2)

    @cached_property
    def indices(self) -> dict[str, Indices]:
        if not self._whole:
            return {}
        blocks = {name: self.counts.sums[name].to_numpy(np.int64).reshape(-1, self.points) for name in ANSWERS}
        return {
            name: sobol(self.design.dimensions, counts[0], counts[1], counts[2:], self.design.worlds)
            for name, counts in blocks.items()
        }

    @cached_property
    def coefficients(self) -> dict[str, RankRegression]:
        if not self._whole:
            return {}
        sample = self.counts.table(0, slice(2 * self.points))  # A and B: independent of each other, as AB is not
        keys = [mover.key for mover in self.design.movers[0] if not mover.group]
        values = sample[keys].to_numpy()
        return {name: rank_regression(values, sample[name].to_numpy(), keys) for name in ANSWERS}

    @property
    def _whole(self) -> bool:
        return bool((self.counts.status == "done").all())

    @cached_property
    def tornado(self) -> pandas.DataFrame | None:
        done = self.tornado_experiment
        return None if done is None or done.partial else tornado_table(done.read("cells"), done.design)

    @property
    def stated_shares(self) -> tuple[float, ...]:
        """Shares of the three outcomes at the stated point, in the worlds of the tornado, which must be there."""
        assert self.tornado_experiment is not None
        cells = self.tornado_experiment.read("cells")
        stated = cells[(cells["point"] == 0) & cells["reason"].isna()]
        return tuple(float(stated[name].sum() / stated["worlds"].sum()) for name in OUTCOMES)

    @property
    def plot(self) -> SensitivityPlots:
        """The figures: `tornado()`; `save(folder)` writes them as PNG and SVG."""
        return self._view().plots

    @cached_property
    def numbers(self) -> SensitivitySummary:
        """What `allforall sensitivity --json` prints, typed."""
        single = self.tornado_experiment
        return SensitivitySummary(
            **head(self.design, self.partial),
            keys=self.design.keys,
            points=self.points,
            worlds_per_point=self.design.worlds,
            worlds=int(self.counts.worlds.sum()),
            points_failed=int((self.counts.status == "failed").sum()),
            indices=self.indices,
            rank_regression=self.coefficients,
            tornado=None if self.tornado is None else tuple(TornadoRow(**row) for row in records(self.tornado)),
            tornado_worlds=None if single is None else single.design.worlds,
        )


def sensitivity(
    case: str | Path | Scenario,
    *,
    over: Sequence[str] | None = None,
    points: int = POINTS,
    worlds: int = WORLDS,
    tornado_worlds: int = TORNADO_WORLDS,
    seed: int = 1,
    overrides: Mapping[str, Any] | Sequence[str] = (),
    out: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | str | None = None,
    worker_timeout: float = WORKER_TIMEOUT,
    figure: bool = True,
    progress: Progress | bool | None = None,
    command: str | None = None,
) -> Sensitivity:
    """Ask which uncertain parameters of a scenario its answer rests on.

    Parameters
    ----------
    case : catalogue name, scenario file, or Scenario
    over : keys of some of its priors; all of them by default. The others stay as stated.
    points : n, a power of two of at least 64. The design has n (d + 2) points for d parameters.
    worlds : of a point, at least 2; their noise is taken off the indices
    tornado_worlds : of each of the 2 d + 1 runs of the tornado; 0 for none
    seed, overrides : as `sim.run` takes them
    out, workers, executor, worker_timeout, figure, progress, command : as `sim.sweep` takes them

    Returns
    -------
    Sensitivity

    Raises
    ------
    RunError
        when what is asked for makes no sense
    ScenarioError, ResultError, OutputError, KeyboardInterrupt
        as `sim.sweep`
    """
    base = resolve(case, overrides)
    priors = _priors(base, over)
    points = whole("points", points, FEWEST_POINTS)
    if points != power_of_two(points):
        above = power_of_two(points)
        raise RunError(
            f"points is {points}: a Sobol sequence is even only at powers of two; take {above // 2} or {above}"
        )
    whole("worlds", worlds, 2, MOST_WORLDS)
    whole("tornado_worlds", tornado_worlds, 0, MOST_WORLDS)
    design = saltelli_design(base, priors, points, worlds, whole("seed", seed, 0))
    alone = [prior for prior in priors if not prior.group]
    single = one_at_a_time(base, alone, tornado_worlds, seed) if tornado_worlds and alone else None
    command = command or call_of(
        "sim.sensitivity", case, over=over, points=points, worlds=worlds, tornado_worlds=tornado_worlds, seed=seed,
        overrides=overrides,
    )  # fmt: skip

    def run(kind: str, design: Design, out: str | Path | None, name: str) -> Experiment:
        return conduct(
            kind,
            design,
            task_of(design),
            DesignPlan(design),
            facts={},
            out=out,
            name=name,
            executor=executor,
            worker_timeout=worker_timeout,
            workers=workers,
            progress=both.report if both else None,
            command=command,
            notes={"tornado_worlds": single.worlds if single is not None else 0},
        )

    other = None
    with following(progress, worlds_bar, "varying") as tell:
        both = _Both(tell, design, single) if tell else None
        found = run("sensitivity", design, out, f"sensitivity-{base.name}-{{hash}}")
        if single is not None and not found.partial:
            if both:
                both.before = design
            with suppress(KeyboardInterrupt):
                other = run(TORNADO, single, found.folder, TORNADO)
    partial = found.partial or (single is not None and (other is None or other.partial))
    repeated = found.repeated and (other is None or other.repeated)
    result = Sensitivity(**{**vars(found), "partial": partial, "repeated": repeated}, tornado_experiment=other)
    result.finish(lambda folder: _write(result, folder))
    if figure and result.folder is not None:
        result.draw_beside()
    return result


@dataclass
class _Both:
    """Progress over the two experiments together."""

    progress: Progress
    first: Design
    second: Design | None
    before: Design | None = None

    def report(self, standing: ProgressState) -> None:
        designs = [self.first, *([self.second] if self.second else [])]
        done = 0 if self.before is None else self.before.size
        self.progress(
            ProgressState(
                points=standing.points + done,
                points_in_all=sum(design.size for design in designs),
                worlds=standing.worlds + (0 if self.before is None else self.before.size * self.before.worlds),
                worlds_in_all=sum(design.size * design.worlds for design in designs),
                new_worlds=standing.new_worlds,
                seconds=standing.seconds,
            )
        )


def _priors(base: Scenario, over: Sequence[str] | None) -> tuple[Prior, ...]:
    known = {prior.key: prior for prior in base.priors}
    if base.interventions.constant_hazards is not None:
        raise RunError(f"{base.name} imposes constant rates: nothing uncertain has a part in it")
    if not known:
        raise RunError(f"{base.name} states nothing as uncertain: there is nothing to vary")
    keys = list(known) if over is None else list(over)
    labels = {prior.label for prior in base.priors}
    for key in keys:
        if key not in known and key not in labels:
            close = nearest(key, known)
            hint = f"did you mean {close}?" if close else "allforall explain shows what is uncertain"
            raise RunError(f"{base.name} states nothing as uncertain under {key!r}; {hint}")
    named = [prior.key for key in keys for prior in base.priors if key in (prior.key, prior.group)]
    found = tuple(known[key] for key in dict.fromkeys(named))
    if len({prior.label for prior in found}) < 2:
        raise RunError("a sensitivity analysis needs two uncertain parameters or more; joint draws count as one")
    return found


def saltelli_design(base: Scenario, priors: Sequence[Prior], points: int, worlds: int, seed: int) -> Design:
    """The design of Saltelli et al. (2010): points A, points B, and for each parameter A with that one from B."""
    space = space_of([priors], [prior.key for prior in priors])
    unit = SaltelliSample(UnitSample("sobol", points, 2 * len(space.dimensions), seed))
    return _design(base, "saltelli", space.keys, space.movers, space.values(unit)[0], worlds, seed, common=False)


def one_at_a_time(base: Scenario, priors: Sequence[Prior], worlds: int, seed: int) -> Design:
    """The stated point, then every parameter at the lower and at the upper end of its prior, the others as stated."""
    space = space_of([priors], [prior.key for prior in priors])
    size = len(priors)
    values = np.full((1 + 2 * size, size), np.nan)
    for place, prior in enumerate(priors):
        values[[1 + 2 * place, 2 + 2 * place], place] = prior.distribution.quantile(np.array(ENDS))
    return _design(base, "one_at_a_time", space.keys, space.movers, values, worlds, seed, common=True)


def _design(base, kind, keys, movers, values: np.ndarray | SampledPoints, worlds, seed, *, common: bool) -> Design:
    return Design(
        name=base.name,
        title=base.title,
        kind=kind,
        scenarios=(base,),
        seed=seed,
        worlds=worlds,
        common=common,
        keys=keys,
        movers=movers,
        points=(values,),
    )


def tornado_table(cells: pandas.DataFrame, design: Design) -> pandas.DataFrame:
    """What each end of each prior does, in the same worlds as the stated point.

    Returns
    -------
    DataFrame, one row per parameter: `key`, `low_value`, `high_value`, and for every outcome `OUTCOME_low_effect` and
    `OUTCOME_high_effect` with their 95 % intervals (`..._low`, `..._high`); the widest span of swap first on top
    """
    import pandas

    names = [*COUNTS, *CHANGES]
    sums = cells[cells["reason"].isna()].groupby("point")[["worlds", *names]].sum()
    sums = sums.reindex(range(design.size)).fillna(0).astype(np.int64)
    found = paired_differences(sums[names].to_numpy(), sums["worlds"].to_numpy())
    rows = []
    for place, key in enumerate(design.keys):
        row: dict[str, Any] = {"key": key}
        for end, point in (("low", 1 + 2 * place), ("high", 2 + 2 * place)):
            row[f"{end}_value"] = float(design.points[0][point, place])
            for outcome, name in enumerate(OUTCOMES):
                effect = f"{name}_{end}_effect"
                values = (float(values[point, outcome]) for values in found)
                row |= zip((effect, f"{effect}_low", f"{effect}_high"), values, strict=True)
        rows.append(row)
    table = pandas.DataFrame(rows)
    span = (table["swap_first_high_effect"] - table["swap_first_low_effect"]).abs()
    return table.iloc[np.argsort(-span.fillna(-1).to_numpy(), kind="stable")].reset_index(drop=True)


def _write(result: Sensitivity, folder: Path) -> None:
    write_parts(folder / folders.TABLE, result.counts.as_csv)
    for name, found in result.indices.items():
        write_file(folder / f"indices_{name}.csv", table_as_csv(found.table()))
    for name, fit in result.coefficients.items():
        write_file(folder / f"rank_regression_{name}.csv", table_as_csv(fit.table()))
    if result.tornado is not None:
        write_file(folder / "tornado.csv", table_as_csv(result.tornado))
    write_file(folder / "scenario.resolved.yaml", result.design.scenarios[0].to_yaml())
