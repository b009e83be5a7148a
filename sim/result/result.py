"""A result: what a run found, as numbers, tables and a headline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.facts import Facts, Imposed
from sim.analysis.run_summary import RunSummary, summarise_run
from sim.analysis.stopping import StoppingRule
from sim.montecarlo.errors import ResultError
from sim.montecarlo.prior import PriorRun
from sim.montecarlo.run_ledger import RunLedger
from sim.montecarlo.run_reader import StoredResult
from sim.montecarlo.tally import Rows, Tally, empty, tally
from sim.result import folder as folders
from sim.result.checked import facts_in, scenario_in
from sim.result.watch import stopping_of
from sim.schema import BELLIGERENTS
from sim.viewable import ResultPlots, Viewable

if TYPE_CHECKING:
    import pandas

    from sim import Rerun
    from sim.scenario import Scenario

FIX_THE_OUTCOME = {"swap", "all_for_all", "constant_hazards"}
"""Do-operators that fix what comes first, so that the shares are no finding."""

UNVERIFIED = (
    "written before stores had checksums: its counts agree with each other and with its rows, where it has rows, but"
    " they cannot be verified"
)
"""What is said of a result that cannot be verified."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Result(Viewable):
    """What a run found.

    Attributes
    ----------
    summary : dict
        The headline's numbers; `--json` prints exactly this.
    numbers : RunSummary
        The same, typed: `result.numbers.outcomes.swap_first.share`.
    outcomes, agreed, offer : DataFrame, one row per outcome: count, share, low, high (95 %, `summary["interval"]`)
        Which came first with completion as the swap; with agreement as the swap; the fate of the offer open at the
        start. The last two always have Wilson intervals.
    trade : DataFrame, one row per agent: conceded, pledged, paid, pivotal
    incidence : DataFrame, one row per week (see `sim.analysis.incidence`)
    prior : DataFrame, one row per draw of the uncertain parameters, or None
    drivers : DataFrame, one row per prior: rank correlations with the shares, or None
    worlds : DataFrame, one row per world; only where rows were stored
    scenario : Scenario, resolved
    seed : int
    partial : bool
        Whether the run was stopped before its end; every number is then of the worlds that were run.
    folder : Path where it is saved, or None
    provenance : dict
    stopping : the rule of a run with precision-based stopping, or None
    looks : counts of swap first, talks first and neither at every look of such a run
    verified : whether what was read is verified by checksums; False of a store that was written before there were any
    facts, counted, prior_run, seconds, worlds_requested
        What the above is made of.
    """

    facts: Facts
    seed: int
    counted: Tally
    prior_run: PriorRun | None
    seconds: float
    worlds_requested: int
    partial: bool
    provenance: Mapping[str, Any]
    folder: Path | None = None
    rows_in_memory: tuple[Rows, ...] | None = None
    stored: str = "rows"
    stopping: StoppingRule | None = None
    looks: tuple[tuple[int, ...], ...] = ()
    verified: bool = True
    _scenario: list[Scenario] = field(default_factory=list)

    # -- numbers and tables -------------------------------------------------------------------------------------------

    @cached_property
    def summary(self) -> dict[str, Any]:
        return self.numbers.as_json()

    @cached_property
    def numbers(self) -> RunSummary:
        return summarise_run(
            self.facts,
            self.counted,
            self.prior_run,
            seed=self.seed,
            seconds=self.seconds,
            worlds_requested=self.worlds_requested,
            partial=self.partial,
            imposed=self._view().words(self.facts),
            prior_asked=bool(self.provenance.get("prior")),
            stopping=self.stopping,
            looks=self.looks,
        )

    @cached_property
    def outcomes(self) -> pandas.DataFrame:
        return self._table("outcomes", "outcome")

    @cached_property
    def agreed(self) -> pandas.DataFrame:
        return self._table("agreed", "outcome")

    @cached_property
    def offer(self) -> pandas.DataFrame:
        return self._table("offer", "fate")

    @cached_property
    def trade(self) -> pandas.DataFrame:
        return self._table("trade", "agent").astype("float64")

    @cached_property
    def incidence(self) -> pandas.DataFrame:
        from sim.analysis.incidence import incidence

        return incidence(self.counted)

    @cached_property
    def prior(self) -> pandas.DataFrame | None:
        if self.prior_run is None:
            return None
        import pandas

        from sim.analysis.prior import table

        return pandas.DataFrame(table(self.prior_run)).set_index("draw")

    @cached_property
    def drivers(self) -> pandas.DataFrame | None:
        prior = self.numbers.prior
        if prior is None:
            return None
        import pandas

        found = [driver.as_json() for driver in prior.drivers]
        return pandas.DataFrame(found).set_index("parameter") if found else pandas.DataFrame()

    @cached_property
    def worlds(self) -> pandas.DataFrame:
        import numpy
        import pandas

        blocks = list(self._blocks())
        return pandas.DataFrame(
            {name: numpy.concatenate([rows[name] for rows in blocks]) for name in blocks[0]}
        ).set_index("world")

    @property
    def scenario(self) -> Scenario:
        if not self._scenario:
            self._scenario.append(scenario_in(self._saved(), self.facts.hash))
        return self._scenario[0]

    def _table(self, part: str, index: str) -> pandas.DataFrame:
        import pandas

        return pandas.DataFrame.from_dict(self.summary[part], orient="index").rename_axis(index)

    def _blocks(self) -> Iterator[Rows]:
        if self.stored != "rows":
            raise ResultError(
                self.folder or self.facts.scenario, "only counts were stored", 'run again with store="rows"'
            )
        if self.rows_in_memory is not None:
            yield from self.rows_in_memory
            return
        with StoredResult(self._saved() / folders.STORE) as stored:
            yield from stored.blocks()

    # -- kept and repeated --------------------------------------------------------------------------------------------

    def _saved(self) -> Path:
        """The folder it is saved in; ResultError where there is none."""
        if self.folder is None:
            raise ResultError(
                self.facts.scenario, "it is not saved", "save it first: result = Result.load(result.save())"
            )
        return self.folder

    def save(self, parent: str | Path = "results", *, figure: bool = True) -> Path:
        """Write the result into a new folder inside `parent` and return that folder. Nothing is ever overwritten.

        Parameters
        ----------
        parent : folder, made if it is not there
        figure : also draw `incidence.png`; a `PictureWarning` where it cannot be

        Raises
        ------
        OutputError
            with place, reason and remedy; this object keeps everything
        """
        folder = folders.new_folder(parent, self.facts.scenario)
        folders.write_start(folder, self.scenario.to_yaml(), self.provenance)
        writer = open_store(
            folder,
            self.facts,
            self.provenance,
            stored=self.stored,
            seed=self.seed,
            worlds_requested=self.worlds_requested,
            prior=(self.prior_run.draws_requested, self.prior_run.worlds_per_draw) if self.prior_run else None,
            stopping=self.stopping,
        )
        try:
            self._copy_into(writer)
            writer.note(status="partial" if self.partial else "complete")
        finally:
            writer.close()
        folders.write_end(folder, self)
        if figure:
            replace(self, folder=folder).draw_beside()
        return folder

    def _copy_into(self, writer: RunLedger) -> None:
        if self.stored == "rows":
            from sim.model.outcomes import columns

            so_far = empty(self.facts.horizon_weeks)
            for rows in self._blocks():
                before = so_far.worlds
                so_far += tally(rows, columns(self.facts.mediators), self.facts.horizon_weeks)
                looks = [counts for counts in self.looks if before < sum(counts) <= so_far.worlds]
                writer.add_block(rows, so_far, self.seconds, looks)
        else:
            writer.add_block(None, self.counted, self.seconds, self.looks)
        if self.prior_run is not None:
            writer.add_draws(0, self.prior_run)

    @classmethod
    def load(cls, place: str | Path) -> Result:
        """Read a saved result: its folder, or any file in it. One that was stopped by force is read as far as it goes.

        Raises
        ------
        ResultError
            when there is none, it is damaged or edited, of another schema version, or holds no world yet
        """
        folder = folders.find(place)
        with StoredResult(folder / folders.STORE) as stored:
            meta = stored.meta
            if not meta["worlds"]:
                raise ResultError(
                    folder, "it was stopped before its first block of worlds", "finish it with allforall resume"
                )
            return cls(
                facts=facts_in(stored),
                seed=meta["seed"],
                counted=stored.tally(),
                prior_run=stored.prior(),
                seconds=meta["seconds"],
                worlds_requested=meta["worlds_requested"],
                partial=meta["status"] != "complete",
                provenance=stored.provenance,
                folder=folder,
                stored=meta["stored"],
                stopping=stopping_of(meta),
                looks=stored.looks(),
                verified=stored.verified,
            )

    def rerun(self, **how: Any) -> Rerun:
        """Repeat this saved result and say whether the bits agree; see `sim.rerun`."""
        import sim

        return sim.rerun(self._saved(), **how)

    def report(self, place: str | Path | None = None) -> Path:
        """Write one self-contained HTML file that can be mailed, and return its path; see `sim.views.objects.run_report`."""
        return self._view().report(place)

    @property
    def plot(self) -> ResultPlots:
        """The figures: `incidence()`, `frequencies()`, `prior()`, `fans()`, `exchanges()`; `save(folder)` for all."""
        return self._view().plots

    # -- shown --------------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return self.shown().text()


