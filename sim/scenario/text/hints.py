"""Where a name belongs that was put at the wrong place, and what a symbol of MODEL.md is called."""

from __future__ import annotations

import functools

from sim.scenario.shape import ENVOY, SECTIONS, TOP_LEVEL, Group, Leaf, below, root_shape
from sim.scenario.text.problems import did_you_mean, nearest, shown
from sim.schema import BELLIGERENTS

_ALIASES = {
    "U": "ukraine",
    "R": "russia",
    "kyiv": "ukraine",
    "moscow": "russia",
    "us": ENVOY,
    "usa": ENVOY,
    "envoy": ENVOY,
    "horizon": "horizon_weeks",
    "name": "scenario",
    "id": "scenario",
    "date": "start",
    "start_date": "start",
    "base": "extends",
    "inherits": "extends",
    "priors": "uncertain",
    "prior": "uncertain",
    "uncertainty": "uncertain",
    "shocks": "timeline",
    "events": "timeline",
    "do": "interventions",
    "mediators": "parties",
    "lo": "low",
    "hi": "high",
    "<<": "extends",
}
"""Words that people write -> the word of the schema, wherever that word is allowed."""

_ANY = "a mediator"


def alias(name: str) -> str:
    """The word of the schema for a word that people write; empty when there is none."""
    return _ALIASES.get(name, "")


@functools.cache
def every_path() -> tuple[tuple[tuple[str, ...], Leaf | Group], ...]:
    """Every group and parameter of the schema, with one nameless mediator."""
    return tuple(
        found for root in (*BELLIGERENTS, ENVOY, _ANY, *SECTIONS) for found in below(root_shape(root), (root,))
    )


def unknown_name(name: str, siblings: list[str], at: tuple[str, ...]) -> str:
    """What to say about a name that is not among its `siblings`.

    Parameters
    ----------
    name : the unknown name
    siblings : the names allowed here
    at : the path of the group the name stands in; empty for the outermost level of a file
    """
    if _ALIASES.get(name) in siblings:
        return f"did you mean '{_ALIASES[name]}'?"
    place = _place_of(name, at)
    if place:
        return f"'{shown(name)}' belongs {place}"
    if len(name) > 1:
        symbol = next(
            (path for path, item in _near_first(at) if isinstance(item, Leaf) and name in item.symbol.split()), None
        )
        if symbol:
            return f"the parameter that MODEL.md calls {shown(name)} is {_dotted(symbol, at)}"
    if nearest(name, siblings) is None:
        here = {path[-1]: path for path, _ in reversed(_near_first(at)) if not at or path[0] == _root(at)}
        close = nearest(name, here)
        if close:
            return f"did you mean '{close}', under {_dotted(here[close][:-1], at)}?"
    return did_you_mean(name, siblings, "allowed here")


def _root(at: tuple[str, ...]) -> str:
    """The root of a path, with every mediator's key as one."""
    return at[0] if not at or at[0] in (*BELLIGERENTS, ENVOY, *SECTIONS) else _ANY


def _near_first(at: tuple[str, ...]) -> list[tuple[tuple[str, ...], Leaf | Group]]:
    """Every path, those of the same party or section first."""
    return sorted(every_path(), key=lambda found: bool(at) and found[0][0] != _root(at))


def _dotted(path: tuple[str, ...], at: tuple[str, ...]) -> str:
    """A path in words, with the key of the mediator concerned."""
    first = at[0] if at and path[0] == _ANY and _root(at) == _ANY else path[0]
    return ".".join((first, *path[1:]))


def _place_of(name: str, at: tuple[str, ...]) -> str:
    """The group that a known name belongs to, the same party's if it has one; empty when no group has the name."""
    places = [path for path, _ in _near_first(at) if path[-1] == name]
    same = [path for path in places if at and path[0] == _root(at)]
    if not same and at and name in TOP_LEVEL:
        return "at the outermost level of the file"
    if not places:
        return ""
    text = _dotted(places[0][:-1], at)
    return f"under {text}" if same or len(places) == 1 else f"under {text} (and elsewhere)"
