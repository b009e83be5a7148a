"""Boxes of a sweep: each with its limits, and how dense it is on the points that were held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.shown import Rows, Shown, flagged
from sim.views.objects.view import View
from sim.views.text.cautions import CONDITIONAL
from sim.views.text.discovery_page import format_discovery
from sim.views.text.layout import per_cent, span

if TYPE_CHECKING:
    from sim.experiments.discover import Discovered


class DiscoveryView(View):
    found: Discovered

    def shown(self) -> Shown:
        found = self.found
        label = found.outcome.replace("_", " ")
        heading = f"Boxes of the sweep {found.facts['design']} [{found.scenario}], seed {found.facts['seed']}"
        return Shown(
            heading=flagged(heading, partial=found.numbers.partial),
            notes=[format_discovery(found.found, label=label).splitlines()[0]],
            table=lambda: _boxes(found.boxes.to_dict("records")),
            caution=f"Density and coverage are of the points that were not used to find a box. {CONDITIONAL}",
        )


def _boxes(limits: Sequence[dict[str, Any]]) -> Rows:
    if not limits:
        return []
    rows = [("parameter", "box", "from", "to", "density", "95 % interval", "coverage", "95 % interval")]
    for row in limits:
        ends = tuple("" if row[end] is None or row[end] != row[end] else f"{row[end]:.4g}" for end in ("low", "high"))
        rows.append((row["key"], str(row["box"]), *ends, *_part(row, "density"), *_part(row, "coverage")))
    return rows


def _part(row: dict[str, Any], name: str) -> tuple[str, str]:
    if row[name] is None or row[name] != row[name]:
        return "none held out", ""
    return per_cent(row[name], 0), span(row[f"{name}_low"], row[f"{name}_high"], 0)
