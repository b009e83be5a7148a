"""Imports point one way, and only the agents, the model and its compatibility file know Mesa."""

import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from tests.architecture.graph import imports, modules, own_imports, part

EVERYWHERE = {"backend", "documents", "printable", "progress", "shown", "spreadsheet", "viewable"}
"""Small parts that all others may import; they import nothing but each other."""

MAY_IMPORT = {
    "backend": set(),
    "documents": set(),
    "printable": set(),
    "progress": set(),
    "shown": set(),
    "spreadsheet": set(),
    "viewable": set(),
    "seeds": set(),
    "tables": set(),
    "schema": set(),
    "model": {"schema"},
    "scenario": {"tables", "schema", "model"},
    "evidence": set(),
    "evidence.record": {"tables"},
    "negotiation": {"model", "scenario", "schema", "seeds", "evidence.record"},
    "montecarlo": {"negotiation", "model", "scenario"},
    "analysis": {"model", "montecarlo", "scenario", "schema"},
    "result": {"montecarlo", "negotiation", "analysis", "model", "scenario", "schema"},
    "experiments": {"montecarlo", "analysis", "result", "model", "scenario", "tables", "schema"},
    "evidence.calibration": {
        "negotiation", "evidence.record", "experiments", "montecarlo", "result", "scenario", "model",
    },
    "evidence.hindcast": {
        "evidence.calibration", "negotiation", "evidence.record", "experiments", "montecarlo", "result", "scenario",
        "tables", "model",
    },
    "saved": {"evidence.hindcast", "evidence.calibration", "experiments", "result", "montecarlo", "scenario"},
    "views": set(),
    "views.text": {
        "analysis", "evidence.record", "evidence.calibration", "evidence.hindcast", "experiments", "model",
        "negotiation", "scenario", "schema",
    },
    "views.figures": {
        "analysis", "evidence.record", "model", "montecarlo", "negotiation", "result", "scenario", "views.text",
    },
    "views.html": {"analysis", "scenario", "views.text", "views.figures"},
    "views.objects": {
        "analysis", "evidence.record", "evidence.calibration", "evidence.hindcast", "experiments", "model",
        "montecarlo", "negotiation", "result", "scenario", "schema", "views.text", "views.figures", "views.html",
    },
    "views.app": {
        "negotiation", "model", "scenario", "schema", "montecarlo", "analysis", "result", "views.text",
        "views.figures", "views.html", "views.objects",
    },
    "cli": {
        "views.app", "saved", "evidence.calibration", "evidence.hindcast", "evidence.record", "experiments", "result",
        "montecarlo", "analysis", "views.text", "views.figures", "views.objects", "negotiation", "scenario", "schema",
        "tables",
    },
    "__main__": {"cli"},
}  # fmt: skip
"""Part of the package -> the parts it may import."""

KNOW_MESA = {"negotiation", "views.app"}
MODULES = modules()


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name != "sim"))
def test_imports_point_one_way(name):
    own = part(name)
    for other in {part(imported) for imported in own_imports(name, MODULES)} - {own}:
        assert other in MAY_IMPORT[own] | EVERYWHERE, f"{name} imports {other}"
    for imported in imports(name, MODULES[name]):
        assert imported != "matplotlib.pyplot", (
            f"{name} draws through pyplot: a window may open, a backend may be missing"
        )
        assert imported.split(".")[0] != "mesa" or own in KNOW_MESA, f"{name} imports Mesa"


def test_no_module_is_in_a_circle():
    """Imports inside functions and imports for types count."""
    needs = {name: own_imports(name, MODULES) for name in MODULES}
    assert list(TopologicalSorter(needs).static_order())


def test_no_part_is_in_a_circle():
    """Parts can be put in a row so that each imports only what stands before it; imports for types count."""
    needs = {name: {*others} for name, others in MAY_IMPORT.items()}
    assert list(TopologicalSorter(needs).static_order())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["validate", "kyiv_summit_2025"], ["validate", "us_pressure"]], ids=" ".join
)
def test_light_commands_load_nothing_heavy(arguments):
    code = (
        "import sys\n"
        f"sys.argv = ['allforall', *{arguments!r}]\n"
        "from sim.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
        "heavy = {'mesa', 'pandas', 'matplotlib', 'scipy.stats'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_importing_the_package_loads_nothing():
    code = "import sys, sim; assert not {'numpy', 'mesa', 'pydantic'} & set(sys.modules), 'heavy'"
    subprocess.run([sys.executable, "-c", code], check=True)
