"""Where designs are: the catalogue's own, in `scenarios/sweeps`, and files."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.layers.files import SUFFIXES, catalogue_folder, catalogue_names, open_case
from sim.scenario.text.nodes import Table, compose
from sim.scenario.text.problems import ScenarioError, did_you_mean, shown
from sim.scenario.text.source import Source, nowhere, read


def design_names() -> list[str]:
    """Names of the designs that come with the catalogue, sorted."""
    return sorted(path.stem for path in _folder().glob("*.yaml"))


def open_design(case: str | Path) -> Source:
    """The source of a design: a name of the catalogue, or a file.

    Raises
    ------
    ScenarioError
        when there is no such design, or it cannot be read
    """
    names = design_names()
    if isinstance(case, str) and not case.lower().endswith(SUFFIXES) and "/" not in case and "\\" not in case:
        if case in names:
            return read(_folder() / f"{case}.yaml", f"sweeps/{case}.yaml")
        if not _exists(case):
            raise nowhere(
                shown(case, 200) or "''",
                "no design of this name in the catalogue, and no such file",
                "this is a scenario; name it under scenarios: in a design"
                if case in catalogue_names()
                else did_you_mean(case, names, "the catalogue has"),
            )
    return read(Path(case), str(case))


def is_design(case: str | Path) -> bool:
    """Whether a name or a file is a design: its outermost mapping has the key `sweep`, and no `scenario`."""
    if isinstance(case, str) and case in design_names() and case not in catalogue_names():
        return True
    try:
        node, _ = compose(open_case(case))
    except ScenarioError:
        return False
    return isinstance(node, Table) and "sweep" in node.entries and "scenario" not in node.entries


def _exists(case: str) -> bool:
    try:
        return bool(case) and Path(case).exists()
    except (OSError, ValueError):
        return False


def _folder() -> Path:
    return catalogue_folder() / "sweeps"
