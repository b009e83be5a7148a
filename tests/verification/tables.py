"""The tables of MODEL.md, 7.6 and 9, of the base scenario and the catalogue as they are; `make tables` prints them.

Beside each figure stands that of the frozen reference, from the same worlds. Sections: base, window, retrodiction,
prior, effect, catalogue.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import sim
from sim.evidence.calibration.calibrate import FIRST, LAST
from sim.evidence.calibration.setting import BEFORE_THE_SUMMIT, setting
from sim.evidence.record.record import read_record
from sim.evidence.record.summaries import summarise
from sim.evidence.record.window import Window
from sim.montecarlo.block import simulate
from sim.montecarlo.blocks import cut
from sim.negotiation.watched import watch
from sim.scenario import Scenario, catalogue, load
from tests.verification.reference.runs import BASE, REFERENCE, on_reference

RECORD_WEEKS, AFTER_WEEKS = 22, 11
LARGEST_DAYS = 30
"""Days after talks open in which the largest handover is looked for."""


def rows_of(case: Scenario, worlds: int, seed: int) -> dict[str, np.ndarray]:
    """Rows of a run, column -> (worlds,)."""
    parts = [simulate(case, block, seed) for block in cut(worlds)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def shares(rows: dict[str, np.ndarray]) -> tuple[float, float, float, float]:
    """Swap first, talks first, neither, agreed first."""
    swap, talks, agreed = (np.nan_to_num(rows[f"{key}_week"], nan=np.inf) for key in ("completed", "talks", "agreed"))
    first, second = np.mean(swap < talks), np.mean(talks <= swap) - np.mean(np.isinf(swap) & np.isinf(talks))
    return first, second, 1 - first - second, np.mean(agreed < talks)


def figures(rows: dict[str, np.ndarray]) -> Iterator[tuple[str, str]]:
    """Rows of table 7.1: what, and the figure."""
    first, second, neither, agreed_first = shares(rows)
    yield "P(swap first) / P(talks first) / P(neither)", f"{first:.3f} / {second:.3f} / {neither:.3f}"
    yield "agreed all-for-all before talks", f"{agreed_first:.3f}"
    events = ("agreed", "completed", "talks", "settlement", "ceasefire")
    ever = [np.mean(~np.isnan(rows[f"{key}_week"])) for key in events]
    yield "ever agreed / completed / talks / settlement / any ceasefire", " / ".join(f"{share:.3f}" for share in ever)
    yield "agreed by week 52", f"{np.mean(rows['agreed_week'] <= 52):.3f}"
    opened = (np.mean(rows["talks_week"] <= week) for week in (11.6, 26, 52))
    yield "P(T by week 11.6 / 26 / 52)", " / ".join(f"{share:.3f}" for share in opened)
    yield "S/(S + T)", f"{first / (first + second):.3f}"


def base(worlds: int, seed: int) -> None:
    """Which comes first, in the base scenario."""
    found = [dict(figures(rows_of(load(name), worlds, seed))) for name in (BASE, REFERENCE)]
    table(("quantity", "base", "frozen reference"), [(key, found[0][key], found[1][key]) for key in found[0]])


def window(worlds: int, seed: int) -> None:
    """The sixty weeks before the summit at the stated values, against the record."""
    record, days = read_record(), Window(FIRST, LAST)
    observed = setting(BASE, record, days).summaries
    found = []
    for name in (BASE, REFERENCE):
        case = load(name, {**BEFORE_THE_SUMMIT, "start": days.first.isoformat(), "horizon_weeks": days.weeks})
        found.append(summarise(watch(case, days, worlds=worlds, seed=seed)[0], days))
    rows = []
    for key, value in observed.items():
        cells = []
        for summaries in found:
            own = summaries[key][~np.isnan(summaries[key])]
            low, median, high = np.quantile(own, (0.05, 0.5, 0.95))
            place = np.mean(own < value) + np.mean(own == value) / 2
            cells.append(f"{median:.3g}, {low:.3g}–{high:.3g}; {place:.2f}")
        rows.append((key.replace("_", " "), f"{value:.3g}", *cells))
    table(("summary", "record", "base: median, 5–95 %; place", "frozen reference"), rows)


def retrodiction(worlds: int, seed: int) -> None:
    """Rows (a) to (e) of 7.3."""
    found = [dict(_retrodicted(load(name), worlds, seed)) for name in (BASE, REFERENCE)]
    table(("row", "base", "frozen reference"), [(key, found[0][key], found[1][key]) for key in found[0]])


def _retrodicted(case: Scenario, worlds: int, seed: int) -> Iterator[tuple[str, str]]:
    logs = Window(case.start, case.start + timedelta(weeks=case.horizon_weeks) - timedelta(days=1))
    log, rows = watch(case, logs, worlds=worlds, seed=seed)
    talks, swap, agreed = (np.nan_to_num(rows[f"{key}_week"], nan=np.inf) for key in ("talks", "completed", "agreed"))
    yield "(a) talks before all-for-all by week 22", f"{np.mean((talks <= RECORD_WEEKS) & (talks < swap)):.3f}"
    yield "(b) talks open in weeks 9–15", f"{np.mean((talks >= 9) & (talks <= 15)):.3f}"
    late = [np.mean(each > RECORD_WEEKS) for each in (swap, agreed)]
    yield "(c) no completed (no agreed) all-for-all by week 22", f"{late[0]:.3f} ({late[1]:.3f})"
    opened = np.where(np.isfinite(talks) & (talks + 5 < case.horizon_weeks), np.floor(7 * talks), np.nan)
    after = log.between(opened, opened + LARGEST_DAYS)
    largest = np.zeros(worlds)
    np.maximum.at(largest, after.world, after.ukrainians)
    largest = largest[~np.isnan(opened)]
    low, median, high = np.quantile(largest, (0.1, 0.5, 0.9))
    yield (
        "(d) largest handover in 30 days after: median, 10–90 %; P(≥ 390)",
        f"{median:.0f}, {low:.0f}–{high:.0f}; {np.mean(largest >= 390):.3f}",
    )
    halves = log.between(0, opened), log.between(opened, opened + 7 * AFTER_WEEKS)
    credited = " / ".join(f"{half.credited.mean():.3f}" for half in halves)
    yield "(e) UAE share before / in 11 weeks after talks open", credited


def prior(worlds: int, seed: int) -> None:
    """Quantiles over the priors, 400 draws of 256 worlds each."""
    rows = []
    for name in (BASE, REFERENCE, "harder_priors_for_russia"):
        summary = sim.run(name, min(worlds, 2048), seed).summary["prior"]
        shown = {key.replace("_", " "): summary[key] for key in ("swap_first", "talks_first", "neither")}
        for words, quantiles in {**shown, "agreed first": summary["agreed"]["swap_first"]}.items():
            cells = [f"{quantiles[f'q{level:02d}']:.3f}" for level in (5, 25, 50, 75, 95)]
            rows.append((f"{name}: {words}", *cells))
    table(("over the priors", "5 %", "25 %", "50 %", "75 %", "95 %"), rows)


def effect(worlds: int, seed: int) -> None:
    """Effect of an imposed swap on talks, and its channels."""
    rows = []
    for week in (4, 8, 26):
        found = _effects(week, (26, 52, 104), worlds, seed)
        rows.append((str(week), *(found.get(by, "–") for by in (26, 52, 104))))
    table(("w", "h = 26", "h = 52", "h = 104"), rows)


def _effects(week: int, by: tuple[int, ...], worlds: int, seed: int) -> dict[int, str]:
    """Paired differences by horizon, with their standard errors."""
    arms = []
    for operator in ({"swap": {"complete_at": week}}, {"swap": "never"}):
        talks = np.nan_to_num(rows_of(load(BASE).intervene(operator), worlds, seed)["talks_week"], nan=np.inf)
        arms.append(talks)
    at_risk = arms[1] > week + 1
    found = {}
    for horizon in by:
        if horizon > week + 1:
            pair = [np.asarray(talks[at_risk] <= horizon, float) for talks in arms]
            difference = pair[0] - pair[1]
            found[horizon] = f"{difference.mean():+.3f} ± {difference.std() / np.sqrt(len(difference)):.3f}"
    return found


def catalogue_table(worlds: int, seed: int) -> None:
    """Every scenario that extends the base, as it is now and on the frozen reference."""
    rows = []
    with TemporaryDirectory() as folder:
        for entry in catalogue():
            case = load(entry.name)
            if entry.name in (REFERENCE, "constant_hazard", "constant_hazard_second") or case.experimental:
                continue
            cells = []
            for own in (case, load(REFERENCE) if entry.name == BASE else on_reference(entry.name, Path(folder))):
                first, second, neither, agreed = shares(rows_of(own, worlds, seed))
                cells.append(f"{first:.3f} / {second:.3f} / {neither:.3f} ({agreed:.3f})")
            rows.append((f"`{entry.name}`", *cells))
    table(("scenario", "swap first / talks first / neither (agreed first)", "on the frozen reference"), rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    for cells in (head, ["---"] * len(head), *rows):
        print(f"| {' | '.join(cells)} |")
    print(flush=True)


SECTIONS: dict[str, Callable[[int, int], None]] = {
    "base": base, "window": window, "retrodiction": retrodiction, "prior": prior, "effect": effect,
    "catalogue": catalogue_table,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the sections asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=32_768)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--only", choices=SECTIONS)
    asked = parser.parse_args(arguments)
    for name, section in SECTIONS.items():
        if asked.only in (None, name):
            print(f"{name}: {asked.worlds:,} worlds, seed {asked.seed}; the standard error of a share p is"
                  f" sqrt(p (1 - p) / {asked.worlds:,}), at most {0.5 / asked.worlds**0.5:.4f}\n")  # fmt: skip
            section(asked.worlds, asked.seed)


if __name__ == "__main__":
    main()
