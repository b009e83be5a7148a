"""Plain numbers for one world: its parameters, and comparisons that say when they are close."""

from math import floor

NEAR = 1e-5
"""Two numbers up to 10 are close when they differ by no more than this, larger ones by a tenth of it relatively: some
ten roundings of float32."""


class Branch:
    """Parameters of one world: the numbers of a tree at its place."""

    def __init__(self, tree, world: int):
        self._tree, self._world = tree, world

    def __getattr__(self, name: str):
        value = self._tree[name] if isinstance(self._tree, dict) else getattr(self._tree, name)
        found = self.__dict__[name] = self._plain(value)  # looked up once
        return found

    def __getitem__(self, name: str):
        return getattr(self, name)

    def _plain(self, value):
        if hasattr(value, "shape"):
            return float(value[self._world])
        if isinstance(value, (bool, int, float)):
            return float(value)
        return value if value is None or isinstance(value, str) else Branch(value, self._world)

    def __iter__(self):
        return iter(self._tree)


class Comparisons:
    """Decides by comparing two numbers, and counts the decisions in which they are close.

    Attributes
    ----------
    close : int, comparisons whose two numbers are so close that float32 and float64 may decide differently
    """

    def __init__(self):
        self.close = 0

    def _below(self, x, y) -> bool:
        """x < y."""
        self.close += abs(x - y) <= NEAR * max(1.0, abs(x) / 10, abs(y) / 10)
        return x < y

    def _whole(self, x) -> float:
        """rint."""
        self.close += abs(abs(x - floor(x)) - 0.5) <= NEAR * max(1.0, abs(x) / 10)
        return float(round(x))

    def _floor(self, x) -> float:
        self.close += abs(x - round(x)) <= NEAR * max(1.0, abs(x) / 10)
        return float(floor(x))
