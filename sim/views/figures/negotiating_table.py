"""The negotiating table of one world in one week: would each side say yes, and what lies on the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.views.figures.house_style import SIDES, house_style
from sim.views.figures.lettering import drawable
from sim.views.figures.sheet import FAINT, GREY, INK, MARGIN, PLAIN_SIZE, SMALL, Sheet, plain_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TRACKS = (("all_for_all", "All-for-all swap"), ("talks", "Broader talks"))
LEFT, WIDE, ROW = 4.0, 6.5, 0.62
MARKS = {"ukraine": "o", "russia": "s"}
AWAY = "No delegations are at the table this week: there are no packages to draw."


@house_style
def draw_table(week: Any, names: Mapping[str, str], issues: Sequence[str], facts: Mapping[str, Any]) -> Figure:
    """Draw where both sides stand.

    Parameters
    ----------
    week : `sim.negotiation.trace.Week`
    names : party key -> name
    issues : names of the issues, in order
    facts : `title`, `scenario`, `world`, `seed`, `date` (in words)

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide
    """
    bars = 2 * len(TRACKS) * ROW if week.decisions else 0.0
    terms = len(issues) * ROW if week.packages else 0.5
    sheet = Sheet(
        0.8 + bars + 1.2 + terms + 0.9,
        f"The table in week {week.number}, {facts['date']}",
        "Would each side say yes if it were asked now, and what each proposes in talks",
        f"{facts['title']} [{facts['scenario']}], world {facts['world']:,}, seed {facts['seed']}: one simulated"
        " world, not a forecast. Chance of a yes: acceptance times what preconditions let through, given an opportunity;"
        " next to it what the side has conceded and what mediators have pledged to it, in logits, paid only on success."
        f" Positions: 0 is {names['russia']}'s ideal, 1 {names['ukraine']}'s.",
    )
    sheet.legend(
        0.1,
        [(names[side], {"color": SIDES[side][0], "marker": MARKS[side], "linestyle": "", "markersize": 6})
         for side in SIDES],
    )  # fmt: skip
    if week.decisions:
        _draw_yes(sheet, 0.8, week, names)
    else:
        sheet.text(MARGIN, 0.75, ["Constant hazards replace the model: no side decides anything."], PLAIN_SIZE)
    top = 0.8 + bars + 1.2
    sheet.text(MARGIN, top - 0.55, ["On the table in talks"], PLAIN_SIZE, bold=True)
    if week.packages:
        _draw_packages(sheet, top, week, issues)
    else:
        sheet.text(MARGIN, top, [AWAY], PLAIN_SIZE, color=GREY)
    return sheet.figure


def _draw_yes(sheet: Sheet, top: float, week: Any, names: Mapping[str, str]) -> None:
    axes = sheet.axes(LEFT, top, WIDE, 2 * len(TRACKS) * ROW)
    place = 0
    for track, words in TRACKS:
        sheet.text(MARGIN, top + (place + 0.75) * ROW, [words], PLAIN_SIZE, bold=True)
        for side, (colour, _) in SIDES.items():
            decision = week.decisions[track][side]
            chance = 100 * decision.acceptance * decision.gate
            axes.barh(place, chance, 0.55, color=colour)
            pledged = sum(week.pledged[track][side].values())
            conceded = week.conceded[track][side]
            sheet.text(
                LEFT + WIDE + 0.2,
                top + (place + 0.2) * ROW,
                [f"{chance:.0f} %; conceded {conceded:.2f}, pledged {pledged:.2f}"],
                SMALL,
            )
            place += 1
    axes.set_xlim(0, 100)
    axes.set_ylim(place - 0.5, -0.5)
    axes.set_yticks(range(place), [drawable(names[side]) for _ in TRACKS for side in SIDES])
    axes.set_xticks(range(0, 101, 25), [f"{tick} %" for tick in range(0, 101, 25)])
    plain_axes(axes, "x", hidden=("top", "right"))


def _draw_packages(sheet: Sheet, top: float, week: Any, issues: Sequence[str]) -> None:
    axes: Axes = sheet.axes(LEFT, top, WIDE, len(issues) * ROW)
    for place, issue in enumerate(issues):
        positions = {side: package[issue] for side, package in week.packages.items()}
        axes.plot(list(positions.values()), [place] * len(positions), color=FAINT, linewidth=1.2, zorder=1)
        for side, position in positions.items():
            axes.plot([position], [place], MARKS[side], color=SIDES[side][0], markersize=6, zorder=2)
        gap = max(positions.values()) - min(positions.values())
        sheet.text(LEFT + WIDE + 0.2, top + (place + 0.2) * ROW, [f"apart by {gap:.2f}"], SMALL, color=INK)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(len(issues) - 0.5, -0.5)
    axes.set_yticks(range(len(issues)), [drawable(issue.replace("_", " ")) for issue in issues])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    plain_axes(axes, "both", hidden=("top", "right", "left"))
