"""The golden file: how it is laid out, read and written, and the digest that names its numbers."""

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.verification.golden.numbers import SEED, WORLD_BY_WORLD, WORLDS

FILE = Path(__file__).with_name("golden.json")

ABOUT = (
    "Golden numbers of every scenario of the catalogue, at stated values. Never edited by hand: "
    "python -m tests.verification.golden.update"
)

Scenarios = Mapping[str, Mapping[str, Any]]
"""Scenario -> its numbers."""


def read(file: Path = FILE) -> dict[str, Any]:
    """The whole file."""
    return json.loads(file.read_text(encoding="utf-8"))


def document(scenarios: Scenarios) -> dict[str, Any]:
    """What a file with these numbers says, made by this machine and this NumPy."""
    return {
        "about": ABOUT,
        "arithmetic": arithmetic(),
        "columns": list(WORLD_BY_WORLD),
        "scenarios": scenarios,
        "seed": SEED,
        "worlds": WORLDS,
    }


def digest(golden: Mapping[str, Any]) -> str:
    """Eight hexadecimal digits that name the numbers, whatever machine made them."""
    numbers = {key: golden[key] for key in ("columns", "scenarios", "seed", "worlds")}
    canonical = json.dumps(numbers, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:8]


def as_text(golden: Mapping[str, Any]) -> str:
    """The file's text: sorted, one group of numbers or one world per line, so that a diff shows what changed."""
    parts = {key: json.dumps(golden[key]) for key in golden if key != "scenarios"}
    parts["scenarios"] = _braces({name: _scenario(golden["scenarios"][name]) for name in golden["scenarios"]}, "  ")
    return _braces(parts, "") + "\n"


def _scenario(numbers: Mapping[str, Any]) -> str:
    parts = {group: json.dumps(numbers[group], sort_keys=True) for group in numbers}
    worlds = ",\n".join(f"        {json.dumps(world, separators=(',', ':'))}" for world in numbers["worlds"])
    return _braces(parts | {"worlds": f"[\n{worlds}\n      ]"}, "    ")


def _braces(parts: Mapping[str, str], indent: str) -> str:
    """A JSON object of ready parts, sorted, one below the other."""
    lines = ",\n".join(f"{indent}  {json.dumps(key)}: {parts[key]}" for key in sorted(parts))
    return f"{{\n{lines}\n{indent}}}"


def write(golden: Mapping[str, Any], file: Path) -> None:
    """Write the file; only the update command does."""
    file.write_text(as_text(golden), encoding="utf-8", newline="\n")


@cache
def arithmetic() -> str:
    """What decides the last bit of a float: NumPy's version, the kind of machine, and how this processor rounds.

    One NumPy build has several versions of its loops and takes the one that suits the processor. They differ in the
    last bit of a logarithm or an exponential, and therefore those bits are asked themselves.
    """
    here = np.random.Generator(np.random.SFC64(np.random.SeedSequence(SEED)))
    digest_of_bits = hashlib.sha256()
    for kind in (np.float32, np.float64):
        some = here.random(4096, dtype=kind)
        for values in (np.log(some), np.exp(8 * some - 4), np.exp2(some), np.sqrt(some), 1 / some, some**1.5):
            digest_of_bits.update(values.tobytes())
            digest_of_bits.update(values.sum().tobytes())
    return f"numpy {np.__version__}, {platform.system()} {platform.machine()}, {digest_of_bits.hexdigest()[:8]}"
