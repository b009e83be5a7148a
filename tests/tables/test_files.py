"""Files that are no regular files are never opened, and none is read beyond its limit."""

import os
import sys

import pytest

from sim.evidence.record.exchanges import read_exchanges
from sim.evidence.record.table_errors import EvidenceError
from sim.experiments.design import read_design
from sim.montecarlo.errors import RunError
from sim.scenario import ScenarioError, load
from sim.tables import files
from sim.tables.files import CannotRead, Folder, Missing, Outside, TooLarge, read_file, within
from sim.tables.numbers import NoNumbers, read_numbers
from sim.tables.text import NotText, decoded
from tests.scenario.conftest import PARENT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pipes in the file system")


def hindcast_from(place):
    from sim.evidence.hindcast import hindcast

    return hindcast._draws(place)


READERS = [
    (read_exchanges, EvidenceError), (load, ScenarioError), (read_design, ScenarioError), (hindcast_from, RunError),
    (lambda place: read_numbers(place, 100), NoNumbers), (lambda place: read_file(place, 100), CannotRead),
]  # fmt: skip


@pytest.fixture
def pipe(tmp_path):
    """A pipe that nobody writes into: whoever opens it to read waits for ever."""
    os.mkfifo(tmp_path / "pipe.csv")
    return tmp_path / "pipe.csv"


@pytest.mark.parametrize(("read", "error"), READERS)
def test_pipes_devices_and_folders_are_not_read(read, error, pipe):
    for place in (pipe, "/dev/zero", pipe.parent):
        with pytest.raises(error, match="folder|not a regular file"):
            read(place)


def test_a_file_replaced_by_a_pipe_on_the_way_does_not_hold_the_reader(pipe, monkeypatch):
    looked = os.stat(__file__)
    monkeypatch.setattr(files.os, "stat", lambda _: looked)
    with pytest.raises(CannotRead, match="not a regular file"):
        read_file(pipe, 10**6)


def test_no_more_is_read_than_the_limit(tmp_path, monkeypatch):
    place = tmp_path / "x"
    place.write_bytes(b"a" * 101)
    assert len(read_file(place, 101)) == 101
    with pytest.raises(TooLarge, match="it has 101 bytes; at most 100 are read"):
        read_file(place, 100)
    monkeypatch.setattr(files, "_check", lambda *_: None)  # as of a file that grows meanwhile
    with pytest.raises(TooLarge, match="more than 100 bytes"):
        read_file(place, 100)


def test_what_is_wrong_with_a_place(tmp_path):
    with pytest.raises(Missing):
        read_file(tmp_path / "none", 1)
    with pytest.raises(Folder):
        read_file(tmp_path, 1)
    with pytest.raises(CannotRead, match="null byte|null character"):
        read_file("a\0b", 1)


def test_a_file_beside_stays_beside(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "x.csv").write_text("")
    (here / "out").symlink_to(there)
    (here / "in.csv").symlink_to(here / "x.csv")
    assert within(here, "x.csv") == within(here, "in.csv") == (here / "x.csv").resolve()
    elsewhere = ("../there/x.csv", str(there / "x.csv"), "out/x.csv", "C:\\x.csv", "\\\\host\\x.csv")
    for name in (*elsewhere, str(here / "x.csv")):
        with pytest.raises(Outside):
            within(here, name)


def test_the_table_of_a_design_is_confined_and_no_other_file_is_shown(tmp_path, monkeypatch):
    secret = tmp_path / "secret.csv"
    secret.write_text("user:secret\n1\n")
    folder = tmp_path / "designs"
    (folder / "below").mkdir(parents=True)
    (folder / "link.csv").symlink_to(secret)
    (folder / "odd.csv").write_text("-----BEGIN PRIVATE KEY-----:secret\n")
    (folder / "latin.csv").write_bytes(b"secret,\xe9\n1,2\n")
    (folder / "below" / "points.csv").write_text("uae.engagement\n0.5\n")
    body = "sweep: a\nscenarios: [{}]\npoints: {{table: '{}'}}\n"

    def told(name: str) -> str:
        (folder / "design.yaml").write_text(body.format(PARENT, name))
        with pytest.raises(ScenarioError) as caught:
            read_design(folder / "design.yaml")
        return str(caught.value)

    for name in ("../secret.csv", str(secret), "link.csv"):
        assert "lies outside the folder of the design" in told(name)
    for name in ("/etc/passwd", "/dev/zero", "https://example.org/x.csv"):
        assert "takes the name of a CSV file in the folder of the design" in told(name)
    assert "names no parameters" in told("odd.csv") and "secret" not in told("odd.csv")
    assert "byte 0xe9" in told("latin.csv") and "secret" not in told("latin.csv")
    (folder / "design.yaml").write_text(body.format(PARENT, "below/points.csv"))
    assert read_design(folder / "design.yaml").size == 1
    mapping = {"sweep": "a", "scenarios": str(PARENT), "points": {"table": "below/points.csv"}}
    monkeypatch.chdir(folder)
    assert read_design(mapping).size == 1
    with pytest.raises(ScenarioError, match="lies outside the working folder"):
        read_design(mapping | {"points": {"table": "../secret.csv"}})


@pytest.mark.parametrize(
    ("raw", "place", "says"),
    [
        (b"\xff\xfea\0", (1, 1), "UTF-16"),
        (b"PK\x03\x04", (1, 1), "workbook of a spreadsheet"),
        (b"PAR1", (1, 1), "Parquet"),
        (b"\x1f\x8b", (1, 1), "compressed"),
        (b"a\nb\xe9", (2, 2), "byte 0xe9 is not UTF-8"),
        (b"a\r\nb\r\x1b[2J", (3, 1), "U+001B does not belong"),
        ("a\u2028b".encode(), (1, 2), "U+2028 LINE SEPARATOR"),
    ],
)
def test_what_is_no_text_is_told_at_its_place(raw, place, says):
    with pytest.raises(NotText) as caught:
        decoded(raw)
    assert caught.value.place == place and says in caught.value.reason
