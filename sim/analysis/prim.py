"""PRIM's peeling trajectory through the package `prim`: nothing else of it is used, and nothing is drawn."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from sim.analysis.refusals import MissingPackageError
from sim.backend import load

PEEL, FEWEST = 0.05, 0.05
"""Share of a box that a step peels off (patience), and of all points that a box holds at least: the customary ones."""


def trajectory(values: np.ndarray, interest: np.ndarray) -> list[dict[int, tuple[float, float]]]:
    """Peel, then paste.

    Parameters
    ----------
    values : float (n, d)
    interest : bool (n,)

    Returns
    -------
    list of {column: (lowest, highest value inside)}, the box of all points (empty) first; only restricted columns,
    infinite on a side that is not restricted

    Raises
    ------
    MissingPackageError : the package is not installed
    """
    import pandas

    package = _package()
    columns = [f"c{column}" for column in range(values.shape[1])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of another package's use of NumPy and pandas; its result is checked here
        found = package.Prim(
            pandas.DataFrame(values, columns=columns), interest, peel_alpha=PEEL, paste_alpha=PEEL, mass_min=FEWEST
        ).find_box()
        boxes = []
        for step in range(len(found)):
            found.select(step)
            boxes.append(_limits(found.limits, values))
    return boxes


def _limits(table: Any, values: np.ndarray) -> dict[int, tuple[float, float]]:
    """Restrictions of a box, from the package's table of `min` and `max` by column."""
    limits = {}
    for name, low, high in zip(table.index, table["min"], table["max"], strict=True):
        column = int(name[1:])
        limits[column] = (
            float(low) if low > values[:, column].min() else -np.inf,
            float(high) if high < values[:, column].max() else np.inf,
        )
    return limits


def _package() -> Any:
    """The package. It imports pyplot, which opens nothing until something is drawn."""
    load()  # whatever backend the environment names
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import prim
        except ImportError as error:
            raise MissingPackageError(
                'scenario discovery needs the package prim; pip install "allforall[discover]"'
            ) from error
    return prim
