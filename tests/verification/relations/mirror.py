"""The mirror image of a scenario: what is true of Ukraine in it is true of Russia in its image (MODEL.md, V4)."""

import copy
from typing import Any

import numpy as np

from sim.model.draws import Draw, Initial, WorldDraws

SWAPPED = {"ukraine": "russia", "russia": "ukraine"}
_ENDS = {"low": "high", "high": "low"}


def _parties(tree: Any) -> Any:
    """A tree with the two sides in each other's place, wherever they are named."""
    if isinstance(tree, dict):
        return {SWAPPED.get(key, key): _parties(value) for key, value in tree.items()}
    return [_parties(item) for item in tree] if isinstance(tree, list) else tree


def _agenda(agenda: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Both ends of every issue reflected."""
    return {issue: {_ENDS[end]: 1 - number for end, number in ends.items()} for issue, ends in agenda.items()}


def mirrored(document: dict[str, Any]) -> dict[str, Any]:
    """The resolved document of the image: sides, agenda, front, timeline and do-operators; priors are left out."""
    image = _parties(copy.deepcopy(document))
    image["uncertain"] = {}
    image["agenda"] = _agenda(image["agenda"])
    front = image["front"]
    front["russian_share"] = 1 - front["russian_share"]
    front["momentum"]["start"] *= -1
    front["momentum"]["drift"] *= -1
    front["breakthroughs"]["size"] *= -1
    for entry in image["timeline"]:
        if "target" in entry:
            entry["target"] = SWAPPED[entry["target"]]
    for entry in image["interventions"]:
        if "agenda" in entry["do"]:
            entry["do"]["agenda"] = _agenda(entry["do"]["agenda"])
    return image


def mirrored_values(values: dict[str, Any]) -> dict[str, Any]:
    """Values for each world, of the image."""
    image = {}
    for path, value in values.items():
        names = [SWAPPED.get(name, name) for name in path.split(".")]
        if names[0] == "agenda":
            names[-1], value = _ENDS[names[-1]], 1 - value
        if path == "front.russian_share":
            value = 1 - value
        if path in ("front.momentum.start", "front.momentum.drift", "front.breakthroughs.size"):
            value = -value
        image[".".join(names)] = value
    return image


def swapped_name(name: str) -> str:
    """Name of the column that holds in the image what this one holds."""
    return name.replace("ukraine", "@").replace("russia", "ukraine").replace("@", "russia")


class Mirrored:
    """The draws of the mirror image: the sides' own draws change places, signed draws are reflected."""

    def __init__(self, seed: int, worlds: int):
        self._draws = WorldDraws(seed, 0, worlds)
        self.waiting = self._draws.waiting

    def initial(self):
        order = [Initial.TYPE_RUSSIA, Initial.TYPE_UKRAINE, Initial.COMPLIANCE_RUSSIA, Initial.COMPLIANCE_UKRAINE]
        return self._draws.initial()[order]

    def next_week(self):
        self._draws.next_week()
        self.waiting = self._draws.waiting
        self.uniform = self._draws.uniform.copy()
        self.uniform[[Draw.CAPTURES_UKRAINE, Draw.CAPTURES_RUSSIA]] = self.uniform[
            [Draw.CAPTURES_RUSSIA, Draw.CAPTURES_UKRAINE]
        ]
        for slot in (Draw.MOMENTUM, Draw.PARITY, Draw.NEW_OFFER):
            self.uniform[slot] = 1 - self.uniform[slot]

    def noise(self, slot):
        return np.float32(np.sqrt(12)) * (self.uniform[slot] - np.float32(0.5))
