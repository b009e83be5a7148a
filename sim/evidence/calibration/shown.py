"""How a calibration shows itself: each parameter before and after the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.shown import Rows, Shown, count, flagged

if TYPE_CHECKING:
    from sim.evidence.calibration.calibration import Calibration

_CAUTION = (
    "Posteriors are conditional on the model and on the record, of which few exchanges are known. Where the overlap is"
    " near 1 the record says nothing of a parameter."
)


def shown_calibration(found: Calibration) -> Shown:
    """Quantiles of prior and posterior, parameter by parameter."""
    setting = found.setting
    checks = f", {count(len(found.repetitions), 'synthetic record')}" if found.repetitions else ""
    heading = (
        f"Calibration of {setting.scenario.name} on {count(len(setting.observed), 'exchange')} of {setting.window}:"
        f" {count(len(found.points), 'draw')}{checks}, seed {found.seed}"
    )

    def table() -> Rows:
        rows = [("parameter", "prior, 5-95 %", "posterior, 5-95 %", "median", "overlap")]
        for row in found.table.to_dict("records"):
            before, after = (f"{row[f'{own}q05']:.3g} to {row[f'{own}q95']:.3g}" for own in ("prior_", ""))
            rows.append((row["parameter"], before, after, f"{row['q50']:.3g}", f"{row['overlap']:.2f}"))
        return rows

    return Shown(
        heading=flagged(heading, experimental=setting.scenario.experimental, partial=found.partial),
        table=table,
        caution=_CAUTION,
        saved=found.folder or "",
    )
