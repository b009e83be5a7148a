"""A result as one self-contained HTML page: images inside, no script, nothing fetched, made to be printed."""

from __future__ import annotations

import shlex
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from sim.printable import visible
from sim.views.text.base_rate_page import beside_the_model
from sim.views.text.drivers import standing_out
from sim.views.text.layout import day, decimals_for, last_day, per_cent, span
from sim.views.text.limits import LIMITS, NOT_FOR
from sim.views.text.precision import counts_whole, format_stop, interval_name, stopped_early, watched
from sim.views.text.sentences import LIMITS as CAUTION
from sim.views.text.sentences import QUESTION, definitions, how_sure, in_words, offer_fate
from sim.views.text.words import describe

if TYPE_CHECKING:
    from sim.analysis.run_summary import RunSummary

TEMPLATE = "document.html"
ROWS = (
    ("swap first", "outcomes", "swap_first"),
    ("(swap agreed first)", "agreed", "swap_first"),
    ("talks first", "outcomes", "talks_first"),
    ("neither", "outcomes", "neither"),
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture of the page.

    Attributes
    ----------
    name, heading : what it is called in the page's addresses, and over it
    words : what it shows, for those who do not see it
    svg : the file; None where it could not be drawn
    lost : then, why
    """

    name: str
    heading: str
    words: str
    svg: bytes | None
    lost: str = ""

    @property
    def address(self) -> str:
        """The picture itself as an address; empty where there is none."""
        return "" if self.svg is None else f"data:image/svg+xml;base64,{b64encode(self.svg).decode()}"


@dataclass(frozen=True, kw_only=True)
class Told:
    """The example world of an outcome.

    Attributes
    ----------
    outcome : "swap first" and so on
    among, of : how many worlds had it, of how many looked at
    world : its number; None where there is none
    lines : (date, what happened)
    command : the command that prints its story in full
    """

    outcome: str
    among: int
    of: int
    world: int | None = None
    lines: Sequence[tuple[str, str]] = ()
    command: str = ""


def render(
    summary: RunSummary,
    *,
    figures: Sequence[Figure],
    told: Sequence[Told],
    rule: str,
    changes: Sequence[str],
    base: str,
    description: str,
    scenario_yaml: str,
    provenance: Mapping[str, Any],
    names: Mapping[str, str],
) -> str:
    """Put the page together.

    Parameters
    ----------
    summary : of a run
    figures : in their order; the one called "frequencies" stands with the headline
    told : worlds, one per outcome
    rule : by which they were chosen
    changes : in what the scenario differs from the base, one line each
    base : name of the base scenario
    description : of the scenario
    scenario_yaml : the scenario as resolved
    provenance : of the result; paths of this machine are left out
    names : party key -> name

    Returns
    -------
    str, HTML that refers to nothing outside itself
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.views.html", "."), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=harmless,
    )  # fmt: skip
    start = date.fromisoformat(summary.start)
    return environment.get_template(TEMPLATE).render(
        summary=summary,
        title=summary.title,
        question=QUESTION,
        description=description,
        warnings=_warnings(summary),
        time=f"{day(start)}, followed for {summary.horizon_weeks} weeks{last_day(start, summary.horizon_weeks)}",
        stop=format_stop(summary),
        definitions=definitions(summary),
        heads=("", "worlds", "share", interval_name(summary), "median of the draws", "range if the assumptions vary"),
        rows=[_row(summary, *row) for row in ROWS],
        in_words=in_words(summary),
        how_sure=how_sure(summary),
        offer=offer_fate(summary),
        drivers=_drivers(summary, names),
        draws=summary.prior.draws if summary.prior else 0,
        base_rate="" if summary.imposed_outcome else beside_the_model(summary).removeprefix("\nBase rate: "),
        lead=[figure for figure in figures if figure.name == "frequencies"],
        figures=[figure for figure in figures if figure.name != "frequencies"],
        told=told,
        rule=rule,
        changes=changes,
        base=base,
        scenario_yaml=scenario_yaml,
        caution=CAUTION,
        limits=LIMITS,
        not_for=NOT_FOR,
        command=without_paths(provenance.get("command") or ""),
        finished=provenance.get("finished") or provenance.get("started") or "",
        hash=provenance.get("scenario_hash", ""),
        versions=dict(provenance.get("versions") or {}),
        platform=dict(provenance.get("platform") or {}),
    )


def harmless(value: Any) -> Any:
    """What a template writes: text turns nothing round that is next to it. It is escaped after this."""
    return visible(value) if type(value) is str else value


def without_paths(command: str) -> str:
    """A command with the names of files and no folders of the machine it was typed on; `--out` is left out."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if not words or words[0] != "allforall":
        return command if "/" not in command and "\\" not in command else ""
    if "--out" in words:
        place = words.index("--out")
        del words[place : place + 2]
    return shlex.join(
        [PureWindowsPath(word).name if "\\" in word else PurePath(word).name if "/" in word else word for word in words]
    )


def _warnings(summary: RunSummary) -> list[str]:
    found = []
    if summary.partial:
        far = "stopped before the range was finished" if counts_whole(summary) else stopped_early(summary)
        found.append(f"PARTIAL RESULT: {far}.")
    if summary.experimental:
        found.append("EXPERIMENTAL: this scenario is not calibrated. Do not publish, quote or act on any number here.")
    found += [f"IMPOSED BY ASSUMPTION: {words}" for words in summary.imposed]
    return found


def _row(summary: RunSummary, label: str, part: str, name: str) -> tuple[str, ...]:
    found, prior, decimals = getattr(summary, part)[name], summary.prior, decimals_for(summary.worlds)
    interval = span(found.low, found.high, decimals)
    quantiles = None if prior is None else (prior if part == "outcomes" else prior.agreed)[name]
    return (
        label,
        f"{found.count:,}",
        per_cent(found.share, decimals),
        f"({interval})" if part == "agreed" and watched(summary) else interval,
        per_cent(quantiles.q50) if quantiles else "",
        span(quantiles.q05, quantiles.q95) if quantiles else "not run",
    )


def _drivers(summary: RunSummary, names: Mapping[str, str]) -> list[dict[str, str]]:
    prior = summary.prior
    if not prior or summary.no_range == "constant_hazards":
        return []
    return [
        {
            "words": describe(driver.parameter, names),
            "path": driver.parameter,
            "correlation": f"{driver.swap_first:+.2f}",
            "noise": f"{1.96 * driver.swap_first_se:.2f}",
            "direction": "more" if driver.swap_first > 0 else "less",
        }
        for driver in standing_out(prior.drivers, prior.draws)
    ]
