"""The frontier of the agenda, and packages on it (MODEL.md, equations 8, 9, 31 and 33).

Utilities are linear-additive (Keeney & Raiffa 1976): u_U = Σ w_Ui x_i and u_R = Σ w_Ri (1 - x_i), with lo_i <= x_i <= hi_i.
In the coordinates *difference* d = u_U - u_R and *joint* S = u_U + u_R, the Pareto set is the lower envelope of one line per
issue, S <= α_k + β_k d, because issues are traded in the order of their weight ratios (Raiffa 1982).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.model.numbers import Number, at, number

_FLAT = 1e-9
_NO_BOUND = 10.0  # both utilities together never exceed 2; finite, so that times 0 it is 0


@dataclass(frozen=True, kw_only=True)
class Frontier:
    """The Pareto frontier of one agenda.

    Attributes
    ----------
    intercepts, slopes : lists of numbers or arrays (worlds,), one per line
    most_ukraine, most_russia : the most either side can get
    weights_ukraine, weights_russia, low, high : float64 arrays (issues, 1) or (issues, worlds)
    order : int array of the same shape; issues by decreasing ratio of Ukraine's to Russia's weight
    gains_at_parity : what trading issues adds at equal utilities, S_max(0; 1) - 1
    varies : whether agenda or weights differ from world to world (they may even where there is only one world)
    """

    intercepts: list[Number]
    slopes: list[Number]
    most_ukraine: Number
    most_russia: Number
    weights_ukraine: np.ndarray
    weights_russia: np.ndarray
    low: np.ndarray
    high: np.ndarray
    order: np.ndarray
    gains_at_parity: Number
    varies: bool

    def joint(self, difference: np.ndarray, logrolling: Number, worlds: np.ndarray | None = None) -> np.ndarray:
        """Most that both can get together at a difference: S_max(d; η) (equation 9).

        Parameters
        ----------
        difference : array (worlds,)
        logrolling : η in [0, 1]; 0 is a one-dimensional split, 1 the whole frontier
        worlds : int array (n,), optional
            The worlds that differences are of, when not of all.

        Returns
        -------
        array (worlds,)
        """
        efficient = self.efficient(difference, worlds)
        joint = 1 + logrolling * (efficient - 1)
        joint = np.minimum(joint, 2 * at(self.most_ukraine, worlds) - difference)
        return np.minimum(joint, 2 * at(self.most_russia, worlds) + difference)

    def efficient(self, difference: np.ndarray, worlds: np.ndarray | None = None) -> np.ndarray:
        """Lower envelope of the lines: min_k (α_k + β_k d). Parameters as of `joint`."""
        envelope: Number = np.inf
        for intercept, slope in zip(self.intercepts, self.slopes, strict=True):
            line = at(slope, worlds) * difference
            line += at(intercept, worlds)
            envelope = np.minimum(envelope, line, out=line)
        assert isinstance(envelope, np.ndarray)  # an agenda has issues
        return envelope

    def at(self, worlds: np.ndarray) -> Frontier:
        """The frontier of some worlds; an agenda that is the same in every world stays one."""
        if not self.varies:
            return self
        return Frontier(
            intercepts=[at(value, worlds) for value in self.intercepts],
            slopes=[at(value, worlds) for value in self.slopes],
            most_ukraine=at(self.most_ukraine, worlds),
            most_russia=at(self.most_russia, worlds),
            weights_ukraine=self.weights_ukraine[:, worlds],
            weights_russia=self.weights_russia[:, worlds],
            low=self.low[:, worlds],
            high=self.high[:, worlds],
            order=self.order[:, worlds],
            gains_at_parity=at(self.gains_at_parity, worlds),
            varies=True,
        )


def build(weights_ukraine, weights_russia, low, high) -> Frontier:
    """The frontier of an agenda, once a run.

    Parameters
    ----------
    weights_ukraine, weights_russia, low, high : sequences over issues, each of numbers or arrays (worlds,)

    Returns
    -------
    Frontier
    """
    tables = (weights_ukraine, weights_russia, low, high)
    varies = any(np.ndim(value) > 0 for table in tables for value in table)
    weights_ukraine, weights_russia, low, high = _stack(*tables)
    both = weights_ukraine + weights_russia
    slope = np.divide(weights_ukraine - weights_russia, both, out=np.zeros_like(both), where=both > 0)
    order = np.argsort(-slope, axis=0, kind="stable")
    slope, both, width, gain = (
        np.take_along_axis(part, order, axis=0) for part in (slope, both, high - low, weights_ukraine - weights_russia)
    )
    # The running vertex starts with every issue at Russia's end and moves one issue at a time to Ukraine's.
    difference = (
        np.sum(weights_ukraine * low - weights_russia * (1 - low), axis=0)
        + np.cumsum(both * width, axis=0)
        - both * width
    )
    joint = (
        np.sum(weights_ukraine * low + weights_russia * (1 - low), axis=0)
        + np.cumsum(gain * width, axis=0)
        - gain * width
    )
    intercept = np.where(
        both > 0, joint - slope * difference, _NO_BOUND
    )  # an issue that matters to nobody bounds nothing
    most_ukraine, most_russia = np.sum(weights_ukraine * high, axis=0), np.sum(weights_russia * (1 - low), axis=0)
    at_parity = np.minimum(np.min(intercept, axis=0), 2 * np.minimum(most_ukraine, most_russia))

    def one(values: np.ndarray) -> Number:
        return number(values if varies else values[0])

    return Frontier(
        intercepts=[one(row) for row in intercept],
        slopes=[one(row) for row in slope],
        most_ukraine=one(most_ukraine),
        most_russia=one(most_russia),
        weights_ukraine=weights_ukraine,
        weights_russia=weights_russia,
        low=low,
        high=high,
        order=order,
        gains_at_parity=one(at_parity - 1),
        varies=varies,
    )


def _stack(*tables) -> list[np.ndarray]:
    """Each table as float64 (issues, worlds), all with the same number of worlds (1 when nothing varies)."""
    rows = [[np.atleast_1d(np.asarray(value, np.float64)) for value in table] for table in tables]
    worlds = max(value.size for table in rows for value in table)
    return [np.stack([np.broadcast_to(value, worlds) for value in table]) for table in rows]


def difference_of_demand(frontier: Frontier, demand: np.ndarray, logrolling: Number, side: int) -> np.ndarray:
    """Where a side's demand meets the frontier: of all packages worth `demand` to it, the one best for the other.

    Along each bound of S_max the side's utility rises with the difference in its favour, so the bound that needs the largest
    difference is the one that binds.

    Parameters
    ----------
    demand : utility the side asks for; more than the agenda can give is cut to the most it can
    side : +1 for Ukraine, -1 for Russia

    Returns
    -------
    array (worlds,), u_U - u_R
    """
    most, other_most = (
        (frontier.most_ukraine, frontier.most_russia) if side > 0 else (frontier.most_russia, frontier.most_ukraine)
    )
    asked = 2 * np.minimum(np.asarray(demand, np.float64), most)
    needed = asked / 2 - other_most
    for intercept, slope in zip(frontier.intercepts, frontier.slopes, strict=True):
        base = 1 + logrolling * (np.asarray(intercept, np.float64) - 1)
        rise = np.asarray(1 + side * logrolling * np.asarray(slope, np.float64))
        reach = (asked - base) / np.where(rise > _FLAT, rise, 1.0)
        needed = np.maximum(needed, np.where(rise > _FLAT, reach, -np.inf))  # along a flat bound no difference helps
    return side * needed


def shared_gain(
    frontier: Frontier, ask_ukraine: np.ndarray, ask_russia: np.ndarray, share_ukraine: Number, logrolling: Number
) -> np.ndarray:
    """What both gain together when they go from what they ask for to the frontier, each by its share (equation 33).

    Along the way u_U = ask_U + ω Γ and u_R = ask_R + (1 - ω) Γ every bound of S_max limits Γ; the lowest limit binds.

    Parameters
    ----------
    ask_ukraine, ask_russia : what each asks for, on or below the frontier
    share_ukraine : ω in [0, 1]
    logrolling : η

    Returns
    -------
    float64 array (worlds,), Γ; not below 0
    """
    ukraine, russia = np.asarray(ask_ukraine, np.float64), np.asarray(ask_russia, np.float64)
    share = np.asarray(share_ukraine, np.float64)
    lead = 2 * share - 1
    limits = [(frontier.most_ukraine - ukraine, share), (frontier.most_russia - russia, 1 - share)]
    for intercept, slope in zip(frontier.intercepts, frontier.slopes, strict=True):
        base = 1 + logrolling * (np.asarray(intercept, np.float64) - 1)
        tilt = logrolling * np.asarray(slope, np.float64)
        limits.append((base + tilt * (ukraine - russia) - ukraine - russia, 1 - tilt * lead))
    gain = np.full(np.broadcast_shapes(ukraine.shape, share.shape), np.inf)
    for room, pace in limits:
        pace = np.asarray(pace)
        reach = room / np.where(pace > _FLAT, pace, 1.0)
        gain = np.minimum(gain, np.where(pace > _FLAT, reach, np.inf))  # a bound that is not approached limits nothing
    return np.maximum(gain, 0)


def package(frontier: Frontier, difference: np.ndarray, logrolling: Number) -> np.ndarray:
    """Terms on every issue at a point of S_max (equation 33).

    The point is reached by mixing two packages with the same difference of utilities: the Pareto-efficient one, which
    trades issues in the order of their weight ratios, and the plain split, which moves all issues in step between the ends
    of what is on the table. Where the whole of every issue is on the table the mixing weight is the logrolling efficiency.

    Parameters
    ----------
    difference : array (worlds,), u_U - u_R; differences outside the agenda are cut to its ends
    logrolling : number or array (worlds,)

    Returns
    -------
    float64 array (issues, worlds), each within what is on the table
    """
    weights_ukraine, weights_russia, low, high = (
        frontier.weights_ukraine,
        frontier.weights_russia,
        frontier.low,
        frontier.high,
    )
    difference = np.atleast_1d(np.asarray(difference, np.float64))
    both, gain, width = weights_ukraine + weights_russia, weights_ukraine - weights_russia, high - low
    base = np.sum(weights_ukraine * low - weights_russia * (1 - low), axis=0)
    span = np.sum(both * width, axis=0)
    way = np.clip(difference - base, 0, span)
    split = low + np.divide(way, span, out=np.zeros(np.broadcast_shapes(way.shape, span.shape)), where=span > 0) * width

    order = frontier.order
    step = np.take_along_axis(both * width, order, axis=0)
    before = np.cumsum(step, axis=0) - step
    moved = np.divide(
        np.clip(way - before, 0, step), step, out=np.zeros(np.broadcast_shapes(way.shape, step.shape)), where=step > 0
    )
    order = np.broadcast_to(order, moved.shape)
    efficient = np.empty_like(moved)
    np.put_along_axis(efficient, order, moved, axis=0)
    efficient = low + efficient * width

    joint_split = np.sum(weights_russia + gain * split, axis=0)
    joint_efficient = np.sum(weights_russia + gain * efficient, axis=0)
    wanted = np.minimum(1 + logrolling * (joint_efficient - 1), joint_efficient)
    room = joint_efficient - joint_split
    weight = np.clip(np.divide(wanted - joint_split, room, out=np.ones_like(room), where=room > 1e-12), 0, 1)
    return split + weight * (efficient - split)
