"""One leg of the matrix: an environment as a user makes it, the main job, the quick tests."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.matrix.declared import constraints
from tests.matrix.pythons import Python

ROOT = Path(__file__).parents[2]
SHOWN = ("mesa", "networkx", "numpy", "scipy", "pandas", "matplotlib", "pydantic", "typer")
"""Libraries whose versions are shown."""

CASE, WORLDS = "kyiv_summit_2025", 20_000
LOWEST, NEWEST = "lowest", "newest"

LIBRARIES_SHOW = (
    "tests/negotiation", "tests/model", "tests/analysis", "tests/views/figures", "tests/views/text", "tests/experiments/test_sweep.py",
    "tests/montecarlo/test_run.py", "tests/cli/test_cases.py", "tests/cli/test_running.py",
)  # fmt: skip
"""Tests in which an old library shows; with the lowest versions these are run."""

_VERSIONS = (
    "import json; from importlib.metadata import version; "
    f"print(json.dumps({{name: version(name) for name in {SHOWN!r}}}))"
)
_INSTALL, _JOB, _TESTS = 1800, 900, 5400
"""Seconds after which a step has failed."""


class Failed(Exception):
    """A step that did not do what it should, in a sentence."""


@dataclass
class Leg:
    """What one interpreter did with one set of versions.

    Attributes
    ----------
    python : version of the interpreter
    libraries : `newest` that pip finds, or the `lowest` that are declared
    versions : library -> version
    counts : what the main job counted: swap first, talks first, neither
    tests : passed, failed, skipped
    failure : the first step that failed, in a sentence; empty when none did
    """

    python: str
    libraries: str
    versions: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    tests: dict[str, int] = field(default_factory=dict)
    failure: str = ""
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def run(python: Python, libraries: str, scratch: Path, tests: Sequence[str]) -> Leg:
    """Run a leg in a folder of its own; a step that fails ends it.

    Parameters
    ----------
    libraries : `NEWEST` or `LOWEST`
    scratch : an empty folder
    tests : what pytest is called with
    """
    leg, began = Leg(python.name, libraries), time.monotonic()
    try:
        _steps(leg, python, scratch, tests)
    except Failed as failed:
        leg.failure = str(failed)
    leg.seconds = round(time.monotonic() - began, 1)
    return leg


def _steps(leg: Leg, python: Python, scratch: Path, tests: Sequence[str]) -> None:
    venv, away = scratch / "venv", scratch / "away"
    away.mkdir()
    pip = _environment(python, venv, scratch)
    (scratch / "lowest.txt").write_text(constraints() if leg.libraries == LOWEST else "")
    bounds = ["--constraint", str(scratch / "lowest.txt")]
    _do("pip wheel", [*pip, "wheel", "--quiet", "--no-deps", "-w", str(scratch), str(ROOT)], scratch, _INSTALL)
    (wheel,) = scratch.glob("*.whl")
    _do("pip install", [*pip, "install", "--quiet", *bounds, str(wheel)], scratch, _INSTALL)
    program = venv / ("Scripts" if os.name == "nt" else "bin")
    leg.versions = json.loads(_do("versions", [str(program / "python"), "-c", _VERSIONS], away, _JOB))
    _say(leg, "installed; the main job")

    told = json.loads(_do("the main job", [str(program / "allforall"), "run", CASE, "--json"], away, _JOB))
    leg.counts = {name: outcome["count"] for name, outcome in told["outcomes"].items()}
    if sum(leg.counts.values()) != WORLDS:
        raise Failed(f"the main job counted {leg.counts}, which are not {WORLDS:,} worlds")

    _do("pip install [test]", [*pip, "install", "--quiet", *bounds, f"{wheel}[test]"], scratch, _INSTALL)
    _say(leg, "the quick tests")
    _test(leg, [str(program / "python"), "-m", "pytest", "-p", "no:cacheprovider", *tests], scratch / "tests.xml")


def _environment(python: Python, venv: Path, scratch: Path) -> list[str]:
    """Make an environment; how its pip is called. Debian's Python has no ensurepip without python3-venv."""
    try:
        _do("venv", [python.path, "-m", "venv", str(venv)], scratch, _INSTALL)
    except Failed:
        _do("venv", [python.path, "-m", "venv", "--clear", "--without-pip", str(venv)], scratch, _INSTALL)
        return [python.path, "-m", "pip", "--disable-pip-version-check", "--python", str(venv)]
    return [
        str(venv / ("Scripts" if os.name == "nt" else "bin") / "python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
    ]


def _test(leg: Leg, command: list[str], report: Path) -> None:
    if leg.libraries == LOWEST:  # old libraries warn of each other, and draw letters a little differently
        command += ["-o", "filterwarnings=", "-o", "addopts=--strict-markers --strict-config --import-mode=importlib"]
        command += LIBRARIES_SHOW
    try:
        _do("the quick tests", [*command, f"--junitxml={report}"], ROOT, _TESTS)
    finally:
        if report.exists():
            leg.tests = counted(report)
    if not leg.tests.get("passed"):
        raise Failed("no test ran")


def counted(report: Path) -> dict[str, int]:
    """Passed, failed and skipped tests of a JUnit report."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in suites:
        for name in total:
            total[name] += int(suite.get(name, 0))
    failed = total["failures"] + total["errors"]
    return {"passed": total["tests"] - failed - total["skipped"], "failed": failed, "skipped": total["skipped"]}


def _do(what: str, command: list[str], folder: Path, seconds: float) -> str:
    """Run a program without this process's Python settings; what it printed.

    Raises
    ------
    Failed
        when it does not end with status 0 in time; the end of what it said goes to standard error
    """
    ours = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "MPLBACKEND", "__PYVENV_LAUNCHER__")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"{what} did not end in {seconds:,.0f} s") from None
    if done.returncode:
        print(*done.stderr.splitlines()[-20:], *done.stdout.splitlines()[-60:], sep="\n", file=sys.stderr)
        raise Failed(f"{what} ended with status {done.returncode}")
    return done.stdout


def _say(leg: Leg, what: str) -> None:
    print(f"Python {leg.python}, {leg.libraries} libraries: {what}", file=sys.stderr, flush=True)
