"""Joint draws: `uncertain: {from: FILE.csv}`."""

import os
import pickle
import sys

import numpy as np
import pytest

from sim.scenario import ScenarioError, differences, explain, load, loads
from sim.scenario.uncertainty.sample import MOST_ROWS, SIZE_LIMIT
from tests.scenario.conftest import PARENT

RATE, HELP, STAGES = "exchanges.opportunities_per_week", "uae.humanitarian_capability", "all_for_all.stages"
HEAD = "scenario: case\ntitle: A case\n"
FROM = HEAD + "extends: parent.yaml\nuncertain: {from: draws.csv}\n"


def ridge(rows: int = 400) -> str:
    """Draws of two parameters whose product is known, and of a third that goes with neither."""
    rng = np.random.default_rng(3)
    help_ = rng.uniform(0.5, 0.99, rows).round(6)
    table = np.column_stack([(0.4 / help_).round(6), help_, rng.integers(2, 6, rows)])
    lines = "".join(f"{rate},{value},{stages:g}\n" for rate, value, stages in table.tolist())
    return f"{RATE},{HELP},{STAGES}\n{lines}"


@pytest.fixture
def folder(tmp_path):
    """A folder with a parent and a file of draws."""
    (tmp_path / "parent.yaml").write_text(PARENT.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "draws.csv").write_text(ridge(), encoding="utf-8")
    return tmp_path


@pytest.fixture
def case(folder):
    """A function from the body of a file to the scenario it is in that folder."""

    def build(body="uncertain: {from: draws.csv}\n", name="case.yaml", extends="parent.yaml", **options):
        place = folder / name
        place.write_text(f"{HEAD}extends: {extends}\n{body}", encoding="utf-8")
        return load(place, **options)

    return build


@pytest.fixture
def refused(case, folder):
    """As `case`, for draws (or a body) that are wrong: the problems."""

    def find(draws=None, body="uncertain: {from: draws.csv}\n"):
        if draws is not None:
            (folder / "draws.csv").write_bytes(draws if isinstance(draws, bytes) else draws.encode())
        with pytest.raises(ScenarioError) as caught:
            case(body)
        return caught.value.problems

    return find


def columns(scenario) -> list[str]:
    return [prior.key for prior in scenario.priors if prior.group]


# -- rows -------------------------------------------------------------------------------------------------------------


def test_a_draw_takes_one_whole_row(case, folder):
    rows = {tuple(row) for row in np.loadtxt(folder / "draws.csv", delimiter=",", skiprows=1)}
    drawn = case().draw_priors(1, 0, 2000)
    taken = set(zip(drawn[RATE], drawn[HELP], drawn[STAGES], strict=True))
    assert taken <= rows and len(taken) > 0.9 * len(rows)
    np.testing.assert_allclose(drawn[RATE] * drawn[HELP], 0.4, atol=1e-5)
    assert np.corrcoef(drawn[RATE], drawn[HELP])[0, 1] < -0.95
    assert abs(np.corrcoef(drawn[STAGES], drawn[HELP])[0, 1]) < 0.2


def test_rows_are_equally_likely(folder, case):
    (folder / "draws.csv").write_text(f"{RATE},{HELP}\n0.3,0.8\n0.7,0.9\n0.3,0.8\n0.3,0.8\n")
    drawn = case("exchanges: {opportunities_per_week: 0.5}\nuncertain: {from: draws.csv}\n").draw_priors(2, 0, 8000)
    assert abs(np.mean(drawn[RATE] == 0.7) - 0.25) < 0.02


@pytest.mark.parametrize("first", [0, 1023, 1024, 3000])
def test_a_draw_depends_on_seed_and_number_alone(case, first):
    whole = case().draw_priors(5, 0, 3050)
    part = case().draw_priors(5, first, 50)
    assert all(np.array_equal(part[path], whole[path][first : first + 50]) for path in part)
    assert not np.array_equal(case().draw_priors(6, 0, 50)[RATE], whole[RATE][:50])


def test_other_priors_are_drawn_as_without_them(case, parent):
    drawn = case().draw_priors(1, 0, 100)
    for path, values in parent.draw_priors(1, 0, 100).items():
        assert np.array_equal(values, drawn[path])


