"""What counts as swap, as talks, as first: what is recorded of a world, and what its events amount to (MODEL.md, section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from sim.schema import BELLIGERENTS

COMPLETE = 0.95
"""Share of its verified list each side must have released for the swap to count as completed (MODEL.md, section 4)."""


class First(IntEnum):
    """Which of the two events came first within the horizon."""

    NEITHER = 0
    SWAP = 1
    TALKS = 2


class Fate(IntEnum):
    """Fate of the all-for-all offer that was open on the start date."""

    SILENCE = 0
    ACCEPTED = 1
    REFUSED = 2


ORDERS = ("neither", "swap_first", "talks_first")
"""Names of the three outcomes, by the codes of `First`."""

OUTCOMES = ("swap_first", "talks_first", "neither")
"""The same names in the order in which results are printed."""


def first_event(swap_week: np.ndarray, talks_week: np.ndarray) -> np.ndarray:
    """Which event came first in each world.

    Parameters
    ----------
    swap_week, talks_week : float64 (worlds,), weeks since the start; NaN where the event did not happen by the horizon

    Returns
    -------
    int8 (worlds,), values of `First`

    Notes
    -----
    Dates are continuous, so a tie has probability 0 in theory; in floating point it would be read as talks first.
    """
    swap, talks = (np.where(np.isnan(week), np.inf, week) for week in (swap_week, talks_week))
    first = np.where(swap < talks, First.SWAP, First.TALKS)
    return np.where(np.isinf(np.minimum(swap, talks)), First.NEITHER, first).astype(np.int8)


def same_week(swap_week: np.ndarray, talks_week: np.ndarray) -> np.ndarray:
    """Whether both events fell into the same week of the model, bool (worlds,)."""
    return np.ceil(swap_week) == np.ceil(talks_week)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One recorded column: its name, its kind (week, code, count, persons, amount), its unit, what it means."""

    name: str
    kind: str
    unit: str
    meaning: str


_NOT = "empty: it did not happen by the horizon"


