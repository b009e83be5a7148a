"""The figure of an experiment's points: lines, maps, a sample's spread or single shares, by what was varied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.views.figures.captions import warnings_in
from sim.views.figures.house_style import house_style
from sim.views.figures.points import Points, caption, message, read_points
from sim.views.figures.points_dots import draw_dots
from sim.views.figures.points_heat import draw_heat, on_grid
from sim.views.figures.points_lines import draw_lines
from sim.views.figures.points_sample import draw_sample
from sim.views.figures.sheet import INK, MARGIN, PLAIN_SIZE, Sheet

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure


@house_style
def draw_points(table: pandas.DataFrame, keys: Sequence[str], facts: Mapping[str, Any]) -> Figure:
    """Draw the shares of the three outcomes over the points of an experiment.

    Parameters
    ----------
    table : one row per scenario and point: `scenario`, `point`, one column per key, `status` (done, partial, failed, not run),
        `worlds`, and for swap_first, talks_first and neither the share with its `_low` and `_high`; empty shares where
        nothing ran
    keys : parameter paths or labels of common factors, as the columns of `table` are called
    facts : `title`, `scenarios`, `scenario_titles`, `seed`, `worlds` (a point), `points`, `partial`, `experimental`,
        `interval` ("wilson" or "confidence_sequence"), `stated` (key -> its value as the first scenario states it)

    Returns
    -------
    matplotlib.figure.Figure, 16 cm wide: with one key varied, lines; with two on a full grid, maps; with more, or
    without a grid, how the shares are spread over the points and what they go with; with none, the shares alone. A key
    is varied when it takes more than one value within a scenario.
    """
    points = read_points(table, keys, facts)
    if not points.simulated:
        return _draw_nothing(points)
    if not points.varied:
        return draw_dots(points)
    if len(points.varied) == 1:
        return draw_lines(points)
    if len(points.varied) == 2 and on_grid(points):
        return draw_heat(points)
    return draw_sample(points)


def _draw_nothing(points: Points) -> Figure:
    sheet = Sheet(
        1.4, "Share of worlds in which each event comes first", "", caption(points), warnings_in(points.facts)
    )
    sheet.text(MARGIN, 0.5, [message(points)], PLAIN_SIZE, color=INK)
    return sheet.figure
