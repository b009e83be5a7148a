"""Parameters as the engine reads them: nested attributes, numbers or arrays over worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any


class Tree:
    """A branch of the parameters: ``russia.all_for_all.bargaining_chip``.

    Values are Python numbers, bools and texts as the scenario states them, or float32 arrays (worlds,) where they vary.
    """

    def __init__(self, branches: Mapping[str, Any]):
        self.__dict__.update(branches)

    def __iter__(self) -> Iterator[str]:
        """Names, in the schema's order."""
        return iter(self.__dict__)

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def __len__(self) -> int:
        return len(self.__dict__)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tree) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]  # as Python says that something has no hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


class Parameters(Tree):
    """Every parameter of a scenario.

    Attributes
    ----------
    ukraine, russia : Tree, the belligerents
    mediators : dict of key -> Tree, sorted by key, the US envoy among them
    captives, front, war_cost, … : Tree, the sections of a scenario file
    """

    ukraine: Tree
    russia: Tree
    mediators: dict[str, Tree]

    if TYPE_CHECKING:

        def __getattr__(self, section: str) -> Tree: ...


def grow(values: Any) -> Any:
    """Nested dictionaries as trees."""
    return Tree({name: grow(value) for name, value in values.items()}) if isinstance(values, dict) else values


def value_at(tree: dict[str, Any], path: str) -> Any:
    """The value at a dotted path of a nested dictionary."""
    for name in path.split("."):
        tree = tree[name]
    return tree