def facts_of(scenario: Scenario) -> Facts:
    """What results say of a scenario."""
    document = scenario.document
    operators = [next(iter(entry["do"].items())) for entry in document.get("interventions", ())]
    return Facts(
        scenario=scenario.name,
        title=scenario.title,
        start=str(scenario.start),
        experimental=bool(scenario.experimental),
        horizon_weeks=scenario.horizon_weeks,
        completion_weeks=float(document["all_for_all"]["time_limit_weeks"]),
        mediators=tuple(scenario.mediators),
        priors=tuple((prior.key, tuple(prior.targets)) for prior in scenario.priors),
        hash=scenario.hash,
        imposed=tuple(
            Imposed(operator=operator, value=value, outcome=operator in FIX_THE_OUTCOME)
            for operator, value in operators
        ),
        names={key: party.get("name", key) for key, party in document.get("parties", {}).items()},
        constant_hazards=any(operator == "constant_hazards" for operator, _ in operators),
        offers=tuple(_offers_at_start(document)),
    )


def _offers_at_start(document: Mapping[str, Any]) -> Iterator[str]:
    """Names of the sides whose all-for-all offer is open when the run begins; none where the idea is off the table."""
    operators = [operator for entry in document.get("interventions", ()) for operator in entry["do"]]
    off_the_table = not document["all_for_all"].get("salience", 1) or {"all_for_all", "constant_hazards"} & set(
        operators
    )
    if not off_the_table:
        for side in BELLIGERENTS:
            party = document.get("parties", {}).get(side, {})
            if party.get("all_for_all", {}).get("offer_open_at_start"):
                yield party.get("name", side)


def open_store(
    folder: Path,
    facts: Facts,
    provenance: Mapping[str, Any],
    *,
    stored: str,
    seed: int,
    worlds_requested: int,
    prior: tuple[int, int] | None = None,
    stopping: StoppingRule | None = None,
) -> RunLedger:
    """Make the store of a new result."""
    from sim.model.outcomes import columns

    draws, each = prior or (0, 0)
    meta = {
        "facts": facts.as_json(),
        "scenario": facts.scenario,
        "scenario_hash": facts.hash,
        "seed": seed,
        "horizon_weeks": facts.horizon_weeks,
        "worlds_requested": worlds_requested,
        "draws_requested": draws,
        "worlds_per_draw": each,
        "stored": stored,
    }
    if stopping is not None:
        meta |= {"precision": stopping.half_width, "max_worlds": stopping.max_worlds}
    return RunLedger(folder / folders.STORE, columns(facts.mediators) if stored == "rows" else None, meta, provenance)
