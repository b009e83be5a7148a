"""Imports point one way, and only the agents, the model and its compatibility file know Mesa."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.graph import imports, modules, part

EVERYWHERE = {"printable", "progress", "shown", "spreadsheet"}
"""Small parts about what people see that all others may import; they import nothing but each other."""

MAY_IMPORT = {
    "printable": set(),
    "progress": set(),
    "shown": set(),
    "spreadsheet": set(),
    "rules": set(),
    "draws": set(),
    "tables": set(),
    "scenario": {"tables"},
    "evidence": {"tables"},
    "compatibility": set(),
    "seeds": set(),
    "outcomes": {"scenario"},
    "agents": {"rules", "draws", "scenario"},
    "processes": {"agents", "rules", "draws", "outcomes", "scenario"},
    "model": {"agents", "processes", "rules", "draws", "outcomes", "scenario", "compatibility", "seeds"},
    "trace": {"model", "agents", "rules", "scenario"},
    "watched": {"model", "evidence", "scenario"},
    "fans": {"watched", "model", "scenario"},
    "montecarlo": {"model", "draws", "outcomes", "scenario"},
    "analysis": {"outcomes", "scenario"},
    "report": {"analysis", "evidence", "outcomes", "rules", "scenario"},
    "result": {
        "montecarlo",
        "model",
        "analysis",
        "report",
        "draws",
        "outcomes",
        "scenario",
        "trace",
        "fans",
        "watched",
        "evidence",
    },
    "experiments": {"montecarlo", "analysis", "result", "report", "draws", "outcomes", "scenario", "tables"},
    "calibration": {"watched", "evidence", "experiments", "montecarlo", "report", "result", "scenario"},
    "hindcast": {
        "calibration",
        "watched",
        "evidence",
        "experiments",
        "montecarlo",
        "report",
        "result",
        "scenario",
        "tables",
    },
    "saved": {"hindcast", "calibration", "experiments", "result", "montecarlo", "scenario"},
    "app": {
        "compatibility",
        "model",
        "trace",
        "fans",
        "watched",
        "outcomes",
        "scenario",
        "montecarlo",
        "analysis",
        "result",
        "report",
    },
    "commands": {
        "app",
        "saved",
        "calibration",
        "hindcast",
        "experiments",
        "result",
        "montecarlo",
        "analysis",
        "report",
        "trace",
        "evidence",
        "scenario",
        "tables",
    },
    "cli": {"commands"},
    "__main__": {"cli"},
}
"""Part of the house -> the parts it may import."""

KNOW_MESA = {"agents", "model", "compatibility", "app"}
MODULES = modules()


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name != "sim"))
def test_imports_point_one_way(name):
    own = part(name)
    for imported in imports(name, MODULES[name]):
        if imported.startswith("sim.") and (imported in MODULES or imported.rpartition(".")[0] in MODULES):
            other = part(imported)
            assert other == own or other in MAY_IMPORT[own] | EVERYWHERE or other.startswith("__version__"), (
                f"{name} imports {imported}"
            )
        assert imported != "matplotlib.pyplot", (
            f"{name} draws through pyplot: a window may open, a backend may be missing"
        )
        assert imported.split(".")[0] != "mesa" or own in KNOW_MESA, f"{name} imports Mesa"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["validate", "kyiv_summit_2025"]], ids=lambda arguments: arguments[0]
)
def test_light_commands_load_nothing_heavy(arguments):
    code = (
        "import sys\n"
        f"sys.argv = ['allforall', *{arguments!r}]\n"
        "from sim.cli import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "heavy = {'mesa', 'pandas', 'matplotlib', 'scipy.stats'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_importing_the_package_loads_nothing():
    code = "import sys, sim; assert not {'numpy', 'mesa', 'pydantic'} & set(sys.modules), 'heavy'"
    subprocess.run([sys.executable, "-c", code], check=True)