def test_the_name_of_the_file_decides_nothing(case, folder):
    one = case()
    (folder / "other.csv").write_text((folder / "draws.csv").read_text())
    two = case("uncertain: {from: other.csv}\n")
    assert one == two and np.array_equal(one.draw_priors(1, 0, 9)[RATE], two.draw_priors(1, 0, 9)[RATE])


# -- inheriting -------------------------------------------------------------------------------------------------------


def test_draws_replace_inherited_priors_of_their_columns(case, parent):
    body = f"uncertain: {{{RATE}: {{uniform: [0.1, 0.9]}}, {HELP}: fixed, talks.hardening: {{uniform: [0, 1]}}}}\n"
    case(body, "middle.yaml")
    scenario = case(extends="middle.yaml")
    assert columns(scenario) == sorted([RATE, HELP, STAGES])
    others = [prior for prior in scenario.priors if not prior.group]
    assert [prior.key for prior in others] == [parent.priors[0].key, "talks.hardening", "wallets"]


def test_draws_are_inherited_and_replaced_as_a_whole(case, folder):
    case(name="middle.yaml")
    assert columns(case("", extends="middle.yaml")) == sorted([RATE, HELP, STAGES])
    (folder / "other.csv").write_text(f"{RATE}\n0.2\n0.9\n")
    scenario = case("uncertain: {from: other.csv}\n", extends="middle.yaml")
    assert columns(scenario) == [RATE] and HELP not in scenario.draw_priors(1, 0, 2)


def test_fixed_drops_them(case):
    case(name="middle.yaml")
    scenario = case("uncertain: {from: fixed}\n", extends="middle.yaml")
    assert columns(scenario) == [] and "from" not in scenario.document["uncertain"]


@pytest.mark.parametrize("how", ["value", "override", "prior", "fixed", "removed"])
def test_a_column_is_dropped_as_a_prior_is_and_the_others_stay_joint(case, how):
    case(name="middle.yaml")
    body = {
        "value": "parties: {uae: {humanitarian_capability: 0.2}}\n",
        "prior": f"uncertain: {{{HELP}: {{uniform: [0.8, 1]}}}}\n",
        "fixed": f"uncertain: {{{HELP}: fixed}}\n",
        "removed": "parties: {uae: null}\n",
    }
    scenario = case(body.get(how, ""), extends="middle.yaml", overrides=[f"{HELP}=0.2"] if how == "override" else ())
    assert columns(scenario) == sorted([RATE, STAGES])
    assert (HELP in scenario.draw_priors(1, 0, 2)) == (how == "prior")
    assert loads(scenario.to_yaml()) == scenario
    whole, part = (one.draw_priors(1, 0, 50)[RATE] for one in (load(case(name="middle.yaml")), scenario))
    assert np.array_equal(whole, part)


def test_draws_without_a_column_left_are_none(case, folder):
    (folder / "draws.csv").write_text(f"{HELP}\n0.2\n0.9\n")
    case(name="middle.yaml")
    scenario = case("parties: {uae: null}\n", extends="middle.yaml")
    assert columns(scenario) == [] and "from" not in scenario.document["uncertain"]


def test_fixed_in_the_same_file_leaves_a_column_out(case):
    assert columns(case(f"uncertain: {{from: draws.csv, {HELP}: fixed}}\n")) == sorted([RATE, STAGES])


def test_a_second_prior_in_the_same_file_is_a_clash(refused):
    (problem,) = refused(body=f"uncertain:\n  {RATE}: {{uniform: [0.1, 2]}}\n  from: draws.csv\n")
    assert problem.message == f"{RATE} has two priors: '{RATE}' and 'from'"
    assert (problem.line, problem.remedy) == (6, f"remove '{RATE}', or the column from the draws")


def test_a_factor_on_a_column_is_a_clash_above_and_below(case, folder, refused):
    (folder / "draws.csv").write_text("uae.wallet\n0.5\n2\n")
    (problem,) = refused()
    assert problem.message == "uae.wallet has two priors: 'wallets' and 'from'"
    assert problem.remedy == "keep one; 'wallets: fixed' drops the other"
    case("uncertain: {wallets: fixed, from: draws.csv}\n", "middle.yaml")
    with pytest.raises(ScenarioError, match="'from: fixed' drops the other"):
        case("uncertain: {w: {scales: ['*.wallet'], uniform: [0, 1]}}\n", extends="middle.yaml")


