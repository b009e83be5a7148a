"""A store that somebody keeps locked: said, waited for, given up in time, and never deaf."""

import logging
import sqlite3
import time
from contextlib import closing, contextmanager

import pytest

import sim
from sim.montecarlo import ledger, worker_pool
from sim.montecarlo.errors import OutputError
from sim.montecarlo.ledger import Ledger
from tests.montecarlo.conftest import small_blocks


@pytest.fixture
def store(tmp_path):
    store = Ledger(tmp_path / "result.sqlite", new=True)
    with store.transaction():
        store.run("CREATE TABLE rows (number INTEGER PRIMARY KEY, text TEXT)")
        store.run("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
    yield store
    store.close()


@contextmanager
def held(place):
    """A transaction that somebody has left open, as programs that show tables do."""
    with closing(sqlite3.connect(place, isolation_level=None, check_same_thread=False)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield reader


class Said(logging.Handler):
    """Notes what is said, and does something then."""

    def __init__(self, then=lambda: None):
        super().__init__()
        self.words, self.then = [], then

    def emit(self, record):
        self.words.append(record.getMessage())
        self.then()

    def __enter__(self):
        logging.getLogger("sim").addHandler(self)
        return self

    def __exit__(self, *_):
        logging.getLogger("sim").removeHandler(self)


def count(store):
    with closing(sqlite3.connect(store.place)) as reader:
        return reader.execute("SELECT count(*) FROM rows").fetchone()[0]


def add(store, rows=3, text="x"):
    with store.transaction():
        first = store._connection.execute("SELECT count(*) FROM rows").fetchone()[0]
        store.insert("rows", ("number", "text"), [range(first, first + rows), [text] * rows])


def test_it_is_said_once_and_resumes_when_the_lock_is_free(store, monkeypatch):
    monkeypatch.setattr(ledger, "SAY_AFTER", 0.1)
    with held(store.place) as reader, Said(then=lambda: reader.execute("COMMIT")) as said:
        add(store)
    (words,) = said.words
    assert words.startswith(f"{store.place}: waiting, since another program keeps it locked; close what has it open")
    assert "after 60 seconds the run stops and keeps what is done" in words
    assert count(store) == 3


def test_it_is_given_up_after_a_stated_time_and_then_asked_for_once(store, monkeypatch):
    add(store)
    store._patience = 0.2
    with held(store.place):
        with pytest.raises(
            OutputError, match=r"another program has kept it locked for 0 seconds.*; close that program"
        ):
            add(store)
        monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it was waited for again"))
        with pytest.raises(OutputError):
            add(store)
    assert count(store) == 3
    add(store)
    assert count(store) == 6


@pytest.mark.parametrize("what", ["BEGIN IMMEDIATE", "BEGIN"])
def test_who_asks_to_stop_is_heard_at_once(what, store):
    """While the transaction is begun, against a writer, and while it is committed, against a reader."""
    store.stopping = lambda: True
    with closing(sqlite3.connect(store.place, isolation_level=None)) as other:
        other.execute(what)
        other.execute("SELECT * FROM rows").fetchall()
        with pytest.raises(OutputError, match="kept it locked"):
            add(store)
    assert count(store) == 0


def test_a_second_ctrl_c_is_heard_too_and_leaves_no_transaction(store, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    with held(store.place), monkeypatch.context() as patch:
        patch.setattr(time, "sleep", interrupted)
        with pytest.raises(KeyboardInterrupt):
            add(store)
    assert count(store) == 0 and not store._connection.in_transaction
    add(store)
    assert count(store) == 3


def test_a_large_transaction_does_not_wait_page_by_page(store, monkeypatch):
    """Changed pages that no longer fit into the cache cannot be written while somebody reads; they wait in memory."""
    store._connection.execute("PRAGMA cache_size = 5")
    asked = []
    waiting = store.waiting
    monkeypatch.setattr(store, "waiting", lambda attempt: (asked.append(1), waiting(attempt))[1])
    monkeypatch.setattr(ledger, "SAY_AFTER", 0.1)
    with held(store.place) as reader, Said(then=lambda: reader.execute("COMMIT")) as said:
        add(store, rows=3000, text="x" * 400)
    assert count(store) == 3000 and len(asked) == 2 and len(said.words) == 1


def test_a_run_that_cannot_commit_keeps_what_is_done_and_is_resumed(tmp_path, monkeypatch):
    monkeypatch.setattr(worker_pool, "cut", lambda worlds, workers: small_blocks(worlds, workers, 1024))
    monkeypatch.setattr(ledger, "PATIENCE", 0.2)
    readers = []

    def hold(done, total, seconds):
        if done == 1024:
            (folder,) = (tmp_path / "out").iterdir()
            readers.append(held(folder / "result.sqlite"))
            readers[0].__enter__()

    how = {"overrides": {"horizon_weeks": 4}, "worlds": 3000, "prior": None, "workers": 1, "figure": False}
    with pytest.raises(OutputError, match=r"kept it locked.*; then `allforall resume .*` resumes") as caught:
        sim.run("kyiv_summit_2025", out=tmp_path / "out", progress=hold, **how)
    readers[0].__exit__(None, None, None)
    kept = caught.value.result
    assert kept.partial and kept.counted.worlds == 1024
    resumed, whole = sim.resume(kept.folder, figure=False), sim.run("kyiv_summit_2025", **how)
    assert resumed.outcomes.equals(whole.outcomes) and resumed.worlds.equals(whole.worlds)
