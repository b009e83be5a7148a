"""What may lie next to a SQLite file, looked at before SQLite sees it.

SQLite trusts a rollback journal: it is taken back by whoever opens the file next, and where its last bytes name a
super-journal, SQLite deletes that file. A store that somebody mailed can thereby delete a file of the reader's. What
allforall writes is one file at a time: its journals name no other file.
"""

from __future__ import annotations

import os
import stat
import struct
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from sim.montecarlo.errors import ResultError

MAGIC = bytes.fromhex("d9d505f920a163d7")
"""The first eight bytes of a rollback journal, and the last of one that names a super-journal."""

_HEADER = struct.Struct(">8s5I")  # magic, records, nonce, pages of the file before, bytes of a sector, of a page
_END = struct.Struct(">2I8s")  # length of the super-journal's name, checksum, magic
_SIZES = [1 << power for power in range(5, 17)]

_LOG_REMEDY = (
    "allforall never writes one: where the store is yours, open it once with the program that left it there, and set"
    " PRAGMA journal_mode=DELETE; otherwise do not open it"
)
_REMEDY = (
    "do not open this store with SQLite; where the folder is yours, move the journal away, where somebody sent it, ask"
    " for it again without the journal"
)


def journal_of(store: Path) -> Path:
    """Where SQLite keeps the rollback journal of a file."""
    return store.with_name(f"{store.name}-journal")


def unfinished(store: Path) -> bool:
    """Whether a transaction stands half done next to a store, or is under way; nothing is changed.

    Raises
    ------
    ResultError
        when what lies next to it was not left there by allforall: a journal that names another file or does not fit the
        store, one that is a link or has other names, or a write-ahead log
    OSError
        when the journal cannot be read
    """
    for end in ("-wal", "-shm"):
        beside = store.with_name(store.name + end)
        if os.path.lexists(beside):
            raise ResultError(beside, "a write-ahead log lies next to the store", _LOG_REMEDY)
    place = journal_of(store)
    try:
        found = os.lstat(place)
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        raise ResultError(place, "the journal next to the store is not a plain file of its own", _REMEDY)
    try:
        with place.open("rb") as journal:
            return _is_plain(journal, place, store.stat().st_size)
    except FileNotFoundError:  # the transaction has just been committed
        return False


def _is_plain(journal: BinaryIO, place: Path, store_size: int) -> bool:
    head = journal.read(_HEADER.size)
    if not head or not head[0]:
        return False  # finished: SQLite takes no notice of it
    if not MAGIC.startswith(head[: len(MAGIC)]):
        raise ResultError(place, "it is no journal of SQLite's", _REMEDY)
    size = journal.seek(0, os.SEEK_END)
    named = _super_journal(journal, size)
    if named is not None:
        raise ResultError(
            place, f"it names another file, {named}, which SQLite would delete; allforall's own name none", _REMEDY
        )
    if len(head) == _HEADER.size:
        _, _, _, pages, sector, page = _HEADER.unpack(head)
        if sector not in _SIZES or page not in _SIZES or page < 512 or pages * page > store_size:
            raise ResultError(place, "it does not belong to the store next to it: their sizes do not fit", _REMEDY)
    return True


def _super_journal(journal: BinaryIO, size: int) -> str | None:
    """The name at the end of a journal, made harmless to print; None where there is none."""
    if size < _END.size:
        return None
    journal.seek(-_END.size, os.SEEK_END)
    length, _, magic = _END.unpack(journal.read(_END.size))
    if magic != MAGIC:
        return None
    name = b""
    with suppress(OSError, ValueError):
        journal.seek(size - _END.size - length)
        name = journal.read(min(length, 200))
    return ascii(os.fsdecode(name))
