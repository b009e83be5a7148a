"""The package can grow: a parameter and a form of consent, declared where they are used, are known everywhere.

A copy of the package is edited as a researcher would edit it, in two files, and asked by a process of its own.
"""

import difflib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.scenario.layers.files import catalogue_folder

ROOT = Path(sim.__file__).resolve().parents[1]

PARAMETER = (
    (
        "    outrage_persistence: float = parameter(",
        """    lasting_outrage: float = parameter(
        0.0,
        "outrage that one event adds for good to every later event's",
        unit="outrage",
        low=0.0,
        high=20.0,
        status="judgement",
        no_sign="only declared for a test",
    )
    outrage_persistence: float = parameter(""",
    ),
    ("rules.outrage_jump * self.struck", "(rules.outrage_jump + rules.lasting_outrage) * self.struck"),
)
FORM = (
    ("from typing import Any\n", "from typing import Any, Literal\n"),
    (
        "    temperature: float = parameter(",
        """    consent: Literal["product", "weakest"] = parameter(
        "product",
        "what two answers make of each other",
        unit="choice",
        status="rule",
        no_sign="a choice of form",
    )
    temperature: float = parameter(""",
    ),
    (
        "Form = Callable[",
        """def weakest(chances: Number, ukraine: Answer, russia: Answer, decision) -> np.ndarray:
    \"\"\"The less willing side decides alone.\"\"\"
    return chances * np.minimum(ukraine.acceptance, russia.acceptance) * ukraine.gate * russia.gate


Form = Callable[""",
    ),
    ('{"product": product}', '{"product": product, "weakest": weakest}'),
)
EDITS = {"sim/model/spoilers.py": PARAMETER, "sim/model/consent.py": FORM}
"""File -> (what stands there once, what takes its place)."""

SCENARIO = """scenario: grown
title: Grown
extends: kyiv_summit_2025
horizon_weeks: 30
{sections}"""
STATED = "spoilers: {lasting_outrage: 0.5}\ndecision: {consent: weakest}\n"

ASKED = """
import hashlib, json, sys
from pathlib import Path
import sim

def bits(scenario):
    model = sim.NegotiationModel(scenario, worlds=300, seed=4, collect=False)
    rows = model.run().outcomes()
    return hashlib.sha256(b"".join(name.encode() + rows[name].tobytes() for name in sorted(rows))).hexdigest()

here = Path(sys.argv[1])
files = sorted(here.glob("*.yaml"))
told = {"package": sim.__file__, "bits": {file.stem: bits(sim.load(file)) for file in files}}
if sys.argv[2] == "grown":
    from sim.scenario import explain, json_schema
    for path in ("spoilers.lasting_outrage", "decision.consent"):
        told["explain " + path] = repr(explain(path, sim.load(here / "both.yaml")))
    told["schema"] = json.dumps(json_schema())
    design = {"sweep": "grown", "scenarios": [str(here / "form.yaml")], "worlds": 100,
              "points": {"grid": {"spoilers.lasting_outrage": [0, 4]}}}
    table = sim.sweep(design).table
    told["swept"] = table["spoilers.lasting_outrage"].tolist()
    told["counts"] = table[["swap_first", "talks_first"]].to_numpy().tolist()
print(json.dumps(told))
"""


def grown(folder: Path) -> Path:
    """A copy of the package, catalogue inside as where it is installed, with the edits made."""
    shutil.copytree(ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(catalogue_folder(), folder / "sim" / "scenarios", dirs_exist_ok=True)
    for name, edits in EDITS.items():
        file = folder / name
        text = file.read_text("utf-8")
        for old, new in edits:
            assert text.count(old) == 1, f"{name} has {text.count(old)} times {old!r}"
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
    return folder


def ask(package: Path, scenarios: Path, what: str) -> dict:
    """What a package says, in a process of its own with the package first on its path."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(scenarios), what],
        cwd=package,
        env=os.environ | {"PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert Path(told["package"]).parents[1] == package
    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> tuple[dict, dict]:
    """What the grown copy says; and what the package says of a scenario that states nothing new."""
    copy, scenarios, old = (tmp_path_factory.mktemp(name) for name in ("grown", "scenarios", "old"))
    parameter, form = STATED.splitlines(keepends=True)
    for name, sections in {"none": "", "parameter": parameter, "form": form, "both": STATED}.items():
        (scenarios / f"{name}.yaml").write_text(SCENARIO.format(sections=sections), "utf-8")
    (old / "none.yaml").write_text(SCENARIO.format(sections=""), "utf-8")
    return ask(grown(copy), scenarios, "grown"), ask(ROOT, old, "as it is")


def test_two_files_are_edited_and_little_of_them():
    assert len(EDITS) == 2
    added = [
        line
        for edits in EDITS.values()
        for old, new in edits
        for line in difflib.ndiff(old.splitlines(), new.splitlines())
    ]
    assert sum(line.startswith("+ ") for line in added) < 30


def test_explain_knows_both(told):
    assert "adds for good" in told[0]["explain spoilers.lasting_outrage"]
    assert "what two answers make of each other" in told[0]["explain decision.consent"]
    assert "weakest" in told[0]["explain decision.consent"]


def test_the_json_schema_knows_both(told):
    assert "lasting_outrage" in told[0]["schema"] and "weakest" in told[0]["schema"]


def test_what_is_not_stated_leaves_every_bit(told):
    assert told[0]["bits"]["none"] == told[1]["bits"]["none"]


def test_what_is_stated_changes_the_outcome(told):
    assert len(set(told[0]["bits"].values())) == 4


def test_a_sweep_moves_the_parameter(told):
    assert told[0]["swept"] == [0, 4]
    low, high = told[0]["counts"]
    assert low != high
