"""Dated shocks of the scenario, looked up week by week (MODEL.md, 6.1 and 6.13)."""

from __future__ import annotations

# -- process -----------------------------------------------------------------------------------------------------------


_AID_ON_WAR_COST = -0.05
_SANCTION_ON_WAR_COST = 0.05
_AID_ON_DRIFT = 0.1


class Timeline:
    """This week's dated shocks: the same in every world."""

    def __init__(self, model, shocks):
        self.model, self._shocks = model, shocks

    def pressure(self, side: str) -> float:
        """Pressure added to a side this week (equation 15)."""
        return float(self._shocks.pressure[side][self.model.week])

    def war_cost_shift(self, side: str) -> float:
        """Shift of a side's base war cost: aid makes the war cheaper to bear, sanctions dearer."""
        week = self.model.week
        return float(
            _AID_ON_WAR_COST * self._shocks.aid[side][week] + _SANCTION_ON_WAR_COST * self._shocks.sanction[side][week]
        )

    def drift_shift(self) -> float:
        """Shift of the front's drift, positive for Russia, from aid to either side."""
        week, aid = self.model.week, self._shocks.aid
        return float(_AID_ON_DRIFT * (aid["russia"][week] - aid["ukraine"][week]))

    def spoiler(self) -> bool:
        """Whether the scenario dates a spoiler event to this week."""
        return bool(self._shocks.spoiler[self.model.week])
