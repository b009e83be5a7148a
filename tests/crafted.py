"""Files next to a store as somebody could send them: a journal that names another file, and the like."""

import struct
from pathlib import Path

MAGIC = bytes.fromhex("d9d505f920a163d7")


def journal(named: Path | None = None, *, pages: int = 2, page: int = 4096, sector: int = 512) -> bytes:
    """A rollback journal of no pages; with a super-journal at its end, as SQLite writes one."""
    head = (MAGIC + struct.pack(">5I", 0, 1, pages, sector, page)).ljust(512, b"\0")
    if named is None:
        return head
    name = str(named).encode()
    return head + bytes(4) + name + struct.pack(">2I", len(name), sum(name) & 0xFFFFFFFF) + MAGIC


def set_trap(store: Path, victim: Path) -> None:
    """Lay a journal next to a store that makes SQLite delete `victim`."""
    victim.write_text("dear to somebody")
    store.with_name(f"{store.name}-journal").write_bytes(journal(victim.absolute(), pages=store.stat().st_size // 4096))
