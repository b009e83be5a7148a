"""Random scenarios that are valid files, values that differ from world to world, and states that occur.

Every scenario is a text for `sim.scenario.loads`; what it does not state it takes from the frozen reference. Hypothesis
shrinks a failing one towards that reference: fewer settings, fewer mediators changed, an empty timeline.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sim.model.issues import ISSUES
from sim.scenario import Scenario
from sim.schema import BELLIGERENTS
from tests.worlds import REFERENCE, reference

MEDIATORS = reference().mediators
NEWCOMERS = ("andorra", "qatar", "zanzibar")
SIDES = st.sampled_from(BELLIGERENTS)
NEAR, HARD = "near", "hard"
"""Around the defaults, where all processes are alive; or anywhere within the hard limits of section 7."""

# What may not move freely: the weights of a side sum to 1, and low ends of the agenda lie below high ends.
_TIED = ("issue_weights", "agenda")
_MEDIATOR = (
    "humanitarian_capability",
    "political_capability",
    "engagement",
    "wallet",
    "wallet_worth.ukraine",
    "wallet_worth.russia",
)


def free_paths(case: Scenario) -> list[str]:
    """Parameters that can take any value in their range, whatever the others are."""
    return [
        path
        for path, leaf in case.paths.items()
        if leaf.kind != "text" and not any(tied in path.split(".") for tied in _TIED)
    ]


NUMBERS = st.integers(0, 10**6)
"""What `picked` takes."""


def picked(paths: Sequence[str], number: int) -> str:
    """The path that a number stands for: a parameter more takes a few of the numbers, and the others keep theirs."""
    return max(paths, key=lambda path: zlib.crc32(f"{number} {path}".encode()))


# Counts and sizes whose hard limit is a guard and no statement on wars: 1,000,000 captives, 10,000 captures a week.
def bounds_of(case: Scenario, path: str, box: str) -> tuple[float, float]:
    """Lowest and highest value of a parameter in a box.

    Near: from a third of the default to three times it; where the default is 0, some way to either side.
    """
    leaf, value = case.paths[path], case.value(path)
    if leaf.kind == "bool":
        return 0, 1
    if box == HARD:
        return leaf.low, leaf.high
    down, up = (2 / 3 * abs(value), 2 * abs(value)) if value else (0.5, 200 if leaf.kind == "int" else 0.5)
    return max(leaf.low, value - down), min(leaf.high, value + up)


@st.composite
def _value(draw, case: Scenario, path: str, box: str) -> Any:
    leaf = case.paths[path]
    if leaf.kind == "bool":
        return draw(st.booleans())
    low, high = bounds_of(case, path, box)
    if leaf.kind == "int":
        return draw(st.integers(int(np.ceil(low)), int(high)))
    numbers = [st.floats(low, high, allow_nan=False, allow_subnormal=False), st.sampled_from([low, high])]
    if box == HARD:  # the ends, and where the model lives: a range such as 0 to 1,000 is mostly far away
        numbers.append(st.floats(*bounds_of(case, path, NEAR), allow_nan=False, allow_subnormal=False))
    return min(max(float(f"{draw(st.one_of(numbers)):.4g}"), leaf.low), leaf.high)


def nest(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Path -> value as nested mappings."""
    tree: dict[str, Any] = {}
    for path, value in settings.items():
        *groups, name = path.split(".")
        here = tree
        for group in groups:
            here = here.setdefault(group, {})
        here[name] = value
    return tree


@st.composite
def _weights(draw) -> dict[str, float]:
    """Seven weights that sum to 1; some may be 0."""
    parts = draw(st.lists(st.integers(0, 20), min_size=len(ISSUES), max_size=len(ISSUES)).filter(any))
    whole = [round(part / sum(parts), 6) for part in parts]
    whole[int(np.argmax(whole))] += 1 - sum(whole)  # what rounding leaves
    return dict(zip(ISSUES, whole, strict=True))


@st.composite
def _agenda(draw) -> dict[str, dict[str, float]]:
    """Ranges of some issues, in hundredths, so that ends and widths stay exact enough to be mirrored."""
    chosen = draw(st.lists(st.sampled_from(list(ISSUES)), unique=True, max_size=4))
    ends = {issue: sorted(draw(st.tuples(st.integers(0, 100), st.integers(0, 100)))) for issue in chosen}
    return {issue: {"low": low / 100, "high": high / 100} for issue, (low, high) in ends.items()}


@st.composite
def newcomer(draw) -> dict[str, Any]:
    """A mediator that the reference does not have."""
    share = st.integers(0, 20).map(lambda number: number / 20)
    values = nest({name: draw(share) * (2 if "w" in name else 1) for name in _MEDIATOR})
    values["engagement"] = draw(share)
    if draw(st.booleans()):
        values["summit"] = {
            "weeks": draw(st.integers(0, 30)),
            "engagement_boost": draw(share),
            "wallet_boost": 2 * draw(share),
        }
    return values


@st.composite
def entry(draw, horizon: int) -> dict[str, Any]:
    """An entry of the timeline."""
    event = draw(st.sampled_from(["spoiler", "pressure", "sanction", "aid", "aid_pause"]))
    found = {"week": draw(st.integers(0, horizon - 1)), "weeks": draw(st.integers(1, 12)), "event": event}
    if event == "spoiler":
        return found
    size = "aid" if event == "aid_pause" else event
    found |= {"target": draw(SIDES), size: draw(st.integers(-8, 8)) / 4}
    return found


