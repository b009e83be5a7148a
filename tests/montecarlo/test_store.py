"""The store: whole blocks only, plain numbers, errors with a remedy."""

import json
import math
import sqlite3

import numpy as np
import pytest

from sim.model.outcomes import columns
from sim.montecarlo.blocks import Block
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.errors import OutputError, ResultError
from sim.montecarlo.prior import PriorRun
from sim.montecarlo.run_ledger import RunLedger
from sim.montecarlo.run_reader import StoredResult
from sim.montecarlo.tally import empty, tally
from tests.montecarlo.standin import ISSUES, MEDIATORS, StandInScenario, stand_in

SCENARIO = StandInScenario()
COLUMNS = columns(MEDIATORS, ISSUES)
META = {
    "horizon_weeks": 30,
    "draws_requested": 4,
    "worlds_per_draw": 10,
    "worlds_requested": 2148,
    "seed": 5,
    "scenario": "stand_in",
    "scenario_hash": "0" * 64,
    "stored": "rows",
}
BLOCKS = [Block(0, 1024), Block(1024, 1024), Block(2048, 100)]


def fill(writer, blocks=BLOCKS):
    so_far = empty(30)
    for block in blocks:
        rows = stand_in(SCENARIO, block, 5)
        so_far += tally(rows, COLUMNS, 30)
        writer.add_block(rows, so_far, 1.5)
    return so_far


@pytest.fixture
def place(tmp_path):
    return tmp_path / "result.sqlite"


@pytest.fixture
def writer(place):
    writer = RunLedger(place, COLUMNS, META, {"seed": 5})
    yield writer
    writer.close()


def test_rows_come_back_as_they_were(writer, place):
    counted = fill(writer)
    whole = stand_in(SCENARIO, Block(0, 2148), 5)
    with StoredResult(place) as stored:
        rows = next(stored.blocks(at_once=5000))
        assert rows.keys() == whole.keys() == stored.kinds().keys()
        for name, values in whole.items():
            assert np.array_equal(rows[name], values, equal_nan=values.dtype.kind == "f"), name
        assert [len(part["world"]) for part in stored.blocks(100, 2000, at_once=1000)] == [1000, 900]
        assert stored.tally().totals == counted.totals
        assert all(np.array_equal(stored.tally().weeks[event], weeks) for event, weeks in counted.weeks.items())
        assert stored.tally().scales == counted.scales
        assert stored.dictionary()[0] == ("world", "count", "number", COLUMNS[0].meaning)
        assert stored.prior() is None and stored.has_rows


def test_everything_is_stored_as_plain_numbers(writer, place):
    fill(writer)
    types = {
        "week": {"real", "null"},
        "amount": {"real", "null"},
        "count": {"integer"},
        "persons": {"integer"},
        "code": {"integer"},
    }
    with sqlite3.connect(place) as reader:
        for column in COLUMNS:
            found = {row[0] for row in reader.execute(f'SELECT DISTINCT typeof("{column.name}") FROM worlds')}
            assert found <= types[column.kind], column.name
    reader.close()


def test_prior_draws_are_added_as_they_are_done(writer, place):
    counts = np.arange(4 * len(COUNTS)).reshape(4, -1) % 7
    for first in (0, 3):  # what came first adds up to all worlds
        counts[:, first] = 10 - counts[:, first + 1 : first + 3].sum(axis=1)
        counts[:, first + 1] += counts[:, first].clip(max=0)
        counts[:, first] = counts[:, first].clip(min=0)
    run = PriorRun(
        draws_requested=4, worlds_per_draw=10, parameters={"a.b": np.array([0.1, 0.2, 0.3, 0.4])}, counts=counts
    )

    def part(first, stop):
        cut = slice(first, stop)
        return PriorRun(
            draws_requested=4, worlds_per_draw=10, parameters={"a.b": run.parameters["a.b"][cut]}, counts=counts[cut]
        )

    fill(writer)
    writer.add_draws(0, part(0, 1))
    writer.add_draws(1, part(1, 4))
    with StoredResult(place) as stored:
        found = stored.prior()
    assert found.draws == 4 and found.parameters["a.b"].tolist() == [0.1, 0.2, 0.3, 0.4]
    assert np.array_equal(found.counts, counts)


def test_an_existing_file_is_never_overwritten(place):
    place.write_text("mine")
    with pytest.raises(OutputError, match="file exists"):
        RunLedger(place, COLUMNS, META, {})
    assert place.read_text() == "mine"


def test_a_full_disk_keeps_whole_blocks_and_says_what_to_do(writer, place):
    fill(writer, BLOCKS[:1])
    pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
    writer._connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(OutputError, match=r"full.*free some space") as caught:
        fill(writer, BLOCKS[1:2])
    assert caught.value.place == str(place) and caught.value.result is None
    with StoredResult(place) as stored:
        assert stored.meta["worlds"] == 1024 and stored.meta["status"] == "running"
        assert len(next(stored.blocks())["world"]) == 1024
        assert stored.tally().worlds == 1024 and stored.tally().totals["completed.neither"] >= 0
    writer._connection.execute("PRAGMA max_page_count = 100000000")
    writer.note(status="partial")  # the disk has room again: the writer still works
    with StoredResult(place) as stored:
        assert stored.meta["status"] == "partial"


def test_a_broken_block_leaves_no_trace(writer, place):
    fill(writer, BLOCKS[:1])
    rows = stand_in(SCENARIO, BLOCKS[1], 5)
    rows["exchanges"] = rows["exchanges"] + 0.5
    with pytest.raises(ValueError, match="exchanges"):
        writer.add_block(rows, empty(30), 1.0)
    with StoredResult(place) as stored:
        assert stored.meta["worlds"] == 1024


def test_missing_rows_are_noticed(writer, place):
    fill(writer)
    writer._connection.execute("DELETE FROM worlds WHERE world = 1500")
    with StoredResult(place) as stored, pytest.raises(ResultError, match="1024 to 2047 are not all there"):
        list(stored.blocks(at_once=1024))


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to look like one" * 50, None])
def test_what_is_no_store_is_refused(place, content):
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(ResultError):
        StoredResult(place)


def test_another_schema_version_is_refused_and_left_untouched(writer, place):
    writer.note(schema_version=99)
    before = place.read_bytes()
    with pytest.raises(ResultError, match="schema version 99"):
        StoredResult(place)
    assert place.read_bytes() == before


def test_facts_are_strict_json(writer):
    with pytest.raises(ValueError, match="JSON"):
        writer.note(seconds=math.nan)
    assert (
        json.loads(writer._connection.execute("SELECT value FROM meta WHERE name = 'status'").fetchone()[0])
        == "running"
    )


def test_counts_alone_need_no_table_of_worlds(place):
    writer = RunLedger(place, None, {**META, "stored": "counts"}, {})
    counted = tally(stand_in(SCENARIO, BLOCKS[0], 5), COLUMNS, 30)
    writer.add_block(None, counted, 1.0)
    writer.close()
    with StoredResult(place) as stored:
        assert not stored.has_rows and stored.tally().totals == counted.totals
