"""The program in environments that others leave behind: a notebook's, a broken one, one that starts no process."""

import re
import subprocess
import sys

import pytest

SHORT = ["run", "no_uae", "--worlds", "20", "--no-prior", "--set", "horizon_weeks=4"]
LOADED = """\
import os
from sim.backend import load
load()
import matplotlib
print(dict.__getitem__(matplotlib.rcParams, "backend"), os.environ["MPLBACKEND"])
"""
NO_PROCESS = """\
import multiprocessing, sys
multiprocessing.set_executable(sys.argv.pop(1))
from sim.cli.main import main
main()
"""


def test_a_notebooks_backend_and_broken_settings_do_no_harm(program, environment, tmp_path):
    """What a Jupyter cell hands down to a program that runs without IPython, and a file that is no text."""
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "matplotlibrc").write_bytes(b"font.size: \xff\xfe\n")
    inherited = {"MPLBACKEND": "module://missing.backend_inline", "MPLCONFIGDIR": str(settings)}
    done = subprocess.run(
        [*program, *SHORT, "--quiet"],
        env=environment | inherited,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0 and done.stderr == ""
    folder = tmp_path / done.stdout.strip()
    assert (folder / "summary.json").is_file() and (folder / "incidence.png").stat().st_size > 10_000


@pytest.mark.parametrize(("named", "taken"), [("nonsense", None), ("svg", "svg")])
def test_a_backend_that_matplotlib_does_not_know_is_as_if_none_were_named(environment, named, taken):
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=environment | {"MPLBACKEND": named},
        capture_output=True,
        text=True,
        timeout=60,
    )
    backend, kept = done.stdout.split()[-2:]
    assert done.returncode == 0 and kept == named
    assert backend == taken if taken else backend != named


@pytest.mark.skipif(sys.platform == "win32", reason="needs a program that ends at once")
def test_processes_that_cannot_start_are_an_error_and_no_success(environment, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", NO_PROCESS, "/bin/false", *SHORT, "--executor", "processes"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    assert done.returncode == 1 and done.stdout == "" and "\nallforall: " in f"\n{done.stderr}"
    # What Python itself says of its broken tracker when it ends is not ours.
    assert "internal error" not in done.stderr and not re.search(r'File ".*[/\\]sim[/\\]', done.stderr)
