"""Why a side says yes or no: the terms of its decision with their sizes, side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.negotiation.trace import Decision, Week

_LABEL = 44
_TRACKS = {"all_for_all": "for an all-for-all swap", "talks": "for broader talks"}


def decision_table(title: str, decisions: Mapping[str, Decision], names: Mapping[str, str]) -> list[str]:
    """Both sides' decision on a track, one row per term, in logits.

    Parameters
    ----------
    title : heading
    decisions : side -> Decision
    names : side -> how it is called

    Returns
    -------
    list of str, at most 78 columns wide
    """
    sides = list(decisions)
    rows = [title, " " * _LABEL + "".join(f"{names[side][:14]:>15}" for side in sides)]
    for part in ("terms", "trade"):
        labels = list(dict.fromkeys(label for side in sides for label in getattr(decisions[side], part)))
        for label in labels:
            values = [getattr(decisions[side], part).get(label) for side in sides]
            rows.append(f"  {label:<{_LABEL - 2}}" + "".join(_cell(value) for value in values))
        if part == "terms" and any(decisions[side].trade for side in sides):
            rows.append(
                f"  {'score before trade':<{_LABEL - 2}}"
                + "".join(_cell(sum(decisions[side].terms.values())) for side in sides)
            )
    rows.append(f"  {'score':<{_LABEL - 2}}" + "".join(_cell(decisions[side].score) for side in sides))
    rows.append(
        f"  {'chance of a yes':<{_LABEL - 2}}" + "".join(f"{decisions[side].acceptance:15.0%}" for side in sides)
    )
    if any(decisions[side].gate < 1 for side in sides):
        rows.append(
            f"  {'times preconditions met':<{_LABEL - 2}}" + "".join(f"{decisions[side].gate:15.2f}" for side in sides)
        )
    return rows


def offers_on_the_table(week: Week, tracks: list[str], names: Mapping[str, str]) -> list[str]:
    """What belligerents concede and third parties pledge on some tracks this week.

    Returns
    -------
    list of str
    """
    rows = []
    for track in tracks:
        conceded = ", ".join(f"{names[side]} {amount:.2f}" for side, amount in week.conceded[track].items())
        pledged = {
            mediator: sum(week.pledged[track][side].get(mediator, 0.0) for side in week.pledged[track])
            for mediator in next(iter(week.pledged[track].values()), {})
        }
        standing = ", ".join(
            f"{names[mediator]} {amount:.2f}"
            for mediator, amount in sorted(pledged.items(), key=lambda item: -item[1])
            if amount > 0.005
        )
        rows.append(f"  {_TRACKS[track]}: conceded {conceded};")
        rows.extend(_indent(f"pledged: {standing or 'nothing'}"))
    return rows


def _cell(value: float | None) -> str:
    return f"{'–':>15}" if value is None else f"{round(value, 2) + 0.0:+15.2f}"  # + 0.0 turns -0.0 into 0.0


def _indent(text: str) -> list[str]:
    return [f"    {line}" for line in textwrap.wrap(text, 72)]
