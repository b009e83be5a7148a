"""What other wars say."""

import json

import pytest

from sim.evidence.record.base_rate import base_rates, jeffreys_interval
from sim.evidence.record.reference_class import read_reference_class


@pytest.mark.parametrize(
    ("count", "cases", "interval"),
    [(0, 12, (0, 0.185)), (0, 35, (0, 0.069)), (5, 35, (0.057, 0.285)), (3, 3, (0.4644, 1))],
)
def test_intervals_are_those_of_the_specification(count, cases, interval):
    assert jeffreys_interval(count, cases) == pytest.approx(interval, abs=0.002)


def test_the_table_of_the_specification():
    """MODEL.md, 7.4."""
    found = {(rate.key, rate.unit): rate for rate in base_rates()}
    for key, count, of, mean in (("short_list", 0, 12, 0.038), ("strict", 0, 35, 0.014), ("loose", 5, 35, 0.153)):
        rate = found[key, "case"]
        assert (rate.swap_first, rate.of) == (count, of) and rate.mean == pytest.approx(mean, abs=0.0005)


def test_without_one_sided_releases_two_cases_are_gone():
    rate = next(rate for rate in base_rates() if rate.key == "loose_two_sided")
    assert (rate.swap_first, rate.of) == (3, 33)


def test_a_conflict_has_one_vote_that_its_episodes_share():
    rows = [war for war in read_reference_class() if war.war == "Donbas"]
    assert [war.order for war in rows] == ["talks_first", "swap_first", "talks_first"]
    found = {(rate.key, rate.unit): rate for rate in base_rates(rows)}
    assert found["loose", "conflict"].swap_first == pytest.approx(1 / 3) and found["loose", "conflict"].of == 1
    assert found["loose", "case"].of == 3


def test_no_cases_give_no_rate():
    assert base_rates([]) == ()


def test_the_command(cli):
    text = cli("baserate")
    assert "two-sided all-for-all that opened talks           0  35   1.4 %   0.0 to 6.9 %" in text
    assert "purposive, not a sample" in " ".join(text.split()) and max(map(len, text.splitlines())) <= 80
    assert json.loads(cli("baserate", "--json"))[1]["swap_first"] == 5


def test_the_record_as_a_command(cli, tmp_path):
    text = cli("record", "--figure", str(tmp_path / "record.png"))
    assert "2024 to the summit        14    1.01 1,533 1,490   97.5   0.82 0.86         113" in text
    assert (tmp_path / "record.png").stat().st_size > 20_000
    windows = {row["window"]: row for row in json.loads(cli("record", "--json"))["windows"]}
    assert windows["after talks opened"]["mediator_share"] == 0
    assert windows["summit to talks"]["mediator_share"] == 1


def test_a_record_of_one_row_is_drawn(tmp_path):
    from sim.evidence.record.coding import Coding
    from sim.evidence.record.exchanges import read_exchanges
    from sim.evidence.record.record import Record
    from sim.views.figures.record import draw_record

    for row in (read_exchanges()[0], read_exchanges()[-2]):
        coding = Coding(talks=(), talks_wide=(), swap_agreed=(), swap_completed=(), record_ends=row.date)
        draw_record(Record(exchanges=(row,), diplomacy=(), coding=coding)).savefig(tmp_path / "one.png")


def test_a_bad_table_ends_a_command_with_its_place(cli_error, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("date,order\n", encoding="utf-8")
    text = cli_error("baserate", "--wars", str(file))
    assert "mine.csv, row 1: column" in text and "Traceback" not in text
