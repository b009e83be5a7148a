"""The page of the dashboard."""

from __future__ import annotations

import solara
from solara.server import kernel_context

from sim.views.app.choice import Choice, read_link
from sim.views.app.kernels import registered, unregister_beyond
from sim.views.app.levers import Levers
from sim.views.app.many_worlds import ManyWorlds
from sim.views.app.one_world import OneWorld
from sim.views.app.parts import STYLE, written
from sim.views.app.room import Room
from sim.views.app.seats import FULL, Seats
from sim.views.text.limits import LIMITS, NOT_FOR
from sim.views.text.sentences import QUESTION

TABS = ("Many worlds", "One world, week by week", "What it is, and is not")
CAUTION = (
    "A simulation on judged assumptions about people in captivity: not a forecast, and never advice to delay, condition or"
    " refuse the release of anyone."
)
_HOUSE: list[tuple[Room, Seats]] = []
_REGISTERED: list[int] = []


def enter(room: Room, seats: Seats) -> None:
    """Say where the visitors' worlds are simulated and who is there; called once, by the server."""
    _HOUSE[:] = [(room, seats)]
    _REGISTERED[:] = [registered()]


@solara.component
def Page():
    """What a visitor sees."""
    room, seats = _HOUSE[0]
    seated = solara.use_memo(lambda: _sit_down(seats), [])
    solara.Title("allforall")
    solara.Style(STYLE)
    with solara.Div(classes=["allforall"]):
        solara.HTML(
            tag="div",
            unsafe_innerHTML=written("<h1>{{ q }}</h1><div class='caution'>{{ c }}</div>", q=QUESTION, c=CAUTION),
        )
        if seated:
            Visit(room)
        else:
            solara.Warning(FULL, classes=["problem"])


def _sit_down(seats: Seats) -> bool:
    """Take a seat until this page is closed; whether there was one."""
    own = kernel_context.get_current_context()
    if not seats.sit(own.id):
        return False

    def rise() -> None:
        if kernel_context.contexts.get(own.id) in (own, None):  # else the page has come back, and sits there again
            seats.rise(own.id)
        unregister_beyond(_REGISTERED[0])

    own.on_close(rise)
    return True


@solara.component
def Visit(room: Room):
    """A visitor's own state: what the link said at first, then what was chosen."""
    router = solara.use_router()
    first, problems = solara.use_memo(lambda: read_link(router.search, room.files), [])
    choice, choose = solara.use_state(first)
    tab, turn_to = solara.use_state(0)

    def say_in_the_address() -> None:
        if choice != Choice() or router.search:
            router.push(f"?{choice.query()}")  # relative: the dashboard may stand under a path of a proxy

    solara.use_effect(say_in_the_address, [choice])
    for problem in problems:
        solara.Warning(problem, classes=["problem"])
    with solara.lab.Tabs(value=tab, on_value=turn_to):
        for name in TABS:
            solara.lab.Tab(name)
    if tab == 2:
        About()
        return
    with solara.ColumnsResponsive([12, 12], large=[4, 8], gutters_dense=True, classes=["panels"]):
        with solara.Column(gap="0px"):
            Levers(choice, choose, room.files)
        with solara.Column(gap="4px"):
            if tab == 0:
                ManyWorlds(choice, room)
            else:
                OneWorld(choice, choose, room)


@solara.component
def About():
    """Limits and misuse."""
    solara.HTML(
        tag="div",
        unsafe_innerHTML=written(
            "<h2>How to read it</h2><p>Choose a scenario, move an assumption, let go. The shares are of simulated"
            " worlds that differ by chance alone; the change is taken world by world, with the same draws on both"
            " sides. Quote no share without the range over the judged assumptions, which the report gives.</p>"
            "<h2>Limits</h2><ul>{% for words in limits %}<li>{{ words }}</li>{% endfor %}</ul>"
            "<h2>It must not be used</h2><ul>{% for words in nots %}<li>{{ words }}</li>{% endfor %}</ul>"
            "<p>Definitions, equations and all limits: MODEL.md of the project.</p>",
            limits=LIMITS,
            nots=NOT_FOR,
        ),
        classes=["about"],
    )
