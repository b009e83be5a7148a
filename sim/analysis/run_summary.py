"""The headline's numbers: one document, of plain numbers, None for what did not happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis.by_outcome import OUTCOMES, Outcomes
from sim.analysis.facts import Facts
from sim.analysis.prior import PriorSummary, summarise
from sim.analysis.proportions import Share, share
from sim.analysis.stopping import SequenceIntervals, WilsonIntervals
from sim.documents import Document
from sim.schema import BELLIGERENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.stopping import Counts, StoppingRule
    from sim.montecarlo.prior import PriorRun
    from sim.montecarlo.tally import Tally

_WEEKS_PER_MONTH = 52 / 12
_TRACKS = {"all_for_all": ("swap", "agreements"), "talks": ("talks", "openings")}
"""Track of concession trade -> prefix of its columns, count of its successes."""
_WHOLE_TRADE = "trade"

Words = tuple[tuple[str, ...], tuple[str, ...]]
"""Sentences on what is imposed, and those on what fixes the answer: numbers carry them and do not make them."""

NoRange = Literal["constant_hazards", "nothing_uncertain", "stopped", "not_asked"]
"""Why the range over the prior is missing: a word that programs can compare."""


@dataclass(frozen=True, kw_only=True)
class PlainShare(Document):
    """A count of worlds and its share, without an interval."""

    count: int
    share: float


@dataclass(frozen=True, kw_only=True)
class NoShare(Document):
    """In the place of a share of what could not come."""

    count: Literal[0] = 0
    share: None = None
    low: None = None
    high: None = None


@dataclass(frozen=True, kw_only=True)
class Offer(Document):
    """How often the offer open at the start met each fate."""

    accepted: Share | NoShare
    refused: Share | NoShare
    silence: Share | NoShare


@dataclass(frozen=True, kw_only=True)
class ExchangeRates(Document):
    """Partial exchanges before talks; None where there was no such week, or no exchange.

    Attributes
    ----------
    per_month_before_talks : exchanges a month
    mean_size_before_talks : Ukrainians returned in one
    uae_share_before_talks : share of them that the UAE mediated
    """

    per_month_before_talks: float | None
    mean_size_before_talks: float | None
    uae_share_before_talks: float | None


@dataclass(frozen=True, kw_only=True)
class AgentTrade(Document):
    """An agent's trade: means over the moments of success on both tracks, and what it paid, a mean over worlds."""

    conceded: float | None
    pledged: float | None
    paid: float
    pivotal: float | None


@dataclass(frozen=True, kw_only=True)
class TrackTrade(Document):
    """An agent's trade on one track: means over its moments of success; None where there was none."""

    conceded: float | None
    pledged: float | None
    pivotal: float | None


@dataclass(frozen=True, kw_only=True)
class TradeByTrack(Document):
    """An agent's trade on each track, and what it paid, a mean over worlds."""

    all_for_all: TrackTrade
    talks: TrackTrade
    paid: float


@dataclass(frozen=True, kw_only=True)
class Ever(Document):
    """In how many worlds each event came at all."""

    agreed: Share
    completed: Share
    talks: Share
    ceasefire: Share


