"""A result on standard output, the same whether it was just run or is shown again."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiments.sensitivity import Sensitivity
    from sim.result.result import Result
    from sim.scenario import Scenario


def print_result(result: Result, as_json: bool, typed: str | None = None) -> None:
    """Print, of a saved result, the headline, or the summary as one JSON object in ASCII, which every pipe carries.

    `typed` is the name or file that gives the same scenario, where the user has just typed one.
    """
    if as_json:
        print(json.dumps(result.summary, indent=2, allow_nan=False))
        return
    from sim.result.folder import SCENARIO
    from sim.scenario import in_catalogue
    from sim.schema import BELLIGERENTS
    from sim.views.text.headline import headline

    scenario = result.scenario
    own = not in_catalogue(scenario)
    print(
        headline(
            result.numbers,
            saved=str(result.folder),
            command=result.provenance.get("command"),
            changes=_changes(scenario),
            case=typed or (str(result.folder / SCENARIO) if own and result.folder else scenario.name),
            names={key: scenario.party_name(key) for key in (*BELLIGERENTS, *scenario.mediators)},
        )
    )


def print_found(found: Any, as_json: bool) -> None:
    """Print the page of anything that is no run, or its summary as one JSON object."""
    if as_json:
        print(json.dumps(found.summary, indent=2, allow_nan=False))
    else:
        print(page_of(found))


def page_of(found: Any) -> str:
    """The page of a comparison, an effect, a sweep, a sensitivity analysis, a calibration or a hindcast."""
    module, name = _PAGES[found.summary["kind"]]
    words = (_convergence(found),) if found.summary["kind"] == "sensitivity" else ()
    saved = None if found.folder is None else str(found.folder)
    return getattr(import_module(module), name)(found.summary, *words, saved, found.provenance["command"])


_PAGES = {
    "compare": ("sim.views.text.comparison_page", "format_comparison"),
    "effect": ("sim.views.text.effect_page", "format_effect"),
    "sweep": ("sim.views.text.sweep_page", "format_sweep"),
    "sensitivity": ("sim.views.text.sensitivity_page", "format_sensitivity"),
    "calibrate": ("sim.views.text.calibration_page", "format_calibration"),
    "hindcast": ("sim.views.text.hindcast_page", "format_hindcast"),
}
"""Kind -> module and function that write its page."""


def _convergence(found: Sensitivity) -> str:
    from sim.views.text.convergence import format_convergence

    indices = found.indices.get("swap_first")
    return format_convergence(indices) if indices is not None and not indices.undefined else ""


def _changes(scenario: Scenario) -> list[str]:
    """In what a scenario differs from the base of the catalogue."""
    from sim.scenario import differences, load
    from sim.views.text.differences_page import in_brief
    from sim.views.text.headline import BASE

    return [in_brief(difference) for difference in differences(load(BASE), scenario)]
