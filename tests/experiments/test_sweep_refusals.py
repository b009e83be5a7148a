"""A store of something else is refused with a clear word and left as it is; two processes may share one."""

import json
import shutil

import pytest

import sim
from sim.montecarlo import ledger
from sim.montecarlo.errors import ResultError
from sim.scenario import load
from tests.edited import edit
from tests.experiments.small import DESIGN, KEYS, SHORT, ended, rows, started, sweep

REMEDY = r"; choose another folder for this one \(--out\), or move that folder away"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The small sweep, done."""
    out = tmp_path_factory.mktemp("kept")
    sweep(out)
    return out


def bytes_of(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def refuses(out, says, **how):
    """That a sweep is refused in these words, and nothing in the folder changes."""
    before = bytes_of(out / "small")
    with pytest.raises(ResultError, match=says) as caught:
        sweep(out, **how)
    assert caught.value.place == str(out / "small" / "experiment.sqlite")
    assert bytes_of(out / "small") == before


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"design": {"seed": 6}}, r"it holds another seed \(5, asked for is 6\)"),
        ({"seed": 6}, r"it holds another seed \(5, asked for is 6\)"),
        ({"worlds": 301}, r"another number of worlds \(300, asked for is 301\)"),
        ({"replicates": 2}, r"another number of replicates \(1, asked for is 2\)"),
        ({"design": {"draws": "common"}}, "it holds draws of another kind"),
        ({"precision": 0.05}, r"another precision \(none, asked for is 0.05\)"),
        ({"overrides": {"horizon_weeks": 7}}, r"another scenario \(kyiv_summit_2025 has changed since\)"),
        ({"design": {"scenarios": ["no_uae"]}}, r"another scenario \(no_uae has changed since\)"),
        ({"design": {"scenarios": ["kyiv_summit_2025", "no_uae"]}}, "it holds (another scenario|other scenarios)"),
        ({"design": {"points": {"grid": {KEYS[0]: [0.2, 0.5]}}}}, "it holds other dimensions"),
        ({"design": {"points": {"grid": {KEYS[0]: [0.2, 0.5], KEYS[1]: [1.1]}}}}, r"number of points \(24, .* is 2\)"),
        (
            {"design": {"points": {"grid": {KEYS[0]: [0.2, 0.5, 0.77, 1.0, 1.2, 1.6], KEYS[1]: [0.3, 0.6, 1.1, 1.4]}}}},
            "it holds other points",
        ),
        ({"design": {"points": {"list": [{}]}}}, "it holds another kind of design"),
    ],
)
def test_another_sweep_in_its_place_is_refused(kept, how, says):
    refuses(kept, f"{says}.*{REMEDY}", **how)


def test_a_sweep_to_a_precision_is_not_resumed_without_one(tmp_path):
    """Nor the other way round: what the store says must be asked for, too."""
    few = {"points": {"list": [{}]}}
    sweep(tmp_path, design=few, precision=0.1, max_worlds=600)
    refuses(tmp_path, rf"another precision \(0.1, asked for is none\){REMEDY}", design=few)
    refuses(tmp_path, r"another cap \(--max-worlds\) \(600, asked", design=few, precision=0.1, max_worlds=900)


@pytest.mark.parametrize(
    ("fact", "value", "says"),
    [
        (
            "engine",
            "0123456789abcdef",
            r"another version .*, engine 0123456789abcdef; this is allforall .*, engine [0-9a-f]{16}\)",
        ),
        ("schema_version", 1, "schema version 1, this is version 2"),
        ("schema_version", None, "schema version None, this is version 2"),
        ("kind", "compare", r"another kind of experiment \(compare, asked for is sweep\)"),
        ("scenario_hashes", ["0" * 64], r"another scenario \(kyiv_summit_2025 has changed since\)"),
    ],
)
def test_a_store_of_another_version_is_refused(kept, tmp_path, fact, value, says):
    shutil.copytree(kept / "small", tmp_path / "small")
    change = ("UPDATE meta SET value = ? WHERE name = ?", (json.dumps(value), fact))
    edit(tmp_path / "small" / "experiment.sqlite", change, seal=True)
    refuses(tmp_path, f"{says}.*{REMEDY[2:]}")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda place: place.write_bytes(b""), "no such table: meta"),
        (lambda place: place.write_text("worlds,swap_first\n300,12\n" * 50), "not a database"),
        (lambda place: edit(place, "CREATE TABLE other (a)"), "no such table: meta"),
        (lambda place: edit(place, "CREATE TABLE meta (a)"), "no such column: value"),
        (
            lambda place: edit(
                place, "CREATE TABLE meta (name, value)", "INSERT INTO meta VALUES ('schema_version', 'one')"
            ),
            "table meta, schema_version: Expecting value",
        ),
        (
            lambda place: edit(
                place, "CREATE TABLE meta (name, value)", "INSERT INTO meta VALUES ('schema_version', NULL)"
            ),
            "table meta, schema_version: no text",
        ),
    ],
)
def test_what_is_no_store_is_refused(make, says, tmp_path):
    (tmp_path / "small").mkdir()
    make(tmp_path / "small" / "experiment.sqlite")
    refuses(tmp_path, f"{says}.*; it (is damaged or not written by allforall|was damaged or edited)")


def test_half_a_store_is_refused(kept, tmp_path):
    """A file that was copied in part."""
    shutil.copytree(kept / "small", tmp_path / "small")
    place = tmp_path / "small" / "experiment.sqlite"
    place.write_bytes(place.read_bytes()[:4096])
    refuses(tmp_path, "it is damaged or not written by allforall")


def test_the_same_sweep_is_not_refused_and_simulates_nothing(kept, engine):
    """Nor when the design says the same in other words: another title, another order of its file."""

    def never(*_, **__):
        raise AssertionError

    engine(never)
    before = rows(kept)
    sweep(kept, design={"title": "Another title", "worlds": 300.0 and 300})
    sim.sweep(dict(reversed(DESIGN.items())), overrides=["horizon_weeks=6"], out=kept, figure=False, workers=1)
    assert rows(kept) == before


def test_a_scenario_file_that_changes_is_another_scenario(tmp_path):
    """What decides is the content of the scenario, not its name."""
    place = tmp_path / "case.yaml"
    how = {"design": {"scenarios": [str(place)], "points": {"list": [{}]}}, "overrides": ()}
    place.write_text(load("kyiv_summit_2025", SHORT).to_yaml())
    sweep(tmp_path, **how)
    place.write_text("# the same\n" + place.read_text())
    sweep(tmp_path, **how)
    place.write_text(load("kyiv_summit_2025", {"horizon_weeks": 7}).to_yaml())
    refuses(tmp_path, "has changed since", **how)


def test_the_text_of_a_scenario_may_differ_where_its_hash_does_not(kept, tmp_path, engine):
    """A release that declares more parameters writes a longer text of the same scenario."""
    engine(None)
    shutil.copytree(kept / "small", tmp_path / "small")
    place = tmp_path / "small" / "experiment.sqlite"
    edit(place, "UPDATE scenarios SET yaml = '# in other words' || char(10) || yaml", seal=True)
    sweep(tmp_path)
    edit(place, "UPDATE scenarios SET yaml = replace(yaml, 'horizon_weeks: 6', 'horizon_weeks: 7')", seal=True)
    refuses(tmp_path, "its scenario kyiv_summit_2025 is not the one that was run: the hash differs; read it with")
    edit(place, "UPDATE scenarios SET yaml = 'scenario: x'", seal=True)
    refuses(tmp_path, "its scenario kyiv_summit_2025 is not valid here: .*; read it with")


# -- two at once ------------------------------------------------------------------------------------------------------

CHILD = """
import sys
from tests.experiments import small
small.small_batches()
print("ready", flush=True)
sys.stdin.readline()
small.sweep(sys.argv[1], workers=1)
"""


def test_two_processes_on_one_folder_both_end_well(expected, tmp_path):
    import subprocess

    both = [started(CHILD, tmp_path, stdin=subprocess.PIPE) for _ in range(2)]
    try:
        for child in both:
            assert child.stdout.readline() == "ready\n"
        for child in both:
            child.stdin.write("go\n")
            child.stdin.flush()
        for child in both:
            assert child.communicate(timeout=60) == ("", "") and child.returncode == 0
    finally:
        for child in both:
            ended(child)
    assert rows(tmp_path) == expected
    assert not list((tmp_path / "small").glob("*.part*"))


def test_who_is_second_to_make_the_store_takes_that_of_the_first(expected, tmp_path, monkeypatch):
    """The other process makes it while this one is making its own."""
    begin = ledger.begin
    first = []

    def meanwhile(place, fill):
        if not first:
            first.append(place)
            sweep(tmp_path)
        begin(place, fill)

    monkeypatch.setattr(ledger, "begin", meanwhile)
    sweep(tmp_path)
    assert first and rows(tmp_path) == expected
    assert not list((tmp_path / "small").glob("*.part*"))


def test_a_file_system_without_links_will_do(expected, tmp_path, monkeypatch):
    def none(one, other):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", none)
    sweep(tmp_path)
    assert rows(tmp_path) == expected
