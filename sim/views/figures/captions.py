"""What stands under every figure of a run: which scenario, how many worlds, which seed, and what it is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.views.text.layout import cut, printable

TITLE, TITLE_WIDE = 90, 10.5
"""Letters of a title at most, and centimetres."""


def origin(facts: Mapping[str, Any], worlds: int | None = None) -> str:
    """Scenario, number of worlds, seed, and the caution that goes with all of them.

    Parameters
    ----------
    facts : `title`, `scenario`, `seed`, and `worlds` unless given apart
    worlds : how many the figure is of, where not `facts["worlds"]`
    """
    from sim.views.figures.sheet import SMALL, wrapped

    title = "".join(wrapped(cut(" ".join(printable(facts["title"]).split()), TITLE), SMALL, TITLE_WIDE, most=1))
    many = facts["worlds"] if worlds is None else worlds
    worlds_of = "world" if many == 1 else "worlds"
    return (
        f"{title} [{facts['scenario']}]. {many:,} {worlds_of}, seed {facts['seed']}. Conditional on judged"
        " parameters; not a forecast."
    )
