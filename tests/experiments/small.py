"""A small quick sweep, and what must not depend on where, when or in how many attempts it was run."""

import io
import itertools
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pandas

import sim
from sim.experiments import cells
from sim.experiments.experiment_ledger import read_table
from sim.experiments.experiment_tables import CLOCK, KEY

ROOT = Path(__file__).parents[2]

KEYS = ("us_envoy.pressure.ukraine", "russia.all_for_all.bargaining_chip")
LEVELS = ((0.2, 0.5, 0.77, 1.0, 1.2, 1.5), (0.3, 0.6, 1.1, 1.4))
POINTS = list(itertools.product(*LEVELS))
DESIGN = {
    "sweep": "small",
    "scenarios": ["kyiv_summit_2025"],
    "worlds": 300,
    "seed": 5,
    "points": {"grid": {key: list(levels) for key, levels in zip(KEYS, LEVELS, strict=True)}},
}
SHORT = {"horizon_weeks": 6}
BATCH = 900
"""Worlds of a small batch: three points."""


def small_batches(patch=None):
    """Few worlds make many batches, here or, with a `MonkeyPatch`, until it ends."""
    put = setattr if patch is None else patch.setattr
    put(cells, "LARGEST", BATCH)
    put(cells, "_SMALLEST", 64)


def sweep(out=None, *, design=(), overrides=SHORT, **how):
    """The small sweep, or one that differs from it."""
    return sim.sweep({**DESIGN, **dict(design)}, overrides=overrides, out=out, **{"figure": False, "workers": 2, **how})


def rows(place, *, table=True):
    """All that a sweep has found, without its clocks: the store's tables by key, and the table where it is written."""
    folder = Path(place)
    folder = folder if (folder / "experiment.sqlite").exists() else folder / DESIGN["sweep"]
    with closing(sqlite3.connect(folder / "experiment.sqlite")) as store:
        found = {name: _table(store, name) for name in ("cells", "points", "scenarios")}
    if table:
        text = (folder / "table.csv").read_text()
        found["table.csv"] = pandas.read_csv(io.StringIO(text), dtype=str).drop(columns="seconds").to_csv()
    return found


def _table(store, name):
    """A table by its key as text, one row per line, as it stands in the file."""
    cursor = store.execute(f"SELECT * FROM {name} ORDER BY {', '.join(KEY) if name == 'cells' else '1, 2'}")
    kept = [place for place, column in enumerate(cursor.description) if column[0] not in CLOCK]
    return "\n".join(",".join(str(row[place]) for place in kept) for row in cursor)


def counted(place):
    """How many cells a store holds, and how many of them failed."""
    cells = read_table(Path(place) / DESIGN["sweep"] / "experiment.sqlite", "cells")
    return len(cells), int(cells["reason"].notna().sum())


def command(code):
    """The words that start Python on `code`."""
    return [sys.executable, "-c", code]


def environment():
    """In which a process of its own finds the project."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def started(code, *words, **how):
    """A Python process of its own, at work on `code`."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([*command(code), *map(str, words)], env=environment(), **{**pipes, **how})


def ended(process):
    """See that a process has ended, and close its pipes."""
    if process.poll() is None:
        process.kill()
    process.wait()
    for pipe in (process.stdout, process.stderr):
        pipe.close()
