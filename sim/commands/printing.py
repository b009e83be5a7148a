"""A result on standard output, the same whether it was just run or is shown again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.result.result import Result
    from sim.scenario import Scenario


def print_result(result: Result, as_json: bool, typed: str | None = None) -> None:
    """Print, of a saved result, the headline, or the summary as one JSON object in ASCII, which every pipe carries.

    `typed` is the name or file that gives the same scenario, where the user has just typed one.
    """
    if as_json:
        print(json.dumps(result.summary, indent=2, allow_nan=False))
        return
    from sim.report.headline import headline
    from sim.result.folder import SCENARIO
    from sim.scenario import in_catalogue
    from sim.scenario.fields import BELLIGERENTS

    scenario = result.scenario
    print(
        headline(
            result.summary,
            saved=str(result.folder),
            command=result.provenance.get("command"),
            changes=_changes(scenario),
            case=typed or (scenario.name if in_catalogue(scenario) else str(result.folder / SCENARIO)),
            names={key: scenario.party_name(key) for key in (*BELLIGERENTS, *scenario.mediators)},
        )
    )


def _changes(scenario: Scenario) -> list[str]:
    """In what a scenario differs from the base of the catalogue."""
    from sim.report.differences import in_brief
    from sim.report.headline import BASE
    from sim.scenario import differences, load

    return [in_brief(difference) for difference in differences(load(BASE), scenario)]
