"""What damaged folders are put to: read, shown, repeated, resumed. Nothing but clear errors may come of it."""

import random
from pathlib import Path

import numpy as np

import sim
from sim.evidence.calibration.calibration_ledger import CalibrationLedger
from sim.montecarlo.errors import OutputError, ResultError
from sim.result.result import Result
from sim.scenario.text.problems import ScenarioError
from sim.views.text.headline import headline
from tests.damage import mutants

SHORT = {"horizon_weeks": 3}
REFUSALS = (ResultError, ScenarioError, OutputError)


class Run:
    """A small run with rows, looks or counts, read and repeated."""

    def __init__(self, place: Path, **how):
        how = {"worlds": 12, "prior": (4, 5), **how}
        self.folder = sim.run("kyiv_summit_2025", overrides=SHORT, out=place, figure=False, workers=1, **how).folder
        self.answer = self.read(self.folder)

    def read(self, folder: Path):
        result = Result.load(folder)
        headline(result.summary, saved="x", command=result.provenance.get("command"))
        clocks = ("seconds", "world_weeks_per_second")
        told = {name: value for name, value in result.summary.items() if name not in clocks}
        verdict = result.rerun(workers=1)
        return told, verdict.worlds, verdict.draws, verdict.agrees


class Sweep:
    """A small sweep, resumed and searched."""

    DESIGN = {
        "sweep": "s",
        "scenarios": ["kyiv_summit_2025"],
        "worlds": 8,
        "points": {"list": [{"us_envoy.pressure.russia": value} for value in (0.2, 0.4, 0.6)]},
    }

    def __init__(self, place: Path, **design):
        self.design = {**self.DESIGN, **design}
        self.folder = self._sweep(place).folder
        self.answer = self.read(self.folder)

    def _sweep(self, place: Path):
        return sim.sweep(self.design, overrides=SHORT, out=place, figure=False, workers=1)

    def read(self, folder: Path):
        found = self._sweep(folder.parent)
        return found.table.drop(columns="seconds").to_csv(), found.partial


class Calibration:
    """The store of a calibration, opened, and what is missing done again."""

    FACTS = {"kind": "calibrate", "seed": 1, "observed": [None, 1.5]}

    def __init__(self, place: Path):
        self.folder = place
        place.mkdir()
        self.answer = self.read(place)

    def read(self, folder: Path):
        store = CalibrationLedger(folder / "calibration.sqlite", self.FACTS)
        try:
            there = store.pieces("batch", self._check)
            for number in {*range(4)} - {*there}:  # done again
                points = np.random.default_rng(number).random((5, 2))
                store.add("batch", 0, number, {"points": points, "tried": np.array(5)})
            pieces = store.pieces("batch", self._check)
            return {number: found["points"].tolist() for number, found in pieces.items()}
        finally:
            store.close()

    @staticmethod
    def _check(found) -> None:
        if found["points"].shape != (5, 2) or found["tried"] != 5:
            raise ValueError("another shape")


def tried(case, place: Path, luck: random.Random) -> tuple[str, str]:
    """Damage a copy of a case's folder and use it: what was done to it, and what came of it.

    Returns
    -------
    (damage, outcome): "refused", "the same", or "another answer", which must only come of a store that was put right
    """
    while True:
        folder = mutants.copied(case.folder, place / case.folder.name)
        try:
            said = mutants.damage(folder, luck)
            break
        except mutants.Untouched:
            continue
    try:
        answer = case.read(folder)
    except REFUSALS as error:
        assert str(error).strip(), said
        return said, "refused"
    except BaseException as error:
        error.add_note(f"the damage: {said}")
        raise
    return said, "the same" if answer == case.answer else "another answer"
