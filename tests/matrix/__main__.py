"""`make matrix`: install as users do, in every Python of this machine, and run the main job and the quick tests.

For each: a fresh environment, `pip install` of a wheel of this tree without lock and extras, the main job from another
folder, then the extra `[test]` and the quick tests. The newest libraries that pip finds, and on the oldest Python that
is supported, for which all were made, also the lowest that are declared. Needs nothing but a Python with pip. The table
is printed and goes to results/matrix.json; the exit status is 1 when anything failed.

`PYTHONS="python3.12 /opt/python3.13"` names interpreters in place of looking for them. Arguments go to pytest.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.matrix.leg import LOWEST, NEWEST, ROOT, SHOWN, Leg, run
from tests.matrix.pythons import SUPPORTED, found

KEPT = ROOT / "results" / "matrix.json"


def main(tests: Sequence[str], kept: Path = KEPT, leg: Callable[..., Leg] = run) -> int:
    """Run every leg, print the table and keep it.

    Returns
    -------
    0 when every leg did all it should, 1 otherwise, 2 when there is no interpreter to run
    """
    try:
        pythons = found(os.environ.get("PYTHONS", "").split())
    except ValueError as reason:
        print(f"PYTHONS: {reason}", file=sys.stderr)
        return 2
    if not pythons:
        print("no Python from 3.11 on with pip was found; name one with PYTHONS=/path/to/python3", file=sys.stderr)
        return 2
    missing = [
        f"{major}.{minor}" for major, minor in SUPPORTED if (major, minor) not in {p.version[:2] for p in pythons}
    ]
    legs = []
    oldest = [python for python in pythons if python.version[:2] == SUPPORTED[0]][:1]
    for python, libraries in [*((python, LOWEST) for python in oldest), *((python, NEWEST) for python in pythons)]:
        with tempfile.TemporaryDirectory(prefix="matrix-") as scratch:
            legs.append(leg(python, libraries, Path(scratch), tests))
    print(table(legs))
    if missing:
        print(f"\nNot found, not run: Python {', '.join(missing)}.")
    for failed in filter(_failure, legs):
        print(f"Python {failed.python}, {failed.libraries} libraries: {_failure(failed)}", file=sys.stderr)
    kept.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "system": f"{platform.system()} {platform.machine()}, {_distribution()}",
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "not_found": missing,
        "legs": [each.as_json() for each in legs],
    }
    kept.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return int(any(map(_failure, legs)))


def table(legs: Sequence[Leg]) -> str:
    """The legs as a table in Markdown."""
    rows = [("Python", "libraries", *SHOWN, "main job", "tests passed", "failed", "skipped")]
    rows += [
        (
            leg.python,
            leg.libraries,
            *(leg.versions.get(name, "") for name in SHOWN),
            "done" if leg.counts else "failed",
            *(f"{leg.tests[name]:,}" if leg.tests else "not run" for name in ("passed", "failed", "skipped")),
        )
        for leg in legs
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _failure(leg: Leg) -> str:
    if leg.failure:
        return leg.failure
    return f"{leg.tests['failed']} tests failed" if leg.tests.get("failed") else ""


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.release()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
