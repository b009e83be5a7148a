import re

import pytest

from sim.views.text.headline import headline
from tests.views.conftest import driver

BASE_TABLE = """\
                                     95 % interval   median      range if the
                  worlds     share   (chance only)  (draws)  assumptions vary
  ---------------------------------------------------------------------------
  swap first       1,660     8.3 %    7.9 to 8.7 %    5.5 %     0.5 to 31.9 %
  (agreed only)  (3,680)  (18.4 %)  17.9 to 18.9 %   15.1 %     1.6 to 54.1 %
  talks first     14,740    73.7 %  73.1 to 74.3 %   59.9 %     1.1 to 96.3 %
  neither          3,600    18.0 %  17.5 to 18.5 %   27.4 %     0.7 to 94.3 %
  ---------------------------------------------------------------------------
  all worlds      20,000   100.0 %
"""


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_table_stands_as_it_is(summary):
    assert BASE_TABLE in headline(summary())


def test_it_says_everything_a_reader_needs_who_sees_nothing_else(summary):
    text = flat(headline(summary(), "results/kyiv_summit_2025-1"))
    for words in (
        "Which comes first: a completed all-for-all prisoner swap, or broader talks?",
        "The Kyiv summit of 24 February 2025 [kyiv_summit_2025]",
        "from 24 February 2025, followed for 104 weeks, to 22 February 2027",
        "20,000 simulated from the same start, seed 1",
        "not to be added to the others",
        (
            "In under 1 to 32 of 100 worlds, depending on the assumptions, and in about 8 of 100 worlds at the stated"
            " ones, an all-for-all swap is completed before broader talks open, completed meaning: both sides have"
            " released at least 95 % of the verified lists within 16 weeks of agreeing."
        ),
        "Quote the range first.",
        "not the middle of the range: talks first 73.7 % against a median of 59.9 %.",
        "The 95 % interval is the noise of 20,000 simulated worlds at one set of assumptions and nothing else",
        "Both came in the same week in 40 worlds (0.2 %, 95 % interval 0.1 to 0.3 %)",
        (
            "Swap first is more frequent, the higher +0.54 +/- 0.07 how often an open offer can be taken up at all"
            " [all_for_all.answers_per_week]"
        ),
        "Swap first is less frequent, the higher -0.24 +/- 0.09 Russia: how much it values captives as",
        "Base rate: in other wars a swap came first in 0 of 35 (95 % interval 0 to 7 %) read strictly, 5 of 35 (95 %",
        "interval 6 to 29 %) as coded; in 10.1 % (9.7 to 10.6 %) of worlds with either here.",
        "conditional on judged parameters. It is not a forecast, and it is never advice to delay",
        "Saved in results/kyiv_summit_2025-1",
        "Try next allforall trace kyiv_summit_2025 --world 0",
    ):
        assert words in text


def test_definitions_come_before_numbers(summary):
    text = headline(summary())
    assert text.index("What is counted") < text.index("1,660")


def test_noise_is_not_shown_as_a_driver(summary):
    assert "imitat" not in headline(summary())


def test_the_strongest_of_many_is_held_against_the_strongest_of_noise(summary):
    many = [driver(f"a.b{n}", 0.13, 0.05) for n in range(80)]
    text = flat(headline(summary(prior={"drivers": many})))
    assert "no assumption stands out from the noise of 400 draws" in text
    assert "+0.13 +/- 0.10" in headline(summary(prior={"drivers": many[:1]}))


def test_without_the_range_it_says_so_and_how_to_get_it(summary):
    text = flat(headline(summary(prior=None)))
    assert "swap first 1,660 8.3 % 7.9 to 8.7 % not run" in text
    assert "Do not quote a share without the range; to get it, run again without --no-prior" in text
    assert "What the answer rests on most: not known without the range." in text
    assert "In about 8 of 100 worlds (95 % interval 7.9 to 8.7 %) an all-for-all swap is completed" in text
    assert "depending on the assumptions" not in text


def test_too_few_draws_name_no_driver(summary):
    made = summary(prior={"draws": 3, "drivers": []})
    assert "no assumption stands out from the noise of 3 draws" in flat(headline(made))


def test_every_number_of_an_experimental_scenario_is_marked(summary):
    text = headline(summary(experimental=True))
    assert "EXPERIMENTAL: this scenario is not calibrated" in flat(text)
    rows = [
        line
        for line in text.splitlines()
        if re.match(r"  (swap first|\(agreed only\)|talks first|neither) +\(?[\d,]", line)
    ]
    assert len(rows) == 4 and all(row.endswith(" EXP.") for row in rows)
    for words in ("In under 1 to 32 of 100", "Both came in the same week", "What the answer rests on most"):
        assert f"EXPERIMENTAL: {words}" in flat(text)


def test_a_stopped_run_says_so_before_everything_else(summary):
    text = headline(summary(worlds=8192, swap=700, talks=6000, partial=True, worlds_requested=20_000, prior=None))
    assert "PARTIAL RESULT: stopped after 8,192 of 20,000 worlds" in flat(text)
    assert text.index("PARTIAL RESULT") < text.index("Scenario")


