import pytest

from sim.evidence.reference_class import jeffreys_interval, past_wars, read


def test_the_list_of_past_wars_counts_as_its_readme_says():
    wars = past_wars()
    assert (wars.cases, wars.ordered, wars.talks_first, wars.swap_first, wars.simultaneous, wars.no_general_swap) == (
        45,
        35,
        28,
        5,
        2,
        10,
    )
    assert wars.strictly_swap_first == 0


@pytest.mark.parametrize(
    ("count", "cases", "interval"),
    [(0, 12, (0, 0.185)), (0, 35, (0, 0.069)), (5, 35, (0.057, 0.285)), (3, 3, (0.4644, 1))],
)
def test_intervals_are_those_of_the_specification(count, cases, interval):
    assert jeffreys_interval(count, cases) == pytest.approx(interval, abs=0.002)


def test_a_row_with_an_unknown_order_is_refused(tmp_path):
    file = tmp_path / "wars.csv"
    file.write_text("conflict,order\nSome war,maybe\n", encoding="utf-8")
    with pytest.raises(ValueError, match="Some war: order is 'maybe', expected one of talks_first"):
        read(file)


def test_blank_cells_stay_blank():
    assert any(row["ceasefire_date"] == "" for row in read())
