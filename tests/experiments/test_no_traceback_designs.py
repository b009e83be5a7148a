"""Whatever stands in a design, the answer is a design or problems with places: never another exception."""

import string
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.experiments.design import read_design
from sim.scenario import ScenarioError
from tests.invalid_files import check_problems
from tests.scenario.property import mutations, yaml_like

CASES = Path(__file__).parent / "invalid" / "cases"
SETTINGS = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
HEAD = f"""\
sweep: a_design
title: A design
scenarios: [{CASES}/base.yaml, {CASES}/second.yaml]
worlds: 10
replicates: 2
seed: 3
draws: common
settings: {{talks.opportunities_per_week: 0.5}}
points:
"""
KINDS = {
    "grid": """\
  grid:
    wallets: [0, 1]
    us_envoy.engagement: {from: 0.1, to: 0.9, steps: 3, scale: log}
    all_for_all.stages: {from: 1, to: 3, steps: 3}
    talks.allowed: [false, true]
""",
    "sample": "  sobol:\n    points: 8\n    over: prior\n",
    "chosen": "  latin_hypercube: {points: 5, over: [wallets, russia.all_for_all.bargaining_chip]}\n",
    "stated": """\
  latin_hypercube:
    points: 5
    over:
      uae.engagement: {uniform: [0, 1]}
      purses: {scales: ["*.wallet"], log_uniform: [0.5, 2]}
""",
    "list": "  list:\n    - {uae.engagement: 0.5, agenda.territory.low: 0.2}\n    - {wallets: 2}\n    - {}\n",
}
TABLE = "uae.engagement,agenda.territory.low\n0.5,0.1\n,0.3\n1,\n"


def outcome(text: str | bytes, table: str | bytes | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("design.yaml", text), ("points.csv", table)):
            if content is not None:
                raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
                (Path(folder) / name).write_bytes(raw)
        try:
            design = read_design(Path(folder) / "design.yaml")
        except ScenarioError as error:
            check_problems(error)
            return
    some = np.arange(min(design.size, 5))
    for number, scenario in enumerate(design.scenarios):
        values = design.values(number, some)
        scenario.parameters({path: np.asarray(column) for path, column in values.items()})
    assert len(design.hash) == 64 and design.facts()


@pytest.mark.parametrize("kind", KINDS)
def test_the_designs_that_are_mutated_are_valid(kind):
    outcome(HEAD + KINDS[kind])


@SETTINGS
@given(kind=st.sampled_from(sorted(KINDS)), data=st.data())
def test_mutations_of_valid_designs(kind, data):
    outcome(data.draw(mutations(HEAD + KINDS[kind])))


@SETTINGS
@given(data=st.data())
def test_mutations_of_the_points_alone(data):
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    outcome(HEAD + data.draw(mutations(KINDS[kind])))


@SETTINGS
@given(data=st.data())
def test_mutations_of_a_table(data):
    outcome(HEAD + "  table: points.csv\n", data.draw(mutations(TABLE)))


@SETTINGS
@given(st.one_of(st.binary(max_size=200), st.text(string.printable, max_size=200)))
@example(b"")
@example("\n")
@example(",\n,\n")
def test_random_tables(table):
    outcome(HEAD + "  table: points.csv\n", table)


@SETTINGS
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200), yaml_like()))
def test_random_texts(text):
    outcome(text)


@SETTINGS
@given(yaml_like())
def test_random_points(points):
    outcome(HEAD.rstrip() + " " + points)


_PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.text(max_size=5), st.integers()), inner, max_size=3)
    ),
    max_leaves=8,
)


@SETTINGS
@given(
    st.dictionaries(
        st.sampled_from(["sweep", "scenarios", "worlds", "settings", "points", "draws", "x"]),
        st.one_of(_PLAIN, st.just(str(CASES / "base.yaml")), st.fixed_dictionaries({"grid": _PLAIN})),
        max_size=5,
    )
)
def test_random_mappings(document):
    try:
        read_design({"sweep": "a", "scenarios": str(CASES / "base.yaml")} | document)
    except ScenarioError as error:
        assert error.problems and str(error)


N = 9_000


@pytest.mark.parametrize(
    "points",
    [
        "  grid:\n" + "".join(f"    russia.trust.x{number}: [1]\n" for number in range(1000)),
        "  grid: {uae.engagement: [" + ", ".join(f"{number / N}" for number in range(N)) + "]}\n",
        "  list:\n" + "".join(f"    - {{uae.engagement: {number / N}}}\n" for number in range(3000)),
        "  latin_hypercube: {points: 100000, over: prior}\n",
        "  sobol: {points: 8, over: [" + ", ".join(f"x{number}" for number in range(1000)) + "]}\n",
    ],
    ids=["unknown names", "values", "list", "sample", "unknown keys"],
)
def test_large_designs_are_answered_soon(points):
    """A loose limit, against explosions only."""
    start = time.monotonic()
    outcome(HEAD + points)
    assert time.monotonic() - start < 20


def test_a_large_table_is_answered_soon():
    start = time.monotonic()
    outcome(HEAD + "  table: points.csv\n", "uae.engagement,wallets\n" + "0.5,1\n" * 50_000)
    assert time.monotonic() - start < 20


def test_no_number_of_dimensions_overflows_the_size_of_a_grid():
    paths = [f"{side}.{name}" for side in ("ukraine", "russia") for name in ("over_optimism", "captures_per_week")]
    issues = ("captives", "ceasefire_terms", "territory", "security_guarantee", "sanctions")
    paths += [f"{side}.talks.red_lines.{issue}" for side in ("ukraine", "russia") for issue in issues]
    outcome(HEAD + "  grid:\n" + "".join(f"    {path}: {{from: 0, to: 1, steps: 100000}}\n" for path in paths))
