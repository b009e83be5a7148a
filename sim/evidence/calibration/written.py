"""The folder of a calibration: draws, tables, and what they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.experiments.folder import PROVENANCE, SUMMARY, write_json
from sim.result.folder import write_file
from sim.spreadsheet import table_as_csv

if TYPE_CHECKING:
    from pathlib import Path

    import pandas

    from sim.evidence.calibration.calibration import Calibration

POSTERIOR, TABLE, RIDGES, PREDICTIVE, RANKS = "posterior.csv", "table.csv", "ridges.csv", "predictive.csv", "ranks.csv"
REPORT = "report.txt"


def write(found: Calibration, folder: Path) -> None:
    """Write the numbers, each file whole or not at all; `summary.json` last, as the sign that the folder is finished.

    Raises
    ------
    OutputError
        when a file cannot be written
    """
    (folder / SUMMARY).unlink(missing_ok=True)
    for name, table in ((POSTERIOR, found.draws), (TABLE, found.table), (RIDGES, found.ridges),
                        (PREDICTIVE, found.predictive), (RANKS, _ranks(found))):  # fmt: skip
        if len(table):
            write_file(folder / name, table_as_csv(table))
    write_file(folder / REPORT, found.page() + "\n")
    write_json(folder / PROVENANCE, found.provenance)
    write_json(folder / SUMMARY, found.summary)


def _ranks(found: Calibration) -> pandas.DataFrame:
    """One row per synthetic record: where the truth lay, and its rank among the posterior draws, by parameter."""
    import pandas

    return pandas.DataFrame(
        [
            {"record": repetition.number}
            | {f"truth {path}": value for path, value in zip(found.setting.paths, repetition.truth, strict=True)}
            | {f"rank {path}": int(rank) for path, rank in zip(found.setting.paths, repetition.rank, strict=True)}
            for repetition in found.repetitions
        ]
    )
