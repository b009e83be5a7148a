"""Stores whose contents somebody has changed: with the checksums left behind, or put right as a forger would."""

import re
import sqlite3
from contextlib import closing

import numpy as np

from sim.experiments import experiment_tables as experiments
from sim.experiments.design.sample import blocks
from sim.montecarlo import checksums
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.run_tables import prior_sums


def edit(place, *statements, seal=False):
    """Execute statements, each a text or a text with its values; `seal` makes the checksums those of what is there."""
    with closing(sqlite3.connect(place)) as store, store:
        for statement in statements:
            store.execute(*([statement] if isinstance(statement, str) else statement))
        if seal:
            seal_all(store)


def seal_all(store):
    """Make the checksums of an open store those of what is there."""
    tables = {name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    sums = [
        (name, 0, checksums.of_table(store.execute(f"SELECT * FROM {name} ORDER BY 1, 2")))
        for name in tables & {"meta", "provenance", "columns", "weeks", "totals", "looks", "scenarios"}
    ]
    if "worlds" in tables:
        found = checksums.of_worlds(_columns(store, "worlds", "world"))
        sums += [("worlds", number, checksum) for number, checksum in found]
    for name in tables & {"prior", "cells"}:
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({name})")]
        sums.append((f"{name} columns", 0, checksums.of_table([columns])))
    if "prior" in tables:
        table = _columns(store, "prior", "draw")
        parameters = [table[name] for name in table if re.search(r"[.]", name)]
        counts = np.stack([table[name] for name in COUNTS], axis=1)
        for draw, checksum in enumerate(prior_sums(0, parameters, table["worlds"], counts)):
            store.execute("UPDATE prior SET checksum = ? WHERE draw = ?", (checksum, draw))
    if "points" in tables:
        for scenario in range(store.execute("SELECT count(*) FROM scenarios").fetchone()[0]):
            query = "SELECT * FROM points WHERE scenario = ? ORDER BY point"
            found = np.array([row[2:] for row in store.execute(query, (scenario,))], float)
            parts = enumerate(blocks(found))
            sums += [("points", *experiments.points_sum(scenario, number, some)) for number, some in parts]
    if "cells" in tables:
        for row in store.execute("SELECT * FROM cells").fetchall():
            counted = [0 if value is None else value for value in row[7:-3]]
            (checksum,) = experiments.cell_sums(np.array([[*row[:6], *counted]]), [row[6]])
            same = " AND ".join(f"{name} = ?" for name in experiments.KEY)
            store.execute(f"UPDATE cells SET checksum = ? WHERE {same}", (checksum, *row[:4]))
    store.executemany("INSERT OR REPLACE INTO checksums VALUES (?, ?, ?)", sums)


def _columns(store, table, key):
    cursor = store.execute(f"SELECT * FROM {table} ORDER BY {key}")
    names, rows = [entry[0] for entry in cursor.description], cursor.fetchall()
    return {
        name: np.array(values, None if {type(value) for value in values} == {int} else float)
        for name, values in zip(names, zip(*rows, strict=True), strict=True)
        if name != "checksum"
    }
