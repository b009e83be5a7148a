"""The headline's numbers as one JSON object: plain Python, strict JSON, null for what did not happen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any

from sim.analysis.prior import OUTCOMES, summarise
from sim.analysis.proportions import LEVEL, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.stopping import Counts, StoppingRule
    from sim.montecarlo.prior import PriorRun
    from sim.montecarlo.tally import Tally

SCHEMA_VERSION = 1
_WEEKS_PER_MONTH = 52 / 12
_TRACKS = {"all_for_all": ("swap", "agreements"), "talks": ("talks", "openings")}
"""Track of concession trade -> prefix of its columns, count of its successes."""
_BELLIGERENTS = ("ukraine", "russia")
_WHOLE_TRADE = "trade"
_NAME = re.compile(r"[a-z0-9_]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a summary says of its scenario.

    Attributes
    ----------
    scenario, title : str
    start : ISO date
    experimental : bool
    horizon_weeks : int
    completion_weeks : float
        Within how many weeks of agreement a swap has to be carried out to count as completed.
    mediators : party keys, sorted
    priors : (key, parameters it moves) of every prior
    hash : of the resolved scenario
    imposed : what its do-operators impose in every world, in words
    imposed_outcome : those of them that fix what comes first, so that the shares are no finding
    constant_hazards : whether two constant rates replace the model
    offers : names of the sides whose offer is open at the start
    """

    scenario: str
    title: str
    start: str
    experimental: bool
    horizon_weeks: int
    completion_weeks: float
    mediators: tuple[str, ...]
    priors: tuple[tuple[str, tuple[str, ...]], ...]
    hash: str
    imposed: tuple[str, ...] = ()
    imposed_outcome: tuple[str, ...] = ()
    constant_hazards: bool = False
    offers: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def from_json(cls, facts: Any) -> Facts:
        """What `as_json` gave; ValueError where it is something else."""
        from pydantic import TypeAdapter

        text = json.dumps(facts, ensure_ascii=False).encode(errors="replace")
        found = TypeAdapter(cls).validate_json(text, strict=True)
        date.fromisoformat(found.start)
        if not _NAME.fullmatch(found.scenario):
            raise ValueError(f"scenario is {found.scenario!r}: small letters, digits and underscores are allowed")
        if not (found.horizon_weeks >= 1 and 0 < found.completion_weeks < inf):
            raise ValueError("a number of weeks is out of range")
        return found


def summarise_run(
    facts: Facts,
    tally: Tally,
    prior: PriorRun | None,
    *,
    seed: int,
    seconds: float,
    worlds_requested: int,
    partial: bool,
    prior_asked: bool = False,
    stopping: StoppingRule | None = None,
    looks: Sequence[Counts] = (),
) -> dict[str, Any]:
    """Put the summary of a result together.

    Parameters
    ----------
    facts : of the scenario
    tally : counts of the worlds at the stated values
    prior : the prior run, if there was one
    seed : int
    seconds : duration of the Monte Carlo of the tally alone
    worlds_requested : int
    partial : whether the run was stopped before its end
    prior_asked : whether a prior run was asked for and made sense
    stopping : the rule of a run that stops when sure; None where the number of worlds was fixed beforehand
    looks : with `stopping`, the counts at every look

    Returns
    -------
    dict of plain Python values; the keys of the headline first, in a fixed order, then what is said beside it
    """
    trade_by_track = _trade_by_track(facts, tally)
    world_weeks = tally.worlds * facts.horizon_weeks
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": facts.scenario,
        "seed": seed,
        "worlds": tally.worlds,
        "horizon_weeks": facts.horizon_weeks,
        "outcomes": _outcomes(tally, stopping, looks),
        "agreed": {name: share(tally.totals[f"agreed.{name}"], tally.worlds) for name in OUTCOMES},
        "same_week": _plain_share(tally, "completed.same_week"),
        "offer": {fate: _fate(fate, facts, tally) for fate in ("accepted", "refused", "silence")},
        "exchanges": _exchanges(facts, tally),
        "trade": {agent: _pooled(agent, facts, tally) for agent in (*_BELLIGERENTS, *facts.mediators)},
        "settlement": share(tally.happened("settlement"), tally.worlds),
        "prior": None if prior is None else summarise(prior, facts.priors),
        "seconds": round(seconds, 6),
        "world_weeks_per_second": round(world_weeks / seconds, 1) if seconds > 0 else None,
        "title": facts.title,
        "start": facts.start,
        "experimental": facts.experimental,
        "partial": partial,
        "worlds_requested": worlds_requested,
        "completion_weeks": facts.completion_weeks,
        "ever": {
            event: share(tally.happened(event), tally.worlds) for event in ("agreed", "completed", "talks", "ceasefire")
        },
        "agreed_same_week": _plain_share(tally, "agreed.same_week"),
        "trade_by_track": trade_by_track,
        "scenario_hash": facts.hash,
        "imposed": list(facts.imposed),
        "imposed_outcome": list(facts.imposed_outcome),
        "offer_open_at_start": list(facts.offers),
        "no_range": None if prior is not None else _why_no_range(facts, prior_asked),
        "interval": (
            {"kind": "wilson", "level": LEVEL} if stopping is None else stopping.describe(looks, _first(tally))
        ),
    }


