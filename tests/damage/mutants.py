"""Damage to a folder that a run, a sweep or a calibration has left: by a disk, a transfer, an editor, a forger."""

import json
import random
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from tests.edited import seal_all

WORDS = [
    None, -1, 0, 1, 2, 7, 10**9, 2**62, -(2**62), 1.5, -0.5, 0.0, 9e999, -9e999, 5e-324, "", "x", "NaN", "1e999",
    "null", "Infinity", "-1", "30", "9" * 50, "9" * 5000, "ä\u202e\x1b[31m", b"", b"\xff\xfe", b"PK\x03\x04",
    "[" * 9000,
]  # fmt: skip
"""What is put into a cell."""

JSON = [
    "null", "true", "-1", "0", "1", "30", "1.5", "1e999", "NaN", "Infinity", "-Infinity", '"x"', '""', "[]", "{}",
    "[[1]]", "1000000000", "1" + "0" * 30, "9" * 5000, "[" * 9000 + "]" * 9000, "{", "\ufeff{}", '"\\ud800"',
    '{"a": NaN}', '["x", 1]',
]  # fmt: skip
"""What is put into a fact."""


class Untouched(Exception):
    """A mutant that could not be made here."""


def damage(folder: Path, luck: random.Random) -> str:
    """Damage something in a folder, and say what."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    store = next(path for path in files if path.suffix == ".sqlite")
    if luck.random() < 0.3:
        place = store if luck.random() < 0.6 else luck.choice(files)
        return f"{place.name}: {_file(place, luck)}"
    return f"{store.name}: {_table(store, luck)}"


# -- files ------------------------------------------------------------------------------------------------------------


def _file(place: Path, luck: random.Random) -> str:
    content, kind = place.read_bytes(), luck.choice(["cut", "flipped", "empty", "gone", "folder", "letters", "twice"])
    if kind == "cut":
        at = luck.randrange(len(content) + 1)
        place.write_bytes(content[:at])
        return f"cut after {at} bytes"
    if kind == "flipped":
        changed = bytearray(content)
        places = [luck.randrange(len(changed)) for _ in range(luck.choice([1, 1, 3, 30]))] if changed else []
        for at in places:
            changed[at] ^= 1 << luck.randrange(8)
        place.write_bytes(changed)
        return f"bits flipped in {places}"
    if kind == "letters":
        at = luck.randrange(len(content) + 1)
        place.write_bytes(content[:at] + b"\xff\x00\xe9" + content[at:])
        return f"not UTF-8 at {at}"
    if kind == "twice":
        place.write_bytes(content + content)
        return kind
    place.unlink()
    if kind == "empty":
        place.touch()
    if kind == "folder":
        place.mkdir()
    return kind


# -- tables -----------------------------------------------------------------------------------------------------------


def _table(place: Path, luck: random.Random) -> str:
    sealed = luck.random() < 0.5
    with closing(sqlite3.connect(place)) as store:
        try:
            with store:
                said = luck.choice([_cell, _cell, _cell, _fact, _fact, _fact, _rows, _swap, _definition])(store, luck)
        except (sqlite3.Error, OverflowError) as error:
            raise Untouched from error
        if sealed:
            with store, suppress(Exception):  # where nothing can be counted nothing can be put right
                seal_all(store)
    return f"{said}{', sealed' if sealed else ''}"


def _names(store: sqlite3.Connection) -> list[str]:
    return sorted(name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))


def _columns(store: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in store.execute(f"PRAGMA table_info({table})")]


def _row(store: sqlite3.Connection, table: str, luck: random.Random) -> tuple[str, list]:
    """A condition that holds for one row, and its values."""
    rows = store.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
    if not rows:
        raise Untouched
    row, names = luck.choice(rows), _columns(store, table)
    return " AND ".join(f'"{name}" IS ?' for name in names), list(row)


def _cell(store: sqlite3.Connection, luck: random.Random) -> str:
    table = luck.choice(_names(store))
    column, (same, row) = luck.choice(_columns(store, table)), _row(store, table, luck)
    before = row[_columns(store, table).index(column)]
    numbers = [before + 1, before - 1, before * 2, before / 2, -before] if isinstance(before, int | float) else []
    word = luck.choice(WORDS + 4 * numbers)
    if word == "" and luck.random() < 0.5:
        store.execute(f"UPDATE {table} SET \"{column}\" = CAST(x'ff41' AS TEXT) WHERE {same}", row)
        return f"{table}.{column} of {str(row)[:60]} not UTF-8"
    store.execute(f'UPDATE {table} SET "{column}" = ? WHERE {same}', (word, *row))
    return f"{table}.{column} of {str(row)[:60]} set to {str(word)[:40]!r}"


def _fact(store: sqlite3.Connection, luck: random.Random) -> str:
    """A fact of `meta` or `provenance`, or something inside one."""
    table = luck.choice([name for name in ("meta", "meta", "meta", "provenance") if name in _names(store)])
    name, text = luck.choice(store.execute(f"SELECT name, value FROM {table} ORDER BY name").fetchall())
    value = json.loads(text)
    if luck.random() < 0.1:
        store.execute(f"DELETE FROM {table} WHERE name = ?", (name,))
        return f"{table}, {name} gone"
    if isinstance(value, dict) and value and luck.random() < 0.8:
        key = luck.choice(sorted(value))
        inner = json.dumps(value[key])
        new = luck.choice([*JSON, *_near(value[key])])
        text = text.replace(f"{json.dumps(key)}: {inner}", f"{json.dumps(key)}: {new}" if luck.random() < 0.9 else "")
        name_said = f"{name}.{key}"
    else:
        text = new = luck.choice([*JSON, *3 * _near(value)])
        name_said = name
    store.execute(f"UPDATE {table} SET value = ? WHERE name = ?", (text, name))
    return f"{table}, {name_said} set to {new[:60]}"


def _near(value: object) -> list[str]:
    """Values like this one."""
    if isinstance(value, bool):
        return [json.dumps(not value)]
    if isinstance(value, int | float):
        return [json.dumps(near) for near in (value + 1, value - 1, value // 2, -value, value * 1000)]
    if isinstance(value, list):
        return [json.dumps(value[:-1]), json.dumps(value * 2), json.dumps(value[::-1])]
    return [json.dumps(word) for word in ("complete", "partial", "rows", "counts", "../../x")]


def _rows(store: sqlite3.Connection, luck: random.Random) -> str:
    """A row gone, all rows gone, a row more."""
    table, kind = luck.choice(_names(store)), luck.choice(["gone", "gone", "all", "more"])
    if kind == "all":
        store.execute(f"DELETE FROM {table}")
        return f"{table} empty"
    same, row = _row(store, table, luck)
    if kind == "gone":
        store.execute(f"DELETE FROM {table} WHERE {same}", row)
        return f"{table} without {str(row)[:60]}"
    key = luck.randrange(min(2, len(row)))
    other = row[key] + luck.choice([1, 10**6]) if isinstance(row[key], int) else "more"
    new = [*row[:key], other, *row[key + 1 :]]
    store.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(new))})", new)
    return f"{table} with {str(new)[:60]}"


def _swap(store: sqlite3.Connection, luck: random.Random) -> str:
    """A value of one row instead of another's."""
    table = luck.choice(_names(store))
    column = luck.choice(_columns(store, table))
    (one, first), (other, second) = _row(store, table, luck), _row(store, table, luck)
    at = _columns(store, table).index(column)
    store.execute(f'UPDATE {table} SET "{column}" = ? WHERE {one}', (second[at], *first))
    store.execute(f'UPDATE {table} SET "{column}" = ? WHERE {other}', (first[at], *second))
    return f"{table}.{column} swapped between {str(first)[:40]} and {str(second)[:40]}"


