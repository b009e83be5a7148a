"""Which way every parameter moves what, within one week and from a given state: what its declaration says (MODEL.md, V7).

The language of the declarations is that of `sim.model.signs`; quantities are those of `quantities.py`.
"""

from collections.abc import Iterator

from sim.model.issues import ISSUES
from sim.scenario.shape import SECTIONS, Leaf, below, root_shape
from sim.schema import BELLIGERENTS
from tests.verification.relations.relation import Relation


def declared(mediators: tuple[str, ...]) -> Iterator[tuple[str, Leaf]]:
    """Every parameter with its path; those of summits that a scenario lacks are among them."""
    for root in (*BELLIGERENTS, *mediators, *SECTIONS):
        for path, item in below(root_shape(root), (root,)):
            if isinstance(item, Leaf) and item.kind != "text":
                yield ".".join(path), item


def relations(mediators: tuple[str, ...]) -> dict[str, list[Relation]]:
    """Path -> its relations."""
    return {path: _relations(path, item, mediators) for path, item in declared(mediators) if item.signs}


def without_a_sign(mediators: tuple[str, ...]) -> dict[str, str]:
    """Path -> why it moves nothing one way. Not monotone over a whole run are many more (MODEL.md, section 10)."""
    return {path: item.no_sign for path, item in declared(mediators) if item.no_sign}


def _relations(path: str, item: Leaf, mediators: tuple[str, ...]) -> list[Relation]:
    parts = path.split(".")
    side = next((part for part in parts if part in BELLIGERENTS), BELLIGERENTS[0])
    place = {
        "s": side,
        "o": next(key for key in BELLIGERENTS if key != side),
        "m": parts[0],
        "i": next((part for part in parts if part in ISSUES), ""),
    }
    return [
        Relation(
            path,
            _names(sign.raises.format(**place), mediators),
            _names(sign.lowers.format(**place), mediators),
            tuple(_condition(text) for text in sign.where.format(**place).split(", ") if text),
            sign.at_start,
        )
        for sign in item.signs
        if not sign.only or sign.only in parts
    ]


def _names(text: str, mediators: tuple[str, ...]) -> tuple[str, ...]:
    ends = {"*": BELLIGERENTS, "@": mediators}
    return tuple(name.rstrip("*@") + end for name in text.split() for end in ends.get(name[-1], ("",)))


def _condition(text: str) -> tuple[str, str, float]:
    name, sign, number = text.split()
    return name, sign, float(number)