def test_a_stated_value_must_lie_within_its_draws(refused):
    (problem,) = refused(body="exchanges: {opportunities_per_week: 3}\nuncertain: {from: draws.csv}\n")
    assert problem.message.startswith(f"{RATE} is 3 (stated in line 4), outside the range that is given for it: 400")
    assert problem.remedy.endswith(f"leave the column out: '{RATE}: fixed'")


# -- files ------------------------------------------------------------------------------------------------------------


def test_the_file_is_looked_for_beside_the_scenario_that_states_it(case, folder, monkeypatch):
    (folder / "below").mkdir()
    (folder / "draws.csv").rename(folder / "below" / "draws.csv")
    (folder / "below" / "parent.yaml").write_text(PARENT.read_text(encoding="utf-8"))
    (folder / "below" / "middle.yaml").write_text(FROM)
    monkeypatch.chdir(folder.parent)
    scenario = case("", extends="below/middle.yaml")
    assert scenario == case("uncertain: {from: below/draws.csv}\n")
    monkeypatch.chdir("/")
    assert load(folder / "case.yaml") == scenario
    assert loads(FROM, folder=folder / "below").priors == scenario.priors


@pytest.mark.parametrize(
    "text",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", " , "),
        lambda text: "\n" + text.replace("\n", "\n\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace(",3\n", ",3.0\n").replace(",4\n", ",4.00\n"),
    ],
)
def test_how_numbers_are_written_decides_nothing(case, folder, text):
    before = case()
    (folder / "draws.csv").write_bytes(text(ridge()).encode())
    assert case().hash == before.hash


def test_the_hash_depends_on_the_rows(case, folder):
    before = case()
    (folder / "draws.csv").write_text(ridge(399))
    after = case()
    assert after.hash != before.hash and after.priors != before.priors


def test_a_resolved_scenario_stands_by_itself(case, folder):
    scenario = case()
    (folder / "draws.csv").unlink()
    again = loads(scenario.to_yaml())
    assert again == scenario and again.priors == scenario.priors and again.to_yaml() == scenario.to_yaml()
    assert hash(again.priors) == hash(scenario.priors)
    assert load(scenario, [f"{HELP}=0.6"]) == loads(scenario.to_yaml(), overrides={HELP: 0.6})
    assert columns(scenario.intervene({"swap": "never"})) == columns(scenario)
    assert pickle.loads(pickle.dumps(scenario)).priors == scenario.priors


def test_many_rows_can_be_written_out(case, folder):
    (folder / "draws.csv").write_text(ridge(20_000))
    scenario = case()
    (folder / "again.yaml").write_text(scenario.to_yaml())
    assert (folder / "again.yaml").stat().st_size > 300_000
    assert load(folder / "again.yaml") == scenario


def test_a_large_file_without_draws_is_refused_as_before(folder):
    place = folder / "large.yaml"
    place.write_text(HEAD + "#" * 300_000 + "\nrows: |\n  1,2\n")
    with pytest.raises(ScenarioError, match="larger than 256 KiB"):
        load(place)


WRITTEN = f"uncertain:\n  from:\n    columns: [{RATE}, {HELP}]\n    rows: |{{}}\n      0.3, 0.8\n      0.7, {{}}\n"


def test_rows_written_out_by_hand(case, folder):
    (folder / "draws.csv").write_text(f"{RATE},{HELP}\n0.3,0.8\n0.7,0.9\n")
    value = "exchanges: {opportunities_per_week: 0.5}\n"
    read = case(value + "uncertain: {from: draws.csv}\n")
    assert case(value + WRITTEN.format("", 0.9)) == read == case(value + WRITTEN.format("-  # kept", "0.90\n"))


