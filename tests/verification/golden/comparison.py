"""When golden numbers agree: to the last digit on one machine and NumPy build, within a stated tolerance elsewhere.

"The same bits" means one machine and one NumPy build (MODEL.md, section 3). Elsewhere a logarithm or an exponential may
round its last bit the other way. That moves dates by about 1e-6 weeks and, where a float lies that close to a threshold
or to half a person, it makes one world take another course. Seen over the catalogue, with 2,048 worlds a scenario:
NumPy 2.0 and 2.4 have the same bits, and so have loops for AVX-512 and AVX2; against the plain loops of the same build
1 world in 81,920 differed (it released one person less), and no date was further apart than 9e-7 weeks.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.verification.golden.numbers import DECIMALS_OF_DATES, WORLD_BY_WORLD, Measured

OTHER_COURSE = 4
"""Worlds of a scenario's 2,048 that may take another course on another machine.

A hundred times what was seen, because thresholds are met more often under some parameters than under others; and still
less than a quarter of the standard error of a share of .1, which is 14 worlds. An error of the model that moves no more
than that shows on the machine that made the file, where nothing is allowed.
"""

OTHER_COURSE_SHOWN = 1
"""The same of the first 32, where four in 2,048 make one in sixteen scenarios."""

ROUNDING = 0.02
"""What rounding alone may do to a sum over 2,048 worlds: 1e-5 in each, ten times what was seen in any date."""

ROUNDING_OF_A_DATE = 1.1 * 10.0**-DECIMALS_OF_DATES
"""A date that is written with two decimals may be rounded to the next."""


def names_that_differ(golden: Iterable[str], catalogue: Iterable[str]) -> list[str]:
    """What is wrong with the list of scenarios, in words; empty where golden file and catalogue have the same."""
    golden, catalogue = set(golden), set(catalogue)
    return [
        *(f"{name} is in the catalogue and has no golden numbers" for name in sorted(catalogue - golden)),
        *(f"{name} has golden numbers and is not in the catalogue" for name in sorted(golden - catalogue)),
    ]


def differences(golden: Mapping[str, Any], now: Measured, *, exact: bool) -> list[str]:
    """What differs between the golden numbers of a scenario and what was measured; empty where they agree.

    Parameters
    ----------
    golden : numbers of the scenario in the golden file
    now : what this code finds
    exact : whether every digit counts (one machine, one NumPy build), or the tolerances above do
    """
    found = []
    for group in sorted((set(golden) | set(now.numbers)) - {"worlds"}):
        then, here = golden.get(group, {}), now.numbers.get(group, {})
        for name in sorted(set(then) | set(here)):
            if name not in then or name not in here:
                found.append(f"{group}.{name}: {then.get(name, 'none')} -> {here.get(name, 'none')}")
                continue
            allowed = 0.0 if exact else OTHER_COURSE * now.spread[group][name] + _rounding(here[name])
            if abs(here[name] - then[name]) > allowed:
                found.append(f"{group}.{name}: {then[name]} -> {here[name]}" + ("" if exact else f" (± {allowed:g})"))
    return found + _worlds(golden.get("worlds", []), now.numbers["worlds"], exact)


def _rounding(number: float) -> float:
    return ROUNDING if isinstance(number, float) else 0.0


def _worlds(then: list[list], here: list[list], exact: bool) -> list[str]:
    """Compare the first worlds, one by one."""
    if len(then) != len(here):
        return [f"worlds: {len(then)} -> {len(here)} of them"]
    tolerance = 0.0 if exact else ROUNDING_OF_A_DATE
    found = []
    for number, (before, after) in enumerate(zip(then, here, strict=True)):
        changed = [
            f"{name} {_said(old)} -> {_said(new)}"
            for name, old, new in zip(WORLD_BY_WORLD, before, after, strict=True)
            if not _close(old, new, tolerance if name.endswith("_week") else 0.0)
        ]
        if changed:
            found.append(f"world {number}: {', '.join(changed)}")
    return found if exact or len(found) > OTHER_COURSE_SHOWN else []


def _close(old: float | None, new: float | None, tolerance: float) -> bool:
    if old is None or new is None:
        return old is new
    return abs(old - new) <= tolerance


def _said(value: float | None) -> str:
    return "never" if value is None else str(value)