@dataclass(frozen=True, kw_only=True)
class RunSummary(Document):
    """What a run found; `allforall run --json` prints exactly this, the keys of the headline first.

    Attributes
    ----------
    scenario, title, scenario_hash : of the scenario
    seed, worlds, worlds_requested : int
    horizon_weeks, completion_weeks : weeks; the second those within which a swap must be carried out to count
    outcomes : which came first, with completion as the swap; intervals as `interval` says
    agreed : the same with agreement as the swap
    same_week, agreed_same_week : worlds in which both came in one week, by either reading
    offer : the fate of the offer open at the start
    exchanges : before talks
    trade, trade_by_track : agent -> its trade; the pseudo-agent `trade` of the second is the whole
    settlement : worlds with one
    prior : the range if assumptions vary, or None
    seconds : duration of the Monte Carlo at the stated values alone
    world_weeks_per_second : None where it took no time
    start : ISO date
    experimental, partial : whether the scenario is not finished; whether the run was stopped before its end
    ever : events at all
    imposed : what do-operators impose in every world, in words
    imposed_outcome : those of them that fix what comes first, so that the shares are no finding
    offer_open_at_start : names of the sides whose offer is open at the start
    no_range : why `prior` is None: constant_hazards, nothing_uncertain, stopped, not_asked; None where it is not
    interval : what the intervals of the three outcomes are
    """

    schema_version: int = 1
    scenario: str
    seed: int
    worlds: int
    horizon_weeks: int
    outcomes: Outcomes[Share]
    agreed: Outcomes[Share]
    same_week: PlainShare
    offer: Offer
    exchanges: ExchangeRates
    trade: Mapping[str, AgentTrade]
    settlement: Share
    prior: PriorSummary | None
    seconds: float
    world_weeks_per_second: float | None
    title: str
    start: str
    experimental: bool
    partial: bool
    worlds_requested: int
    completion_weeks: float
    ever: Ever
    agreed_same_week: PlainShare
    trade_by_track: Mapping[str, TradeByTrack]
    scenario_hash: str
    imposed: tuple[str, ...]
    imposed_outcome: tuple[str, ...]
    offer_open_at_start: tuple[str, ...]
    no_range: NoRange | None
    interval: WilsonIntervals | SequenceIntervals

    @property
    def sequence(self) -> SequenceIntervals | None:
        """What is said of the intervals of a run that decided by its own counts when to stop; None of any other."""
        return self.interval if isinstance(self.interval, SequenceIntervals) else None


def summarise_run(
    facts: Facts,
    tally: Tally,
    prior: PriorRun | None,
    *,
    seed: int,
    seconds: float,
    worlds_requested: int,
    partial: bool,
    imposed: Words = ((), ()),
    prior_asked: bool = False,
    stopping: StoppingRule | None = None,
    looks: Sequence[Counts] = (),
) -> RunSummary:
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
    imposed : what is imposed, and what of it fixes the answer, in words
    prior_asked : whether a prior run was asked for and made sense
    stopping : the rule of a run with precision-based stopping; None where the number of worlds was fixed beforehand
    looks : with `stopping`, the counts at every look
    """
    world_weeks = tally.worlds * facts.horizon_weeks
    return RunSummary(
        scenario=facts.scenario,
        seed=seed,
        worlds=tally.worlds,
        horizon_weeks=facts.horizon_weeks,
        outcomes=_outcomes(tally, stopping, looks),
        agreed=Outcomes(**{name: share(tally.totals[f"agreed.{name}"], tally.worlds) for name in OUTCOMES}),
        same_week=_plain_share(tally, "completed.same_week"),
        offer=Offer(**{fate: _fate(fate, facts, tally) for fate in ("accepted", "refused", "silence")}),
        exchanges=_exchanges(facts, tally),
        trade={agent: _pooled(agent, facts, tally) for agent in (*BELLIGERENTS, *facts.mediators)},
        settlement=share(tally.happened("settlement"), tally.worlds),
        prior=None if prior is None else summarise(prior, facts.priors),
        seconds=round(seconds, 6),
        world_weeks_per_second=round(world_weeks / seconds, 1) if seconds > 0 else None,
        title=facts.title,
        start=facts.start,
        experimental=facts.experimental,
        partial=partial,
        worlds_requested=worlds_requested,
        completion_weeks=facts.completion_weeks,
        ever=Ever(
            **{
                event: share(tally.happened(event), tally.worlds)
                for event in ("agreed", "completed", "talks", "ceasefire")
            }
        ),
        agreed_same_week=_plain_share(tally, "agreed.same_week"),
        trade_by_track=_trade_by_track(facts, tally),
        scenario_hash=facts.hash,
        imposed=imposed[0],
        imposed_outcome=imposed[1],
        offer_open_at_start=facts.offers,
        no_range=None if prior is not None else _why_no_range(facts, prior_asked),
        interval=WilsonIntervals() if stopping is None else stopping.describe(looks, _first(tally)),
    )


def _first(tally: Tally) -> list[int]:
    return [tally.totals[f"completed.{name}"] for name in OUTCOMES]


def _outcomes(tally: Tally, stopping: StoppingRule | None, looks: Sequence[Counts]) -> Outcomes[Share]:
    """The three shares, with Wilson's interval, or with that of the confidence sequence where counts were watched."""
    shares = {name: share(count, tally.worlds) for name, count in zip(OUTCOMES, _first(tally), strict=True)}
    if stopping is not None:
        for name, (low, high) in stopping.intervals(looks, _first(tally)).items():
            shares[name] = replace(shares[name], low=low, high=high)
    return Outcomes(**shares)


