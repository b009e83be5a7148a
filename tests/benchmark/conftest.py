"""What all benchmarks share: contestants take turns, round by round, so that a machine that drifts drifts for all."""

from collections.abc import Callable
from time import perf_counter

import pytest


@pytest.fixture
def in_turn(benchmark):
    """Time several things in turn: the first is the benchmark's own, the others are timed before each of its rounds.

    What it gives takes the number of rounds and the things by name; their seconds, a list by name with one number a
    round, go into the benchmark's `extra_info`.
    """

    def race(rounds: int, **contestants: Callable[[], object]) -> None:
        (name, first), *others = contestants.items()
        seconds: dict[str, list[float]] = {other: [] for other, _ in others}

        def before() -> None:
            for other, run in others:
                started = perf_counter()
                run()
                seconds[other].append(perf_counter() - started)

        benchmark.pedantic(first, setup=before, rounds=rounds, iterations=1, warmup_rounds=1)
        # The warm-up's turn was nobody's round.
        own = {name: list(benchmark.stats.stats.data)}
        benchmark.extra_info["seconds"] = own | {other: times[1:] for other, times in seconds.items()}

    return race
