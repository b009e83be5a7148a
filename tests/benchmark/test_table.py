"""The table that benchmarks print: units, and ratios of what was timed in the same round."""

import json

import pytest

from tests.benchmark import table
from tests.benchmark.floor import floor

CPU = {"brand_raw": "Abacus", "count": 4}
MACHINE = {"machine": "abacus", "system": "Linux", "python_version": "3.13.0", "cpu": CPU}


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        (
            {
                "row": "week",
                "worlds": 65_536,
                "weeks": 100,
                "seconds": {"model": [2.0, 4.0, 6.0], "floor": [1.0, 1.0, 1.0]},
            },
            [("610 ns; floor 153 ns", "4.0 × the floor", "4")],
        ),
        (
            {
                "row": "mesa",
                "worlds": 1000,
                "weeks": 100,
                "single_worlds": 2,
                "seconds": {"single_worlds": [1.0, 1.0], "model": [0.5, 0.5]},
            },
            [("5.00 ms", "1,000 × one in blocks of 1,000", "at least 2,000")],
        ),
        (
            {"row": "sweep", "worlds": 9000, "seconds": {"sweep": [3.0, 4.0, 9.0], "run": [2.0, 4.0, 3.0]}},
            [("3.0 s", "", ""), ("4.0 s", "1.50 × the run", "at most 1.3")],
        ),
        (
            {
                "row": "cores",
                "worlds": 10,
                "cores": 2,
                "seconds": {"one": [4.0], "threads": [2.5], "processes": [2.0], "started": [3.2]},
            },
            [
                ("4.0 s", "", ""),
                ("2.5 s", "1.60 × as fast", "at least 1.8"),
                ("2.0 s", "2.00 × as fast", ""),
                ("3.2 s", "1.25 × as fast", ""),
            ],
        ),
        ({"row": "memory", "peaks": {"one week": {"1000": 200.4, "2000": 201.0}}}, [("200, 201 MB", "", "flat")]),
        (
            {
                "row": "precision",
                "half_width": 0.005,
                "worlds": {"headline": 2000, "compare": 1000},
                "seconds": {"headline": [2.0], "compare": [1.0]},
            },
            [("2.0 s, 2,000 worlds", "", ""), ("1.0 s, 1,000 worlds", "", "")],
        ),
        (
            {
                "row": "start",
                "seconds": {"import_mesa": [1.0], "help": [0.5], "validate": [0.25], "smallest_run": [2.0]},
            },
            [
                ("1.00 s", "", ""),
                ("0.50 s", "0.50 × importing Mesa", ""),
                ("0.25 s", "0.25 × importing Mesa", ""),
                ("2.00 s", "2.00 × importing Mesa", "at most 2"),
            ],
        ),
    ],
)
def test_rows(info, expected, tmp_path, capsys):
    assert [row[1:] for row in table.ROWS[info["row"]](info)] == expected
    file = tmp_path / "benchmark.json"
    file.write_text(
        json.dumps({"machine_info": MACHINE, "datetime": "2026-11-24T10:00:00", "benchmarks": [{"extra_info": info}]})
    )
    table.main(str(file))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "4 cores of Abacus, Linux, Python 3.13.0, 2026-11-24"
    assert len(lines) == 4 + len(expected) and all(line.count("|") == 5 for line in lines[2:])


def test_the_floor_runs():
    floor(2048, 1)
