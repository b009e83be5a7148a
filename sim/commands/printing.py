"""A result on standard output, the same whether it was just run or is shown again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.result.result import Result
    from sim.scenario import Scenario


def print_result(result: Result, as_json: bool) -> None:
    """Print, of a saved result, the headline, or the summary as one JSON object in ASCII, which every pipe carries."""
    if as_json:
        print(json.dumps(result.summary, indent=2, allow_nan=False))
        return
    from sim.report.headline import headline
    from sim.result.folder import SCENARIO
    from sim.scenario.fields import BELLIGERENTS

    case, changes = result.scenario, _changes(result.scenario)
    print(
        headline(
            result.summary,
            saved=str(result.folder),
            command=result.provenance.get("command"),
            changes=changes or (),
            case=case.name if changes == [] else str(result.folder / SCENARIO),
            names={key: case.party_name(key) for key in (*BELLIGERENTS, *case.mediators)},
        )
    )


def _changes(case: Scenario) -> list[str] | None:
    """In what a scenario differs from the one of its name in the catalogue; None when there is none of that name."""
    from sim.report.differences import in_brief
    from sim.scenario import differences, load
    from sim.scenario.files import catalogue_names

    if case.name not in catalogue_names():
        return None
    known = load(case.name)
    return [] if known.hash == case.hash else [in_brief(difference) for difference in differences(known, case)]
