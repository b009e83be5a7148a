"""Opening SQLite files: every store is opened here, whatever its path and whoever wrote it.

For reading, a store is never written to and no journal is followed. Where it is finished it is opened in place,
immutable. Where it is not, a run may be writing it this moment, or was killed in the middle of a transaction: then a
private copy is read, in which what was half done is taken back. For writing, what lies next to it is looked at first
(`journal.py`), since SQLite follows it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path, PurePath
from typing import TypeVar
from urllib.parse import quote

from sim.montecarlo.errors import ResultError
from sim.montecarlo.journal import journal_of, unfinished

Connection = TypeVar("Connection", bound=sqlite3.Connection)

SECONDS_TO_READ = 5
"""How long a reader waits for a moment in which nobody writes."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_LIVE = "read it again in a moment, or when the run that writes it has ended"
_NOT_OURS = "it is damaged or not written by allforall"
_CONSTRAINED = {"VIRTUAL", "GENERATED", "AS", "CHECK", "DEFAULT", "REFERENCES", "TRIGGER", "VIEW"}
"""Words of SQL that no table of a store is defined with; they can make reading a row run somebody's code."""


def uri(place: PurePath, **options: str | int) -> str:
    """The URI by which SQLite opens an absolute path: any letter in it, a drive's letter or a Windows share.

    The authority stays empty, as SQLite asks for; a share's name belongs to the path.
    """
    path = quote(os.fsencode(place.as_posix()), safe="/:")
    return f"file://{'' if path.startswith('/') else '/'}{path}?" + "&".join(f"{k}={v}" for k, v in options.items())


