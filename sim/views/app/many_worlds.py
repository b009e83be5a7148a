"""The right side of the page: the headline of many worlds, how it changes, when events come, what lies behind them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import solara

from sim.analysis.paired import compare_orders
from sim.views.app.choice import BASE, Choice, as_file, command_of, open_case, scenario_of
from sim.views.app.look import FIRST, MOST, View
from sim.views.app.parts import Picture, numbers_table, written
from sim.views.app.room import Room
from sim.views.objects.run_view import imposed
from sim.views.text.layout import decimals_for, per_cent, signed_points, span
from sim.views.text.sentences import LIMITS, definitions, in_words

IDLE = 1.2
"""Seconds without a change after which further worlds are simulated in the background."""
ROWS = (("swap first", "swap_first"), ("talks first", "talks_first"), ("neither", "neither"))
MAKING = "Making the report, with the range over the judged assumptions: some ten seconds"
NO_RANGE = (
    "The interval is the noise of these simulated worlds and nothing else. The range if the judged assumptions vary is"
    " far wider and matters more; it takes too long for a slider and stands in the report (below)."
)


@dataclass(frozen=True, eq=False)
class Shown:
    """What is on the page: a choice with what was found of it, and of what it is compared with."""

    choice: Choice
    view: View
    base: View
    base_title: str


@solara.component
def ManyWorlds(choice: Choice, room: Room):
    """Headline, change, incidence and fans of a choice; kept up to date."""
    shown, show = solara.use_state(None)
    wrong, tell = solara.use_state("")
    wanted = solara.use_ref(choice)
    wanted.current = choice
    solara.use_effect(lambda: lambda: setattr(wanted, "current", None), [])  # nobody wants it once this is not shown

    def work() -> None:
        for found in _views(choice, room, lambda: wanted.current == choice):
            if isinstance(found, str):
                tell(found)
            else:
                tell("")
                show(found)

    task = solara.lab.use_task(work, dependencies=[choice], raise_error=False)
    waiting = shown is None or shown.choice != choice
    if task.error:
        wrong = f"These worlds could not be simulated: {task.exception}. Move something, or load the page again."
    if wrong and waiting:
        solara.Error(wrong, classes=["problem"])
    solara.v.ProgressLinear(indeterminate=waiting and not wrong, value=100, height=3, color="#0072B2")
    if shown is None:
        solara.Text("The first worlds are being simulated.", classes=["small"])
        return
    state = "waiting" if waiting else "ready"
    with solara.Div(attributes={"data-state": state, "data-worlds": str(shown.view.worlds)}, classes=["answer"]):
        Headline(shown)
        Picture(shown.view.incidence, "Share of worlds in which each event has come first, by week", "incidence")
        Picture(shown.view.fans, "Trust, pressure, captives held and ripeness by week", "fans")
    Downloads(choice, room, shown)


def _views(choice: Choice, room: Room, current: Callable[[], bool]):
    """Yield what is found, first worlds first, for as long as nobody has chosen something else; or what is wrong."""
    from sim.scenario import ScenarioError

    try:
        case = scenario_of(choice, room.files)
    except ScenarioError as error:
        yield str(error.problems[0])
        return
    other = open_case(BASE if choice.against == "base" else choice.scenario, room.files)
    base = room.first(other, choice.seed)
    if not current():
        return
    view = base if other.hash == case.hash else room.first(case, choice.seed)
    while current():
        yield Shown(choice, view, base, other.title)
        if min(view.worlds, base.worlds) >= MOST:
            return
        time.sleep(IDLE)
        if not current():
            return
        view = room.more(case, choice.seed) or view
        base = view if other.hash == case.hash else room.more(other, choice.seed) or base


@solara.component
def Headline(shown: Shown):
    """The three shares in words and as a table, with the change from what they are compared with."""
    summary = shown.view.summary
    flags = imposed(summary)
    flags += ["EXPERIMENTAL scenario, not calibrated: not for quotation"] if summary.experimental else []
    for words in flags:
        solara.HTML(tag="div", unsafe_innerHTML=written('<div class="flag">{{ words }}</div>', words=words))
    solara.HTML(
        tag="div", unsafe_innerHTML=written("<p>{{ words }}</p>", words=in_words(summary)), classes=["in-words"]
    )
    same = shown.view is shown.base
    solara.HTML(tag="div", unsafe_innerHTML=_table(shown, same), classes=["shares"])
    told = definitions(summary)
    solara.HTML(
        tag="div",
        unsafe_innerHTML=written(
            '<p class="small">{{ worlds }} worlds, seed {{ seed }}{{ more }}. {{ no_range }}</p>'
            "<details class='small'><summary>What is counted</summary>{% for name, words in told %}<p>"
            "<b>{{ name }}</b>: {{ words }}</p>{% endfor %}</details>",
            worlds=f"{summary.worlds:,}",
            seed=summary.seed,
            more="; more are on their way" if shown.view.worlds < MOST else "",
            no_range=NO_RANGE,
            told=told,
        ),
    )


def _table(shown: Shown, same: bool) -> str:
    summary, decimals = shown.view.summary, decimals_for(shown.view.worlds)
    changes = None if same else compare_orders(shown.base.order, shown.view.order)
    heads = ["", "share", "95 % interval (chance only)"]
    heads += [] if same else [f"change from: {shown.base_title}", "95 % interval, paired"]
    rows = []
    for label, name in ROWS:
        found = summary.outcomes[name]
        row = [label, per_cent(found.share, decimals), span(found.low, found.high, decimals)]
        if changes is not None:
            moved = changes.differences[name]
            low, high = signed_points(moved.low), signed_points(moved.high)
            row += [f"{signed_points(moved.difference)} points", f"{low} to {high}"]
        rows.append(row)
    agreed = summary.agreed.swap_first
    row = ["(swap agreed first)", per_cent(agreed.share, decimals), span(agreed.low, agreed.high, decimals)]
    rows.insert(1, row + ([] if same else ["", ""]))
    words = "Nothing was moved: these are the worlds that changes are compared with."
    if changes is not None:
        words = (
            f"{changes.changed:,} of {changes.worlds:,} worlds end otherwise; both use the same draws, world by world."
        )
    return numbers_table(heads, rows) + written('<p class="small">{{ words }}</p>', words=words)


@solara.component
def Downloads(choice: Choice, room: Room, shown: Shown):
    """Scenario, result, link and report, to take away."""
    solara.HTML(tag="h2", unsafe_innerHTML="Download")
    name, changed = choice.scenario, "_changed" if choice.changes else ""
    with solara.Row(gap="12px", style={"flex-wrap": "wrap"}):
        solara.FileDownload(lambda: as_file(choice, room.files), filename=f"{name}{changed}.yaml",
                            label="Scenario (YAML)")  # fmt: skip
        solara.FileDownload(lambda: _csv(shown), filename=f"{name}.csv", label="Result (CSV)")
        solara.v.Btn(children=["Link to this state"], href=f"?{choice.query()}", outlined=True, class_="link")
    Report(choice, room).key(choice.query())
    solara.HTML(
        tag="div",
        unsafe_innerHTML=written(
            '<p class="small">The same in a terminal: <code>{{ command }}</code></p>'
            '<p class="caution">{{ limits }}</p>',
            command=command_of(choice, FIRST, room.files),
            limits=LIMITS,
        ),
    )


@solara.component
def Report(choice: Choice, room: Room):
    """The report that can be mailed: made when asked for, then downloaded."""
    asked, ask = solara.use_state(False)

    def make() -> str:
        if not asked:
            return ""
        return room.report(scenario_of(choice, room.files), choice.seed, command_of(choice, FIRST, room.files))

    made = solara.lab.use_task(make, dependencies=[asked], raise_error=False)
    if made.finished and made.value:
        solara.FileDownload(made.value, filename=f"{choice.scenario}-report.html", label="Report (HTML)")
    elif made.error:
        solara.Error(f"The report could not be made: {made.exception}", classes=["problem"])
        solara.Button("Try again", on_click=lambda: ask(False), outlined=True)
    else:
        solara.Button(
            MAKING if asked else "Make the report",
            on_click=lambda: ask(True), disabled=asked, color="primary", classes=["make-report"],
        )  # fmt: skip


def _csv(shown: Shown) -> str:
    """The result as a table of names and values, with what it is of."""
    from sim.result.folder import as_csv

    facts: dict[str, Any] = {"link": f"?{shown.choice.query()}", **shown.choice.moved}
    changes = compare_orders(shown.base.order, shown.view.order)
    for _, name in ROWS:
        moved = changes.differences[name]
        facts |= {
            f"change.{name}.difference": moved.difference,
            f"change.{name}.low": moved.low,
            f"change.{name}.high": moved.high,
        }  # fmt: skip
    return as_csv({**shown.view.summary.as_json(), "changed_from": shown.base_title, "chosen": facts})
