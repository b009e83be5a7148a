"""What is imported is declared: nothing of it comes only with an extra, the lock or by chance."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.graph import imports, modules, part
from tests.matrix.declared import lowest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
README = (ROOT / "README.md").read_text("utf-8")

NEEDS_EXTRA = {"views.app": "app", "sim.montecarlo.cluster": "dask", "sim.analysis.prim": "discover"}
"""Parts and modules that only work with an extra."""

IMPORTED_BY_OTHERS = {
    "app": {"solara-server", "solara-assets", "ipyvuetify", "ipyvue", "altair"},
    "dask": {"dask"},
    "parquet": {"pyarrow"},
}
"""What an extra brings that libraries import, not we."""

BROUGHT_BY_A_NOTEBOOK = {"IPython"}
"""Imported only where a notebook has loaded it."""

MODULES = modules()


def names(requirements: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def declared(requirements: Iterable[str]) -> set[str]:
    """With the extras that are asked for by name: `dask[distributed]` is dask and distributed."""
    wanted = [Requirement(text) for text in requirements]
    return {canonicalize_name(name) for requirement in wanted for name in (requirement.name, *requirement.extras)}


CORE = names(PROJECT["dependencies"])


def extra_of(module: str) -> str | None:
    return NEEDS_EXTRA.get(module) or NEEDS_EXTRA.get(part(module))


def others(module: str) -> set[str]:
    """Packages of others that a module imports, anywhere in it."""
    roots = {name.partition(".")[0] for name in imports(module, MODULES[module])}
    return roots - set(sys.stdlib_module_names) - BROUGHT_BY_A_NOTEBOOK - {"sim", ""}


def provides(package: str) -> set[str]:
    """Distributions that an import package comes with."""
    return {canonicalize_name(name) for name in _packages().get(package, ())}


@cache
def _packages() -> dict[str, list[str]]:
    """Import package -> distributions, of this environment; slow to find out."""
    return dict(packages_distributions())


def test_what_a_module_imports_is_declared():
    undeclared = set()
    for module in MODULES:
        extra = extra_of(module)
        allowed = CORE | (declared(EXTRAS[extra]) if extra else set())
        undeclared |= {(module, package) for package in others(module) if not provides(package) & allowed}
    assert not undeclared


def test_what_is_declared_is_imported():
    """By us, or by a library that does not bring it itself."""
    used = {name for module in MODULES for package in others(module) for name in provides(package)}
    assert used | {"networkx"} >= CORE  # by Mesa
    for extra in ("app", "dask", "discover", "parquet"):
        assert names(EXTRAS[extra]) <= used | IMPORTED_BY_OTHERS.get(extra, set()), extra


def closure(requirements: Iterable[str]) -> set[str]:
    """Distributions that an installation brings: requirements of requirements, with the extras that are asked for."""
    found: set[tuple[str, str]] = set()
    open_ = [(Requirement(text), "") for text in requirements]
    while open_:
        requirement, extra = open_.pop()
        if requirement.marker and not requirement.marker.evaluate({**default_environment(), "extra": extra}):
            continue
        for asked in ("", *requirement.extras):
            key = (canonicalize_name(requirement.name), asked)
            if key in found:
                continue
            found.add(key)
            try:
                needed = distribution(requirement.name).requires or ()
            except PackageNotFoundError:
                continue
            open_ += [(Requirement(text), asked) for text in needed]
    return {name for name, _ in found}


BLOCKED = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
import importlib
for module in {modules!r}:
    importlib.import_module(module)
"""


@pytest.mark.parametrize("extra", [None, "app"])
def test_everything_loads_with_what_a_plain_install_brings(extra):
    """Whatever else lies in this environment is not to be had."""
    brought = closure([*PROJECT["dependencies"], *(EXTRAS[extra] if extra else ())])
    blocked = {package for package in _packages() if not provides(package) & brought} - {"sim"}
    assert {"pytest", "hypothesis"} <= blocked and not blocked & {"numpy", "mesa"}
    wanted = sorted(name for name in MODULES if extra_of(name) in (None, extra) and name != "sim.__main__")
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(blocked=blocked, modules=wanted)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_every_library_has_its_line_in_the_readme():
    lines = README.partition("## What it needs")[2].splitlines()
    first = " ".join(line.split("|")[1].replace(",", " ") for line in lines if line.startswith("| "))
    told = {canonicalize_name(word) for word in first.split()} | {"solara-ui", "solara-server"}  # as solara
    shown = {name for extra in EXTRAS.keys() - {"test"} for name in names(EXTRAS[extra])}
    assert CORE | shown <= told


def test_the_lock_holds_every_library_that_is_declared():
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    lock = {canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line}
    wanted = {name for extra in EXTRAS.keys() - {"notebooks"} for name in names(EXTRAS[extra])}
    assert CORE | wanted - {"allforall"} <= lock


def test_the_pythons_that_are_classified_are_those_that_were_run():
    rows = README.partition("### What it was run on")[2].partition("\n## ")[0]
    run = set(re.findall(r"^\| (3\.\d+)\.\d+ \| newest ", rows, flags=re.MULTILINE))
    classified = {word.rpartition(" ")[2] for word in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", word)}
    oldest = min(run, key=lambda name: int(name[2:]))
    assert run == classified and PROJECT["requires-python"] == f">={oldest}"


def test_the_lowest_versions_are_those_that_were_run():
    header, _, row, *_ = README.partition("### What it was run on")[2].partition("| Python ")[2].splitlines()
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in (f"Python {header}", row)]
    told = dict(zip(*cells, strict=True))
    found = {name: version for name, version in lowest().items() if name in told}
    assert told["libraries"] == "lowest" and len(found) >= 6
    for name, version in found.items():
        assert f"{told[name]}.0".startswith(f"{version}."), name
