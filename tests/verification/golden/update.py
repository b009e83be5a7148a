"""Make the golden file anew, and say what changed: `python -m tests.verification.golden.update`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.scenario import catalogue
from tests.verification.golden import changelog, reference
from tests.verification.golden.comparison import differences, names_that_differ
from tests.verification.golden.numbers import Measured, measure

SAID = 8
"""Differences that are printed of a scenario; the rest is in the diff of the file."""


def update(measured: Mapping[str, Measured], file: Path, changes: str) -> list[str]:
    """Write `file` if the numbers of any scenario differ from those in it, and tell what was done.

    Parameters
    ----------
    measured : scenario -> what this code finds
    file : the golden file; made if it is not there
    changes : text of the changelog

    Returns
    -------
    Lines for the reader
    """
    old: dict[str, Any] = reference.read(file) if file.exists() else {"arithmetic": None, "scenarios": {}}
    exact = old["arithmetic"] in (None, reference.arithmetic())
    said, changed = [], 0
    listed = names_that_differ(old["scenarios"], measured) if old["scenarios"] else ["there were no golden numbers yet"]
    for name, now in sorted(measured.items()):
        if name not in old["scenarios"]:
            continue
        found = differences(old["scenarios"][name], now, exact=exact)
        changed += bool(found)
        said += [f"{name}: {len(found)} differ"] * bool(found) + [f"    {one}" for one in found[:SAID]]
        said += [f"    and {len(found) - SAID} more"] * (len(found) > SAID)
    said += listed
    new = reference.document({name: now.numbers for name, now in measured.items()})
    frame = any(old.get(key) != new[key] for key in ("columns", "seed", "worlds"))
    if not (changed or listed or frame):
        elsewhere = "" if exact else " within the tolerance between machines; it was made with other arithmetic"
        return [f"The golden numbers of {len(measured)} scenarios agree{elsewhere}. {file.name} stays as it is."]
    reference.write(new, file)
    digest = reference.digest(new)
    said.append(f"{file.name} is written: {changed} of {len(measured)} scenarios changed, digest {digest}.")
    if changelog.announced(digest, changes):
        said.append("CHANGELOG.md names this digest already.")
    else:
        said.append("Add to CHANGELOG.md, at the top of the newest version, and keep older digests:")
        said += ["", f"    {changelog.line(digest)}"]
    return said


def main() -> None:
    """Measure the whole catalogue and update the file next to this module."""
    measured = {entry.name: measure(entry.name) for entry in catalogue()}
    print("\n".join(update(measured, reference.FILE, changelog.FILE.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
