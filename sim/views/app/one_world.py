"""One world stepped week by week: Mesa's own controls, its story so far, and the negotiating table drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara
from mesa.visualization.components.matplotlib_components import PlotMatplotlib
from mesa.visualization.solara_viz import ModelController
from mesa.visualization.utils import force_update, update_counter

from sim.negotiation import compatibility
from sim.negotiation.model import NegotiationModel
from sim.negotiation.trace import Trace, WorldObserver
from sim.views.app.choice import LAST_WORLD, Choice, scenario_of
from sim.views.app.parts import Picture, story_table, written
from sim.views.app.room import Room
from sim.views.figures.house_style import as_svg
from sim.views.figures.negotiating_table import draw_table
from sim.views.text.layout import day
from sim.views.text.narrative import Story
from sim.views.text.short_story import format_story_so_far


class ToldModel(NegotiationModel):
    """One world, watched; Mesa's controls make a new one of it at every reset."""

    def __init__(self, case: Any, first_world: int, seed: int):
        self.stepping = threading.Lock()  # Mesa's play button steps in a thread of its own
        super().__init__(case, worlds=1, first_world=first_world, seed=seed)
        self.told, self.told_seed = WorldObserver(), seed
        self.observers.append(self.told)

    def step(self) -> None:
        """One week; nothing at the horizon, where Mesa's button may still be pressed."""
        with self.stepping:
            if self.week < self.horizon_weeks:
                super().step()

    def trace(self) -> Trace:
        """The world up to now."""
        return Trace(
            scenario=self.case,
            world=self.first_world,
            seed=self.told_seed,
            issues=self.issues,
            weeks=tuple(self.told.weeks),
            outcome={name: column[0].item() for name, column in self.outcomes().items()},
        )


@solara.component
def OneWorld(choice: Choice, choose: Callable[[Choice], None], room: Room):
    """Choose a world and walk through it."""
    solara.Text(
        "One simulated world out of many: it shows how the model works and what its parties weigh. It is not a forecast.",
        classes=["small"],
    )
    with solara.Row(style={"align-items": "center", "max-width": "420px"}):
        solara.InputInt(
            f"World, 0 to {LAST_WORLD:,}",
            value=choice.world,
            on_value=lambda world: _choose(world, choice, choose),
            continuous_update=False,
            classes=["pick-world"],
        )
    Walk(choice, room).key(choice.query())


def _choose(world: int | None, choice: Choice, choose: Callable[[Choice], None]) -> None:
    if world is not None:
        choose(replace(choice, world=min(max(world, 0), LAST_WORLD)))


@solara.component
def Walk(choice: Choice, room: Room):
    """The controls, and what has happened."""
    how: dict[str, Any] = {"case": scenario_of(choice, room.files), "first_world": choice.world, "seed": choice.seed}
    model: solara.Reactive[ToldModel] = solara.use_reactive(solara.use_memo(lambda: ToldModel(**how), []))
    now = model.value
    solara.use_effect(lambda: lambda: compatibility.forget(now), [now])  # Mesa keeps every model in a table of its own
    pace, weeks, threads = (solara.use_reactive(value) for value in (400, 1, False))  # Mesa asks for them as reactives
    with solara.Row(style={"align-items": "center"}, gap="16px"):
        with solara.Div(classes=["controller"], style={"width": "260px"}):
            ModelController(model, model_parameters=how, play_interval=pace, render_interval=weeks, use_threads=threads)
        solara.Button("To the horizon", on_click=lambda: _run(model.value), outlined=True, classes=["to-horizon"])
    Table(model)


def _run(model: ToldModel) -> None:
    model.run()
    force_update()


@solara.component
def Table(model: solara.Reactive[ToldModel]):
    """The week that was stepped last: the table, the story so far, the reasons."""
    update_counter.get()
    now = model.value
    case = now.case
    solara.HTML(
        tag="div",
        unsafe_innerHTML=written(
            "<h2>{{ when }}</h2>",
            when=f"After week {now.week} of {now.horizon_weeks}"
            if now.week
            else f"{day(case.start)}: nothing has happened yet. Press Step for the first week.",
        ),
        classes=["week"],
        attributes={"data-week": str(now.week)},
    )
    if now.week:
        Told(now).key(f"{id(now)} {now.week}")


@solara.component
def Told(now: ToldModel):
    """What there is to see of a world after at least a week."""
    case, trace = now.case, now.trace()
    story = Story(trace)
    week = trace.weeks[-1]
    facts = {
        "title": case.title,
        "scenario": case.name,
        "world": trace.world,
        "seed": trace.seed,
        "date": day(week.date),
    }
    drawn = solara.use_memo(lambda: as_svg(draw_table(week, story.names, trace.issues, facts)), [])
    with solara.ColumnsResponsive([12, 12], large=[7, 5]):
        with solara.Column():
            Picture(drawn, f"The negotiating table in week {week.number}", "table")
            PlotMatplotlib(now, {"exchanges": "#0072B2"}, post_process=_name_axes, dependencies=[id(now), now.week])
        with solara.Column():
            solara.HTML(tag="div", unsafe_innerHTML=story_table(format_story_so_far(trace)), classes=["story-so-far"])
            reasons = "\n".join(story.week(week))
            if reasons.strip():
                solara.HTML(
                    tag="div",
                    unsafe_innerHTML=written("<h2>This week in full</h2><pre>{{ words }}</pre>", words=reasons),
                )


def _name_axes(axes: Any) -> None:
    axes.set_xlabel("week")
    axes.set_ylabel("partial exchanges so far")
    axes.figure.set_size_inches(6, 2.2)
    axes.get_legend().remove()
