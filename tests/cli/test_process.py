"""The program as a process of its own: what it loads, how it is stopped, where its output goes."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

HEAVY = ("mesa", "pandas", "matplotlib", "scipy.stats")

LOADED = f"""\
import sys
from sim.cli.main import main
sys.argv = ["allforall", *sys.argv[1:]]
try:
    main()
finally:
    print("LOADED", [name for name in {HEAVY!r} if name in sys.modules])
"""


@pytest.mark.parametrize("words", [("--help",), ("validate", "kyiv_summit_2025")])
def test_help_and_validate_load_nothing_heavy(environment, words):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 and done.stdout.endswith("LOADED []\n"), done.stdout + done.stderr


def test_piped_output_has_no_colour_and_json_stands_alone(program, environment, tmp_path):
    done = subprocess.run(
        [*program, "run", "trade_off", "--worlds", "64", "--no-prior", "--json"],
        env={**environment, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0 and done.stderr == b"" and json.loads(done.stdout)["worlds"] == 64
    shown = subprocess.run(
        [*program, "show", os.listdir(tmp_path / "results")[0]],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
    )
    assert shown.returncode == 0 and b"swap first" in shown.stdout and b"\x1b" not in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.decode().splitlines())


def test_a_closed_pipe_ends_quietly(program, environment):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*program, "scenarios", "--long"], env=environment, stdout=writing, stderr=subprocess.PIPE, timeout=60
        )
    finally:
        os.close(writing)
    assert done.returncode == 0 and done.stderr == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_standard_output_is_one_clear_line(program, environment):
    environment.pop("PYTHONUNBUFFERED", None)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*program, "scenarios"], env=environment, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert (
        done.returncode == 1
        and done.stderr.startswith(b"allforall: cannot write to standard output: No space left on device")
        and done.stderr.count(b"\n") == 1
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize("how", ["--no-prior", "--json", "--quiet"])
def test_a_full_standard_output_says_where_the_result_is(program, environment, tmp_path, how):
    words = [*program, "run", "kyiv_summit_2025", "--worlds", "40", "--no-prior", how]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(words, env=environment, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, timeout=60)
    (folder,) = (tmp_path / "results").iterdir()
    told = f"\nthe result is saved in {folder.relative_to(tmp_path)}\n"
    assert done.returncode == 1 and told in done.stderr.decode() and done.stderr.count(b"\n") == 2


def _worlds_stored(folder) -> int:
    """How many worlds the only result in a folder holds; 0 while there is none."""
    for store in folder.glob("results/*/result.sqlite"):
        connection = sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)
        try:
            return int(connection.execute("SELECT value FROM meta WHERE name = 'worlds'").fetchone()[0])
        except (sqlite3.Error, TypeError):
            return 0
        finally:
            connection.close()
    return 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_keeps_what_is_done_and_marks_it(program, environment, tmp_path):
    running = subprocess.Popen(
        [*program, "run", "kyiv_summit_2025", "--worlds", "50000000", "--store", "counts"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + 120
        while not _worlds_stored(tmp_path) and running.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        printed, complaints = running.communicate(timeout=120)
    finally:
        running.kill()
    (folder,) = (tmp_path / "results").iterdir()
    assert running.returncode == 130 and "Traceback" not in complaints
    assert f"marked partial and kept in\n{folder.relative_to(tmp_path)}\n" in complaints
    assert "PARTIAL RESULT: stopped after" in printed
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["partial"] is True and 0 < summary["worlds"] < summary["worlds_requested"] == 50_000_000