def columns(mediators: Sequence[str], issues: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns of the table of worlds, in their order.

    Parameters
    ----------
    mediators : keys of the mediators, sorted
    issues : issues of the agenda; those of `sim.model.issues` by default
    """
    if not issues:
        from sim.model.issues import ISSUES

        issues = tuple(ISSUES)
    agents = (*BELLIGERENTS, *mediators, "trade")
    table = [
        ("world", "count", "number", "number of the world; its draws depend on the seed and this number alone"),
        ("agreed_week", "week", "weeks", f"date of the first agreement on an all-for-all swap ({_NOT})"),
        ("completed_week", "week", "weeks", f"date at which an all-for-all swap was completed ({_NOT})"),
        ("talks_week", "week", "weeks", f"date at which broader talks first opened ({_NOT})"),
        ("ceasefire_week", "week", "weeks", f"date of the first ceasefire ({_NOT})"),
        ("settlement_week", "week", "weeks", f"date of a comprehensive settlement ({_NOT})"),
        ("refused_week", "week", "weeks", f"date of the first refusal of an all-for-all offer ({_NOT})"),
        ("offer_answered_week", "week", "weeks", f"date of the answer to the offer open at the start ({_NOT})"),
        ("offer_fate", "code", "code", "fate of the offer open at the start: 0 silence, 1 accepted, 2 refused"),
        ("agreements", "count", "number", "agreements on an all-for-all swap"),
        ("collapses", "count", "number", "all-for-all programmes that collapsed"),
        ("incomplete", "count", "number", "all-for-all programmes carried out but short of 95 % of a list"),
        ("offers", "count", "number", "all-for-all offers made after the start"),
        ("openings", "count", "number", "openings of broader talks"),
        ("breakdowns", "count", "number", "breakdowns of broader talks"),
        ("exchanges", "count", "number", "partial exchanges held"),
        ("cancelled", "count", "number", "partial exchanges cancelled"),
        (
            "weeks_before_talks",
            "count",
            "weeks",
            "weeks before talks first opened and with no all-for-all programme in force",
        ),
        ("exchanges_before_talks", "count", "number", "partial exchanges held in those weeks"),
        ("ukrainians_before_talks", "persons", "persons", "Ukrainians returned in them"),
        ("exchanges_before_talks_by_direct", "count", "number", "of those exchanges, credited to direct channels"),
        *(
            (f"exchanges_before_talks_by_{m}", "count", "number", f"of those exchanges, credited to {m}")
            for m in mediators
        ),
        *((f"released_by_{s}", "persons", "persons", f"persons let go by {s} on any track") for s in BELLIGERENTS),
        *((f"held_by_{s}", "persons", "persons", f"persons held by {s} at the horizon") for s in BELLIGERENTS),
        *(
            (f"swap_conceded_{s}", "amount", "logit", f"concession offered by {s}, summed over agreements")
            for s in BELLIGERENTS
        ),
        *(
            (f"talks_conceded_{s}", "amount", "logit", f"concession offered by {s}, summed over openings of talks")
            for s in BELLIGERENTS
        ),
        *(
            (f"swap_pledged_{m}", "amount", "logit", f"inducements pledged by {m}, summed over agreements")
            for m in mediators
        ),
        *(
            (f"talks_pledged_{m}", "amount", "logit", f"inducements pledged by {m}, summed over openings of talks")
            for m in mediators
        ),
        *((f"paid_{m}", "amount", "units", f"what left the wallet of {m}") for m in mediators),
        *(
            (f"swap_pivotal_{a}", "count", "number", f"agreements that would not have come that week without {a}")
            for a in agents
        ),
        *(
            (f"talks_pivotal_{a}", "count", "number", f"openings that would not have come that week without {a}")
            for a in agents
        ),
        ("settlement_difference", "amount", "utility", f"Ukraine's less Russia's utility of the settlement ({_NOT})"),
        ("settlement_logrolling", "amount", "share", f"logrolling efficiency at settlement ({_NOT})"),
        *((f"terms_{i}", "amount", "share", f"terms on {i}: 0 Russia's ideal, 1 Ukraine's ({_NOT})") for i in issues),
    ]
    return tuple(Column(name=name, kind=kind, unit=unit, meaning=meaning) for name, kind, unit, meaning in table)


_DTYPES = {"week": np.float64, "code": np.int8, "count": np.int64, "persons": np.int64, "amount": np.float32}


class Record:
    """What is kept of every world for the headline and its aggregates. Recording changes nothing in a world.

    Parameters
    ----------
    worlds : how many
    first_world : number of the first
    mediators, issues : see `columns`
    """

    def __init__(self, worlds: int, first_world: int, mediators: Sequence[str], issues: Sequence[str]):
        self.columns = columns(mediators, issues)
        self.rows = {column.name: self._empty(column, worlds) for column in self.columns}
        self.rows["world"] += np.arange(first_world, first_world + worlds)
        self._tables: list[tuple[tuple[str, ...], np.ndarray]] = []
        self._before_talks = np.ones(worlds, np.float32)
        self.rows["weeks_before_talks"] = np.zeros(worlds, np.float32)  # as the masks that are added to it
        self._channels = self._side_by_side(*(f"exchanges_before_talks_by_{key}" for key in ("direct", *mediators)))
        amounts = [f"conceded_{side}" for side in BELLIGERENTS] + [f"pledged_{key}" for key in mediators]
        pivotal = [f"pivotal_{agent}" for agent in (*BELLIGERENTS, *mediators, "trade")]
        self._amounts, self._pivotal = {}, {}
        for track, short in _SHORT.items():
            self._amounts[track] = self._side_by_side(*(f"{short}_{name}" for name in amounts))
            self._pivotal[track] = self._side_by_side(*(f"{short}_{name}" for name in pivotal))

    @staticmethod
    def _empty(column: Column, worlds: int) -> np.ndarray:
        absent = column.kind == "week" or column.name.startswith(("settlement_", "terms_"))
        return np.full(worlds, np.nan if absent else 0, _DTYPES[column.kind])

    def _side_by_side(self, *names: str) -> np.ndarray:
        """Put columns that are written together into one table, array (worlds, len(names)): a world's row is near."""
        table = np.stack([self.rows[name] for name in names], axis=1)
        self._tables.append((names, table))
        self._show(names, table)
        return table

    def _show(self, names: Sequence[str], table: np.ndarray) -> None:
        """Let columns be those of a table: views, which change with it."""
        self.rows |= dict(zip(names, table.T, strict=True))

    def __getstate__(self) -> dict[str, Any]:
        shown = {name for names, _ in self._tables for name in names}
        return {**vars(self), "rows": {name: None if name in shown else row for name, row in self.rows.items()}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """A copy of a view is an array of its own: the columns of tables are made views again."""
        vars(self).update(state)
        for names, table in self._tables:
            self._show(names, table)

    def table(self) -> dict[str, np.ndarray]:
        """The rows as they are handed on: column -> array (worlds,) of the column's own type, each by itself."""
        kinds = {column.name: column.kind for column in self.columns}
        return {name: np.ascontiguousarray(values, _DTYPES[kinds[name]]) for name, values in self.rows.items()}

    def _first(self, name: str, worlds: np.ndarray, dates) -> None:
        """Keep a date where there is none yet."""
        known = self.rows[name]
        new = np.isnan(known[worlds])
        known[worlds[new]] = dates[new] if isinstance(dates, np.ndarray) else dates

    # -- the all-for-all swap -----------------------------------------------------------------------------------------

    def answered(self, worlds, fate: Fate, dates) -> None:
        """An open offer was accepted or refused; the first answer of a world is that of the offer open at the start."""
        if fate == Fate.REFUSED:
            self._first("refused_week", worlds, dates)
        first = (self.rows["offer_fate"][worlds] == Fate.SILENCE) & (self.rows["offers"][worlds] == 0)
        self.rows["offer_fate"][worlds[first]] = fate
        self.rows["offer_answered_week"][worlds[first]] = dates[first]

    def offered(self, worlds) -> None:
        """A new offer was made."""
        self.rows["offers"][worlds] += 1

    def agreed(self, worlds, dates) -> None:
        """An all-for-all swap was agreed."""
        self._first("agreed_week", worlds, dates)
        self.rows["agreements"][worlds] += 1

    def completed(self, worlds, dates) -> None:
        """An all-for-all swap was completed."""
        self._first("completed_week", worlds, dates)

    def failed(self, collapsed, incomplete) -> None:
        """Programmes collapsed, or ended short of a list."""
        self.rows["collapses"][collapsed] += 1
        self.rows["incomplete"][incomplete] += 1

    # -- talks --------------------------------------------------------------------------------------------------------

    def opened(self, worlds, dates) -> None:
        """Broader talks opened."""
        self._first("talks_week", worlds, dates)
        self.rows["openings"][worlds] += 1

    def in_session_at_start(self, worlds) -> None:
        """Broader talks were in session when the scenario began: dated 0, and not an opening."""
        self._first("talks_week", worlds, 0.0)

    def broke_down(self, worlds) -> None:
        """Broader talks broke down."""
        self.rows["breakdowns"][worlds] += 1

    def settled(self, worlds, date: float, difference, logrolling) -> None:
        """A comprehensive settlement was reached."""
        self._first("settlement_week", worlds, date)
        self.rows["settlement_difference"][worlds] = difference
        self.rows["settlement_logrolling"][worlds] = logrolling

    def ceasefire(self, worlds, date: float) -> None:
        """A ceasefire came into force."""
        self._first("ceasefire_week", worlds, date)

    # -- partial exchanges --------------------------------------------------------------------------------------------

    def quiet_week(self, no_programme: np.ndarray) -> None:
        """Count the week where talks have not opened yet and no all-for-all programme is in force."""
        self._before_talks = np.isnan(self.rows["talks_week"]).astype(np.float32)
        self._before_talks *= no_programme
        self.rows["weeks_before_talks"] += self._before_talks

    def exchanged(self, worlds, ukrainians, mediators) -> None:
        """A partial exchange was held, returned so many Ukrainians and was credited to a mediator.

        Parameters
        ----------
        ukrainians : array (n,), whole persons
        mediators : int array (n,), place in the order of keys; -1 for the direct channel
        """
        np.add.at(self.rows["exchanges"], worlds, 1)
        early = np.flatnonzero(self._before_talks.take(worlds) > 0)
        worlds = worlds.take(early)
        np.add.at(self.rows["exchanges_before_talks"], worlds, 1)
        np.add.at(self.rows["ukrainians_before_talks"], worlds, ukrainians.take(early).astype(np.int64))
        channels = self._channels.shape[1]
        np.add.at(self._channels.reshape(-1), worlds * channels + (1 + mediators.take(early)), 1)

    def cancelled(self, worlds) -> None:
        """A partial exchange was due and cancelled."""
        self.rows["cancelled"][worlds] += 1

    # -- concession trade ---------------------------------------------------------------------------------------------

    def traded(self, track: str, worlds, conceded: np.ndarray, pledged: np.ndarray, pivotal: np.ndarray) -> None:
        """A track succeeded.

        Parameters
        ----------
        conceded : float32 (2, n), on offer by either side
        pledged : float32 (mediators, n), what each mediator had pledged
        pivotal : bool (2 + mediators + 1, n), whether the success would not have come about this week without the part
            in the trade of a side, of a mediator, of anybody
        """
        _add(self._amounts[track], worlds, np.concatenate([conceded, pledged]))
        _add(self._pivotal[track], worlds, pivotal.astype(np.int64))

    def paid(self, mediator: str, worlds, amount) -> None:
        """A mediator paid."""
        self.rows[f"paid_{mediator}"][worlds] += amount


def _add(table: np.ndarray, worlds: np.ndarray, values: np.ndarray) -> None:
    """Add values (columns, n) to the rows of some worlds, each named once, in a contiguous table of the same type."""
    columns = table.shape[1]
    places = worlds * columns + np.arange(columns)[:, None]
    np.add.at(table.reshape(-1), places.ravel(), values.ravel())


_SHORT = {"all_for_all": "swap", "talks": "talks"}
