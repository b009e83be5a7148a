"""A parameter's path, or the label of a prior, in words: the meanings are those of the schema."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.shape import SECTIONS, Group, find

PARTY_NAMES = {
    "ukraine": "Ukraine",
    "russia": "Russia",
    "us_envoy": "US envoy",
    "uae": "UAE",
    "turkiye": "Turkiye",
    "saudi_arabia": "Saudi Arabia",
    "vatican_icrc": "Vatican/ICRC",
    "eu": "EU",
}
"""The catalogue's parties as running text calls them, in ASCII; another mediator goes by its key."""


def describe(parameter: str, names: Mapping[str, str] | None = None) -> str:
    """Say what a parameter is.

    Parameters
    ----------
    parameter : a path such as `russia.all_for_all.bargaining_chip`, or the label of a prior on several parameters
    names : party key -> its name; the catalogue's names by default

    Returns
    -------
    str: "Russia: value of captives held as bargaining chips"; "wallets (one factor)" for a label; a path the schema
    does not know with spaces for underscores
    """
    path = tuple(parameter.split("."))
    if len(path) == 1:
        return f"{parameter.replace('_', ' ')} (one factor)"
    item = find(path)
    if item is None:
        return parameter.replace("_", " ").replace(".", ", ")
    meaning = item.meaning if not isinstance(item, Group) else parameter.replace("_", " ").replace(".", ", ")
    if path[0] not in SECTIONS:
        return f"{(names or PARTY_NAMES).get(path[0], path[0].replace('_', ' '))}: {meaning}"
    if path[0] == "agenda":
        return f"{path[1].replace('_', ' ')}: {meaning}"
    return meaning
