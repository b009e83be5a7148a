"""What two scenarios differ in, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.printable import visible
from sim.views.text.layout import WIDTH, paragraph

if TYPE_CHECKING:
    from sim.scenario import Difference, Scenario


def format_differences(a: Scenario, b: Scenario) -> str:
    """Say what scenario `b` has differently from `a`, one line per parameter: path, value in `a`, value in `b`."""
    from sim.scenario import differences

    rows = differences(a, b)
    many = (
        f"{len(rows)} difference{'s' if len(rows) != 1 else ''}"
        if rows
        else "no difference in parameters, priors, timeline or interventions"
    )
    return visible("\n".join([f"From {a.name} to {b.name}: {many}", *map(_row, rows)]))


def in_brief(difference: Difference) -> str:
    """A difference on one line: 'us_envoy.engagement: 0.9 -> 0.5', 'interventions, added: {trade: "off"}', 'eu: removed'."""
    for gone, left, word in ((difference.a, difference.b, "added"), (difference.b, difference.a, "removed")):
        if gone is None:
            what = _value(left)
            return f"{difference.path}: {word}" if what == "present" else f"{difference.path}, {word}: {what}"
    return f"{difference.path}: {_value(difference.a)} -> {_value(difference.b)}"


def _row(difference: Difference) -> str:
    line = f"  {in_brief(difference)}"
    if len(line) <= WIDTH:
        return line
    ends = paragraph(_value(difference.a), first="    from  "), paragraph(_value(difference.b), first="    to    ")
    return "\n".join([f"  {difference.path}:", *ends])


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
