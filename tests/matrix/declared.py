"""What the package declares that it runs with: the lowest version of every library."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"

OF_TESTS = frozenset({"notebooks", "test"})
"""Extras that no user's run needs: their lower bounds are not run."""

_LOWEST = re.compile(r"([\w.-]+)(?:\[[^\]]*\])?\s*>=\s*([\w.]+)")


def lowest(project: Path = PROJECT) -> dict[str, str]:
    """Library -> lowest version that is declared, of the dependencies and of the extras that users install.

    Raises
    ------
    ValueError
        when a library has no lower bound
    """
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    extras = table.get("optional-dependencies", {})
    wanted = [*table["dependencies"], *(word for name in extras.keys() - OF_TESTS for word in extras[name])]
    found = {}
    for requirement in wanted:
        match = _LOWEST.match(requirement)
        if match is None:
            raise ValueError(f"{project.name}: {requirement} has no lower bound")
        found[match[1]] = match[2]
    return found


def constraints() -> str:
    """The lowest versions as pip reads them (`pip install --constraint`)."""
    return "".join(f"{name}=={version}\n" for name, version in sorted(lowest().items()))
