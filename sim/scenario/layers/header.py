"""What a scenario says about the run as a whole."""

from __future__ import annotations

import re

from sim.scenario.shape import Leaf

SLUG = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""What a scenario or the label of a factor may be called."""

HEADER_LEAVES = {
    "scenario": Leaf(
        kind="text",
        meaning="short name of the scenario: small letters, digits and underscores",
        unit="text",
        status="rule",
    ),
    "title": Leaf(kind="text", meaning="title, one line", unit="text", status="rule"),
    "description": Leaf(
        kind="text", meaning="one paragraph: what the scenario asks and what it changes", unit="text", status="rule"
    ),
    "experimental": Leaf(
        kind="bool",
        meaning="not calibrated: every number is printed with that warning",
        unit="yes/no",
        status="rule",
        default=False,
    ),
    "extends": Leaf(
        kind="text", meaning="the scenario whose values hold where this one says nothing", unit="text", status="rule"
    ),
    "start": Leaf(kind="date", meaning="first day of the run", unit="date", status="rule"),
    "horizon_weeks": Leaf(
        kind="int",
        meaning="length of the run",
        unit="weeks",
        symbol="T",
        low=1,
        high=520,
        status="rule",
        source="two years, a choice of the study (MODEL.md, section 7)",
        default=104,
    ),
}
"""The keys of a file that are about the run as a whole; none of them can be uncertain."""
