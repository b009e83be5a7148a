"""The record as a whole: exchanges, diplomatic events, and the coding of the model's own events."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.evidence.record.coding import Coding, read_coding
from sim.evidence.record.diplomacy import DiplomaticEvent, read_diplomacy
from sim.evidence.record.exchanges import FILE, Exchange, read_exchanges
from sim.evidence.record.table_errors import EvidenceError, Problem


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is known of the war's exchanges and diplomacy, up to `coding.record_ends`."""

    exchanges: tuple[Exchange, ...]
    diplomacy: tuple[DiplomaticEvent, ...]
    coding: Coding


def read_record(
    exchanges: Path | str | None = None, diplomacy: Path | str | None = None, coding: Path | str | None = None
) -> Record:
    """Read the three tables; those not named are the ones that come with the package.

    Raises
    ------
    EvidenceError
        with every row that is not valid, in itself or against the other tables
    """
    found = Record(exchanges=read_exchanges(exchanges), diplomacy=read_diplomacy(diplomacy), coding=read_coding(coding))
    ends = found.coding.record_ends
    late = [each.date for each in found.exchanges if each.date > ends]
    if late:
        raise EvidenceError(
            Problem(
                Path(exchanges or FILE).name,
                None,
                "date",
                f"{len(late)} exchanges, the first on {late[0]}, are after the record ends, {ends}",
                "bring a table of coded events (--coding) whose record_ends is later",
            )  # fmt: skip
        )
    return found
