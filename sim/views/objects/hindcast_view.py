"""How a hindcast shows itself: how often the intervals of each prediction held what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.result.folder import write_file
from sim.shown import Rows, Shown, count, flagged
from sim.views.figures.pictures import Pictures
from sim.views.objects.view import View
from sim.views.text.hindcast_page import WARNING
from sim.views.text.layout import per_cent

if TYPE_CHECKING:
    from sim.evidence.hindcast.hindcast import Hindcast


FIGURE = "hindcast.png"


class HindcastView(View):
    found: Hindcast

    def shown(self) -> Shown:
        found = self.found
        heading = (
            f"Hindcast of {found.scenario.name}: fitted to {found.fitted.last}, compared with what came by"
            f" {found.window.last}, {count(found.forecasts[0].worlds, 'world')}, seed {found.seed}"
        )

        def table() -> Rows:
            held = found.observations.groupby("forecast")[["inside_50", "inside_90"]].mean()
            scores = found.scores.groupby("forecast")[["brier", "log_score"]].mean()
            rows: list[tuple[str, ...]] = [
                ("prediction", "Brier score", "log score", "in 50 % intervals", "in 90 % intervals")
            ]
            for each in found.forecasts:
                inside = (
                    tuple(per_cent(float(share), 0) for share in held.loc[each.name])
                    if each.name in held.index
                    else ("none", "none")
                )
                brier, log = scores.loc[each.name]
                rows.append((each.name, f"{brier:.3f}", f"{log:.2f}", *inside))
            return rows

        return Shown(
            heading=flagged(heading, experimental=found.scenario.experimental),
            table=table,
            caution=f"Means over events and quantities that depend on each other. {WARNING}",
            saved=found.folder or "",
        )

    def page(self) -> str:
        from sim.views.text.hindcast_page import format_hindcast

        return format_hindcast(self.found.numbers, *self.ending)

    def pictures(self) -> Pictures:
        from sim.views.figures.hindcast import draw_hindcast
        from sim.views.figures.house_style import encoded

        return {FIGURE: lambda: write_file(self.folder / FIGURE, encoded(draw_hindcast(self.found)))}
