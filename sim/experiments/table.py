"""From the cells of a store to one tidy table: one row per point, with its settings, counts, shares and intervals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.paired import tango
from sim.analysis.proportions import wilson
from sim.experiments.design import Design
from sim.experiments.design.sample import BLOCK
from sim.experiments.experiment_tables import KEY
from sim.experiments.precision import OUTCOMES, Precision, increments
from sim.experiments.tasks import CHANGES
from sim.montecarlo.counts import COUNTS
from sim.spreadsheet import tables_as_csv

if TYPE_CHECKING:
    import pandas


class PointCounts:
    """What was counted at each point, from which its row of the table is made.

    Parameters
    ----------
    cells : the table of that name of the store
    design : its points
    precision : the rule by which points were stopped, where there was one

    Attributes
    ----------
    sums : DataFrame by scenario and point: `worlds`, a column for everything counted, `seconds`; 0 where nothing is
    status : str (scenarios * points,), as in the table
    """

    def __init__(self, cells: pandas.DataFrame, design: Design, precision: Precision | None = None):
        import pandas

        self.design = design
        good = cells[cells["reason"].isna()]
        index = pandas.MultiIndex.from_product([range(len(design.scenarios)), range(design.size)], names=KEY[:2])
        names = ["worlds", *COUNTS, *(CHANGES if design.common else ()), "seconds"]
        self.sums = good.groupby(["scenario", "point"])[names].sum().reindex(index).fillna(0)
        self._reasons = cells.dropna(subset="reason").groupby(["scenario", "point"])["reason"].first().reindex(index)
        self._sequence = None
        if precision is not None and len(good):
            rounds = int(good["round"].max()) + 1
            self._sequence = precision.intervals(looks(good, index, rounds, paired=design.common))
        self.status = _status(self.worlds, self._reasons, design, precision, self._sequence)

    @property
    def worlds(self) -> np.ndarray:
        """Worlds of each point, int64 (scenarios * points,)."""
        return self.sums["worlds"].to_numpy(np.int64)

    def whole(self) -> pandas.DataFrame:
        """The table of all points.

        Returns
        -------
        DataFrame, one row per scenario and point: `scenario` (its label), `point`, one column per dimension (as stated
        where the design says nothing), `status` (done, partial, failed, not run), `reason`, `worlds`, and for
        everything counted `NAME_count`, `NAME` (the share), `NAME_low` and `NAME_high` (95 %: Wilson, or the confidence
        sequence of the three outcomes where a precision was asked for), and `seconds`. Where all points share their
        worlds also `OUTCOME_difference` from the baseline with `_low` and `_high`, paired. Shares of a point without a
        world are empty.
        """
        import pandas

        parts = [self.table(number, slice(None)) for number in range(len(self.design.scenarios))]
        return pandas.concat(parts, ignore_index=True)

    def as_csv(self) -> Iterator[str]:
        """The table as CSV, some rows at a time."""
        return tables_as_csv(
            self.table(number, slice(first, first + BLOCK))
            for number in range(len(self.design.scenarios))
            for first in range(0, self.design.size, BLOCK)
        )

    def table(self, scenario: int, points: slice) -> pandas.DataFrame:
        """The rows of some points of a scenario, by its number; see `whole`."""
        import pandas

        design, size = self.design, self.design.size
        first, stop, _ = points.indices(size)
        rows = slice(scenario * size + first, scenario * size + stop)
        sums, values = self.sums.iloc[rows], design.points[scenario][first:stop]
        worlds = sums["worlds"].to_numpy(np.int64)
        some = worlds > 0
        labels = {"scenario": np.repeat(design.labels[scenario], len(sums)), "point": np.arange(first, stop)}
        settings = {key: _settings(design, scenario, place, values) for place, key in enumerate(design.keys)}
        columns = {"status": self.status[rows], "reason": self._reasons.iloc[rows].to_numpy(), "worlds": worlds}
        for name in COUNTS:
            counts = sums[name].to_numpy(np.int64)
            low, high = wilson(counts, worlds)
            columns[f"{name}_count"] = counts
            columns[name] = np.divide(counts, worlds, out=np.full(len(worlds), np.nan), where=some)
            columns[f"{name}_low"], columns[f"{name}_high"] = np.where(some, low, np.nan), np.where(some, high, np.nan)
        ends = None
        if self._sequence is not None:
            ends = [np.where(some[:, None], end[rows], np.nan) for end in self._sequence]
        if design.common:
            found = paired_differences(sums[[*COUNTS, *CHANGES]].to_numpy(np.int64), worlds)
            difference, low, high = found if ends is None else (found[0], *ends)
            for place, name in enumerate(OUTCOMES):
                columns[f"{name}_difference"] = difference[:, place]
                columns[f"{name}_difference_low"], columns[f"{name}_difference_high"] = low[:, place], high[:, place]
        elif ends is not None:
            for place, name in enumerate(OUTCOMES):
                columns[f"{name}_low"], columns[f"{name}_high"] = (end[:, place] for end in ends)
        columns["seconds"] = sums["seconds"].to_numpy()
        return pandas.concat([pandas.DataFrame(part) for part in (labels, settings, columns)], axis=1)


def paired_differences(counts: np.ndarray, worlds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How each outcome's share differs from the baseline's in the same worlds, with Tango's 95 % interval.

    Parameters
    ----------
    counts : int (points, names) of a `PairedTask`
    worlds : int (points,)

    Returns
    -------
    (difference, low, high) : float64 (points, 3), in the order of `OUTCOMES`; NaN where a point has no world
    """
    lost, _, gained = np.moveaxis(increments(counts, worlds, paired=True), -1, 0)
    some, of = worlds[:, None] > 0, np.maximum(worlds, 1)[:, None]
    low, high = tango(gained, lost, of)
    difference = np.where(some, (gained - lost) / of, np.nan)
    return difference, np.where(some, low, np.nan), np.where(some, high, np.nan)


