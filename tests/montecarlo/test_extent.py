"""What a run takes is said before it is spent, and refused where it cannot fit."""

import logging

import pytest

from sim.montecarlo import extent
from sim.montecarlo.arguments import NARROWEST, precision_and_cap
from sim.montecarlo.errors import RunError
from sim.montecarlo.extent import Extent, duration, size


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 seconds"), (150, "2 minutes"), (7300, "2 hours"), (200_000, "2 days"), (4e9, "130 years")],
)
def test_durations_are_said_roughly(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("number", "words"), [(5000, "5 kB"), (1.54e9, "1.5 GB"), (2.4e11, "240 GB"), (3e12, "3.0 TB")]
)
def test_sizes_are_said_roughly(number, words):
    assert size(number) == words


def test_a_store_that_does_not_fit_is_refused_with_the_figure(tmp_path, monkeypatch):
    monkeypatch.setattr(extent, "free_space", lambda folder: 10**9)
    Extent(world_weeks=1, stored=10**9).check(tmp_path)
    Extent(world_weeks=1, stored=10**12).check(None)
    with pytest.raises(
        RunError, match=r"the store would take about 2\.5 GB, and 1\.0 GB are free in .*; take fewer worlds"
    ):
        Extent(world_weeks=1, stored=25 * 10**8).check(tmp_path)


def test_memory_that_is_not_there_is_refused_with_the_figure(monkeypatch):
    monkeypatch.setattr(extent, "free_memory", lambda: 10**9)
    with pytest.raises(RunError, match=r"about 3\.0 GB of memory, and 1\.0 GB are free; take fewer points"):
        Extent(world_weeks=1, memory=3 * 10**9, smaller="take fewer points").check(None)


def test_the_space_of_a_folder_that_is_not_made_yet_is_that_of_the_one_above(tmp_path):
    assert extent.free_space(tmp_path / "a" / "b") > 0 and extent.free_memory() > 0


def test_only_a_long_run_is_announced(caplog):
    caplog.set_level(logging.INFO, "sim")
    Extent(world_weeks=10**6).announce()
    assert not caplog.records
    Extent(world_weeks=104 * 10**9, workers=2, stored=250 * 10**9).announce()
    assert caplog.messages == ["this takes about 4 hours on 2 workers, and a store of 250 GB"]


@pytest.mark.parametrize("precision", [1e-9, 1e-160, 5e-324, NARROWEST / 2])
def test_a_precision_no_run_can_reach_is_refused(precision):
    with pytest.raises(RunError, match="more worlds than any run has; take 1e-06 or more"):
        precision_and_cap(precision, None)
