"""`sim.effect`: does a swap bring talks? The causal estimand of MODEL.md, section 8, and what it rests on.

Two arms run in the same worlds: in one a completed swap is imposed in week w, in the other no swap ever comes of
itself. Both are alike up to w + 1, so that the worlds without talks by then are the same in each, and the difference
between them in talks by week h is the effect of the swap and of nothing else. Beside it stands the naive contrast, of
worlds in which a swap happened to come with worlds in which it did not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.imposed_effect import contrast, imposed_effect
from sim.experiments import folder as folders
from sim.experiments.design.design import stated
from sim.experiments.effect_summary import ContrastRow, EffectRow, EffectSummary, NoContrast, NoEffect
from sim.experiments.effect_task import EffectTask, arms, hashes
from sim.experiments.experiment import Experiment, conduct
from sim.experiments.experiment_runner import Progress
from sim.experiments.plan import DesignPlan
from sim.experiments.read_experiment import KeptExperiment
from sim.montecarlo import block
from sim.montecarlo.arguments import MOST_WORLDS, whole
from sim.montecarlo.errors import RunError
from sim.montecarlo.provenance import call_of
from sim.montecarlo.waiting import WORKER_TIMEOUT
from sim.result.folder import write_file
from sim.scenario import Scenario, load
from sim.spreadsheet import table_as_csv

if TYPE_CHECKING:
    import pandas

WORLDS = 32_768
BY = (26, 52, 104)
AT = 8

CHANNELS: Mapping[str, tuple[str, ...]] = {
    "glow": ("talks.glow_weight",),
    "trust from stages": ("trust.stage_gain",),
    "relief from captivity": ("war_cost.captivity_share",),
    "swap as a precondition": ("ukraine.talks.swap_precondition", "russia.talks.swap_precondition"),
}
"""The four ways in which a completed swap reaches talks (MODEL.md, section 8), and the parameters that carry each."""

ALL = "all channels"
NONE = "without all four"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Effect(Experiment):
    """What a swap imposed in week `at` does to talks by each of the weeks `by`.

    Attributes
    ----------
    effects : DataFrame, one row per variant (all channels, without each, without all four) and week: `variant`, `by`,
        `at_risk`, `imposed` and `never` (shares with talks by then), `effect`, `low`, `high`, `se`, `variance_paired`,
        `variance_independent`
    naive : DataFrame, one row per week: the contrast of worlds in which a swap had come on its own with those in which not
    """

    KIND = "effect"
    at: int
    by: tuple[int, ...]
    naive_at: int

    @classmethod
    def _beside(cls, found: KeptExperiment) -> dict[str, Any]:
        at, by = found.facts["at"], tuple(found.facts["by"])
        if _weeks(found.design.scenarios[0], at, by) != by:
            raise ValueError("table meta, by: not weeks in their order")
        if found.facts["naive_at"] != _naive_at(at, by):
            raise ValueError("table meta, naive_at: not the week that goes with at and by")
        return {"at": at, "by": by, "naive_at": found.facts["naive_at"]}

    @cached_property
    def _sums(self) -> pandas.DataFrame:
        cells = self.read("cells")
        sums = cells[cells["reason"].isna()].groupby("scenario").sum(numeric_only=True)
        return sums.reindex(range(len(self.variants))).fillna(0)

    @cached_property
    def effects(self) -> pandas.DataFrame:
        import pandas

        rows = []
        for number, counted in self._sums.iterrows():
            for week in self.by:
                found = imposed_effect(
                    *(int(counted[name]) for name in ("at_risk", f"imposed_{week}", f"never_{week}", f"both_{week}"))
                )
                rows.append({"variant": self.variants[number], "by": week, **found})
        return pandas.DataFrame(rows)

    @cached_property
    def naive(self) -> pandas.DataFrame:
        import pandas

        counted = self._sums.loc[0]
        rows = []
        for week in self.by:
            if week > self.naive_at:
                names = (f"naive_swap_{week}", "naive_swap", f"naive_none_{week}", "naive_none")
                rows.append({"by": week, **contrast(*(int(counted[name]) for name in names))})
        return pandas.DataFrame(rows)

    @property
    def variants(self) -> tuple[str, ...]:
        """What the scenarios of the store are."""
        return tuple(name for name, _ in variants())

    @cached_property
    def numbers(self) -> EffectSummary:
        """What `allforall compare --effect swap --json` prints, typed."""
        case = self.design.scenarios[0]
        return EffectSummary(
            scenario=case.name,
            title=case.title,
            experimental=bool(case.experimental),
            scenario_hash=case.hash,
            seed=self.design.seed,
            worlds=int(self._sums.loc[0, "worlds"]),
            partial=self.partial,
            at=self.at,
            by=self.by,
            naive_at=self.naive_at,
            effects=tuple(_effect_row(row) for row in self.effects.to_dict("records")),
            naive=tuple(_contrast_row(row) for row in self.naive.to_dict("records")),
        )


def _effect_row(row: dict[str, Any]) -> EffectRow | NoEffect:
    return EffectRow(**row) if row["at_risk"] else NoEffect(variant=row["variant"], by=row["by"])


def _contrast_row(row: dict[str, Any]) -> ContrastRow | NoContrast:
    sides = {name: row[name] for name in ("worlds_swap", "worlds_none")}
    return ContrastRow(**row) if all(sides.values()) else NoContrast(by=row["by"], **sides)


def variants() -> Iterator[tuple[str, dict[str, float]]]:
    """What each variant is called, and the parameters it sets to 0."""
    yield ALL, {}
    for name, paths in CHANNELS.items():
        yield f"without {name}", dict.fromkeys(paths, 0.0)
    yield NONE, {path: 0.0 for paths in CHANNELS.values() for path in paths}


def effect(
    case: str | Path | Scenario,
    *,
    at: int = AT,
    by: Sequence[int] = BY,
    worlds: int = WORLDS,
    seed: int = 1,
    overrides: Mapping[str, Any] | Sequence[str] = (),
    out: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | str | None = None,
    worker_timeout: float = WORKER_TIMEOUT,
    progress: Progress | bool | None = None,
    command: str | None = None,
) -> Effect:
    """Estimate what a completed all-for-all swap does to broader talks (MODEL.md, section 8).

    Parameters
    ----------
    case : catalogue name, scenario file, or Scenario
    at : week in which the swap is imposed
    by : weeks by which talks are asked for, each later than `at` + 1
    worlds, seed, overrides : as `sim.run` takes them
    out, workers, executor, worker_timeout, progress, command : as `sim.sweep` takes them

    Returns
    -------
    Effect

    Raises
    ------
    RunError
        when a week makes no sense
    ScenarioError
        when the scenario is not valid, or has a swap imposed or excluded already
    ResultError, OutputError, KeyboardInterrupt
        as `sim.sweep`
    """
    from sim.experiments.compare import resolve

    base = resolve(case, overrides)
    by = _weeks(base, at, by)
    cases = tuple(base if not off else load(base, off) for _, off in variants())
    design = stated(
        cases,
        name=base.name,
        title=base.title,
        seed=whole("seed", seed, 0),
        worlds=whole("worlds", worlds, 1, MOST_WORLDS),
    )
    naive_at = _naive_at(at, by)
    # What a scenario does not allow shows before anything runs.
    own = {scenario.hash: hashes(arms(scenario, at)) for scenario in cases}
    found = conduct(
        "effect",
        design,
        EffectTask(seed=design.seed, at=at, by=by, naive_at=naive_at, hashes=own, engine=block.ENGINE),
        DesignPlan(design),
        facts={"at": at, "by": list(by), "naive_at": naive_at},
        out=out,
        name=f"effect-{base.name}-{{hash}}",
        executor=executor,
        worker_timeout=worker_timeout,
        workers=workers,
        progress=progress,
        command=command
        or call_of("sim.effect", case, at=at, by=by, worlds=design.worlds, seed=design.seed, overrides=overrides),
    )
    result = Effect(**vars(found), at=at, by=by, naive_at=naive_at)
    result.finish(lambda folder: _write(result, folder))
    return result


def _write(result: Effect, folder: Path) -> None:
    write_file(folder / folders.TABLE, table_as_csv(result.effects))
    write_file(folder / "naive.csv", table_as_csv(result.naive))
    write_file(folder / "scenario.resolved.yaml", result.design.scenarios[0].to_yaml())


def _naive_at(at: int, by: Sequence[int]) -> int:
    """The week by which a swap has come on its own, or not, in the naive contrast."""
    return by[0] if len(by) > 1 else at + 1


def _weeks(base: Scenario, at: int, by: Sequence[int]) -> tuple[int, ...]:
    last = base.horizon_weeks
    whole("at", at, 0)
    if at + 1 >= last:
        raise RunError(f"at is {at}: the run has {last} weeks, and talks are asked for after week {at + 1}")
    weeks = sorted({whole("by", week, 1) for week in by})
    if not weeks:
        raise RunError("by names no week: give one or more, such as 26, 52, 104")
    for week in weeks:
        if not at + 1 < week <= last:
            raise RunError(f"by is {week}: it must lie after week {at + 1} and not beyond the horizon, {last}")
    return tuple(weeks)