def test_a_stopped_run_that_is_kept_names_the_command_that_resumes(summary):
    stopped, command = summary(partial=True), "\n  allforall resume 'my results/r1' "
    assert command in headline(stopped, saved="my results/r1")
    assert "allforall resume" not in headline(stopped) + headline(summary(), saved="my results/r1")


def test_a_stopped_range_says_so(summary):
    made = summary(partial=True, prior={"partial": True})
    text = flat(headline(made))
    assert "PARTIAL RESULT: stopped before the range if assumptions vary was finished" in text
    assert "The range was stopped early and is PARTIAL" in text


def test_a_changed_scenario_never_passes_for_the_unchanged_one(summary):
    text = headline(summary(), changes=["uae.engagement: 0.9 -> 0", "talks.allowed: true -> false"])
    assert (
        "Changed   against kyiv_summit_2025:\n          uae.engagement: 0.9 -> 0\n          talks.allowed: true" in text
    )
    assert "Changed" not in headline(summary())


def test_many_changes_end_in_the_command_that_prints_them_all(summary):
    text = headline(summary(), changes=[f"a{n}: 0 -> 1" for n in range(11)], case="mine.yaml")
    assert "a7: 0 -> 1\n          and 3 more: allforall diff kyiv_summit_2025 mine.yaml\n" in text
    assert "a8" not in text
    text = headline(summary(experimental=True), changes=["a: 0 -> 1"] * 80, case="korea_1953")
    assert "80 differences from kyiv_summit_2025:\n          allforall diff kyiv_summit_2025 korea_1953\n" in text
    assert "a: 0" not in text


def test_a_change_too_long_for_a_line_is_cut_at_a_space(summary):
    text = headline(summary(), changes=["timeline, added: {" + "word " * 30 + "}"])
    assert re.search(r"^ {10}timeline, added: \{(word )+\.\.\.$", text, re.MULTILINE)


IMPOSED = "an all-for-all swap is completed in week 8 in every world"


def test_an_imposed_swap_never_reads_as_a_finding(summary):
    text = headline(summary(imposed=[IMPOSED], imposed_outcome=[IMPOSED], offer_open_at_start=["Ukraine"]))
    assert f"IMPOSED BY ASSUMPTION: {IMPOSED}" in text
    assert text.index("IMPOSED BY") < text.index("1,660")
    assert f"By assumption, not as a finding, {IMPOSED}. Given that, in under 1 to 32 of 100 worlds" in flat(text)
    assert "Base rate" not in text and "In this run" not in text and "Offer open" not in text


def test_what_is_imposed_beside_the_answer_is_said_and_the_answer_stays_one(summary):
    text = headline(summary(imposed=["talks wait for a ceasefire", "taken out as mediator: UAE"], imposed_outcome=[]))
    assert "IMPOSED BY ASSUMPTION:\n  * talks wait for a ceasefire\n  * taken out as mediator: UAE\n" in text
    assert "\nIn under 1 to 32 of 100 worlds" in text and "Base rate" in text


@pytest.mark.parametrize(
    ("why", "words", "not_said"),
    [
        ("not_asked", "it was not asked for (--no-prior)", "stopped"),
        ("stopped", "the run was stopped before it", "--no-prior"),
        ("nothing_uncertain", "this scenario states nothing as uncertain", "run again"),
        ("constant_hazards", "with constant rates imposed no judged assumption has a part", "run again"),
    ],
)
def test_why_there_is_no_range_is_the_reason_that_holds(summary, why, words, not_said):
    text = flat(headline(summary(prior=None, no_range=why)))
    assert words in text and not_said not in text


def test_the_fate_of_the_offer_open_at_the_start_is_told(summary):
    words = (
        "Offer open at the start (Ukraine): accepted in 20.0 % (19.5 to 20.6 %); refused in 45.0 % (44.3 to 45.7 %);"
        " unanswered by the horizon in 35.0 % (34.3 to 35.7 %) of worlds, with 95 % intervals (chance only)."
    )
    assert words in flat(headline(summary(offer_open_at_start=["Ukraine"])))
    assert "Offer open" not in headline(summary(offer_open_at_start=[]))


def test_a_share_outside_its_range_is_said_to_lie_outside(summary):
    assert "At the stated values talks first (97.5 %) lies outside its range." in flat(
        headline(summary(swap=200, talks=19_500))
    )
    assert "outside its range" not in headline(summary())


def test_where_no_column_is_left_the_medians_are_a_sentence(summary):
    text = flat(headline(summary(worlds=10_000_000, swap=830_000, talks=7_370_000)))
    assert "(medians of the draws: swap first 5.5 %, talks first 59.9 %, neither 27.4 %)" in text


def test_numbers_that_do_not_add_up_are_called_rounded(summary):
    assert "(Rounded: the three numbers need not add to 100.)" in flat(headline(summary(swap=1660, talks=14_680)))
    assert "Rounded" not in headline(summary())