def _first(tally: Tally) -> list[int]:
    return [tally.totals[f"completed.{name}"] for name in OUTCOMES]


def _outcomes(tally: Tally, stopping: StoppingRule | None, looks: Sequence[Counts]) -> dict[str, Any]:
    """The three shares, with Wilson's interval, or with that of the confidence sequence where counts were watched."""
    shares = {name: share(count, tally.worlds) for name, count in zip(OUTCOMES, _first(tally), strict=True)}
    if stopping is not None:
        for name, (low, high) in stopping.intervals(looks, _first(tally)).items():
            shares[name] |= {"low": low, "high": high}
    return shares


def _fate(fate: str, facts: Facts, tally: Tally) -> dict[str, int | float | None]:
    """How often the offer open at the start met this fate; nothing where there was no offer."""
    if not facts.offers:
        return {"count": 0, "share": None, "low": None, "high": None}
    return share(tally.totals[f"offer.{fate}"], tally.worlds)


def _why_no_range(facts: Facts, asked: bool) -> str:
    """Why the range over the prior is missing: a word that programs can compare."""
    if facts.constant_hazards:
        return "constant_hazards"
    if not facts.priors:
        return "nothing_uncertain"
    return "stopped" if asked else "not_asked"


def to_json(summary: Mapping[str, Any], indent: int | None = 2) -> str:
    """Write strict JSON: never NaN or Infinity."""
    return json.dumps(summary, indent=indent, allow_nan=False, ensure_ascii=False)


def flat(summary: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """A summary as (name, value) rows, names joined by dots: what `summary.csv` holds."""
    return list(_flatten("", summary))


def _flatten(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flatten(f"{name}.{key}" if name else key, inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            yield from _flatten(f"{name}.{place}", inner)
    else:
        yield name, value


def _plain_share(tally: Tally, name: str) -> dict[str, Any]:
    count = tally.totals[name]
    return {"count": count, "share": count / tally.worlds}


def _exchanges(facts: Facts, tally: Tally) -> dict[str, float | None]:
    weeks, exchanges = tally.total("weeks_before_talks"), tally.total("exchanges_before_talks")
    by_uae = tally.total("exchanges_before_talks_by_uae") if "uae" in facts.mediators else None
    return {
        "per_month_before_talks": exchanges / weeks * _WEEKS_PER_MONTH if weeks else None,
        "mean_size_before_talks": tally.total("ukrainians_before_talks") / exchanges if exchanges else None,
        "uae_share_before_talks": by_uae / exchanges if exchanges and by_uae is not None else None,
    }


def _pooled(agent: str, facts: Facts, tally: Tally) -> dict[str, float | None]:
    """An agent's trade over the moments of success on both tracks together; null where there was none."""
    moments = sum(tally.total(successes) for _, successes in _TRACKS.values())
    sums = [_sums(agent, track, facts, tally) for track in _TRACKS]
    means = {what: _ratio(sum(one[what] for one in sums), moments) for what in ("conceded", "pledged", "pivotal")}
    return {
        "conceded": means["conceded"],
        "pledged": means["pledged"],
        "paid": _paid(agent, facts, tally),
        "pivotal": means["pivotal"],
    }


def _trade_by_track(facts: Facts, tally: Tally) -> dict[str, Any]:
    """Every agent's trade track by track; the pseudo-agent `trade` is the whole: what they add up to."""
    agents = (*_BELLIGERENTS, *facts.mediators)
    table: dict[str, Any] = {}
    for agent in (*agents, _WHOLE_TRADE):
        table[agent] = {}
        for track, (_, successes) in _TRACKS.items():
            sums = _sums(agent, track, facts, tally)
            table[agent][track] = {what: _ratio(value, tally.total(successes)) for what, value in sums.items()}
        table[agent]["paid"] = _paid(agent, facts, tally)
    return table


def _sums(agent: str, track: str, facts: Facts, tally: Tally) -> dict[str, float]:
    """Sums over the moments of success of a track. Belligerents concede, mediators pledge, the whole does both."""
    prefix, _ = _TRACKS[track]
    conceding = _BELLIGERENTS if agent == _WHOLE_TRADE else (agent,) if agent in _BELLIGERENTS else ()
    pledging = facts.mediators if agent == _WHOLE_TRADE else (agent,) if agent in facts.mediators else ()
    return {
        "conceded": sum((tally.total(f"{prefix}_conceded_{one}") for one in conceding), 0.0),
        "pledged": sum((tally.total(f"{prefix}_pledged_{one}") for one in pledging), 0.0),
        "pivotal": tally.total(f"{prefix}_pivotal_{agent}"),
    }


def _paid(agent: str, facts: Facts, tally: Tally) -> float:
    payers = facts.mediators if agent == _WHOLE_TRADE else (agent,) if agent in facts.mediators else ()
    return sum((tally.total(f"paid_{one}") for one in payers), 0.0) / tally.worlds


def _ratio(total: float, moments: float) -> float | None:
    return float(total / moments) if moments else None
