"""What the store of a run must hold: types and ranges of its facts, and counts that agree with each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from sim.model.outcomes import OUTCOMES, Column
from sim.montecarlo.contents import Contents, Meta
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.prior import PriorRun
from sim.montecarlo.run_tables import TYPES
from sim.montecarlo.schedule import looks as scheduled
from sim.montecarlo.tally import FINE, ORDERS, SWAP_EVENTS, Rows, Tally, empty, tally
from sim.scenario.layers.header import HEADER_LEAVES

Count = Annotated[int, Field(ge=0, lt=2**53)]
Horizon = Annotated[int, Field(ge=1, le=int(HEADER_LEAVES["horizon_weeks"].high))]

_MOST_EVENTS = 100

_LARGEST = 2**96
"""Of any sum: more than all persons, or all amounts in units of 1/FINE, of as many worlds as can be run."""


class RunMeta(Meta):
    """The facts in `meta`."""

    status: Literal["running", "partial", "complete"]
    worlds: Count
    draws: Count
    seconds: Annotated[float, Field(ge=0)]
    horizon_weeks: Horizon
    worlds_requested: Count
    draws_requested: Count
    worlds_per_draw: Count
    seed: Annotated[int, Field(ge=0)]
    scenario: str
    scenario_hash: str
    stored: Literal["rows", "counts"]
    precision: Annotated[float, Field(gt=0, lt=0.5)] | None = None
    max_worlds: Annotated[int, Field(ge=1, lt=2**53)] | None = None


class Origin(Meta):
    """The facts in `provenance` that are shown or used again, where they are there."""

    command: str | None = None
    started: str | None = None
    finished: str | None = None
    scenario_hash: str | None = None
    prior: tuple[Count, Count] | None = None
    tile_worlds: Count = 1024
    versions: dict[str, str] = {}
    platform: dict[str, str] = {}


def check_columns(contents: Contents, columns: Sequence[tuple]) -> None:
    """The dictionary of the columns: four texts each, of a kind that is known, `world` among them."""
    for row in columns:
        if not all(isinstance(word, str) for word in row) or row[1] not in TYPES:
            contents.wrong("table columns", f"{row[0]!r} is no column that is written")
    if columns and ("world", "count") not in {row[:2] for row in columns}:
        contents.wrong("table columns", "'world' is missing")


def check_week(contents: Contents, event: Any, week: Any, worlds: Any, meta: RunMeta) -> None:
    """A row of `weeks`."""
    if not (isinstance(event, str) and type(week) is int and type(worlds) is int):
        contents.wrong("table weeks", f"the row of {event!r}, {week!r}: not a text and two whole numbers")
    if not (0 <= week <= meta.horizon_weeks and 0 <= worlds <= meta.worlds):
        contents.wrong(
            "table weeks", f"{event}, week {week}: {worlds} worlds, of {meta.worlds} in {meta.horizon_weeks} weeks"
        )


def check_events(contents: Contents, weeks: Mapping[str, np.ndarray]) -> None:
    """Whether there are no more events than can be."""
    if len(weeks) > _MOST_EVENTS:
        contents.wrong("table weeks", f"more than {_MOST_EVENTS} events")


def total(contents: Contents, name: Any, text: Any, scale: Any) -> int:
    """The sum in a row of `totals`."""
    where = f"table totals, {name}"
    if not (isinstance(name, str) and isinstance(text, str) and scale in (1, FINE) and type(scale) is int):
        contents.wrong(where, "not a name, a sum and its scale")
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 40):
        contents.wrong(where, "its sum is no whole number")
    found = int(text)
    if abs(found) > _LARGEST or (scale == 1 and found < 0):
        contents.wrong(where, f"{found} is out of range")
    return found


def looks(contents: Contents, rows: Sequence[tuple], outcomes: int) -> tuple[tuple[int, ...], ...]:
    """The counts at the looks, from the rows of that table: (look, worlds, counts)."""
    table = contents.whole("table looks", rows).reshape(len(rows), 2 + outcomes)
    for number, (look, worlds, *counts) in enumerate(table.tolist(), start=1):
        if look != number or min(counts) < 0 or sum(counts) != worlds:
            contents.wrong(f"table looks, look {look}", f"its counts {counts} are not those of {worlds} worlds")
    if (np.diff(table[:, 2:], axis=0) < 0).any():
        contents.wrong("table looks", "a count falls from one look to the next")
    return tuple(map(tuple, table[:, 2:].tolist()))


def check_draws(
    contents: Contents,
    numbers: np.ndarray,
    parameters: Mapping[str, np.ndarray],
    worlds: np.ndarray,
    counts: np.ndarray,
    each: int,
) -> None:
    """The prior run: draws 0, 1, …; `each` worlds in each of them, of which no more than all can be counted."""
    if not np.array_equal(numbers, np.arange(len(numbers))):
        contents.wrong("table prior", "draws are missing")
    for name, drawn in parameters.items():
        if np.isnan(drawn).any():
            contents.wrong(f"table prior, {name}", "a value is missing")
    for draw in np.flatnonzero((worlds != each) | ~agree(counts, COUNTS, worlds)):
        contents.wrong(f"table prior, draw {draw}", f"its counts are not those of {each:,} worlds")


def agree(counts: np.ndarray, names: Sequence[str], worlds: np.ndarray) -> np.ndarray:
    """Whether counts can be those of so many worlds, bool (rows,).

    Parameters
    ----------
    counts : int64 (rows, names)
    names : what is counted; where all of `COUNTS` is among it, what came first adds up to all worlds
    worlds : int64 (rows,)
    """
    found = ((counts >= 0) & (counts <= worlds[:, None])).all(axis=1) & (worlds > 0)
    for first in (ORDERS, [f"agreed_{name}" for name in ORDERS]):
        if set(first) <= set(names):
            found &= counts[:, [list(names).index(name) for name in first]].sum(axis=1) == worlds
    return found


def check_run(
    contents: Contents, meta: RunMeta, counted: Tally, seen: Sequence[tuple[int, ...]], prior: PriorRun | None
) -> None:
    """Hold what was counted against how far the run is said to have come, and counts against each other."""
    _check_meta(contents, meta)
    if meta.worlds:
        _check_tally(contents, meta, counted)
        _check_looks(contents, meta, counted, seen)
    elif counted.totals or seen or prior is not None:
        contents.wrong("table meta, worlds", "0, but there are counts")


def _check_meta(contents: Contents, meta: RunMeta) -> None:
    for done, asked in (("worlds", "worlds_requested"), ("draws", "draws_requested")):
        here, most = getattr(meta, done), getattr(meta, asked)
        if here > most:
            contents.wrong(f"table meta, {done}", f"{here:,}, but only {most:,} were asked for ({asked})")
        early = done == "worlds" and meta.precision is not None
        if meta.status == "complete" and here < most and not early:
            contents.wrong(f"table meta, {done}", f"{here:,} of {most:,}, but the run is said to be complete")
    if meta.draws and not meta.worlds_per_draw:
        contents.wrong("table meta, worlds_per_draw", "0, but there are draws")
    if (meta.precision is None) != (meta.max_worlds is None):
        contents.wrong("table meta, max_worlds", "it goes with precision")
    if meta.max_worlds is not None and meta.max_worlds != meta.worlds_requested:
        contents.wrong("table meta, max_worlds", f"{meta.max_worlds:,}, but {meta.worlds_requested:,} were asked for")


def _check_tally(contents: Contents, meta: RunMeta, counted: Tally) -> None:
    worlds, totals = meta.worlds, counted.totals
    events, names = names_of((), counted.horizon_weeks)
    missing = [name for name in names if name not in totals]
    if missing:
        contents.wrong("table totals", f"{missing[0]!r} is missing")
    missing = [event for event in events if event not in counted.weeks]
    if missing:
        contents.wrong("table weeks", f"{missing[0]!r} is missing")
    for kind, parts in (*((reading, ORDERS) for reading in SWAP_EVENTS), ("offer", ("silence", "accepted", "refused"))):
        found = sum(totals[f"{kind}.{part}"] for part in parts)
        if found != worlds:
            contents.wrong(f"table totals, {kind}.{parts[0]} and so on", f"{found:,} worlds in total, not {worlds:,}")
    for name in names:
        if totals[name] > worlds:
            contents.wrong(f"table totals, {name}", f"{totals[name]:,} of {worlds:,} worlds")
    for event in counted.weeks:
        if counted.happened(event) > worlds:
            contents.wrong(f"table weeks, {event}", f"{counted.happened(event):,} of {worlds:,} worlds in total")
    for event, name in _SAME.items():
        if counted.happened(event) != totals[name]:
            contents.wrong(
                f"table weeks, {event}", f"{counted.happened(event):,} worlds in total, but {totals[name]:,} in totals"
            )


_SAME = {
    "swap_first": "completed.swap_first",
    "talks_first": "completed.talks_first",
    "agreed_first": "agreed.swap_first",
    "talks_before_agreed": "agreed.talks_first",
}
"""Event of `weeks` -> the total that counts the same worlds."""


def _check_looks(contents: Contents, meta: RunMeta, counted: Tally, seen: Sequence[tuple[int, ...]]) -> None:
    if meta.precision is None or meta.max_worlds is None:
        return
    now = tuple(counted.totals[f"completed.{name}"] for name in OUTCOMES)
    due = list(takewhile(lambda worlds: worlds <= meta.worlds, scheduled(meta.max_worlds)))
    if [sum(counts) for counts in seen] != due:
        contents.wrong("table looks", f"not the {len(due)} looks of a run of {meta.worlds:,} worlds")
    if seen and (any(one > all_ for one, all_ in zip(seen[-1], now, strict=True))):
        contents.wrong("table looks", "its last counts are more than the totals")
    if meta.status == "complete" and (not seen or seen[-1] != now):
        contents.wrong("table looks", "the run is said to be complete, but did not end at a look")


def check_names(contents: Contents, columns: Sequence[Column], counted: Tally) -> None:
    """Whether everything that is counted of such columns has been counted, in the same units."""
    events, totals = names_of(columns, counted.horizon_weeks)
    for table, names, found in (("weeks", events, counted.weeks), ("totals", totals, counted.totals)):
        for name in names:
            if name not in found:
                contents.wrong(f"table {table}", f"{name!r} is missing")
    amounts = {column.name for column in columns if column.kind == "amount"}
    for name in totals:
        if counted.scales.get(name, 1) != (FINE if name in amounts else 1):
            contents.wrong(f"table totals, {name}", "another scale than is written")


def names_of(columns: Sequence[Column], horizon_weeks: int) -> tuple[list[str], list[str]]:
    """Events and totals of a tally of rows with such columns, besides what every tally has."""
    from sim.model.outcomes import columns as all_columns

    empty = {column.name: np.zeros(0) for column in (*all_columns(()), *columns)}
    none = tally(empty, columns, horizon_weeks)
    return list(none.weeks), list(none.totals)


def count_again(contents: Contents, columns: Sequence[tuple], blocks: Iterable[Rows], counted: Tally) -> None:
    """Count the rows again where no checksum verifies the counts."""
    described = [Column(name=name, kind=kind, unit=unit, meaning=meaning) for name, kind, unit, meaning in columns]
    again = empty(counted.horizon_weeks)
    with contents.at("table worlds"):
        try:
            for rows in blocks:
                again += tally(rows, described, counted.horizon_weeks)
        except KeyError as error:
            raise ValueError(f"{error} is missing") from None
    if again.totals != counted.totals:
        contents.wrong("table totals", "not the counts of the rows")
    if {event: weeks.tolist() for event, weeks in again.weeks.items()} != {
        event: weeks.tolist() for event, weeks in counted.weeks.items()
    }:
        contents.wrong("table weeks", "not the counts of the rows")