def _fate(fate: str, facts: Facts, tally: Tally) -> Share | NoShare:
    """How often the offer open at the start met this fate; nothing where there was no offer."""
    if not facts.offers:
        return NoShare()
    return share(tally.totals[f"offer.{fate}"], tally.worlds)


def _why_no_range(facts: Facts, asked: bool) -> NoRange:
    """Why the range over the prior is missing: a word that programs can compare."""
    if facts.constant_hazards:
        return "constant_hazards"
    if not facts.priors:
        return "nothing_uncertain"
    return "stopped" if asked else "not_asked"


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


def _plain_share(tally: Tally, name: str) -> PlainShare:
    count = tally.totals[name]
    return PlainShare(count=count, share=count / tally.worlds)


def _exchanges(facts: Facts, tally: Tally) -> ExchangeRates:
    weeks, exchanges = tally.total("weeks_before_talks"), tally.total("exchanges_before_talks")
    by_uae = tally.total("exchanges_before_talks_by_uae") if "uae" in facts.mediators else None
    return ExchangeRates(
        per_month_before_talks=exchanges / weeks * _WEEKS_PER_MONTH if weeks else None,
        mean_size_before_talks=tally.total("ukrainians_before_talks") / exchanges if exchanges else None,
        uae_share_before_talks=by_uae / exchanges if exchanges and by_uae is not None else None,
    )


def _pooled(agent: str, facts: Facts, tally: Tally) -> AgentTrade:
    """An agent's trade over the moments of success on both tracks together; None where there was none."""
    moments = sum(tally.total(successes) for _, successes in _TRACKS.values())
    sums = [_sums(agent, track, facts, tally) for track in _TRACKS]
    means = {what: _ratio(sum(one[what] for one in sums), moments) for what in ("conceded", "pledged", "pivotal")}
    return AgentTrade(**means, paid=_paid(agent, facts, tally))


def _trade_by_track(facts: Facts, tally: Tally) -> dict[str, TradeByTrack]:
    """Every agent's trade track by track; the pseudo-agent `trade` is the whole: what they add up to."""
    table = {}
    for agent in (*BELLIGERENTS, *facts.mediators, _WHOLE_TRADE):
        tracks = {}
        for track, (_, successes) in _TRACKS.items():
            sums = _sums(agent, track, facts, tally)
            tracks[track] = TrackTrade(**{what: _ratio(value, tally.total(successes)) for what, value in sums.items()})
        table[agent] = TradeByTrack(**tracks, paid=_paid(agent, facts, tally))
    return table


def _sums(agent: str, track: str, facts: Facts, tally: Tally) -> dict[str, float]:
    """Sums over the moments of success of a track. Belligerents concede, mediators pledge, the whole does both."""
    prefix, _ = _TRACKS[track]
    conceding = BELLIGERENTS if agent == _WHOLE_TRADE else (agent,) if agent in BELLIGERENTS else ()
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
