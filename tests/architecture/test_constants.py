"""Constants have one owner, and no mediator of the scenario files is known by its key."""

from __future__ import annotations

import re

from tests.architecture.graph import PACKAGE

OWNED = {
    r'"ukraine", "russia"[\])]': "schema.py",
    r'"prisoners_of_war", "civilians"': "model/captives.py",
    r'\("swap_first", "talks_first", "neither"\)': "model/outcomes.py",
    r'\("neither", "swap_first", "talks_first"\)': "model/outcomes.py",
    r'^ENVOY = "us_envoy"': "model/washington.py",
    r'= "all_for_all"$': "model/track.py",
}
"""How a constant is written down -> the one file that may."""

MEDIATOR = r"(?i)(?<![a-z])(?<!no_)(uae|emirates)(?![a-z])"
"""A mediator of the scenario files, as key or name; the scenario `no_uae` is another thing."""

MAY_NAME_IT = {
    "analysis/run_summary.py": r"uae_share_before_talks|by_uae",  # a field of every run's summary from the first version on
    "model/mediation.py": r"^        source=",  # where a value is from
}
"""File -> what stands in each of its lines that name it."""


def places(pattern: str) -> set[str]:
    """Files of the package in which a pattern stands."""
    found = re.compile(pattern, re.MULTILINE)
    return {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if found.search(file.read_text(encoding="utf-8"))
    }


def test_a_constant_has_one_owner():
    assert {pattern: places(pattern) for pattern in OWNED} == {pattern: {owner} for pattern, owner in OWNED.items()}


def test_no_mediator_is_known_by_its_name():
    """Whose part in the exchanges is looked at follows from the record, or from the scenario."""
    assert places(MEDIATOR) == set(MAY_NAME_IT)
    for name, pattern in MAY_NAME_IT.items():
        lines = (PACKAGE / name).read_text(encoding="utf-8").splitlines()
        assert all(re.search(pattern, line) for line in lines if re.search(MEDIATOR, line)), name
