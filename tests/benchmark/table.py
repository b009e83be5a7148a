"""The table of the README from the JSON of a benchmark run: `python -m tests.benchmark.table FILE`.

Ratios are medians over rounds of what was timed in the same round: they mean something on a machine that drifts.
"""

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

HEADER = ("what", "found", "ratio", "target")


def ratio(seconds: dict[str, list[float]], of: str, to: str) -> float:
    """Median over rounds of one contestant's time as a multiple of another's."""
    return median(a / b for a, b in zip(seconds[of], seconds[to], strict=True))


def each(seconds: list[float], info: dict[str, Any], worlds: int | None = None) -> float:
    """Nanoseconds of a world-week, median over rounds."""
    return 1e9 * median(seconds) / (worlds or info["worlds"]) / info["weeks"]


def week(info: dict[str, Any]) -> list[tuple[str, ...]]:
    """(a) and (b)."""
    seconds = info["seconds"]
    model, floor = each(seconds["model"], info), each(seconds["floor"], info)
    return [
        (
            f"a world-week on one core, blocks of {info['worlds']:,}",
            f"{model:.0f} ns; floor {floor:.0f} ns",
            f"{ratio(seconds, 'model', 'floor'):.1f} × the floor",
            "4" if info["worlds"] == 65_536 else "",
        )
    ]


def mesa(info: dict[str, Any]) -> list[tuple[str, ...]]:
    """(c)."""
    seconds = info["seconds"]
    alone = each(seconds["single_worlds"], info, info["single_worlds"])
    times = ratio(seconds, "single_worlds", "model") * info["worlds"] / info["single_worlds"]
    return [
        (
            "a world-week under `mesa.batch_run`",
            f"{alone / 1e6:.2f} ms",
            f"{times:,.0f} × one in blocks of {info['worlds']:,}",
            "at least 2,000",
        )
    ]


def cores(info: dict[str, Any]) -> list[tuple[str, ...]]:
    """(g)."""
    seconds, workers = info["seconds"], info["cores"]
    rows = [(f"{info['worlds']:,} worlds, one thread", f"{median(seconds['one']):.1f} s", "", "")]
    names = {
        "threads": f"{workers} threads",
        "processes": f"{workers} processes",
        "started": f"{workers} processes, with the time to start them",
    }
    for key, name in names.items():
        target = "at least 1.8" if key == "threads" else ""
        found, faster = f"{median(seconds[key]):.1f} s", f"{ratio(seconds, 'one', key):.2f} × as fast"
        rows.append((f"the same, {name}", found, faster, target))
    return rows


def start(info: dict[str, Any]) -> list[tuple[str, ...]]:
    """(d)."""
    seconds = info["seconds"]
    names = {
        "import_mesa": "`import mesa` from a cold start",
        "help": "`allforall --help`",
        "validate": "`allforall validate`",
        "smallest_run": "the smallest run: 1,024 worlds, no prior, no figure",
    }
    return [
        (
            name,
            f"{median(seconds[key]):.2f} s",
            "" if key == "import_mesa" else f"{ratio(seconds, key, 'import_mesa'):.2f} × importing Mesa",
            "at most 2" if key == "smallest_run" else "",
        )
        for key, name in names.items()
    ]


def memory(info: dict[str, Any]) -> list[tuple[str, ...]]:
    """(e)."""
    rows = []
    for length, peaks in info["peaks"].items():
        sizes = ", ".join(f"{int(worlds):,}" for worlds in peaks)
        found = ", ".join(f"{peak:.0f}" for peak in peaks.values())
        rows.append((f"peak memory at {sizes} worlds of {length}", f"{found} MB", "", "flat"))
    return rows


def sweep(info: dict[str, Any]) -> list[tuple[str, ...]]:
    """(f)."""
    seconds = info["seconds"]
    return [
        (f"one run of {info['worlds']:,} worlds", f"{median(seconds['run']):.1f} s", "", ""),
        (
            "a sweep of 1,000 points of 1,000 worlds",
            f"{median(seconds['sweep']):.1f} s",
            f"{ratio(seconds, 'sweep', 'run'):.2f} × the run",
            "at most 1.3",
        ),
    ]


def precision(info: dict[str, Any]) -> list[tuple[str, ...]]:
    """(h)."""
    seconds, worlds = info["seconds"], info["worlds"]
    names = {"headline": "the base's shares", "compare": "the differences without the UAE (`compare`)"}
    return [
        (
            f"{name} to {100 * info['half_width']:g} points either way",
            f"{median(seconds[key]):.1f} s, {worlds[key]:,} worlds",
            "",
            "",
        )
        for key, name in names.items()
    ]


ROWS = {one.__name__: one for one in (week, mesa, cores, start, memory, sweep, precision)}


def main(file: str) -> None:
    """Print the machine and the table."""
    run = json.loads(Path(file).read_text())
    machine = run["machine_info"]
    brand = machine.get("cpu", {}).get("brand_raw", machine["machine"])
    print(
        f"{machine.get('cpu', {}).get('count', '?')} cores of {brand}, {machine['system']},"
        f" Python {machine['python_version']}, {run['datetime'][:10]}\n"
    )
    print("| " + " | ".join(HEADER) + " |\n| --- | ---: | ---: | ---: |")
    for bench in run["benchmarks"]:
        info = bench["extra_info"]
        for row in ROWS[info["row"]](info):
            print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
