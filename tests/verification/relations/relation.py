"""A statewise relation, and how far it is broken between two weeks lived from one state."""

from dataclasses import dataclass

import numpy as np

TWICE = ("experience", "concession_limit", "engagement", "wallet_worth", "summit", "ceasefire.", "own_people")
"""Parameters that enter a rule twice, by a part of their path: in a sum and its difference, such as a0 + ω(a - a0), or
in what could be offered and the share of it that is needed, G M. There rounding can turn a relation in the last bit."""


@dataclass(frozen=True)
class Relation:
    """Raising a parameter never lowers what it raises, and never raises what it lowers, where conditions hold.

    Attributes
    ----------
    where : conditions (quantity, "<", ">" or "=", number); all must hold before and after
    start : whether it holds in the first week only
    twice : whether the parameter enters a rule twice; by its path unless told
    """

    path: str
    raises: tuple[str, ...]
    lowers: tuple[str, ...]
    where: tuple[tuple[str, str, float], ...] = ()
    start: bool = False
    twice: bool | None = None

    def __post_init__(self):
        if self.twice is None:
            object.__setattr__(self, "twice", any(part in self.path for part in TWICE))

    @property
    def quantities(self) -> list[str]:
        """Names of all that has to be read."""
        return [*self.raises, *self.lowers, *(name for name, *_ in self.where)]

    @property
    def slack(self) -> float:
        """Breach that is rounding, relative to the size of the quantity: two units in the last place of float32 for
        exponentials of vector units, 2e-6 (MODEL.md, V17) where a parameter enters twice."""
        return 2e-6 if self.twice else 2.5e-7


def breaches(relation: Relation, before: dict, after: dict, value=0.0) -> tuple[dict[str, float], set[str]]:
    """Worst breach by quantity, relative to its size (at least 1), and the quantities that have moved as they should.

    Parameters
    ----------
    value : the parameter as raised; where it enters twice, what cancels can be larger than what is left
    """
    holds = True
    least = np.maximum(1, value if relation.twice else 0)
    for seen in (before, after):
        for name, sign, number in relation.where:
            at = seen[name]
            holds = holds & ((at > number) if sign == ">" else (at < number) if sign == "<" else (at == number))
    worst, moved = {}, set()
    for direction, names in ((1, relation.raises), (-1, relation.lowers)):
        for name in names:
            rise = direction * (after[name] - before[name]) * holds
            floor = least if np.shape(least) == before[name].shape else 1  # rates of stages are of some worlds only
            size = np.maximum(floor, np.maximum(np.abs(before[name]), np.abs(after[name])))
            worst[name] = float(np.max(-rise / size, initial=0))
            if np.any(rise > 1e-9):
                moved.add(name)
    return worst, moved
