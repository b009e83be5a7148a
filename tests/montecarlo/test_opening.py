"""Opening stores: whatever the path, whoever wrote it, and whatever lies next to it."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from sim.montecarlo.contents import CHECKSUMS
from sim.montecarlo.errors import ResultError
from sim.montecarlo.ledger import Ledger
from sim.montecarlo.opening import for_reading, for_writing, uri
from tests.crafted import journal, set_trap


@pytest.fixture
def place(tmp_path):
    """A finished store."""
    return make(tmp_path / "result.sqlite")


def make(place, status="complete"):
    database = Ledger(place, new=True)
    with database.transaction():
        database.run("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT)")
        database.run(CHECKSUMS)
        database.run('CREATE TABLE rows (number INTEGER PRIMARY KEY, "as.default" TEXT)')
        database.put("meta", {"status": status})
        database.insert("rows", ("number", "as.default"), [range(50), ["x" * 400] * 50])
    database.close()
    return place


def rows(connection):
    return connection.execute("SELECT count(*) FROM rows").fetchone()[0]


def read(place):
    with closing(for_reading(place)) as connection:
        return rows(connection)


def written(place):
    with closing(for_writing(place)) as connection:
        return rows(connection)


BOTH = pytest.mark.parametrize("opener", [read, written])


# -- paths ------------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    "name",
    ["a b", "a?mode=memory", "a#b", "100%", "%41", "a&b=c", "Всіх на всіх", "two\nlines", "'\"", "\udcff", ":memory:"],
)
def test_any_folder_name_will_do(name, opener, tmp_path):
    folder = tmp_path / name
    try:
        folder.mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this file system does not take such a name")
    assert opener(make(folder / "result.sqlite")) == 50
    assert [file.name for file in folder.iterdir()] == ["result.sqlite"]


def test_a_relative_path_is_that_of_the_working_folder(place, monkeypatch):
    monkeypatch.chdir(place.parent)
    assert read(Path("result.sqlite")) == written(Path("result.sqlite")) == 50


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PureWindowsPath(r"\\server\my share\50 %\result.sqlite"), "file:////server/my%20share/50%20%25/result.sqlite"),
        (PureWindowsPath(r"C:\Users\Олена\a#b.sqlite"), "file:///C:/Users/%D0%9E%D0%BB%D0%B5%D0%BD%D0%B0/a%23b.sqlite"),
        (PurePosixPath("/a?b/c"), "file:///a%3Fb/c"),
    ],
)
def test_the_authority_of_a_uri_is_empty_on_every_system(path, expected):
    """With a server's name as authority SQLite refuses to open: a share belongs to the path."""
    assert uri(path, mode="ro", immutable=1) == f"{expected}?mode=ro&immutable=1"


# -- what lies next to it ----------------------------------------------------------------------------------------------


def test_the_trap_deletes_a_file_when_plain_sqlite_opens_the_store(place, tmp_path):
    """Otherwise the tests below would show nothing."""
    victim = tmp_path / "victim"
    set_trap(place, victim)
    with closing(sqlite3.connect(place)) as connection:
        assert rows(connection) == 50
    assert not victim.exists()


@BOTH
@pytest.mark.parametrize("status", ["complete", "running"])
def test_a_journal_that_names_another_file_is_refused(opener, status, tmp_path):
    place, victim = make(tmp_path / "result.sqlite", status), tmp_path / "victim\x1b[31m"
    set_trap(place, victim)
    with pytest.raises(ResultError, match=r"result.sqlite-journal: it names another file, '.*victim\\x1b\[31m', which"):
        opener(place)
    assert victim.read_text() == "dear to somebody"


@BOTH
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not a journal" * 50, "no journal of SQLite"),
        (journal(pages=1 << 30), "sizes do not fit"),
        (journal(page=3000), "sizes do not fit"),
        (journal(sector=1 << 25), "sizes do not fit"),
    ],
)
def test_a_journal_that_is_not_of_this_store_is_refused(opener, content, reason, place):
    beside = place.with_name("result.sqlite-journal")
    beside.write_bytes(content)
    with pytest.raises(ResultError, match=reason):
        opener(place)
    assert beside.read_bytes() == content


@BOTH
@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_journal_that_is_a_link_is_refused(opener, link, place, tmp_path):
    """Writing the next journal would write into the file it leads to."""
    victim = tmp_path / "victim"
    victim.write_bytes(bytes(100))
    link(victim, place.with_name("result.sqlite-journal"))
    with pytest.raises(ResultError, match="not a plain file of its own"):
        opener(place)
    assert victim.read_bytes() == bytes(100)


@BOTH
@pytest.mark.parametrize("end", ["-wal", "-shm"])
def test_a_write_ahead_log_is_refused(opener, end, place):
    place.with_name(place.name + end).touch()
    with pytest.raises(ResultError, match="a write-ahead log lies next to the store; allforall never writes one"):
        opener(place)


