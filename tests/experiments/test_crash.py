"""A sweep that is killed at any moment goes on where it stopped, and ends with the rows of one that was not."""

from __future__ import annotations

import random
import signal
import subprocess
import time

import pytest

from sim.experiments.store import read_table
from tests.experiments import small

CHILD = """
import sys
from tests.experiments import small
small.small_batches()
small.sweep(sys.argv[1], progress=lambda standing: print(standing.points, flush=True))
"""

INSIDE = """
import os, signal, sys
from sim.experiments.store import ExperimentStore
from tests.experiments import small
small.small_batches()
run_many = ExperimentStore.run_many
def dying(self, statement, rows):
    run_many(self, statement, rows)
    if "INTO cells" in statement and self.worlds() >= 4000:
        os.kill(os.getpid(), signal.SIGKILL)  # after the rows of a batch and before its COMMIT
ExperimentStore.run_many = dying
small.sweep(sys.argv[1])
"""

KILLS = 20


def run_through(out) -> None:
    """One attempt that nothing disturbs."""
    done = subprocess.run(
        [*small.command(CHILD), str(out)], capture_output=True, text=True, env=small.environment(), check=False
    )
    assert done.returncode == 0, done.stderr


def test_twenty_kills_at_random_moments_change_no_row(expected, tmp_path):
    """Killed after so many batches, and a moment more: in start-up, between batches, in the middle of a transaction.

    A sweep has eight batches. When one is through before it could be killed, its folder must hold the right rows, and
    the killing goes on in a new one.
    """
    luck, folder, kills = random.Random(4), 0, 0
    while kills < KILLS:
        process = small.started(CHILD, tmp_path / str(folder))
        after = luck.randrange(3)  # reports to wait for; the first comes before the first batch
        for _ in range(after):
            process.stdout.readline()
        time.sleep(luck.random() * (0.15 if after else 2.5))
        process.send_signal(signal.SIGKILL)
        killed = process.wait() == -signal.SIGKILL
        small.ended(process)
        kills += killed
        if not killed:
            assert small.rows(tmp_path / str(folder)) == expected
            folder += 1
    for place in range(folder + 1):
        run_through(tmp_path / str(place))
        assert small.rows(tmp_path / str(place)) == expected


def test_a_death_between_the_rows_of_a_batch_and_its_commit_takes_the_batch_back(expected, tmp_path):
    """What was written of the last batch is not there, and whatever it left is no obstacle."""
    process = small.started(INSIDE, tmp_path)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, errors
    folder = tmp_path / "small"
    cells = read_table(folder / "experiment.sqlite", "cells")
    assert 0 < cells["worlds"].sum() < 4000 and len(cells) % 3 == 0
    run_through(tmp_path)
    assert small.rows(tmp_path) == expected


# -- Ctrl-C and full disks --------------------------------------------------------------------------------------------


def test_ctrl_c_keeps_whole_batches_and_the_same_call_goes_on(expected, tmp_path):
    process = small.started(CHILD, tmp_path)
    while int(process.stdout.readline()) < 6:
        pass
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    done, failed = small.counted(tmp_path)
    assert 6 <= done <= 24 and done % 3 == 0 and not failed
    run_through(tmp_path)
    assert small.rows(tmp_path) == expected


def test_a_full_disk_ends_it_clearly_and_the_same_call_goes_on(expected, tmp_path, monkeypatch, small_batches):
    """The store is given no more pages after a few batches; with pages again the same call ends with the same rows."""
    from sim.experiments.store import ExperimentStore
    from sim.montecarlo.errors import OutputError

    add = ExperimentStore.add

    def filling(self, result):
        if self.worlds() >= 3000:
            (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
            self._connection.execute(f"PRAGMA max_page_count = {pages}")
        add(self, result)

    monkeypatch.setattr(ExperimentStore, "add", filling)
    monkeypatch.setattr("sim.montecarlo.provenance.now", lambda: "x" * 5000)  # rows that need a page soon
    with pytest.raises(OutputError, match="full.*free some space.*the same command goes on"):
        small.sweep(tmp_path)
    monkeypatch.undo()
    done, failed = small.counted(tmp_path)
    assert 0 < done < 24 and not failed
    small.sweep(tmp_path)
    assert small.rows(tmp_path) == expected


def test_a_table_that_cannot_be_written_loses_nothing(expected, tmp_path):
    """A folder stands where the table should: a clear error, and the store is whole."""
    from sim.montecarlo.errors import OutputError

    (tmp_path / "small" / "table.csv").mkdir(parents=True)
    with pytest.raises(OutputError, match="table.csv"):
        small.sweep(tmp_path)
    (tmp_path / "small" / "table.csv").rmdir()
    small.sweep(tmp_path)
    assert small.rows(tmp_path) == expected
