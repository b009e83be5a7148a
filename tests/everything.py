"""All that is shown of a run, for a scenario: nothing may fail once a scenario validates."""

import warnings

import sim
from sim.negotiation.trace import trace
from sim.scenario import Scenario, differences, load
from sim.views.objects.run_report import document
from sim.views.text.differences_page import in_brief
from sim.views.text.headline import headline
from sim.views.text.narrative import format_story
from sim.views.text.short_story import format_short_story

BASE = load("kyiv_summit_2025")


def show_everything(scenario: Scenario, *, page: bool, worlds: int = 24) -> None:
    """Run a scenario in a few worlds, and write its headline, a trace of a world, and (slow) its page."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = sim.run(scenario, worlds=worlds, prior=(3, 4), figure=False, workers=1, executor="threads")
        names = {key: scenario.party_name(key) for key in ("ukraine", "russia", *scenario.mediators)}
        changes = [in_brief(difference) for difference in differences(BASE, scenario)]
        assert scenario.name in headline(result.summary, names=names, changes=changes)
        story = trace(scenario, worlds - 1)
        assert format_story(story) and format_short_story(story)
        assert repr(result) and result._repr_html_()
        assert result.worlds.shape[0] == worlds and len(result.incidence)
        if page:
            assert "</html>" in document(result)
