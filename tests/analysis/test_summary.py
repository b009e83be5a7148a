"""The summary: exactly the promised keys, strict JSON, and what each number means."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.facts import Facts, Imposed
from sim.analysis.run_summary import RunSummary, flat, summarise_run
from sim.documents import to_json
from sim.model.outcomes import columns
from sim.montecarlo.blocks import Block
from sim.montecarlo.counts import COUNTS
from sim.montecarlo.prior import PriorRun
from sim.montecarlo.tally import tally
from sim.views.text.imposed import words_of
from tests.montecarlo.standin import ISSUES, MEDIATORS, StandInScenario, stand_in

WORLDS = 3000
PROMISED = [
    "schema_version",
    "scenario",
    "seed",
    "worlds",
    "horizon_weeks",
    "outcomes",
    "agreed",
    "same_week",
    "offer",
    "exchanges",
    "trade",
    "settlement",
    "prior",
    "seconds",
    "world_weeks_per_second",
]
SHARE = ["count", "share", "low", "high"]
OUTCOMES = ["swap_first", "talks_first", "neither"]


def rows():
    return stand_in(StandInScenario(), Block(0, WORLDS), 5)


def facts(mediators=MEDIATORS):
    return Facts(
        scenario="stand_in",
        title="A stand-in",
        start="2025-02-24",
        experimental=False,
        horizon_weeks=30,
        completion_weeks=16.0,
        mediators=mediators,
        priors=(("a.b", ("a.b",)),),
        hash="0" * 64,
        offers=("Ukraine",),
    )


def prior_run():
    counts = np.full((10, len(COUNTS)), 20)
    return PriorRun(draws_requested=10, worlds_per_draw=60, parameters={"a.b": np.arange(10.0)}, counts=counts)


def summary(table=None, mediators=MEDIATORS, prior=None):
    counted = tally(table or rows(), columns(mediators, ISSUES), 30)
    found = summarise_run(facts(mediators), counted, prior, seed=5, seconds=2.0, worlds_requested=WORLDS, partial=False)
    return found.as_json()


def test_the_promised_keys_come_first_in_their_order():
    found = summary(prior=prior_run())
    assert list(found)[: len(PROMISED)] == PROMISED
    assert list(found["outcomes"]) == list(found["agreed"]) == OUTCOMES
    assert all(list(found[part][name]) == SHARE for part in ("outcomes", "agreed") for name in OUTCOMES)
    assert list(found["same_week"]) == ["count", "share"]
    assert list(found["offer"]) == ["accepted", "refused", "silence"]
    assert all(list(entry) == SHARE for entry in (*found["offer"].values(), found["settlement"]))
    assert list(found["exchanges"]) == ["per_month_before_talks", "mean_size_before_talks", "uae_share_before_talks"]
    assert list(found["trade"]) == ["ukraine", "russia", "eu", "uae"]
    assert all(list(entry) == ["conceded", "pledged", "paid", "pivotal"] for entry in found["trade"].values())
    assert list(found["prior"])[:5] == ["draws", "worlds_per_draw", *OUTCOMES]
    assert all(list(found["prior"][name]) == ["q05", "q25", "q50", "q75", "q95"] for name in OUTCOMES)
    assert summary()["prior"] is None


def plain(value):
    if isinstance(value, dict):
        return all(type(key) is str and plain(inner) for key, inner in value.items())
    return all(map(plain, value)) if type(value) is list else type(value) in (int, float, str, bool, type(None))


def test_every_number_is_plain_and_the_json_strict():
    found = summary(prior=prior_run())
    assert plain(found)

    def refuse(word):
        raise AssertionError(word)

    assert json.loads(to_json(found), parse_constant=refuse) == found
    with pytest.raises(ValueError, match="JSON"):
        to_json({"share": float("nan")})


def test_speed_is_that_of_the_worlds_alone():
    assert summary()["seconds"] == 2.0 and summary()["world_weeks_per_second"] == WORLDS * 30 / 2


def test_exchanges_are_those_before_talks():
    table, found = rows(), summary()["exchanges"]
    weeks, exchanges = table["weeks_before_talks"].sum(), table["exchanges_before_talks"].sum()
    assert found["per_month_before_talks"] == pytest.approx(exchanges / weeks * 52 / 12)
    assert found["mean_size_before_talks"] == pytest.approx(table["ukrainians_before_talks"].sum() / exchanges)
    assert found["uae_share_before_talks"] == pytest.approx(table["exchanges_before_talks_by_uae"].sum() / exchanges)


def test_trade_is_pooled_over_the_moments_of_success():
    table, found = rows(), summary()
    moments = table["agreements"].sum() + table["openings"].sum()
    ukraine, uae = found["trade"]["ukraine"], found["trade"]["uae"]
    conceded = table["swap_conceded_ukraine"].sum(dtype=float) + table["talks_conceded_ukraine"].sum(dtype=float)
    assert ukraine["conceded"] == pytest.approx(conceded / moments, rel=1e-6)
    assert ukraine["pivotal"] == pytest.approx(
        (table["swap_pivotal_ukraine"] + table["talks_pivotal_ukraine"]).sum() / moments
    )
    assert (ukraine["pledged"], ukraine["paid"], uae["conceded"]) == (0.0, 0.0, 0.0)
    assert uae["paid"] == pytest.approx(table["paid_uae"].mean(dtype=float), rel=1e-6)
    by_track = found["trade_by_track"]
    assert list(by_track) == ["ukraine", "russia", "eu", "uae", "trade"]
    talks = by_track["uae"]["talks"]
    assert talks["pledged"] == pytest.approx(
        table["talks_pledged_uae"].sum(dtype=float) / table["openings"].sum(), rel=1e-6
    )
    assert by_track["trade"]["paid"] == pytest.approx(by_track["eu"]["paid"] + by_track["uae"]["paid"])
    assert by_track["trade"]["all_for_all"]["pivotal"] == pytest.approx(
        table["swap_pivotal_trade"].sum() / table["agreements"].sum()
    )


def test_what_did_not_happen_is_null():
    table = {
        name: np.zeros_like(values) if values.dtype.kind == "i" else values * np.nan for name, values in rows().items()
    }
    table |= {
        name: np.zeros(WORLDS, np.float32)
        for name in table
        if name.startswith(("paid", "swap_", "talks_c", "talks_pl", "talks_pi"))
    }
    table["world"] = np.arange(WORLDS)
    found = summary(table)
    assert set(found["exchanges"].values()) == {None}
    assert found["trade"]["uae"] == {"conceded": None, "pledged": None, "paid": 0.0, "pivotal": None}
    assert found["trade_by_track"]["trade"]["talks"] == {"conceded": None, "pledged": None, "pivotal": None}
    assert found["outcomes"]["neither"] == {
        "count": WORLDS,
        "share": 1.0,
        "low": pytest.approx(0.9987, abs=1e-4),
        "high": 1.0,
    }
    assert found["offer"]["silence"]["count"] == WORLDS and found["settlement"]["count"] == 0
    assert to_json(found)


def test_without_the_uae_it_has_no_share():
    assert summary(mediators=("eu",))["exchanges"]["uae_share_before_talks"] is None


def test_facts_survive_json():
    assert Facts.from_json(json.loads(json.dumps(facts().as_json()))) == facts()


def test_a_summary_survives_json():
    found = summary(prior=prior_run())
    assert RunSummary.from_json(json.loads(to_json(found))).as_json() == found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema_version": 2}, "schema_version is 2, and this release of allforall reads 1: use a newer one"),
        ({"worlds": "many"}, "worlds"),
        ({"worlds": 1.5}, "worlds"),
        ({"colour": "red"}, "colour"),
        ({"seconds": float("nan")}, "JSON"),
        ({"interval": {"kind": "guess", "level": 0.95}}, "interval"),
    ],
)
def test_a_summary_that_is_damaged_or_newer_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        RunSummary.from_json(summary() | change)


def test_a_summary_that_lacks_a_key_is_refused():
    with pytest.raises(ValueError, match="scenario_hash"):
        RunSummary.from_json({key: value for key, value in summary().items() if key != "scenario_hash"})


def test_flat_rows_name_every_number():
    found = dict(flat(summary(prior=prior_run())))
    assert found["outcomes.swap_first.share"] == summary()["outcomes"]["swap_first"]["share"]
    assert found["prior.drivers.1.parameter"] == "a.b"


def test_what_is_imposed_and_why_there_is_no_range():
    def found(prior_asked=False, imposed=((), ()), **changes):
        return summarise_run(
            replace(facts(), **changes),
            tally(rows(), columns(MEDIATORS, ISSUES), 30),
            None,
            seed=1,
            seconds=1.0,
            worlds_requested=WORLDS,
            partial=False,
            imposed=imposed,
            prior_asked=prior_asked,
        ).as_json()

    made = found(imposed=(("a", "b"), ("b",)), offers=("Ukraine",))
    assert (made["imposed"], made["imposed_outcome"]) == (["a", "b"], ["b"])
    assert made["offer_open_at_start"] == ["Ukraine"]
    assert found()["no_range"] == "not_asked" and found(prior_asked=True)["no_range"] == "stopped"
    assert found(priors=())["no_range"] == "nothing_uncertain"
    assert found(constant_hazards=True)["no_range"] == "constant_hazards"


def test_facts_of_a_result_made_before_there_was_more_to_say_are_read():
    newer = ("imposed", "names", "const", "offers")
    old = {key: value for key, value in facts().as_json().items() if not key.startswith(newer)}
    assert Facts.from_json(old) == replace(facts(), offers=())


def test_sentences_that_an_earlier_release_stored_are_kept_as_they_are():
    old = {key: value for key, value in facts().as_json().items() if key != "names"}
    found = Facts.from_json(old | {"imposed": ["no swap", "talks wait"], "imposed_outcome": ["no swap"]})
    assert found.imposed == (
        Imposed(operator="", value="no swap", outcome=True),
        Imposed(operator="", value="talks wait", outcome=False),
    )
    assert words_of(found) == (("no swap", "talks wait"), ("no swap",))


def test_an_offer_that_was_never_made_has_no_fate():
    """Silence would read as an answer withheld."""
    from sim.result.result import facts_of
    from sim.scenario import load

    assert facts_of(load("kyiv_summit_2025")).offers == ("Ukraine",)
    for name in ("no_all_for_all", "constant_hazard", "korea_1953"):
        assert facts_of(load(name)).offers == ()