def is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else holds the lock that was wanted."""
    return _code(error) in _BUSY


def for_writing(place: Path) -> sqlite3.Connection:
    """Open a store that is there, to resume it; a transaction that a kill of ours left half done is taken back.

    A lock that somebody else holds is not waited for here: `Ledger` does that.

    Raises
    ------
    ResultError
        when it is a link, or what lies next to it was not left by allforall, or it has what no store has
    OSError, sqlite3.Error
        when it cannot be opened
    """
    if place.is_symlink():
        raise ResultError(place, "it is a link to another file", "name the folder in which the file itself lies")
    place = Path(os.path.realpath(place))
    unfinished(place)
    _refuse_log(place)
    return _hardened(sqlite3.connect(uri(place, mode="rw"), uri=True, isolation_level=None, timeout=0))


def for_reading(place: Path) -> sqlite3.Connection:
    """Open a store that is there, whoever wrote it; neither it nor anything next to it is changed.

    Raises
    ------
    ResultError
        when there is none, what lies next to it was not left by allforall, it is being written all the time, or it
        has what no store has
    OSError, sqlite3.Error
        when it cannot be read
    """
    return finished(place) or _copied(Path(os.path.realpath(place)))


def finished(place: Path) -> sqlite3.Connection | None:
    """Open a store for reading in place, if it says that it is complete: then nobody has a reason to write it.

    Returns
    -------
    Connection, or None where it is not complete

    Raises
    ------
    as `for_reading`
    """
    place = Path(os.path.realpath(place))
    if not place.is_file():
        raise ResultError(place, "no such store", "name a folder that allforall has written")
    if unfinished(place):
        return None
    connection = _immutable(place)
    try:
        if _is_complete(connection):
            check_tables(connection, place)
            return connection
    except sqlite3.DatabaseError as error:
        connection.close()
        if _code(error) == sqlite3.SQLITE_NOTADB:
            raise
    except BaseException:
        connection.close()
        raise
    connection.close()
    return None


def check_tables(connection: sqlite3.Connection, place: Path) -> None:
    """Refuse a file that holds more than plain tables: views, triggers and the like run when a row is read or written.

    Raises
    ------
    ResultError, sqlite3.Error
    """
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        words = set(_unquoted(sql or "").upper().replace("(", " ").replace(",", " ").split())
        if kind not in ("table", "index") or (kind == "index" and sql is not None) or words & _CONSTRAINED:
            raise ResultError(place, f"it has a {kind} that no store has, {ascii(name)[:60]}", _NOT_OURS)


def _unquoted(sql: str) -> str:
    """A definition without the names in double quotes, as our columns are written."""
    return " ".join(sql.split('"')[::2])


def _harden(connection: sqlite3.Connection) -> None:
    """What SQLite advises for files from elsewhere; releases of SQLite that do not know a setting pass over it."""
    for setting in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


def _hardened(connection: Connection) -> Connection:
    """A connection after `_harden`; closed where that fails."""
    try:
        _harden(connection)
        return connection
    except BaseException:
        connection.close()
        raise


def _is_complete(connection: sqlite3.Connection) -> bool:
    """Whether nobody has a reason to write: the store says that it is complete."""
    try:
        found = connection.execute("SELECT value FROM meta WHERE name = 'status'").fetchone()
    except sqlite3.OperationalError:
        return False
    return found == ('"complete"',)


class _Private(sqlite3.Connection):
    """A connection to a copy, which goes when it is closed."""

    folder: str | None = None

    def close(self) -> None:
        super().close()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def _immutable(place: Path) -> _Private:
    return _hardened(
        sqlite3.connect(uri(place, mode="ro", immutable=1), uri=True, isolation_level=None, factory=_Private)
    )


def _copied(place: Path) -> sqlite3.Connection:
    """A private copy of a store as it stood in one moment, opened for reading."""
    _refuse_log(place)
    size, free = place.stat().st_size, shutil.disk_usage(tempfile.gettempdir()).free
    if 2 * size > free:
        raise ResultError(
            place, f"it is not finished, and a copy of it ({size / 1e6:,.0f} MB) has no room in {tempfile.gettempdir()}",
            "free some space there, or name another folder for it in TMPDIR",
        )  # fmt: skip
    folder = tempfile.mkdtemp(prefix="allforall-")
    try:
        copy = Path(folder) / "store.sqlite"
        if not _copy_live(place, copy):
            _copy_killed(place, copy)
        connection = _immutable(copy)
        connection.folder = folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        check_tables(connection, place)
        return connection
    except BaseException:
        connection.close()
        raise


def _copy_live(place: Path, copy: Path) -> bool:
    """Copy under SQLite's own lock; False where a transaction is half done that nobody is carrying out any more.

    A connection of this kind takes nothing back.
    """
    with closing(sqlite3.connect(uri(place, mode="ro"), uri=True, isolation_level=None, timeout=0)) as source:
        _harden(source)
        until = time.monotonic() + SECONDS_TO_READ
        source.execute("BEGIN")
        while True:
            try:
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                break
            except sqlite3.OperationalError as error:
                if _code(error) == sqlite3.SQLITE_READONLY:
                    return False
                if not is_busy(error):
                    raise
                if time.monotonic() > until:
                    raise ResultError(place, "it is being written", _LIVE) from None
                time.sleep(0.02)
        with closing(sqlite3.connect(copy, isolation_level=None)) as target:
            target.execute("PRAGMA journal_mode = OFF").fetchall()
            target.execute("PRAGMA synchronous = OFF")
            source.backup(target)
    return True


def _copy_killed(place: Path, copy: Path) -> None:
    """Copy a store with its journal, and take back in the copy what was half done."""
    try:
        shutil.copyfile(place, copy)
        shutil.copyfile(journal_of(place), journal_of(copy), follow_symlinks=False)
    except FileNotFoundError:
        raise ResultError(place, "it is being written", _LIVE) from None
    unfinished(copy)  # of the copy itself: nobody can change it after this
    with closing(sqlite3.connect(uri(copy, mode="rw"), uri=True, isolation_level=None)) as target:
        _harden(target)
        target.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _refuse_log(place: Path) -> None:
    """Refuse a file that another program has set to write-ahead logging: opening it makes files next to it."""
    with place.open("rb") as store:
        if 2 in store.read(20)[18:]:
            raise ResultError(
                place, "another program has set it to write-ahead logging",
                "set it back there (PRAGMA journal_mode=DELETE), or work on the original",
            )  # fmt: skip


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
