"""What we write, and what spreadsheets, R and pandas make of it, is read again as the same."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas
import pytest

import sim
from sim.evidence.record import coding, diplomacy, exchanges, reference_class
from sim.experiments.design import read_design
from sim.scenario import Scenario, ScenarioError, load
from tests.scenario.conftest import PARENT
from tests.tables.fuzz import DRAWS, TABLE

RECORDS = {
    exchanges.FILE: exchanges.read_exchanges, diplomacy.FILE: diplomacy.read_diplomacy, coding.FILE: coding.read_coding,
    reference_class.FILE: reference_class.read_reference_class,
}  # fmt: skip


def plain(table: pandas.DataFrame) -> str:
    return table.to_csv(index=False)


def converted(table: pandas.DataFrame) -> str:
    """With the types that pandas would like: dates as such, whole numbers that may be missing."""
    dates = {name: pandas.to_datetime(table[name]) for name in ("date", "until") if name in table}
    return table.assign(**dates).convert_dtypes().to_csv(index=False)


def as_a_spreadsheet(table: pandas.DataFrame) -> str:
    """A byte order mark, Windows line ends, empty rows below, and empty columns beside."""
    lines = table.assign(mine="").to_csv(index=False, lineterminator="\r\n").replace(",mine\r\n", ",,\r\n", 1)
    first, _, rest = lines.partition("\r\n")
    return f"\ufeff{first}\r\n" + rest.replace(",\r\n", ",,\r\n") + "," * (len(table.columns) + 1) + "\r\n\r\n"


def all_in_quotes(table: pandas.DataFrame) -> str:
    return table.to_csv(index=False, quoting=csv.QUOTE_ALL)


def as_r(table: pandas.DataFrame) -> str:
    """`write.csv`: texts, names of columns and of rows in quotes, NA for what is missing, TRUE and FALSE."""
    said = table.map(lambda value: str(value).upper() if isinstance(value, bool) else value)
    words = said.map(lambda value: '"' + value.replace('"', '""') + '"' if isinstance(value, str) else value)
    numbers = words.map(lambda value: f"{value:.15g}" if isinstance(value, float) and value == value else value)
    lines = [",".join(["NA" if cell != cell else str(cell) for cell in row]) for row in numbers.itertuples(index=False)]
    head = ",".join(['""', *(f'"{name}"' for name in table.columns)])
    return "\n".join([head, *(f'"{number}",{line}' for number, line in enumerate(lines, 1))]) + "\n"


WAYS = [plain, converted, as_a_spreadsheet, all_in_quotes, as_r]


@pytest.mark.parametrize("write", WAYS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_a_record_that_was_written_again_is_the_same(tmp_path, file, write):
    read = RECORDS[file]
    again = tmp_path / "again.csv"
    again.write_text(write(pandas.read_csv(file)), encoding="utf-8", newline="")
    assert read(again) == read(file)


@pytest.mark.parametrize("text", ["yes", "TRUE", "True", "true", "1", "1.0"])
def test_the_short_list_is_read_as_truth_is_written(tmp_path, text):
    file = tmp_path / "wars.csv"
    content = Path(reference_class.FILE).read_text(encoding="utf-8").replace(",yes,", f",{text},")
    file.write_text(content, encoding="utf-8")
    assert reference_class.read_reference_class(file) == reference_class.read_reference_class()


# -- tables of points -------------------------------------------------------------------------------------------------

MIXED = {
    "uae.engagement": {"uniform": [0.2, 1]},
    "all_for_all.stages": {"integers": [1, 6]},
    "talks.allowed": {"choice": [True, False]},
    "wallets": {"scales": ["*.wallet"], "uniform": [0.5, 1.5]},
}


@pytest.fixture
def design_of(tmp_path):
    """From the text of a table to the design that reads it."""

    def read(text: str, name: str = "points.csv"):
        (tmp_path / "parent.yaml").write_text(PARENT.read_text(encoding="utf-8"), encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        (tmp_path / "design.yaml").write_text(f"sweep: a\nscenarios: [parent.yaml]\npoints: {{table: {name}}}\n")
        return read_design(tmp_path / "design.yaml")

    return read


def swept(**points) -> sim.Sweep:
    return sim.sweep(
        {"sweep": "mixed", "scenarios": str(PARENT), "worlds": 4, "points": points}, overrides={"horizon_weeks": 2},
        workers=1, executor="threads",
    )  # fmt: skip


@pytest.fixture(scope="module")
def mixed():
    """A finished sweep over a share, a whole number, a truth and a common factor."""
    return swept(latin_hypercube={"points": 6, "over": MIXED})


def with_windows_ends(table: pandas.DataFrame) -> str:
    return "\ufeff" + table.to_csv(index=False, lineterminator="\r\n") + "\r\n\r\n"


@pytest.mark.parametrize("write", [plain, with_windows_ends, all_in_quotes], ids=lambda write: write.__name__)
@pytest.mark.parametrize("whole", [True, False])
def test_the_table_of_a_sweep_is_the_points_of_the_next(design_of, mixed, write, whole):
    again = design_of(write(mixed.table if whole else mixed.table[list(mixed.design.keys)]))
    assert again.keys == mixed.design.keys
    np.testing.assert_array_equal(again.points[0], mixed.design.points[0])


def test_a_sweeps_table_through_parquet_is_read_too(design_of, mixed, tmp_path):
    pytest.importorskip("pyarrow")
    mixed.table.to_parquet(tmp_path / "table.parquet")
    again = design_of(pandas.read_parquet(tmp_path / "table.parquet").to_csv(index=False))
    np.testing.assert_array_equal(again.points[0], mixed.design.points[0])


def test_a_sweeps_table_of_several_scenarios_has_each_point_once(design_of, mixed):
    two = pandas.concat([mixed.table, mixed.table.assign(scenario="other")])
    np.testing.assert_array_equal(design_of(plain(two)).points[0], mixed.design.points[0])
    two.iloc[-1, two.columns.get_loc("uae.engagement")] = 0.123
    with pytest.raises(ScenarioError, match=r"points.csv:13:1: point 5 has other values here than in line 7"):
        design_of(plain(two))


def test_what_programs_write_for_whole_numbers_truth_and_gaps(design_of):
    expected = [[0.5, 2, 1, 1], [0.25, 3, 0, np.nan], [np.nan, 1, 0, 2], [1, np.nan, np.nan, 0.5]]
    np.testing.assert_array_equal(design_of(TABLE).points[0], expected)
    frame = pandas.read_csv(io.StringIO(TABLE))
    for text in (plain(frame), all_in_quotes(frame), "\ufeff" + plain(frame).replace("\n", "\r\n"),
                 frame.to_csv(index=False, na_rep="NA")):  # fmt: skip
        np.testing.assert_array_equal(design_of(text).points[0], expected)


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("all_for_all.stages\n2.5\n", "2:1", "must be a whole number from 1"),
        ("talks.allowed\n2\n", "2:1", "must be true or false"),
        ('uae.engagement\n"0,5"\n', "2:2", "write 0.5"),
        ('wallets\n"1,000"\n', "2:2", "write 1000, without a thousands comma"),
        ("wallets\n1 000\n", "2:1", "write 1000, without a thousands separator"),
        ("wallets\n1\u202f000\n", "2:1", "U+202F NARROW NO-BREAK SPACE"),
        ("uae.engagement,wallets\n0,5,1\n", "2:1", "the line has 3 cells; the first line names 2 columns"),
        ("uae.engagement;wallets\n0,5;1\n", "1:15", "separated by semicolons\nseparate them by commas, and write"),
        ('"uae.engagement","wallets"\n"0.5","x"\n', "2:8", "wallets must be a number"),
        ('"","uae.engagement"\n"1",0.5\n', "1:2", "a column has no name\nthe first line names one parameter per column"),
        ("uae.engagement\n0.5\n0.6\n\"0.7\n", "4:1", "a quote that is opened here is never closed"),
        ("scenario,point,status,reason,worlds\na,0,done,,9\n", "1:1", "varied nothing"),
        ("root:x:0:0:root:/root:/bin/bash\n", "1:1", "the first line names no parameters"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_told_at_its_place(design_of, text, place, says):
    with pytest.raises(ScenarioError) as caught:
        design_of(text)
    problem = caught.value.problems[0]
    assert f"{problem.line}:{problem.column}" == place and says in f"{problem.message}\n{problem.remedy}"
    assert "/bin/bash" not in str(caught.value)


# -- joint draws ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [plain, converted, all_in_quotes], ids=lambda write: write.__name__)
def test_draws_that_were_written_again_are_the_same(tmp_path, write):
    def read(text: str) -> Scenario:
        (tmp_path / "parent.yaml").write_text(PARENT.read_text(encoding="utf-8"), encoding="utf-8")
        (tmp_path / "draws.csv").write_text(text, encoding="utf-8")
        (tmp_path / "case.yaml").write_text(
            "scenario: case\ntitle: A case\nextends: parent.yaml\nuncertain: {from: draws.csv}\n"
        )
        return load(tmp_path / "case.yaml")

    assert read(write(pandas.read_csv(io.StringIO(DRAWS)))) == read(DRAWS)