def _settings(design: Design, scenario: int, place: int, values: np.ndarray) -> np.ndarray:
    """The values of a dimension at some points, with the stated one where the design says nothing."""
    column, mover = values[:, place], design.movers[scenario][place]
    if not mover.targets:
        return column
    stated = 1.0 if mover.scales else float(design.scenarios[scenario].value(mover.key))
    return np.where(np.isnan(column), stated, column)


def _status(
    worlds: np.ndarray,
    reasons: pandas.Series,
    design: Design,
    precision: Precision | None,
    sequence: tuple[np.ndarray, np.ndarray] | None,
) -> np.ndarray:
    """How far each point is. With a wanted precision it is done when it is that narrow, or reached the cap."""
    wanted = design.worlds * design.replicates if precision is None else precision.max_worlds
    done = worlds >= wanted
    if precision is not None and sequence is not None:
        narrow = np.all(sequence[1] - sequence[0] <= 2 * precision.half_width, axis=-1)
        done |= narrow | (_baseline(design) if precision.paired else False)
    status = np.where(worlds == 0, "not run", np.where(done, "done", "partial"))
    return np.where(reasons.notna().to_numpy(), "failed", status)


def _baseline(design: Design) -> np.ndarray:
    """Whether a row is the baseline itself, bool (rows,)."""
    own = np.zeros((len(design.scenarios), design.size), bool)
    own[0] = not design.keys
    return own.ravel()


def looks(cells: pandas.DataFrame, index: pandas.MultiIndex, rounds: int, *, paired: bool) -> np.ndarray:
    """What each round added at each point, int (points, rounds, 3, values), as `Precision.intervals` takes it.

    A point without a round has nothing added in it, which changes no sequence.
    """
    names = [name for name in cells.columns if name not in (*KEY, "first_world", "reason", "seconds", "finished")]
    sums = cells.groupby(["scenario", "point", "round"])[names].sum()
    found = []
    for number in range(rounds):
        here = sums.xs(number, level="round") if number in sums.index.get_level_values("round") else sums.iloc[:0]
        own = here.reindex(index).fillna(0)
        counts = own[[name for name in names if name != "worlds"]].to_numpy(np.int64)
        found.append(increments(counts, own["worlds"].to_numpy(np.int64), paired))
    return np.stack(found, axis=1)