@pytest.mark.parametrize(
    ("body", "place", "says"),
    [
        (WRITTEN.format("", "1.9"), (9, 12), "uae.humanitarian_capability is 1.9, outside its range"),
        (WRITTEN.format("", ""), (9, 11), "a value is missing"),
        (WRITTEN.format("", "0.9, 3"), (9, 7), "the row has 3 values; there are 2 columns"),
        (WRITTEN.replace(HELP, "uae.capability").format("", 1), (6, 49), "unknown name 'capability' in uae"),
        (WRITTEN.replace(HELP, "[a]").format("", 1), (6, 49), "columns must name parameters, found a list"),
        (WRITTEN.format("", 1).replace("|", ">"), (7, 11), "rows must be a text of lines"),
        (f"uncertain: {{from: {{columns: [{RATE}], rows: [1, 2]}}}}\n", (4, 71), "rows must be a text of lines"),
        (f"uncertain: {{from: {{columns: [{RATE}]}}}}\n", (4, 19), "from lacks 'rows'"),
        ("uncertain: {from: {columns: x, rows: y}}\n", (4, 29), "columns must be a list of paths"),
        ("uncertain: {from: {scales: ['*.wallet'], uniform: [0, 1]}}\n", (4, 20), "choose another label"),
        ("uncertain: {from: {column: [a]}}\n", (4, 20), "did you mean 'columns'?"),
    ],
)
def test_what_is_wrong_with_rows_written_out(refused, body, place, says):
    problem = refused(body=body)[0]
    assert (problem.line, problem.column) == place
    assert says in f"{problem.message}\n{problem.remedy}"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("drwas.csv", "there is no file 'drwas.csv' in the folder of the scenario\ndid you mean 'draws.csv'?"),
        ("none/x.csv", "there is no file 'none/x.csv'"),
        ("../draws.csv", "lies outside the folder of the scenario\nput the file next to it"),
        ("/etc/x.csv", "lies outside the folder"),
        ("'C:\\x.csv'", "lies outside the folder"),
        ("link.csv", "lies outside the folder"),
        ("https://example.org/x.csv", "takes the name of a CSV file"),
        ("draws.txt", "takes the name of a CSV file in the folder of the scenario, found 'draws.txt'"),
        ("fixd", "did you mean 'fixed'?"),
        ("is_a.csv", "cannot be read: this is a folder"),
        ("pipe.csv", "cannot be read: this is not a regular file"),
        ("null", "takes the name of a CSV file"),
        ("", "found nothing (null)\nsuch as from: posterior.csv; fixed drops inherited draws"),
        ("[draws.csv]", "found a list"),
        ("fixed", "there are no inherited joint draws to drop"),
        ('"a\\u00e9\\u00e9.csv"', "there is no file"),
        ("a" * 300 + ".csv", "takes the name of a CSV file"),
        (f"'{'a' * 150}/{'b' * 40}.csv'", "there is no file"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in the file system")
def test_a_file_that_cannot_be_read(refused, folder, tmp_path_factory, name, says):
    (folder / "is_a.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "x.csv"
    elsewhere.write_text(ridge())
    (folder / "link.csv").symlink_to(elsewhere)
    (problem,) = refused(body=f"uncertain:\n  from: {name}\n")
    assert problem.line == 5 and says in f"{problem.message}\n{problem.remedy}"


def test_a_file_that_may_not_be_opened(refused, monkeypatch, folder):
    opened = os.open

    def refuse(path, *how, **options):
        if str(path).endswith(".csv"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *how, **options)

    monkeypatch.setattr(os, "open", refuse)
    assert "cannot be read: permission denied" in refused()[0].message


def test_a_text_in_no_folder_has_no_files():
    with pytest.raises(ScenarioError, match="this text is in no folder"):
        loads(HEAD + "extends: kyiv_summit_2025\nuncertain: {from: draws.csv}\n")


TWO = f"{RATE},{HELP}\n"


@pytest.mark.parametrize(
    ("draws", "place", "says"),
    [
        (b"\xff\xfea\x00", (1, 1), "UTF-16"),
        (TWO.encode() + b"0.4,0.\xe9\n", (2, 7), "byte 0xe9 is not UTF-8"),
        (TWO + "0.4,\x000.8\n", (2, 5), "U+0000"),
        ("exchanges.opportunity_per_week\n", (1, 1), "did you mean 'opportunities_per_week'?"),
        (TWO.replace("uae", "usa"), (1, len(RATE) + 2), "there is no party or section 'usa'"),
        (f"weight,{RATE}\n1,0.4\n1,0.5\n", (1, 1), "'weight' is not the path of a parameter\nleave the column"),
        (f"bargaining_chip,{RATE}\n", (1, 1), "did you mean 'ukraine.all_for_all.bargaining_chip'?"),
        (f"uae,{RATE}\n", (1, 1), "'uae' is not the path of a parameter"),
        (f"uae.wallet_worth,{RATE}\n", (1, 1), "is a group of parameters, not one"),
        (f"start,{RATE}\n", (1, 1), "'start' is not the path of a parameter"),
        (f"wallets,{RATE}\n", (1, 1), "'wallets' is not the path of a parameter"),
        (f"{RATE},talks.allowed\n", (1, len(RATE) + 2), "talks.allowed is true or false; joint draws hold numbers"),
        (f"{RATE},uae.name\n", (1, len(RATE) + 2), "uae.name is a text; joint draws hold numbers"),
        (f"{RATE},{RATE}\n", (1, len(RATE) + 2), "is there twice"),
        (f",{RATE}\n0,0.4\n1,0.5\n", (1, 1), "a column has no name"),
        ("0.4,0.8\n0.5,0.9\n", (1, 1), "the first line must name parameters, found 0.4"),
        (f'"{RATE}\n0.4\n0.5\n', (1, 1), "a quote that is opened here is never closed"),
        (TWO.replace(",", ";") + "0.4;0.8\n", (1, len(RATE) + 1), "separated by semicolons"),
        (TWO.replace(",", "\t"), (1, len(RATE) + 1), "separated by tabs"),
        (TWO, (1, 1), "0 rows of draws; expected 2 or more"),
        (TWO + "0.4,0.8\n", (1, 1), "1 row of draws; expected 2 or more"),
        (TWO + "0.4,0.8\n0.4\n", (3, 1), "the row has 1 value; there are 2 columns"),
        (TWO + "0,4,0,8\n0.4,0.8\n", (2, 1), "the row has 4 values; there are 2 columns\nevery draw"),
        (TWO + "0.4,0.8\n 0.4, \n", (3, 6), f"{HELP}: a value is missing"),
        (TWO + "0.4,0.8\n0.4,high\n", (3, 5), f"{HELP} must be a number from 0 to 1, found text 'high'"),
        (TWO + "0.4,0.8\n0.4,NaN\n", (3, 5), f"{HELP}: a value is missing"),
        (TWO + "-inf,0.8\n0.4,0.8\n", (2, 1), "'-inf' is not a finite number"),
        (TWO + "1e999,0.8\n0.4,0.8\n", (2, 1), "1e999 is too large to be a number"),
        (TWO + "0.4,true\n0.4,0.8\n", (2, 5), "found 'true' (yes/no)"),
        (TWO + "0.4,007\n0.4,0.8\n", (2, 5), "leading zero"),
        (TWO + "0.4,0x1\n0.4,0.8\n", (2, 5), "another base"),
        (TWO + "0.4,1_0\n0.4,0.8\n", (2, 5), "found text '1_0'"),
        (TWO + '0.4,"0,8"\n0.4,0.8\n', (2, 6), "found text '0,8'\nwrite 0.8"),
        (TWO + '0.4,0.8\n0.4,"0.8" x\n', (3, 1), "a quote is closed in the middle of a cell"),
        (TWO + "0.4,0.8\n0.4,1.2\n", (3, 5), f"{HELP} is 1.2, outside its range: 0 to 1"),
        (TWO + "0.4,0.8\n0.4,85\n", (3, 5), "did you mean 0.85?"),
        (f"{STAGES}\n3\n2.5\n", (3, 1), f"{STAGES} must be a whole number"),
        (f"{STAGES}\n3\n0\n", (3, 1), f"{STAGES} is 0, outside its range"),
        ("agenda.territory.low,agenda.territory.high\n0,1\n0.6,0.5\n", (3, 1), "low (0.6) is above high (0.5)"),
    ],
)
def test_what_is_wrong_with_a_file(refused, folder, draws, place, says):
    problem = refused(draws)[0]
    assert problem.file.endswith("draws.csv") and (problem.line, problem.column) == place
    assert says in f"{problem.message}\n{problem.remedy}"


def test_an_empty_file(refused):
    for draws in ("", "\n \n"):
        (problem,) = refused(draws)
        assert problem.message == "the file 'draws.csv' is empty" and problem.file.endswith("case.yaml")


def test_limits(refused):
    (problem,) = refused(f"{RATE}\n" + "0.4\n" * (MOST_ROWS + 1))
    assert problem.message == "more than 100,000 rows of draws"
    (problem,) = refused(b"0" * (SIZE_LIMIT + 1))
    assert problem.message == "the file 'draws.csv' is larger than 20 MB"


def test_a_wrong_column_is_told_of_some_rows(refused):
    problems = refused(TWO + "0.4,1.5\n" * 500)
    assert len(problems) == 20 and [problem.line for problem in problems] == list(range(2, 22))


def test_several_problems_come_in_their_order(refused):
    problems = refused(f"{RATE},{HELP}\n0.4,2\n-1,x\n0.4\n0.4,0.8\n9999,0.8\n")
    assert [(problem.line, problem.column) for problem in problems] == [(2, 5), (3, 1), (3, 4), (4, 1), (6, 1)]


# -- what must hold between parameters --------------------------------------------------------------------------------

ISSUES = ("captives", "ceasefire_terms", "territory", "security_guarantee", "sanctions", "military_limits")
OWN = (0.08, 0.14, 0.24, 0.24, 0.10, 0.12, 0.08)


def weights(*rows: tuple[float, ...]) -> str:
    names = (*ISSUES, "reconstruction")[: len(rows[0])]
    header = ",".join(f"ukraine.issue_weights.{name}" for name in names)
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


def test_ends_of_the_agenda_may_overlap_where_no_row_crosses(case, folder):
    (folder / "draws.csv").write_text("agenda.territory.low,agenda.territory.high\n0,0.3\n0,1\n0.4,0.5\n")
    drawn = case().draw_priors(1, 0, 200)
    assert (drawn["agenda.territory.low"] <= drawn["agenda.territory.high"]).all()


def test_one_end_of_the_agenda_against_the_other(refused):
    (problem,) = refused(
        "agenda.territory.low\n0\n0.7\n", "agenda: {territory: {high: 0.5}}\nuncertain: {from: draws.csv}\n"
    )
    assert "agenda.territory: low could be drawn as 0.7, above high (0.5)" in problem.message


def test_all_seven_weights_sum_to_one_in_each_row(case, folder, refused):
    other = (0.14, 0.08, *OWN[2:])
    (folder / "draws.csv").write_text(weights(OWN, other))
    assert len(columns(case())) == 7
    (problem,) = refused(weights(OWN, other, (0.2, *OWN[1:])))
    assert problem.line == 4 and "sum to 1.12 in this row; all seven must sum to 1" in problem.message


def test_some_weights_leave_room_in_each_row(case, folder, refused):
    (folder / "draws.csv").write_text(weights((0.05, 0.9), (0.9, 0.05)))
    assert len(columns(case())) == 2
    (problem,) = refused(weights((0.05, 0.9), (0.9, 0.05), (0.6, 0.7)))
    assert problem.line == 4 and "sum to 1.3 in this row; they must leave room" in problem.message
    body = "uncertain: {from: draws.csv, ukraine.issue_weights.territory: {uniform: [0.1, 0.3]}}\n"
    problem = refused(weights((0.05, 0.6), (0.1, 0.75)), body)[0]
    assert problem.line == 3 and "sum to 0.85 in this row, and with the others to 1.15" in problem.message


# -- words ------------------------------------------------------------------------------------------------------------


def test_explain(case):
    scenario = case()
    prior = explain(RATE, scenario).prior
    assert prior.startswith("'from': 400 draws from 0.4") and prior.endswith("jointly with 2 more parameters")
    whole = explain("from", scenario)
    assert [path for path, _ in whole.parts] == sorted([RATE, HELP, STAGES]) and "400 rows" in whole.meaning
    assert "2 to 5" in str(whole)
    assert "from" in dict(explain("uncertain").parts)
    with pytest.raises(ScenarioError):
        explain("from", "kyiv_summit_2025")


def test_differences(case, folder, parent):
    scenario = case()
    (row,) = differences(parent, scenario)
    assert row.path == "uncertain.from" and row.a is None
    assert row.b.startswith(f"400 joint draws of {RATE}, {HELP}, {STAGES} (SHA-256 ")
    (folder / "draws.csv").write_text(ridge(300))
    (row,) = differences(scenario, case())
    assert row.a != row.b and row.b.startswith("300 joint draws")