def _definition(store: sqlite3.Connection, luck: random.Random) -> str:
    """A table or column gone, renamed, more, of another kind; a view or a trigger."""
    table = luck.choice(_names(store))
    column = luck.choice(_columns(store, table))
    statements = luck.choice(
        [
            [f"DROP TABLE {table}"],
            [f'ALTER TABLE {table} DROP COLUMN "{column}"'],
            [f"ALTER TABLE {table} RENAME TO other"],
            [f'ALTER TABLE {table} RENAME COLUMN "{column}" TO other'],
            [f"ALTER TABLE {table} ADD COLUMN other INTEGER DEFAULT 3"],
            [
                f"ALTER TABLE {table} RENAME TO other",
                f"CREATE TABLE {table} AS SELECT * FROM other",
                "DROP TABLE other",
            ],
            [
                f"ALTER TABLE {table} RENAME TO other",
                f"CREATE VIEW {table} AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n)"
                " SELECT o.* FROM other o, n",
            ],
            [f"CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END"],
            ["CREATE TABLE other (a)"],
            [f'CREATE INDEX other ON {table} ("{column}")'],
        ]
    )
    for statement in statements:
        store.execute(statement)
    return "; ".join(statements)[:120]


def copied(folder: Path, place: Path) -> Path:
    """A folder copied to a place where there is nothing."""
    shutil.rmtree(place, ignore_errors=True)
    return Path(shutil.copytree(folder, place))
