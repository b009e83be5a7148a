"""Predicting what followed a date, with the record of the package and with one that a user brings."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas
import pytest

import sim
import sim.evidence
from sim.evidence.calibration.setting import calibrated
from sim.evidence.hindcast.baselines import constant_hazards, exposures
from sim.evidence.hindcast.hindcast import hindcast
from sim.evidence.hindcast.hindcast_file import keep
from sim.evidence.record.coding import Coding, Session
from sim.evidence.record.exchanges import Exchange
from sim.evidence.record.record import Record, read_record
from sim.evidence.record.window import Window
from sim.montecarlo.errors import ResultError, RunError
from sim.scenario import load
from sim.views.figures.hindcast import draw_hindcast
from sim.views.text.hindcast_page import format_hindcast

TABLES = Path(sim.evidence.__file__).parent


@pytest.fixture(scope="module")
def draws():
    """Stands for a posterior: the stated values, a little apart."""
    case = load("kyiv_summit_2025")
    return pandas.DataFrame({path: float(case.value(path)) * np.array([0.97, 1.0, 1.03]) for path in calibrated("uae")})


@pytest.fixture(scope="module")
def found(draws):
    return hindcast(posterior=draws, worlds=1500, seed=3)


def test_what_is_scored(found):
    assert found.window.days == 158 and not found.window.looked_at[0]
    assert set(found.scores["forecast"]) == {"model", "constant hazards", "no mechanisms"}
    assert len(found.scores) == 3 * (23 + 3)
    by = found.scores[found.scores["event"] == "talks by"]
    happened = dict(zip(by["by"], by["happened"], strict=True))
    assert list(happened)[0] == "2025-03-03" and list(happened)[-2:] == ["2025-07-28", "2025-07-31"]
    assert (happened["2025-05-12"], happened["2025-05-19"]) == (False, True)
    others = found.scores[found.scores["event"] != "talks by"]
    assert others["happened"].all()  # talks first; no completed, no agreed all-for-all
    for name, rows in by.groupby("forecast"):
        assert rows["probability"].is_monotonic_increasing, name
    counts = found.observations[found.observations["kind"] == "monthly count"]
    assert counts[counts["forecast"] == "model"]["observed"].tolist() == [1, 1, 4, 7, 2]
    shares = found.observations[found.observations["kind"] == "UAE share"]
    assert dict(zip(shares["what"], shares["observed"], strict=True)) == {"before talks": 1, "after talks opened": 0}
    assert (found.observations["kind"] == "size").sum() == 3 * 7  # eight of fifteen are not known
    printed = json.loads(json.dumps(found.summary, allow_nan=False))
    assert printed["talks_opened"] == "2025-05-16" and format_hindcast(printed) == format_hindcast(found.numbers)
    with pytest.raises(ValueError, match="schema_version is 2, and this release of allforall reads 1: use a newer"):
        format_hindcast(printed | {"schema_version": 2})
    with pytest.raises(ValueError, match="worlds"):
        format_hindcast(printed | {"worlds": "many"})


def test_it_is_kept_and_read_again_without_simulating(found, tmp_path, monkeypatch):
    monkeypatch.delattr("sim.negotiation.model.NegotiationModel.step")
    made = replace(found, folder=tmp_path)
    keep(made, tmp_path)
    again = sim.load(tmp_path)
    assert again.summary == found.summary and again.record == found.record and again.window == found.window
    pandas.testing.assert_frame_equal(again.observations, found.observations)
    assert again.page() == made.page() and draw_hindcast(again) is not None
    assert repr(again) == repr(made) and "in 90 % intervals" in again._repr_html_()
    (tmp_path / "hindcast.npz").write_bytes((tmp_path / "hindcast.npz").read_bytes()[:-300])
    with pytest.raises(ResultError, match="hindcast.npz: not the arrays that are written .*; it was damaged"):
        sim.load(tmp_path)


def test_without_mechanisms_talks_and_agreement_are_as_frequent_by_the_horizon(found, draws):
    """Hazards are matched on 1,500 worlds over 104 weeks; each share has a standard error of about .013, and they are
    strongly paired. Eight steps leave less than that."""
    from sim.evidence.hindcast.baselines import ANSWERS, TALKS, _hazards
    from sim.montecarlo.block import simulate
    from sim.montecarlo.blocks import Block

    assert set(found.factors) == {TALKS, ANSWERS} and all(factor > 1 for factor in found.factors.values())
    case = load("kyiv_summit_2025")
    chosen = np.arange(1500) % len(draws)
    values = {**case.draw_priors(3, 0, 1500), **{path: draws[path].to_numpy()[chosen] for path in draws}}
    moved = {path: np.minimum(values[path] * factor, 50) for path, factor in found.factors.items()}
    full = _hazards(simulate(case, Block(0, 1500), 3, values))
    plain = _hazards(simulate(case.intervene({"trade": "off"}), Block(0, 1500), 3, {**values, **moved}))
    assert plain == pytest.approx(full, rel=0.05)


def test_constant_hazards_know_the_record_before_the_date_and_nothing_else():
    record = read_record()
    days, without = exposures(record, date(2025, 2, 24))
    assert days == (date(2025, 2, 24) - date(2022, 2, 24)).days
    assert days - without == (date(2022, 5, 17) - date(2022, 2, 28)).days + 1
    fitted, window = Window(date(2024, 1, 1), date(2025, 2, 24)), Window(date(2025, 2, 24), date(2025, 7, 31))
    found = constant_hazards(record, fitted, window, 20_000, 1)
    # P(no event in t days) = (E / (E + t)) ^ (n + 1/2); errors of the shares are .003 and .002.
    t = 158
    assert (found.talks >= t).mean() == pytest.approx((without / (without + t)) ** 1.5, abs=0.012)
    assert (found.agreed >= t).mean() == pytest.approx((days / (days + t)) ** 0.5, abs=0.008)
    assert (found.completed >= found.agreed).all()
    assert len(found.log) / 20_000 == pytest.approx(14.5 / 421 * 158, rel=0.02)
    later = Record(
        exchanges=tuple(row for row in record.exchanges if row.date <= fitted.last),
        diplomacy=record.diplomacy,
        coding=Coding(talks=record.coding.talks[:1], talks_wide=(), swap_agreed=(), swap_completed=(),
                      record_ends=date(2025, 7, 31)),
    )  # fmt: skip
    same = constant_hazards(later, fitted, window, 20_000, 1)
    assert np.array_equal(same.talks, found.talks) and np.array_equal(same.log.day, found.log.day)


def test_intervals_hold_what_they_promise_where_the_model_is_the_world(draws):
    """Records simulated by the model itself, forty worlds of another seed: monthly counts lie in the 90 % interval at
    least as often as that (they are whole numbers). Their 200 counts have a standard error of .021."""
    from sim.evidence.hindcast.forecast import forecast
    from sim.evidence.record.summaries import monthly_counts

    case = load("kyiv_summit_2025", {"horizon_weeks": 23})
    window = Window(date(2025, 2, 24), date(2025, 7, 31))

    def predicted(worlds, seed):
        chosen = np.arange(worlds) % len(draws)
        values = {**case.draw_priors(seed, 0, worlds), **{path: draws[path].to_numpy()[chosen] for path in draws}}
        return monthly_counts(forecast("model", case, window, values, worlds, seed).log, window)

    many, few = predicted(3000, 1), predicted(40, 2)
    low, high = np.quantile(many, (0.05, 0.95), axis=0)
    assert np.mean((few >= low) & (few <= high)) > 0.9 - 4 * 0.021


def test_a_later_record_is_taken_as_it_is(draws, tmp_path):
    exchanges = (TABLES / "pow_exchanges.csv").read_text(encoding="utf-8")
    extra = "".join(f"2025-{month:02d}-1{month % 10},100,100,,direct,,made up,low\n" for month in range(8, 13))
    (tmp_path / "exchanges.csv").write_text(exchanges + extra, encoding="utf-8")
    coding = (TABLES / "coded_events.csv").read_text(encoding="utf-8")
    coding = coding.replace("record_ends,2025-07-31", "record_ends,2025-12-31")
    (tmp_path / "coding.csv").write_text(coding + "swap_agreed,2025-12-20,,made up,made up,low\n", encoding="utf-8")
    record = read_record(tmp_path / "exchanges.csv", coding=tmp_path / "coding.csv")
    found = hindcast(posterior=draws, worlds=400, record=record)
    assert found.window.last == date(2025, 12, 31) and len(found.window.months) == 10
    events = {row["event"]: row["happened"] for row in found.scores.to_dict("records")}
    assert events["no agreed all-for-all"] is False and events["no completed all-for-all"] is True
    assert found.summary["predicted"]["last"] == "2025-12-31"


def test_another_fit_date_starts_the_scenario_there(draws):
    found = hindcast(posterior=draws, worlds=300, fit_to=date(2024, 12, 31), score_to=date(2025, 4, 30))
    assert found.scenario.start == date(2024, 12, 31) and found.summary["talks_opened"] is None
    assert not found.observations["what"].str.contains("after talks opened").any()


@pytest.mark.slow
def test_a_fit_of_its_own(tmp_path):
    """From record to scores in one call, small; the fit is resumed like any calibration."""
    from sim.evidence.calibration import calibrate, predicted
    from sim.evidence.calibration.batch import Size

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(predicted, "PREDICTED", 256)
        patch.setattr(calibrate, "Size", lambda: Size(particles=60, batch=256, least_acceptance=0.2))
        found = hindcast(worlds=200, out=tmp_path, executor="threads", workers=1)
    names = {path.name for path in found.folder.iterdir()}
    assert names == {
        "hindcast.npz", "scores.csv", "observations.csv", "report.txt", "summary.json", "provenance.json", "hindcast.png",
    }  # fmt: skip
    text = (found.folder / "report.txt").read_text(encoding="utf-8")
    assert "One war" not in text and "This is one war and one course of events" in text
    assert max(len(line) for line in text.splitlines() if "Saved in" not in line and "Made by" not in line) <= 80


# -- what cannot be predicted


def record(coding=None, **changes):
    base = {"talks": (), "talks_wide": (), "swap_agreed": (), "swap_completed": (), "record_ends": date(2025, 7, 31)}
    rows = tuple(
        Exchange(date=date(2024, 1, 1) + timedelta(days=30 * number), ukrainians=90, russians=90, civilians=None,
                 mediators=("UAE",), note="", source="", confidence="high")
        for number in range(12)
    )  # fmt: skip
    return Record(exchanges=rows, diplomacy=(), coding=Coding(**(base | changes)))


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"fit_to": date(2025, 8, 1)}, "must follow each other"),
        ({"score_to": date(2025, 9, 1)}, "the record ends on 2025-07-31, before 2025-09-01"),
        ({"fit_to": date(2025, 6, 1)}, "talks were in session on 2025-06-01"),
        ({"record": record(swap_completed=(date(2025, 1, 5),))}, "swap was completed on 2025-01-05"),
        ({"record": record(talks=(Session(date(2025, 2, 1), None),))}, "talks were in session on 2025-02-24"),
        ({"first": date(2025, 2, 1)}, "too few exchanges of known size in 2025-02-01 to 2025-02-24"),
        ({"worlds": 5}, "worlds is 5"),
        ({"posterior": "none.csv"}, "no such file"),
    ],
)
def test_what_cannot_be_done_is_said(draws, how, message):
    with pytest.raises(RunError, match=message):
        hindcast(**{"posterior": draws, "worlds": 200, **how})


def test_draws_that_are_no_draws(tmp_path):
    file = tmp_path / "draws.csv"
    for text, message in (
        ("exchanges.size_median\nninety\n", "line 2, column 'exchanges.size_median': 'ninety' is not a number"),
        ('exchanges.size_median\n90\n"91\n', "line 3: a quote that is opened here is never closed"),
        ("exchanges.size_median;exchanges.size_spread\n90;1\n", "line 1: the columns are separated by semicolons"),
        ("exchanges.size_median\n", "there are no rows"),
        ("", "the file is empty"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(RunError, match=message):
            hindcast(posterior=file, worlds=200)


def test_the_command(tmp_path, draws, monkeypatch):
    from typer.testing import CliRunner

    from sim.cli.app import app

    monkeypatch.chdir(tmp_path)
    draws.to_csv("posterior.csv", index=False)
    ending = CliRunner().invoke(app, ["hindcast", "--posterior", "posterior.csv", "--worlds", "300"])
    assert ending.exit_code == 0, ending.output
    for words in ("talks by 2025-06-16", "Brier, talks by week", "constant hazards"):
        assert words in ending.stdout
    assert "scores can show a gross error, and no" in ending.stdout
    wrong = CliRunner().invoke(app, ["hindcast", "--fit-to", "2025-02-30"])
    assert wrong.exit_code == 2 and "--fit-to: 2025-02-30 is not a day of the calendar" in wrong.stderr
