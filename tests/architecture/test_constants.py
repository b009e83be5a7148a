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

KEY = re.compile(r'"uae"|\buae\.|\buae:|\buae_|_by_uae')
IN_A_RESULT = "analysis/run_summary.py"
"""The summary of a run has had a field of this name from its first version on."""


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


def test_no_mediator_is_known_by_its_key():
    """Whose part in the exchanges is looked at follows from the record, or from the scenario."""
    assert places(KEY.pattern) == {IN_A_RESULT}
