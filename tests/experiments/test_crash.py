"""A sweep that is killed at any moment resumes where it stopped, and ends with the rows of one that was not."""

import random
import signal
import subprocess
import time

import pytest

from tests.experiments import small

CHILD = """
import sys
from tests.experiments import small
small.small_batches()
small.sweep(sys.argv[1], progress=lambda standing: print(standing.points, flush=True))
"""

KILLS = 20


def run_through(out) -> None:
    """One attempt that nothing disturbs."""
    done = subprocess.run(
        [*small.command(CHILD), str(out)], capture_output=True, text=True, env=small.environment(), check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
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
