"""Predicting what followed a date from what was known on it, and scoring the prediction (MODEL.md, 7.3).

The package has the name of the function `sim.hindcast`. Python puts a package in the place of that name as soon as
anything in it is imported, as `sim.load` does; so the package can be called as well.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.hindcast.hindcast import Hindcast


class _Callable(ModuleType):
    def __call__(self, *case: Any, **how: Any) -> Hindcast:
        from sim.hindcast.hindcast import hindcast

        return hindcast(*case, **how)


sys.modules[__name__].__class__ = _Callable
