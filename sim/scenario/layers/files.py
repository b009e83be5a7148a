"""Where scenario files are: the catalogue, and the files a scenario may extend."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.text.problems import ScenarioError, did_you_mean, nearest, shown
from sim.scenario.text.source import Mark, Source, nowhere, read

SUFFIXES = (".yaml", ".yml")


def catalogue_folder() -> Path:
    """The folder of the catalogue: next to the package in a checkout, else inside the installed package."""
    package = Path(__file__).resolve().parents[2]
    beside = package.parent / "scenarios"
    checkout = (package.parent / "pyproject.toml").exists() and any(beside.glob("*.yaml"))
    return beside if checkout else package / "scenarios"


def catalogue_names() -> list[str]:
    """Names of the catalogue, sorted."""
    return sorted(path.stem for path in catalogue_folder().glob("*.yaml"))


def open_case(case: str | Path) -> Source:
    """The source of a catalogue name or of a file.

    A text with a YAML suffix or a folder in it, or that names an existing file, is a file; anything else is a name of
    the catalogue.

    Raises
    ------
    ScenarioError
        when there is no such name or file, or it cannot be read
    """
    if isinstance(case, str) and not _looks_like_file(case):
        names = catalogue_names()
        if case in names:
            return read(_catalogue_file(case), short(_catalogue_file(case)))
        raise nowhere(
            shown(case, 200) or "''",
            "no scenario of this name in the catalogue, and no such file",
            _names_like(case, names),
        )
    return read(Path(case), str(case))


DEFAULTS = "defaults"
"""What a scenario extends that goes with the declarations of the parameters: their defaults, and their priors."""


def means_defaults(name: str, child: Source) -> bool:
    """Whether ``extends: defaults`` means the declarations, and no file of that name next to the scenario."""
    beside = [] if child.path is None else [child.path.with_name(DEFAULTS + suffix) for suffix in SUFFIXES]
    return name == DEFAULTS and not any(path.is_file() for path in beside)


def open_parent(name: str, mark: Mark, child: Source) -> Source:
    """The source of the scenario that `child` extends.

    Parameters
    ----------
    name : a catalogue name, or a file in the folder of the child or of the catalogue
    mark : place of the name, for messages
    child : the source that says ``extends``

    Raises
    ------
    ScenarioError
        at `mark`, when there is none, or the file lies outside those folders
    """
    names = catalogue_names()
    if name in names:
        return read(_catalogue_file(name), short(_catalogue_file(name)))
    if len(name) > 200:
        raise ScenarioError([mark.problem("extends must be a name or a file name, found a long text", path="extends")])
    folders = [folder.resolve() for folder in ([child.path.parent] if child.path else []) + [catalogue_folder()]]
    candidates = [name] if name.lower().endswith(SUFFIXES) else [name + suffix for suffix in SUFFIXES]
    try:
        outside = Path(name).is_absolute()
        for folder in folders:
            for candidate in candidates:
                path = (folder / candidate).resolve()
                if any(path.is_relative_to(allowed) for allowed in folders):
                    if path.is_file():
                        return read(path, short(path))
                elif (
                    not any((folder / candidate).parent.resolve().is_relative_to(allowed) for allowed in folders)
                    or path.exists()
                ):
                    outside = True
    except (OSError, ValueError, RuntimeError):
        outside = False
    if outside:
        raise ScenarioError(
            [
                mark.problem(
                    f"extends '{shown(name)}' lies outside the scenario folders",
                    path="extends",
                    remedy="extend a name of the catalogue, or a file in the folder of this one",
                )
            ]
        )
    siblings = [path.name for path in sorted(folders[0].glob("*.y*ml"))][:200] if child.path else []
    remedy = f"did you mean '{DEFAULTS}'?" if nearest(name, [DEFAULTS]) else _names_like(name, [*names, *siblings])
    raise ScenarioError(
        [
            mark.problem(
                f"extends '{shown(name)}': no such scenario in the catalogue or in this folder",
                path="extends",
                remedy=remedy,
            )
        ]
    )


def _names_like(word: str, names: list[str]) -> str:
    """The names that begin as a word does, else the nearest one, else what the catalogue has."""
    begin = [name for name in names if word and name.startswith(word.lower())]
    if begin:
        more = ", …" if len(begin) > 6 else ""
        return f"did you mean {' or '.join(repr(name) for name in begin[:6])}{more}?"
    hint = did_you_mean(word, names, "the catalogue has")
    return f"{hint}; 'allforall scenarios' lists all of them" if hint.endswith(", …") else hint


def _looks_like_file(case: str) -> bool:
    if case.lower().endswith(SUFFIXES) or "/" in case or "\\" in case:
        return True
    try:
        return case not in catalogue_names() and (Path(case).is_file() or _is_folder(case))
    except (OSError, ValueError):
        return False


def _is_folder(case: str) -> bool:
    return bool(case) and Path(case).is_dir()


def _catalogue_file(name: str) -> Path:
    return catalogue_folder() / f"{name}.yaml"


def short(path: Path) -> str:
    """A path as a reader would type it: relative to the working folder where that is shorter."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
