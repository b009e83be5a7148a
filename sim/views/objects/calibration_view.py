"""How a calibration shows itself: each parameter before and after the record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.result.folder import write_file
from sim.shown import Rows, Shown, count, flagged
from sim.views.figures.pictures import Pictures
from sim.views.objects.view import View

if TYPE_CHECKING:
    from sim.evidence.calibration.calibration import Calibration

_CAUTION = (
    "Posteriors are conditional on the model and on the record, of which few exchanges are known. Where the overlap is"
    " near 1 the record says nothing of a parameter."
)


class CalibrationView(View):
    found: Calibration

    def shown(self) -> Shown:
        found = self.found
        setting = found.setting
        checks = f", {count(len(found.repetitions), 'synthetic record')}" if found.repetitions else ""
        heading = (
            f"Calibration of {setting.scenario.name} on {count(len(setting.observed), 'exchange')} of {setting.window}:"
            f" {count(len(found.points), 'draw')}{checks}, seed {found.seed}"
        )

        def table() -> Rows:
            rows = [("parameter", "prior, 5-95 %", "posterior, 5-95 %", "median", "overlap")]
            for row in found.numbers.parameters:
                before, after = f"{row.prior_q05:.3g} to {row.prior_q95:.3g}", f"{row.q05:.3g} to {row.q95:.3g}"
                rows.append((row.parameter, before, after, f"{row.q50:.3g}", f"{row.overlap:.2f}"))
            return rows

        return Shown(
            heading=flagged(heading, experimental=setting.scenario.experimental, partial=found.partial),
            table=table,
            caution=_CAUTION,
            saved=found.folder or "",
        )

    def page(self) -> str:
        from sim.views.text.calibration_page import format_calibration

        return format_calibration(self.found.numbers, *self.ending)

    def pictures(self) -> Pictures:
        from sim.views.figures.calibration import FIGURES

        return {f"{name}.png": partial(self._draw, name) for name in FIGURES}

    def _draw(self, name: str) -> None:
        from sim.views.figures.calibration import FIGURES
        from sim.views.figures.house_style import encoded

        figure = FIGURES[name](self.found)
        if figure is not None:
            write_file(self.folder / f"{name}.png", encoded(figure))
