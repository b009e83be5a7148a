"""A result on standard output, the same whether it was just run or is shown again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.result.result import Result


def print_result(result: Result, as_json: bool, typed: str | None = None) -> None:
    """Print, of a saved result, the headline, or the summary as one JSON object in ASCII, which every pipe carries.

    `typed` is the name or file that gives the same scenario, where the user has just typed one.
    """
    if as_json:
        print(json.dumps(result.summary, indent=2, allow_nan=False))
        return
    from sim.views.objects.run_view import RunView

    print(RunView(result).page(typed))


def print_found(found: Any, as_json: bool) -> None:
    """Print the page of anything that is no run, or its summary as one JSON object."""
    if as_json:
        print(json.dumps(found.summary, indent=2, allow_nan=False))
    else:
        print(found.page())