def operators(horizon: int) -> dict[str, st.SearchStrategy]:
    """Do-operator -> its value; `constant_hazards` is left out, since it switches everything else off."""
    share = st.integers(0, 10).map(lambda number: number / 10)
    sides = st.dictionaries(SIDES, share, min_size=1)
    week = st.integers(0, horizon - 1)
    return {
        "all_for_all": st.just("off"),
        "swap": st.one_of(st.just("never"), week.map(lambda at: {"complete_at": at})),
        "trade": st.just("off"),
        "pressure": st.builds(
            lambda sides, at, weeks: {**sides, "from": at, "to": min(at + weeks, horizon)},
            sides,
            week,
            st.integers(1, 20),
        ),
        "mediators": newcomer().map(lambda values: {"add": {"oman": {"name": "Oman", **values}}}),
        "categories": st.sets(
            st.sampled_from(["prisoners_of_war", "civilians", "political_prisoners"]), min_size=1
        ).map(sorted),
        "agenda": _agenda().filter(bool),
        "precondition": st.dictionaries(st.sampled_from(["swap", "ceasefire"]), sides, min_size=1),
        "sequence": st.just("ceasefire_first"),
    }


OPERATORS = tuple(operators(1))


@st.composite
def scenario_files(
    draw, box: str = NEAR, interventions: tuple[str, ...] = OPERATORS, at_most: int = 20, keep: tuple[str, ...] = ()
) -> str:
    """Random scenario files of 26 to 40 weeks.

    Parameters
    ----------
    box : where settings are drawn from, `NEAR` or `HARD`
    interventions : do-operators that may occur, each once
    at_most : how many parameters may be set
    keep : parameters that stay as the reference has them
    """
    case, horizon = reference(), draw(st.integers(26, 40))
    gone = draw(st.lists(st.sampled_from(MEDIATORS), unique=True, max_size=3))
    paths = [path for path in free_paths(case) if path.split(".")[0] not in gone and path not in keep]
    chosen = dict.fromkeys(picked(paths, number) for number in draw(st.lists(NUMBERS, unique=True, max_size=at_most)))
    tree = nest({path: draw(_value(case, path, box)) for path in chosen})
    parties = {key: tree.pop(key) for key in (*BELLIGERENTS, *MEDIATORS) if key in tree} | dict.fromkeys(gone)
    for side in BELLIGERENTS:
        if draw(st.booleans()):
            parties.setdefault(side, {})["issue_weights"] = draw(_weights())
    for key in draw(st.lists(st.sampled_from(NEWCOMERS), unique=True, max_size=2)):
        parties[key] = {"name": key.title(), **draw(newcomer())}
    tree["agenda"] = draw(_agenda())
    dos = draw(st.lists(st.sampled_from(interventions), unique=True, max_size=2)) if interventions else []
    document = {
        "scenario": "random",
        "title": "A random scenario",
        "extends": REFERENCE,
        "horizon_weeks": horizon,
        "parties": parties,
        **tree,
        "timeline": draw(st.lists(entry(horizon), max_size=3)),
        "interventions": [{"do": {name: draw(operators(horizon)[name])}} for name in dos],
    }
    return text_of(document)


def text_of(document: Mapping[str, Any]) -> str:
    """A scenario file: JSON is YAML; what is empty is left out."""
    return json.dumps({key: value for key, value in document.items() if value not in ({}, [], "")}, ensure_ascii=False)


# -- values that differ from world to world ---------------------------------------------------------------------------


def stream(seed: int, name: str) -> np.random.Generator:
    """Random numbers for one name, whatever others there are: a parameter more moves no draw of another."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def values_by_world(
    case: Scenario, worlds: int, seed: int, box: str = NEAR, share: float = 0.3
) -> dict[str, np.ndarray]:
    """Values of some parameters for each world, issue weights and ranges of the agenda among them.

    Parameters
    ----------
    share : how many of the parameters are drawn; of the values a tenth each are the lowest and the highest
    """
    found = {}
    for path in free_paths(case):
        random = stream(seed, path)
        if random.random() < share:
            low, high = bounds_of(case, path, box)
            if case.paths[path].kind == "bool":
                found[path] = random.integers(0, 2, worlds).astype(float)
                continue
            place = np.clip(1.25 * random.random(worlds) - 0.125, 0, 1)
            found[path] = low + place * (high - low)
            if box == HARD:
                near = bounds_of(case, path, NEAR)
                found[path] = np.where(random.random(worlds) < 0.5, random.uniform(*near, worlds), found[path])
            if case.paths[path].kind == "int":
                found[path] = np.rint(found[path])
    for issue in ISSUES:
        random = stream(seed, f"agenda.{issue}")
        if random.random() < share:
            ends = np.sort(random.random((2, worlds)) ** 2, axis=0)
            found[f"agenda.{issue}.low"], found[f"agenda.{issue}.high"] = ends[0], 1 - (ends[1] - ends[0]) * 0.5
    return found


def box_of(case: Scenario, worlds: int, seed: int) -> dict[str, np.ndarray]:
    """A point of the prior box for each world, and near values of every parameter without a prior."""
    drawn = {path: values for path, values in case.draw_priors(seed, 0, worlds).items() if values.any()}
    return values_by_world(case, worlds, seed, NEAR, 1.0) | drawn  # a factor on 0 is no draw
