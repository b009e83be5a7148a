"""What would not fit is refused before anything is made; what is long is said first."""

import pytest
from ruamel.yaml import YAML

from sim.montecarlo import extent

SMALL = ("--set", "horizon_weeks=2")


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        (("run", "no_uae", "--worlds", "1000000000"), "the store would take about 250 GB, and 10.0 MB are free"),
        (("sensitivity", "no_uae", "--points", "128"), "MB, and 10.0 MB are free"),
    ],
)
def test_a_store_that_does_not_fit_is_refused(words, figure, allforall, tmp_path, monkeypatch):
    monkeypatch.setattr(extent, "free_space", lambda folder: 10**7)
    ending = allforall(*words, "--out", str(tmp_path / "results"))
    assert ending.exit_code == 2 and figure in ending.stderr and not (tmp_path / "results").exists()


def test_points_that_do_not_fit_are_refused_before_they_are_drawn(allforall, tmp_path, monkeypatch):
    monkeypatch.setattr(extent, "free_memory", lambda: 10**8)
    design = {"sweep": "large", "title": "Large", "scenarios": ["no_uae"], "worlds": 1}
    design["points"] = {"latin_hypercube": {"points": 1_000_000, "over": "prior"}}
    file = tmp_path / "large.yaml"
    with file.open("w") as place:
        YAML(typ="safe", pure=True).dump(design, place)
    ending = allforall("sweep", str(file), "--out", str(tmp_path / "results"))
    assert ending.exit_code == 2 and "of memory, and 100 MB are free; take fewer points" in ending.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("quiet", [False, True])
def test_a_long_run_says_so_first_unless_it_is_to_be_quiet(quiet, allforall, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(extent, "LONG_SECONDS", 0)
    words = ["run", "no_uae", "--worlds", "64", "--no-prior", "--out", str(tmp_path), *SMALL]
    ending = allforall(*words, *(["--quiet"] if quiet else []))
    assert ending.exit_code == 0 and ("this takes about 0 seconds on" in caplog.text) is not quiet


def test_a_precision_beyond_the_cap_is_said(allforall, tmp_path, caplog):
    words = ("--precision", "0.001", "--max-worlds", "64", "--no-prior", "--out", str(tmp_path), *SMALL)
    ending = allforall("run", "no_uae", *words)
    assert ending.exit_code == 0
    assert "can take about 2,000,000 worlds; the run ends at 64 (--max-worlds) in any case" in caplog.text
