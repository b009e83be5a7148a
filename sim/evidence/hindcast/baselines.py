"""Two things to beat: what is known without a model, and the model without its mechanisms (MODEL.md, 7.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from sim.evidence.hindcast.forecast import CONSTANT, PLAIN, Forecast, forecast
from sim.evidence.record.log import cut, log_of_record
from sim.evidence.record.record import Record
from sim.evidence.record.window import Window
from sim.montecarlo.block import simulate
from sim.montecarlo.blocks import Block
from sim.scenario import Scenario

TALKS, ANSWERS = "talks.opportunities_per_week", "all_for_all.answers_per_week"
_STEPS = 8
_MATCHED_WORLDS = 4096


def constant_hazards(record: Record, fitted: Window, window: Window, worlds: int, seed: int) -> Forecast:
    """Constant rates, from the record before the fit date alone; nothing changes when talks open.

    Rates have Jeffreys' Gamma(n + ½, exposure) posteriors: exchanges over the fitted window; openings of talks over
    all days of the record without talks in session; swaps over all its days. Sizes are drawn from those of the fitted
    window, the leading mediator's share has a Beta(n + ½, rest + ½) posterior.

    Parameters
    ----------
    record : the record; what it holds after the fit date is not looked at
    fitted : window of the fit
    window : days to be predicted, from the fit date
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(11,)))
    seen = log_of_record(record.exchanges, fitted)
    known = ~np.isnan(seen.ukrainians)
    rates = rng.gamma(len(seen) + 0.5, 1 / seen.days[0], worlds)
    number = rng.poisson(np.broadcast_to(rates[:, None], (worlds, window.days)))
    world = np.repeat(np.arange(worlds), number.sum(axis=1))
    day = np.repeat(np.tile(np.arange(window.days), worlds), number.ravel())
    chosen = rng.choice(np.flatnonzero(known), len(world)) if known.any() else np.zeros(len(world), int)
    share = rng.beta(seen.credited.sum() + 0.5, (~seen.credited).sum() + 0.5, worlds)
    log = cut(
        window,
        worlds=worlds,
        world=world,
        day=day,
        ukrainians=seen.ukrainians[chosen],
        russians=seen.russians[chosen],
        credited=rng.random(len(world)) < share[world],
    )
    before, without = exposures(record, fitted.last)
    opened = sum(session.opened <= fitted.last for session in record.coding.talks)
    agreed, completed = (
        sum(day <= fitted.last for day in days) for days in (record.coding.swap_agreed, record.coding.swap_completed)
    )

    def first(count: int, days: float) -> np.ndarray:
        return rng.exponential(1 / rng.gamma(count + 0.5, 1 / days, worlds))

    agreement = first(agreed, before)
    return Forecast(
        name=CONSTANT, log=log, talks=first(opened, without), agreed=agreement,
        completed=np.maximum(first(completed, before), agreement),
    )  # fmt: skip


def exposures(record: Record, until: date) -> tuple[float, float]:
    """Days of the record up to a day, and those of them without talks in session."""
    first = min([each.date for each in record.exchanges] + [each.date for each in record.diplomacy])
    days = (until - first).days
    coding = record.coding
    inside = sum(coding.in_session(date.fromordinal(first.toordinal() + day)) for day in range(days))
    return float(days), float(days - inside)


def no_mechanisms(
    scenario: Scenario,
    whole: Scenario,
    window: Window,
    values: Mapping[str, np.ndarray],
    worlds: int,
    seed: int,
    mediator: str,
) -> tuple[Forecast, dict[str, float]]:
    """The model with trade off and the same mean hazards of talks and agreement.

    Opportunities to open talks and to answer offers are multiplied, each by one factor, until as many worlds have
    talks, and agree, by the scenario's own horizon as with trade.

    Parameters
    ----------
    scenario, window, values, worlds, seed, mediator : as of `forecast`
    whole : the scenario with its own horizon

    Returns
    -------
    the prediction, and the factors by path
    """
    some = min(worlds, _MATCHED_WORLDS)
    first = {path: column[:some] for path, column in values.items()}
    base = {path: first.get(path, np.full(some, float(whole.value(path)))) for path in (TALKS, ANSWERS)}
    wanted = _hazards(simulate(whole, Block(0, some), seed, first))
    plain, factors = whole.intervene({"trade": "off"}), np.ones(2)
    for _ in range(_STEPS):
        moved = {path: np.minimum(base[path] * factor, 50.0) for path, factor in zip(base, factors, strict=True)}
        found = _hazards(simulate(plain, Block(0, some), seed, {**first, **moved}))
        factors = np.clip(factors * wanted / np.maximum(found, 1e-6), 1e-3, 1e3)
    scaled = dict(zip((TALKS, ANSWERS), factors.tolist(), strict=True))
    changed = {
        path: np.minimum(values.get(path, np.full(worlds, float(whole.value(path)))) * factor, 50.0)
        for path, factor in scaled.items()
    }
    prediction = forecast(
        PLAIN, scenario.intervene({"trade": "off"}), window, {**values, **changed}, worlds, seed, mediator
    )
    return prediction, scaled


def _hazards(rows: Mapping[str, np.ndarray]) -> np.ndarray:
    """Mean hazards of talks and of agreement, over the horizon: -ln of the share of worlds without, (2,)."""
    without = [np.isnan(rows[f"{key}_week"]).mean() for key in ("talks", "agreed")]
    return -np.log(np.clip(without, 1e-4, 1 - 1e-4))
