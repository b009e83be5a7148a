"""The effect of an imposed swap: by week, with all channels and without each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.shown import Rows, Shown, count
from sim.views.objects.experiment_view import CHANCE, ExperimentView, points_span, shown_experiment
from sim.views.text.layout import per_cent, signed_points

if TYPE_CHECKING:
    from sim.experiments.effect import Effect


class EffectView(ExperimentView):
    found: Effect

    def shown(self) -> Shown:
        found = self.found

        def table() -> Rows:
            rows = [("channels", "talks by week", "with the swap", "without", "effect in points", "95 % interval")]
            for row in found.effects.to_dict("records"):
                shares = (per_cent(row["imposed"]), per_cent(row["never"]))
                effect = (signed_points(row["effect"]), points_span(row["low"], row["high"]))
                rows.append((row["variant"], str(row["by"]), *shares, *effect))
            return rows if found._sums["at_risk"].any() else rows[:1]

        what = f"Effect on talks of a swap imposed in week {found.at}, under {found.design.name}"
        much = count(found.design.worlds, "world")
        return shown_experiment(found, what, much, table, f"How strong it is rests on judged parameters. {CHANCE}")

    def page(self) -> str:
        from sim.views.text.effect_page import format_effect

        return format_effect(self.found.numbers, *self.ending)