def test_commands_too_long_for_a_line_go_on_after_a_backslash(summary):
    case = "a_folder_with_a_long_name/and_another_inside/scenario_of_mine.yaml"
    text = headline(summary(), case=case)
    assert f"  allforall trace \\\n      {case} \\\n      --world 0\n" in text
    assert f"  allforall explain all_for_all.answers_per_week --scenario \\\n      {case}\n" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("swap", "talks", "words"),
    [
        (0, 20_000, "and in none of the 20,000 worlds at the stated ones, an all-for-all swap"),
        (20_000, 0, "and in every one of the 20,000 worlds at the stated ones, an all-for-all swap"),
        (4, 19_996, "in about 2 of 10,000 worlds"),
        (1, 0, "in fewer than 1 of 10,000 worlds"),
        (0, 0, "and in every one of the 20,000 worlds at the stated ones."),
    ],
)
def test_rare_and_certain_outcomes_are_said_plainly(summary, swap, talks, words):
    assert words in flat(headline(summary(swap=swap, talks=talks)))


def test_a_handful_of_worlds_is_counted_not_scaled(summary):
    assert "and in 3 of the 10 worlds at the stated ones" in flat(headline(summary(worlds=10, swap=3, talks=5)))


@pytest.mark.parametrize("experimental", [False, True])
@pytest.mark.parametrize(
    ("worlds", "swap", "talks"),
    [(1, 0, 1), (20_000, 1660, 14_740), (999_999, 100_000, 800_000), (10_000_000, 1_000_000, 8_000_000)],
)
def test_it_fits_80_columns_and_is_plain_ascii(summary, experimental, worlds, swap, talks):
    made = summary(
        worlds=worlds,
        swap=swap,
        talks=talks,
        experimental=experimental,
        scenario="a_scenario_with_a_name_that_is_rather_long",
        title="A title that goes on for much longer than any reasonable title would and so has to be broken into lines",
    )
    changes = [
        "uncertain.russia.all_for_all.political_prisoners_cost: {uniform: [0, 0.5]} -> {log_uniform: [0.001, 0.5]}"
    ]
    text = headline(made, "results/a_scenario-20250224-120000", changes=changes)
    assert max(map(len, text.splitlines())) <= 80
    assert text.isascii() and "\x1b" not in text


def test_a_title_cannot_drive_the_terminal(summary):
    assert "\x1b" not in headline(summary(title="red \x1b[31m title\x07"))


def test_a_start_near_the_end_of_the_calendar_is_no_error(summary):
    assert "followed for 520 weeks" in headline(summary(start="9999-12-01", horizon_weeks=520))


WATCHED = {
    "kind": "confidence_sequence",
    "level": 0.95,
    "half_width_wanted": 0.01,
    "half_width": 0.0093541,
    "reached": True,
    "looks": 2,
    "max_worlds": 1_000_000,
}


def test_a_run_that_stopped_when_sure_calls_its_intervals_by_their_name(summary):
    text = headline(summary(interval=WATCHED, worlds_requested=1_000_000))
    words = flat(text)
    assert "95 % confidence" in text and "(chance only)" not in text.split("Offer open")[0]
    for expected in (
        "Stop as soon as each share is known to within 1 percentage point: reached, 0.9354 percentage points at the"
        " widest, after 2 looks",
        "The 95 % confidence sequence is the noise of 20,000 simulated worlds",
        "The run decided by its own counts when to stop.",
        "have ordinary 95 % intervals, which do not",
        "(17.9 to 18.9 %)",
    ):
        assert expected in words
    assert all(len(line) <= 80 for line in text.splitlines())
    without = flat(headline(summary(interval=WATCHED, prior=None)))
    assert "In about 8 of 100 worlds (95 % confidence sequence 7.9 to 8.7 %)" in without
    assert "the 95 % confidence sequence is only the noise" in without


@pytest.mark.parametrize(
    ("worlds", "looks", "words"),
    [
        (
            1_000_000,
            20,
            "NOT REACHED, the cap of 1,000,000 worlds was reached first; 0.9354 percentage points at the widest",
        ),
        (20_000, 1, "NOT REACHED, the run was stopped before; 0.9354 percentage points at the widest, after 1 look W"),
    ],
)
def test_a_run_that_did_not_become_sure_says_so(summary, worlds, looks, words):
    interval = WATCHED | {"reached": False, "looks": looks}
    assert words in flat(headline(summary(worlds, interval=interval, worlds_requested=1_000_000)))


def test_a_partial_run_with_precision_based_stopping_says_how_far_it_came(summary):
    early = WATCHED | {"reached": False}
    words = flat(headline(summary(interval=early, worlds_requested=1_000_000, partial=True)))
    assert "PARTIAL RESULT: stopped after 20,000 worlds, before the shares were known as well as asked for" in words
    words = flat(headline(summary(interval=WATCHED, worlds_requested=1_000_000, partial=True)))
    assert "PARTIAL RESULT: stopped before the range if assumptions vary was finished" in words


def test_a_run_of_a_fixed_size_has_no_word_of_stopping(summary):
    plain = headline(summary())
    assert plain == headline(summary(interval={"kind": "wilson", "level": 0.95}))
    assert "sequence" not in plain and "Stop " not in plain
