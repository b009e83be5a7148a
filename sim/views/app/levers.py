"""The left side of the page: which scenario, what is moved in it, and what can be downloaded."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from sim.views.app.choice import AGAINST, Choice, names, open_case, read_value
from sim.views.app.controls import Control, controls
from sim.views.app.parts import written

COMPARED = dict(zip(AGAINST, ("the base scenario", "this scenario as it stands"), strict=True))
SETTLE = 0.35
"""Seconds without a movement after which a slider that is still held counts as let go."""


@solara.component
def Levers(choice: Choice, choose: Callable[[Choice], None], files: dict[str, str]):
    """Everything that a visitor can set."""
    case, listed = open_case(choice.scenario, files), solara.use_memo(lambda: names(files), [])
    levers = solara.use_memo(lambda: controls(case), [choice.scenario])
    solara.Select(
        label="Scenario",
        value=choice.scenario,
        values=listed,
        on_value=lambda name: choose(
            Choice(scenario=name, against=choice.against, seed=choice.seed, world=choice.world)
        ),
        classes=["pick-scenario"],
    )
    solara.HTML(
        tag="div",
        unsafe_innerHTML=written(
            "<p class='small'><b>{{ title }}</b><br>{{ words }}</p>", title=case.title, words=case.description
        ),
    )
    solara.Select(
        label="Compare with",
        value=COMPARED[choice.against],
        values=list(COMPARED.values()),
        on_value=lambda words: choose(replace(choice, against=AGAINST[list(COMPARED.values()).index(words)])),
        classes=["pick-against"],
    )
    with solara.Row():
        solara.Button(
            "Undo all changes",
            on_click=lambda: choose(replace(choice, changes=())),
            disabled=not choice.changes,
            outlined=True,
            classes=["undo"],
        )
    for lever in levers:
        value = choice.moved.get(lever.path, lever.stated)
        move = _mover(choice, choose, lever)
        (Switch if lever.switch else Slider)(lever, value, move, case).key(f"{choice.scenario} {lever.path}")


def _mover(choice: Choice, choose: Callable[[Any], None], lever: Control) -> Callable[[Any], None]:
    """What moves one parameter of whatever is chosen by then: two sliders may be let go at about the same time."""

    def move(value: Any) -> None:
        choose(lambda now: now.moving(lever.path, value, lever.stated) if now.scenario == choice.scenario else now)

    return move


@solara.component
def Switch(lever: Control, value: bool, move: Callable[[bool], None], case: Any):
    """A yes or no."""
    with solara.Div(classes=_classes(lever, value), attributes={"data-path": lever.path}):
        solara.Switch(label=lever.words, value=value, on_value=move)
        Why(lever)


@solara.component
def Slider(lever: Control, value: float, move: Callable[[float], None], case: Any):
    """A number: a slider over its usual range, and a field that takes all that the schema allows."""
    shown, show = solara.use_state(value)
    problem, tell = solara.use_state("")
    latest = solara.use_ref(value)

    def anew() -> None:
        show(value)
        tell("")

    solara.use_effect(anew, [value])
    latest.current = shown

    def let_go():
        if shown == value:
            return
        time.sleep(SETTLE)
        if latest.current == shown:
            move(shown)

    solara.lab.use_task(let_go, dependencies=[shown], raise_error=False)

    def at(place: float) -> float:
        return int(round(place)) if lever.whole else round(float(place), 9)

    def slide(place: float) -> None:
        tell("")
        show(at(place))

    def release(place: float) -> None:
        slide(place)
        move(at(place))

    def write(text: str) -> None:
        found, wrong = read_value(case, lever.path, text)
        tell(wrong)
        if not wrong:
            show(found)
            move(found)

    with solara.Div(classes=_classes(lever, value), attributes={"data-path": lever.path}):
        solara.HTML(tag="b", unsafe_innerHTML=written("{{ words }}", words=lever.words))
        with solara.Row(gap="8px", style={"align-items": "center"}):
            slider = solara.v.Slider(
                v_model=min(max(shown, lever.low), lever.high),
                on_v_model=slide,
                min=lever.low,
                max=lever.high,
                step=lever.step,
                hide_details=True,
                dense=True,
                attributes={"aria-label": lever.words},
            )
            solara.v.use_event(slider, "change", lambda widget, event, place: release(place))  # let go
            solara.v.use_event(slider, "end", lambda widget, event, place: release(place))
            with solara.Div(style={"width": "90px", "flex": "0 0 90px"}):
                solara.InputText(
                    label="",
                    value=f"{shown:.6g}",
                    on_value=write,
                    continuous_update=False,
                    error=bool(problem),
                    dense=True,
                )
        if problem:
            solara.Error(problem, dense=True, classes=["problem"])
        Why(lever)


@solara.component
def Why(lever: Control):
    """Range, status and source of a parameter."""
    if lever.switch:
        words = f"{lever.status}; stated: {'yes' if lever.stated else 'no'}"
    else:
        words = (
            f"{lever.status}; stated {lever.stated:g}, usual {lever.low:g} to {lever.high:g}, allowed {lever.allowed}"
            f" ({lever.unit})"
        )
    more = f"{lever.meaning}. {lever.source}" if lever.source else lever.meaning
    solara.HTML(
        tag="div",
        unsafe_innerHTML=written('<span class="small">{{ words }}. {{ more }}</span>', words=words, more=more),
    )


def _classes(lever: Control, value: Any) -> list[str]:
    return ["lever", "moved"] if value != lever.stated else ["lever"]
