"""What depends on the version of Mesa, in one place (written for 3.3, ready for 4)."""

from __future__ import annotations

import mesa


def forget(model: mesa.Model) -> None:
    """Let a model be freed: Mesa 3 counts agent numbers in a class-level table that keeps every model alive."""
    model.remove_all_agents()
    numbers = getattr(mesa.Agent, "_ids", None)
    if numbers is not None:
        numbers.pop(model, None)
