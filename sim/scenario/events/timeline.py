"""The dated events of a scenario as they are written, read and checked (MODEL.md, 6.13)."""

from __future__ import annotations

from typing import Any

from sim.scenario.events.entries import EVENTS, SIZES, TimelineEntry
from sim.scenario.events.span import Span
from sim.scenario.shape import shape
from sim.scenario.text.check import Report, group, kind_of
from sim.scenario.text.nodes import Items, Table


def read_timeline(node: Items, span: Span, report: Report) -> list[dict[str, Any]]:
    """Entries as a resolved file says them, each with its target and sizes; what is wrong goes to the report."""
    found = []
    for number, item in enumerate(node.entries):
        path = ("timeline", str(number))
        if not isinstance(item, Table):
            report.add(
                item.mark,
                f"an entry of the timeline must be a mapping, found {kind_of(item)}",
                path,
                "such as - {date: 2025-03-03, event: aid_pause}",
            )
            continue
        before = len(report.problems)
        scratch = Report(problems=report.problems, bad=report.bad)
        values = group(shape(TimelineEntry), item, ("timeline",), scratch) or {}
        if len(report.problems) > before:
            continue
        _check_entry(values, item, report, path)
        if len(report.problems) == before:
            _check_week(values, item, span, report, path)
        if len(report.problems) == before:
            found.append(_complete(values))
    return found


def _check_entry(values: dict[str, Any], item: Table, report: Report, path: tuple[str, ...]) -> None:
    """What fits together: one way to date it, the sizes and the target its event needs."""
    keys = item.keys
    kind = EVENTS[values["event"]]
    name = values["event"]
    if "date" in values and "week" in values:
        report.add(
            keys["week"], "an entry of the timeline has a date or a week, not both", path, "remove one of the two"
        )
    elif "date" not in values and "week" not in values:
        report.add(
            item.mark,
            f"this entry of the timeline lacks a date or a week (event {name})",
            path,
            "such as date: 2025-03-03, or week: 1",
        )
    if kind.size and kind.default_size is None and kind.size not in values:
        report.add(keys["event"], f"event {name} needs a size '{kind.size}'", path, f"such as {kind.size}: 0.5")
    sizes = [size for size in SIZES if size in values]
    if "target" not in values and kind.default_target is None and (kind.size or sizes):
        report.add(keys["event"], f"event {name} needs a target", path, "target: ukraine, or target: russia")
    if "target" in values and not kind.size and not sizes:
        report.add(keys["target"], f"event {name} has no target: it concerns both sides", path, "remove the target")


def _check_week(values: dict[str, Any], item: Table, span: Span, report: Report, path: tuple[str, ...]) -> None:
    key = "date" if "date" in values else "week"
    mark = item.entries[key].mark
    week = values.get("week", 0)
    if "date" in values:
        if span.start is None:
            return
        if values["date"] < span.start:
            span.wrong(mark, f"{values['date']} is before the start of the run ({span.start})", report, path)
            return
        week = (values["date"] - span.start).days // 7
    if not span.has(week):
        when = f"{values['date']} (week {week})" if "date" in values else f"week {week}"
        span.wrong(
            mark,
            f"{when} is at or after the end of the run: {span.weeks_text}",
            report,
            path,
            "move the event, or raise horizon_weeks",
        )


def _complete(values: dict[str, Any]) -> dict[str, Any]:
    """An entry with its defaults written out, as plain values."""
    kind = EVENTS[values["event"]]
    entry: dict[str, Any] = {}
    if "date" in values:
        entry["date"] = values["date"].isoformat()
    else:
        entry["week"] = values["week"]
    entry |= {"weeks": values.get("weeks", 1), "event": values["event"]}
    sizes = {size: values[size] for size in SIZES if size in values}
    if kind.size and kind.size not in sizes:
        sizes[kind.size] = kind.default_size
    if sizes:
        entry["target"] = values.get("target", kind.default_target)
    entry |= {size: sizes[size] for size in SIZES if size in sizes}
    if values.get("note"):
        entry["note"] = values["note"]
    return entry
