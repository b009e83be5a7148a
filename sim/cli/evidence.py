"""Commands about the evidence itself: the record of exchanges, and other wars. None simulates."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.drawing import draw
from sim.cli.ending import DONE
from sim.cli.flow import print_whole
from sim.cli.options import AsJson, Coding, Diplomacy, Exchanges

if TYPE_CHECKING:
    from sim.evidence.record.record import Record


def baserate(
    wars: Annotated[
        str | None, typer.Option("--wars", metavar="CSV", help="Another list of past wars.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Show how often other wars exchanged before they talked.

    Counts by coding, with and without one-sided releases, one vote per case and per conflict.
    """
    from sim.evidence.record.base_rate import base_rates
    from sim.evidence.record.reference_class import past_wars, read_reference_class
    from sim.views.text.base_rate_page import format_base_rates

    rows = read_reference_class(wars)
    rates = base_rates(rows)
    if as_json:
        print(json.dumps([asdict(rate) for rate in rates], indent=2, allow_nan=False))
    else:
        print(format_base_rates(rates, past_wars(rows)))
    return DONE


def record(
    exchanges: Exchanges = None,
    diplomacy: Diplomacy = None,
    coding: Coding = None,
    figure: Annotated[
        str | None, typer.Option("--figure", metavar="PNG", help="Draw it, into this file.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Show the record of exchanges by window, and draw it.

    The figure has the diplomatic events over it.
    """
    from sim.evidence.record.record import read_record
    from sim.views.text.record_page import format_record, record_summary

    found = read_record(exchanges, diplomacy, coding)
    summary = record_summary(found)
    print_whole(lambda: print(json.dumps(summary, indent=2, allow_nan=False) if as_json else format_record(summary)))
    if figure is None:
        return DONE
    status = draw({figure: lambda: _draw(found, figure)}, "the same command again", quiet=False)
    if status == DONE and not as_json:
        print(f"Drawn in {figure}")
    return status


def _draw(found: Record, place: str) -> None:
    from pathlib import Path

    from sim.result.folder import write_file
    from sim.views.figures.house_style import encoded
    from sim.views.figures.record import draw_record

    write_file(Path(place), encoded(draw_record(found)))


COMMANDS = (baserate, record)
