"""Dated events: which week, which side, which size."""

import datetime

import numpy as np
import pytest

from sim.scenario import ScenarioError, load


def shocks(child, *entries: str, body: str = ""):
    return child(body + "timeline:\n" + "".join(f"  - {entry}\n" for entry in entries)).shocks


def test_nothing_by_default(parent):
    found = parent.shocks
    assert not found.spoiler.any() and found.spoiler.dtype == bool
    for table in (found.pressure, found.aid, found.sanction):
        assert list(table) == ["ukraine", "russia"]
        assert all(
            values.shape == (104,) and values.dtype == np.float64 and not values.any() for values in table.values()
        )


@pytest.mark.parametrize(
    ("date", "week"), [("2025-02-24", 0), ("2025-03-02", 0), ("2025-03-03", 1), ("2027-02-21", 103)]
)
def test_week_of_a_date(child, date, week):
    assert np.flatnonzero(shocks(child, f"{{date: {date}, event: spoiler}}").spoiler).tolist() == [week]


def test_an_aid_pause_with_pressure(child):
    found = shocks(child, "{date: 2025-03-03, weeks: 2, event: aid_pause, target: ukraine, pressure: +0.5}")
    assert found.aid["ukraine"][:4].tolist() == [0, -1, -1, 0]
    assert found.pressure["ukraine"][:4].tolist() == [0, 0.5, 0.5, 0]
    assert not found.pressure["russia"].any()


def test_default_targets(child):
    found = shocks(
        child,
        "{week: 0, event: sanction, sanction: 2}",
        "{week: 0, event: aid, aid: 0.5}",
        "{week: 0, event: aid_pause, aid: -2}",
    )
    assert found.sanction["russia"][0] == 2 and found.aid["ukraine"][0] == -1.5


def test_sizes_of_overlapping_events_add_up_and_the_horizon_cuts(child):
    found = shocks(
        child,
        "{week: 8, weeks: 500, event: pressure, target: russia, pressure: 1}",
        "{week: 9, event: pressure, target: russia, pressure: 0.25}",
        body="horizon_weeks: 10\n",
    )
    assert found.pressure["russia"].tolist() == [0] * 8 + [1, 1.25]


def test_a_spoiler_may_carry_sizes_with_a_target(child):
    found = shocks(child, "{week: 1, event: spoiler, target: ukraine, pressure: -0.5}")
    assert found.spoiler[1] and found.pressure["ukraine"][1] == -0.5


def test_the_document_says_them_in_full(child):
    document = child("timeline: [{date: 2025-03-03, event: aid_pause, note: why}]\n").document
    assert document["timeline"] == [
        {"date": "2025-03-03", "weeks": 1, "event": "aid_pause", "target": "ukraine", "aid": -1.0, "note": "why"}
    ]


def test_a_wrong_horizon_does_not_make_wrong_weeks(problems):
    (problem,) = problems("horizon_weeks: 9999\ntimeline: [{week: 110, event: spoiler}]\n")
    assert "horizon_weeks is 9999" in problem.message


@pytest.mark.parametrize(
    ("overrides", "place"),
    [
        ({"start": "9999-12-01"}, "--set start=9999-12-01"),
        ({"start": "9998-12-01", "horizon_weeks": 5}, "--set start=9998-12-01"),
        ({"start": datetime.date(9990, 1, 1), "horizon_weeks": 520}, "--set start=9990-01-01"),
    ],
)
def test_a_run_ends_before_the_calendar_does(parent_file, overrides, place):
    with pytest.raises(ScenarioError, match="extends past 9998-12-31, the end of the calendar") as caught:
        load(parent_file, overrides)
    assert caught.value.problems[0].place == place
    assert load(parent_file, {"start": "9998-01-01", "horizon_weeks": 52}).horizon_weeks == 52


def test_a_time_of_day_is_no_date(parent_file):
    midnight = load(parent_file, {"start": datetime.datetime(2025, 3, 1)})
    assert type(midnight.start) is datetime.date and midnight.start == datetime.date(2025, 3, 1)
    with pytest.raises(ScenarioError, match="start must be a date"):
        load(parent_file, {"start": datetime.datetime(2025, 3, 1, 12)})
