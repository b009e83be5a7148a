"""What is in the folder of a result besides counts and rows, checked before it is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.facts import Facts
from sim.montecarlo import integrity
from sim.montecarlo.errors import ResultError
from sim.montecarlo.run_reader import StoredResult
from sim.result import folder as folders

if TYPE_CHECKING:
    from sim.scenario import Scenario


def facts_in(stored: StoredResult) -> Facts:
    """What a store says of its scenario; `ResultError` where it does not go with the rest of the store."""
    from sim.model.outcomes import columns

    contents, meta = stored.contents, stored.meta
    with contents.at("table meta, facts"):
        facts = Facts.from_json(meta.get("facts"))
    for mine, name in (("scenario", "scenario"), ("hash", "scenario_hash"), ("horizon_weeks", "horizon_weeks")):
        if getattr(facts, mine) != meta[name]:
            contents.wrong(f"table meta, {name}", f"not the {mine} of its facts")
    if meta["worlds"]:
        # No summary reports terms, whose issues are those of the model that ran.
        told = [column for column in columns(facts.mediators) if not column.name.startswith("terms_")]
        integrity.check_names(contents, told, stored.tally())
    return facts


def scenario_in(folder: Path, hash_: str) -> Scenario:
    """The scenario in the folder of a result.

    Raises
    ------
    ScenarioError
        when it does not hold
    ResultError
        when it is not the one that was run
    """
    from sim.scenario import load

    place = folder / folders.SCENARIO
    scenario = load(place)
    if scenario.hash != hash_:
        raise ResultError(
            place,
            "it is not the scenario that was run: its hash differs",
            "put the file back that was written with the result",
        )
    return scenario