@pytest.mark.parametrize("status", ["complete", "running"])
def test_a_store_set_to_write_ahead_logging_makes_no_file(status, tmp_path):
    place = make(tmp_path / "result.sqlite", status)
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    for opener in (read, written):
        if (opener, status) == (read, "complete"):
            assert opener(place) == 50
        else:
            with pytest.raises(ResultError, match="set it to write-ahead logging"):
                opener(place)
    assert os.listdir(tmp_path) == ["result.sqlite"]


def test_an_empty_or_finished_journal_is_nothing(place):
    for content in (b"", bytes(512)):
        place.with_name("result.sqlite-journal").write_bytes(content)
        assert read(place) == written(place) == 50


def test_a_store_that_is_a_link_is_read_and_not_written(place, tmp_path):
    link = tmp_path / "link.sqlite"
    link.symlink_to(place)
    assert read(link) == 50
    with pytest.raises(ResultError, match="it is a link"):
        written(link)


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe"])
def test_what_is_no_file_is_no_store(kind, tmp_path):
    place = tmp_path / "result.sqlite"
    if kind != "missing":
        place.mkdir() if kind == "folder" else os.mkfifo(place)
    with pytest.raises(ResultError, match="no such store"):
        read(place)


# -- what it holds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "crafted",
    [
        "CREATE TRIGGER t AFTER INSERT ON rows BEGIN DELETE FROM rows; END",
        "CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
        "CREATE TABLE t (a, b AS (zeroblob(1000000000)))",
        "CREATE TABLE t (a CHECK (a > 0))",
        "CREATE VIRTUAL TABLE t USING fts5(a)",
        "CREATE INDEX i ON rows (abs(number))",
    ],
)
def test_what_runs_when_a_row_is_touched_is_refused(crafted, place):
    with closing(sqlite3.connect(place)) as connection:
        connection.execute(crafted)
    with pytest.raises(ResultError, match="that no store has"):
        read(place)
    with pytest.raises(ResultError, match="that no store has"):
        Ledger(place, new=False)


def test_a_page_count_that_cannot_be_is_an_error(place):
    content = bytearray(place.read_bytes())
    content[28:32] = (0x7FFFFFFF).to_bytes(4, "big")
    place.write_bytes(content)
    with pytest.raises((ResultError, sqlite3.DatabaseError)):
        read(place)


# -- one that is written, or was left half done -----------------------------------------------------------------------


def test_a_transaction_under_way_is_not_seen_and_not_disturbed(place):
    database = Ledger(place, new=False)
    with database.transaction():
        database.put("meta", {"status": "running"})
    with database.transaction():
        database.run("DELETE FROM rows")
        assert place.with_name("result.sqlite-journal").exists()
        assert read(place) == 50
    assert read(place) == 0
    database.close()


def half_done(place, folder):
    """A store as a kill leaves it while the last transaction is being written: pages changed, and the journal beside."""
    database = Ledger(place, new=False)
    database._connection.execute("PRAGMA cache_size = 1")  # changed pages go to the file before the commit
    with pytest.raises(ZeroDivisionError), database.transaction():
        database.run('UPDATE rows SET "as.default" = ?', "y" * 400)
        folder.mkdir()
        for file in (place, place.with_name("result.sqlite-journal")):
            shutil.copyfile(file, folder / file.name)
        raise ZeroDivisionError
    database.close()
    killed = folder / place.name
    with closing(sqlite3.connect(uri(killed, immutable=1), uri=True)) as connection:  # the journal not followed
        assert connection.execute("SELECT count(*) FROM rows WHERE \"as.default\" LIKE 'y%'").fetchone()[0]
    return killed


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@BOTH
def test_what_a_kill_left_half_done_is_taken_back(opener, place, tmp_path):
    killed = half_done(place, tmp_path / "killed")
    before = contents(killed.parent)
    assert opener(killed) == 50
    assert (contents(killed.parent) == before) == (opener is read), "a reader changes nothing"
    with closing(for_reading(killed)) as connection:
        assert not connection.execute("SELECT count(*) FROM rows WHERE \"as.default\" LIKE 'y%'").fetchone()[0]


def test_the_private_copy_goes_with_its_connection(place, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    connection = for_reading(half_done(place, tmp_path / "killed"))
    assert len(list(temporary.iterdir())) == 1
    connection.close()
    assert not list(temporary.iterdir())


def test_a_copy_that_has_no_room_is_refused_with_its_size(place, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(ResultError, match=r"a copy of it \(0 MB\) has no room"):
        read(half_done(place, tmp_path / "killed"))


def test_a_reader_of_a_store_that_is_written_all_the_time_says_so(tmp_path, monkeypatch):
    place = make(tmp_path / "result.sqlite", "running")
    monkeypatch.setattr("sim.montecarlo.opening.SECONDS_TO_READ", 0)
    with closing(sqlite3.connect(place, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ResultError, match="it is being written; read it again in a moment"):
            read(place)
