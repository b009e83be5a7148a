import sys

import pytest

from sim.views.figures.incidence import SWAP, TALKS, _spread, draw_incidence
from tests.views.text.test_headline import WATCHED

ALL = {"q05": 0.1, "q25": 0.2, "q50": 0.5, "q75": 0.7, "q95": 1.0}
WIDEST = {
    "draws": 100_000,
    "worlds_per_draw": 256,
    "swap_first": ALL,
    "talks_first": ALL,
    "neither": ALL,
    "agreed": {"swap_first": ALL},
}


def words_of(figure) -> str:
    texts = [text.get_text() for text in figure.texts] + [
        text.get_text() for axes in figure.axes for text in axes.texts
    ]
    return " ".join(" ".join(texts).split())


def test_it_carries_its_quantity_sample_seed_and_condition(summary, incidence):
    words = words_of(draw_incidence(incidence(), summary()))
    for expected in (
        "Share of worlds in which each event has come first, by week",
        "[kyiv_summit_2025]",
        "20,000 worlds, seed 1",
        "Conditional on judged parameters; not a forecast",
        "swap completed first 8.3 %, range 0.5 to 31.9 %",
        "talks first 73.7 %, range 1.1 to 96.3 %",
        "5 to 95 % of 400 draws",
    ):
        assert expected in words


def test_lines_end_at_the_shares_in_their_colours(summary, incidence):
    axes = draw_incidence(incidence(), summary()).axes[0]
    ends = {
        line.get_color(): line.get_ydata()[-1]
        for line in axes.lines
        if len(line.get_xdata()) > 2 and line.get_linestyle() == "-"
    }
    assert ends[SWAP] == pytest.approx(8.3) and ends[TALKS] == pytest.approx(73.7)


def test_it_is_as_wide_as_a_column_and_writes_a_picture(summary, incidence, tmp_path):
    figure = draw_incidence(incidence(), summary())
    assert figure.get_size_inches()[0] * 2.54 == pytest.approx(16)
    figure.savefig(tmp_path / "incidence.png")
    assert (tmp_path / "incidence.png").read_bytes().startswith(b"\x89PNG")


def test_it_never_touches_pyplot(summary, incidence):
    before = "matplotlib.pyplot" in sys.modules
    draw_incidence(incidence(), summary())
    assert ("matplotlib.pyplot" in sys.modules) == before


@pytest.mark.parametrize(
    ("changes", "shares"),
    [
        ({"prior": None}, (0.083, 0.737, 0.184)),
        ({"prior": WIDEST}, (1.0, 1.0, 1.0)),
        ({"horizon_weeks": 1}, (0.0, 0.0, 0.0)),
        ({"horizon_weeks": 520, "prior": None}, (0.001, 0.002, 0.003)),
        ({"experimental": True, "partial": True}, (1.0, 0.0, 1.0)),
    ],
)
def test_edge_cases_are_drawn_within_the_page(summary, incidence, changes, shares):
    made = summary(title="A title " * 30, **changes)
    figure = draw_incidence(incidence(made.horizon_weeks, *shares), made)
    figure.draw_without_rendering()
    page = figure.bbox
    for text in [*figure.texts, *figure.axes[0].texts]:
        box = text.get_window_extent()
        assert box.x0 >= page.x0 and box.x1 <= page.x1 and box.y0 >= page.y0 and box.y1 <= page.y1, text.get_text()
    assert figure.axes[0].get_ylim()[1] <= 100


def test_warnings_stand_on_the_figure_itself(summary, incidence):
    words = words_of(draw_incidence(incidence(), summary(experimental=True, partial=True)))
    assert "EXPERIMENTAL scenario, not for quotation" in words and "PARTIAL result" in words


def test_what_is_imposed_stands_on_the_figure_itself(summary, incidence):
    fixed = "an all-for-all swap is completed in week 8 in every world"
    figure = draw_incidence(incidence(), summary(imposed=[fixed], imposed_outcome=[fixed]))
    assert any(f"IMPOSED BY ASSUMPTION: {fixed}" in text.get_text() for text in figure.texts)


def test_without_agreement_there_is_no_word_of_it(summary, incidence):
    table = incidence().drop(columns=["agreed_first", "agreed_first_low", "agreed_first_high"])
    assert "dashed" not in words_of(draw_incidence(table, summary()))


def test_labels_never_cover_each_other():
    places = _spread({"a": 50.0, "b": 51.0, "c": 99.0}, {"a": 10.0, "b": 10.0, "c": 10.0}, 100.0)
    assert places["b"] - places["a"] >= 10 and places["c"] <= 95 and places["a"] >= 5


def test_bands_are_not_called_a_confidence_sequence(summary, incidence):
    words = words_of(draw_incidence(incidence(), summary(title="A title " * 30, interval=WATCHED)))
    assert "Bands: 95 % intervals of single weeks, simulation noise only; no confidence sequence" in words


@pytest.mark.parametrize("prior", [None, WIDEST])
def test_the_longer_caption_stays_within_the_page(summary, incidence, prior):
    made = summary(title="A title " * 30, prior=prior, interval=WATCHED)
    figure = draw_incidence(incidence(), made)
    figure.draw_without_rendering()
    assert all(text.get_window_extent().y0 >= figure.bbox.y0 for text in figure.texts)
