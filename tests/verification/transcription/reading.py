"""Compares a run of the engine with the transcription, week by week, and says where they part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import isinf, isnan

from sim.model.draws import WorldDraws
from sim.negotiation.model import NegotiationModel
from sim.scenario import Scenario
from tests.verification.transcription import snapshots
from tests.verification.transcription.plain_state import SIDES, SWAP, TALKS
from tests.verification.transcription.plain_world import PlainWorld

DATES = {
    "completed_week": "t_S",
    "agreed_week": "t_Sa",
    "talks_week": "t_T",
    "ceasefire_week": "t_F",
    "settlement_week": "t_Z",
    "refused_week": "t_ref",
}
COUNTS = ("exchanges", "cancelled", "collapses", "incomplete", "openings", "breakdowns", "offers")
_COLUMN = {SWAP: "swap", TALKS: "talks"}
MOST_SHOWN = 10


@dataclass
class Reading:
    """What a reading found.

    Attributes
    ----------
    world_weeks : compared
    close : world-weeks in which some comparison was close
    excused : world-weeks that differ after a close comparison
    wrong : differences without that excuse, in words
    seen : how often each kind of event happened
    """

    world_weeks: int = 0
    close: int = 0
    excused: int = 0
    wrong: list[str] = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)

    def check(self) -> Reading:
        """Fail where engine and transcription differ."""
        assert not self.wrong, f"{len(self.wrong)} differences:\n" + "\n".join(self.wrong[:MOST_SHOWN])
        return self


def read(
    case: Scenario, worlds: int, seed: int, *, weeks: int | None = None, values=None, adopt: bool, tolerance: float
) -> Reading:
    """Run the engine and as many plain worlds on the same draws, and compare everything.

    Parameters
    ----------
    weeks : how many; to the horizon by default
    values : parameter path -> array (worlds,), as the model takes them
    adopt : set the plain worlds to the engine's state at the start of each week; otherwise they run by themselves
    tolerance : allowed difference of a state, relative above 1

    Returns
    -------
    Reading
    """
    model = NegotiationModel(case, worlds=worlds, seed=seed, values=values, collect=False)
    draws = WorldDraws(seed, 0, worlds)
    initial, shocks = draws.initial().T.tolist(), _shocks(case)
    plain = [PlainWorld(model.parameters, initial[k], k, shocks, case.interventions) for k in range(worlds)]
    found, parted = Reading(), set()
    _compare(snapshots.state(model) | snapshots.fixed(model), plain, "at the start", tolerance, found, parted)
    start = snapshots.state(model)
    for week in range(weeks or case.horizon_weeks):
        draws.next_week()
        model.step()
        for k, (world, uniforms) in enumerate(zip(plain, draws.uniform.T.tolist(), strict=True)):
            if adopt:
                snapshots.adopt(world, start, k)
            world.week(week, uniforms)
        start = snapshots.state(model)
        numbers = start | (snapshots.derived(model) if model.bargains else {})
        _compare(numbers, plain, f"in week {week}", tolerance, found, parted)
        found.world_weeks += worlds
    rows = model.outcomes()
    model.release()
    for k, world in enumerate(plain):
        if k not in parted:
            _compare_rows(rows, k, world, tolerance, found)
    return found


def _shocks(case: Scenario) -> dict:
    shocks = case.shocks
    return {
        size: {side: array.tolist() for side, array in getattr(shocks, size).items()}
        for size in ("pressure", "aid", "sanction")
    } | {"spoiler": shocks.spoiler.tolist()}


def _compare(numbers, plain, when: str, tolerance: float, found: Reading, parted: set[int]) -> None:
    """Every number of every world; a world that differs after a close comparison is excused and remembered."""
    places = list(numbers)
    for k, (world, engine) in enumerate(zip(plain, zip(*numbers.values(), strict=True), strict=True)):
        found.close += world.close > 0
        mine = snapshots.of(world, places)
        if any(x != y and not abs(x - y) <= tolerance * max(1.0, abs(y)) for x, y in zip(engine, mine, strict=True)):
            if world.close:
                found.excused += 1
                parted.add(k)
                continue
            found.wrong += [
                f"{'.'.join(place)} of world {k} {when}: engine {x!r}, transcription {y!r}"
                for place, x, y in zip(places, engine, mine, strict=True)
                if not abs(x - y) <= tolerance * max(1.0, abs(y))
            ]


def _compare_rows(rows, k: int, world: PlainWorld, tolerance: float, found: Reading) -> None:
    """Dates, counts, and what stood behind each success."""
    pairs = {column: getattr(world, name) for column, name in DATES.items()}
    pairs |= {name: getattr(world, name) for name in COUNTS}
    pairs |= {f"paid_{name}": paid for name, paid in world.paid.items()}
    for track, column in _COLUMN.items():
        pairs |= {f"{column}_conceded_{s}": world.conceded[track][s] for s in SIDES}
        pairs |= {f"{column}_pledged_{name}": amount for name, amount in world.pledged[track].items()}
        pairs |= {f"{column}_pivotal_{agent}": count for agent, count in world.pivotal[track].items()}
    if not isinf(world.t_Z):
        pairs["settlement_difference"] = world.d_star
    for column, mine in pairs.items():
        engine = float(rows[column][k])
        never = isinf(mine) and isnan(engine)
        # Sums over several successes are float32 sums: a rounding each.
        if not never and not abs(engine - mine) <= 10 * tolerance * max(1.0, abs(mine)):
            found.wrong.append(f"{column} of world {k}: engine {engine!r}, transcription {mine!r}")
    for name in (*DATES.values(), *COUNTS):
        value = getattr(world, name)
        found.seen[name] += int(not isinf(value)) if name in DATES.values() else value
