"""A parameter's path, or the label of a prior, in words: the meanings are those of the schema."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sim.scenario.shape import SECTIONS, Group, find
from sim.schema import BELLIGERENTS

PARTY_NAMES = {
    "ukraine": "Ukraine",
    "russia": "Russia",
    "us_envoy": "US envoy",
    "turkiye": "Turkiye",
    "saudi_arabia": "Saudi Arabia",
    "vatican_icrc": "Vatican/ICRC",
}
"""The catalogue's parties as running text calls them, in ASCII; another mediator goes by its key, one of three letters by an abbreviation."""


PLAIN = {
    "all_for_all.answers_per_week": "how often an open offer can be taken up at all",
    "all_for_all.new_offers_per_week": "how often a new offer is made when none is open",
    "all_for_all.refusals_per_week": "how soon an unwilling side says no",
    "all_for_all.stages": "in how many stages the swap is carried out",
    "all_for_all.stages_per_week": "how fast the stages of a swap follow each other",
    "all_for_all.collapse_rate": "how easily a swap under way collapses",
    "talks.opportunities_per_week": "how often talks can open at all",
    "talks.ripeness_weight": "how much a stalemate that hurts both sides favours talks",
    "talks.surplus_weight": "how much the gains of a settlement favour talks",
    "decision.temperature": "how far decisions stray from the best choice",
    "*.all_for_all.own_people": "how much it wants its own people home",
    "*.all_for_all.bargaining_chip": "how much it values captives as bargaining chips",
    "*.over_optimism": "how far it overrates its prospects in the war at the start",
    "*.commitment.discount": "how much distrust takes off a settlement's value",
    "*.trust.trustworthy_probability": "chance that it is of the kind that keeps its word",
    "red_lines": "red lines of both sides",
    "concession_limit": "how far both sides would concede before talks",
    "wallets": "what the mediators can pay",
    "good_experience": "good experience of both sides with each other",
}
"""Plainer words than the schema's for what moves results most; `*` stands for a party."""


def party(key: str, names: Mapping[str, str] | None = None) -> str:
    """A party as running text calls it."""
    return (names or PARTY_NAMES).get(key, key.upper() if len(key) <= 3 else key.replace("_", " "))


def describe(parameter: str, names: Mapping[str, str] | None = None) -> str:
    """Say what a parameter is.

    Parameters
    ----------
    parameter : a path such as `russia.all_for_all.bargaining_chip`, or the label of a prior on several parameters
    names : party key -> its name; the catalogue's names by default

    Returns
    -------
    str: "Russia: how much it values captives as bargaining chips"; "red lines of both sides, one common factor" for a
    label; plain words where there are any, else those of the schema; a path the schema does not know with
    spaces for underscores
    """
    path = tuple(parameter.split("."))
    if len(path) == 1:
        return f"{PLAIN.get(parameter, parameter.replace('_', ' '))}, one common factor"
    item = find(path)
    if item is None:
        return parameter.replace("_", " ").replace(".", ", ")
    shared = path[0] in SECTIONS
    meaning = item.meaning if not isinstance(item, Group) else parameter.replace("_", " ").replace(".", ", ")
    meaning = PLAIN.get(parameter if shared else ".".join(("*", *path[1:])), meaning)
    for side in BELLIGERENTS:
        meaning = re.sub(rf"\b{PARTY_NAMES[side]}\b", party(side, names).replace("\\", r"\\"), meaning)
    if not shared:
        return f"{party(path[0], names)}: {meaning}"
    if path[0] == "agenda":
        return f"{path[1].replace('_', ' ')}: {meaning}"
    return meaning
