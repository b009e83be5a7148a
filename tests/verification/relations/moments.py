"""A week from a given state: the state of a model, put into one with other parameters, and what happens next.

The state is what MODEL.md, 2.2 and 2.3, name; everything else a model works out anew every week, or once from its
parameters. That it is all there is to carry over is itself a claim (`test_state.py`).
"""

import copy
from collections import defaultdict

import numpy as np

from sim.model.draws import Draw, WorldDraws
from sim.negotiation.model import NegotiationModel
from tests.verification.relations.quantities import read

STATE = {
    "belligerents": [
        "held",
        "captured",
        "released",
        "trustworthy",
        "compliance",
        "good",
        "bad",
        "war_cost",
        "over_optimism",
        "pressure",
        "demand",
        "last_concession",
        "offer_open",
        "offer_at_start",
        "tracks",
    ],
    "mediators": ["engagement", "wallet"],
    "front": ["momentum"],
    "spoilers": ["outrage"],
    "exchanges": ["glow"],
    "ceasefire": ["in_force"],
    "talks": ["in_session", "settled"],
    "programme": ["running", "completed", "clock", "stage", "lists", "compliance"],
}
"""Owner -> its state. `tracks` holds last week's scores, acceptances and gates, concessions and their last step."""


def owners(model, name: str) -> list:
    """The parties or the process of a name."""
    found = getattr(model, name)
    return list(found) if isinstance(found, (list, tuple)) else [found]


def take(model) -> dict:
    """A copy of the state."""
    return {
        name: [{key: copy.deepcopy(getattr(owner, key)) for key in keys} for owner in owners(model, name)]
        for name, keys in STATE.items()
    }


def put(model, state: dict) -> None:
    """Give a model a state taken from another with the same parties."""
    for name, values in state.items():
        for owner, own in zip(owners(model, name), values, strict=True):
            for key, value in own.items():
                setattr(owner, key, copy.deepcopy(value))


class Ear(np.ndarray):
    """Waiting times of a slot that write down every rate they are compared with."""

    def __array_finalize__(self, parent):
        self.heard = getattr(parent, "heard", None)

    def __lt__(self, rate):
        self.heard.append(np.array(rate))
        return self.view(np.ndarray) < rate


class Overheard:
    """Draws that tell which rates they were compared with this week.

    Attributes
    ----------
    rates : slot -> rates of the week, in the order of the comparisons; the first is the rate of the event
    """

    def __init__(self, draws, initial: np.ndarray):
        self._draws, self._initial, self.rates = draws, initial, defaultdict(list)

    def initial(self):
        return self._initial

    def next_week(self):
        self._draws.next_week()
        self.uniform, self.noise, self.waiting = self._draws.uniform, self._draws.noise, []
        self.rates.clear()
        for slot, times in zip(Draw, self._draws.waiting, strict=False):
            ear = times.view(Ear)
            ear.heard = self.rates[slot]
            self.waiting.append(ear)


class Moment:
    """Many worlds at the beginning of a week, from which the week can be lived with other parameters.

    Parameters
    ----------
    case : Scenario
    values : path -> array (worlds,), the parameters under which the worlds came to be where they are
    weeks : how many weeks have passed; at 0 parameters of the start act as well
    """

    def __init__(self, case, worlds: int, weeks: int, seed: int, values=None):
        self.case, self.worlds, self.weeks, self.values = case, worlds, weeks, dict(values or {})
        self.initial = WorldDraws(seed, 0, worlds).initial()
        model = NegotiationModel(case, worlds=worlds, seed=seed, values=self.values, collect=False)
        while model.week < weeks:
            model.step()
        self.state, self.draws = take(model), copy.deepcopy(model.draws)
        self.record = copy.deepcopy(model.record.rows)
        model.release()

    def value(self, path: str) -> np.ndarray:
        """A parameter in every world, as the model reads it."""
        return np.full(self.worlds, self.values.get(path, self.case.value(path)), np.float32)

    def model(self, changes=None, nudge=None) -> NegotiationModel:
        """A model at this moment.

        Parameters
        ----------
        changes : path -> number or array (worlds,), in force from now on
        nudge : callable (model), changes the state
        """
        model = NegotiationModel(
            self.case,
            worlds=self.worlds,
            values=self.values | (changes or {}),
            collect=False,
            draws=Overheard(copy.deepcopy(self.draws), self.initial),
        )
        if self.weeks:
            put(model, self.state)
            model.week = self.weeks
            for name, values in self.record.items():
                model.record.rows[name][:] = values
        if nudge:
            nudge(model)
        return model

    def week(self, names, changes=None, nudge=None) -> dict[str, np.ndarray]:
        """Live the week, and read quantities by name (`quantities.read`)."""
        model = self.model(changes, nudge)
        model.step()
        found = {name: read(model, name) for name in names}
        model.release()
        return found

    def rows(self, changes=None, nudge=None) -> dict[str, np.ndarray]:
        """Live on to the horizon, and return the rows."""
        model = self.model(changes, nudge)
        rows = model.run().outcomes()
        model.release()
        return rows
