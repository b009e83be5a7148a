"""Every example and every number of the README is run."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from tests.verification.relations.signs import relations
from tests.verification.reproducibility.test_whole_prior import BOX, LAYERS
from tests.verification.scenarios import MEDIATORS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
OUTCOMES = {"swap first": "swap_first", "talks first": "talks_first", "neither": "neither"}


def blocks(language: str) -> list[str]:
    """Fenced blocks of the README in a language."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("code", blocks("python"), ids=lambda code: code.split("\n")[0])
def test_python_examples_run(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope: dict = {}
    exec(compile(code, "README.md", "exec"), scope)
    if "rows" in scope:
        runs = {row["RunId"]: row for row in scope["rows"]}.values()  # newer Mesa: one row per party
        assert len({(row["case"], row["seed"]) for row in runs}) == len(runs) == 6
        assert len({(row["exchanges"], row["case"]) for row in runs}) > 2
        assert {"case", "seed", "talks_first"} <= set(scope["rows"][0])
    if "found" in scope:
        found = scope["found"]
        assert len(found.table) == 3 and sim.load(found.folder).table.equals(found.table)


def test_the_scenario_example_is_valid_and_changes_what_it_says(tmp_path):
    (text,) = (text for text in blocks("yaml") if text.startswith("scenario:"))
    file = tmp_path / "harder_moscow.yaml"
    file.write_text(text, encoding="utf-8")
    scenario = sim.load(file)
    assert scenario.parameters().russia.all_for_all.bargaining_chip == 1.6
    assert scenario.shocks.pressure["ukraine"][1] == 0.5


def test_the_design_example_holds():
    (text,) = (text for text in blocks("yaml") if text.startswith("sweep:"))
    design = sim.sweep(YAML(typ="safe", pure=True).load(text), worlds=2, overrides={"horizon_weeks": 1}).design
    assert (design.size, design.labels) == (21, ("kyiv_summit_2025", "no_uae"))


EXPERIMENTS = [
    line.partition("#")[0].split()[1:]
    for block in blocks("sh")
    for line in block.splitlines()
    if line.split()[1:2] and line.split()[1] in ("compare", "sweep", "discover", "sensitivity")
]
SMALL = {
    "compare": ["--worlds", "64"],
    "sweep": ["--worlds", "8", "--set", "horizon_weeks=60"],
    "sensitivity": ["--points", "64", "--worlds", "2", "--tornado-worlds", "8", "--set", "horizon_weeks=4"],
    "discover": ["--above", "0.05"],
}
"""What makes each command quick enough for a test."""


@pytest.mark.slow
def test_every_experiment_of_the_readme_runs(tmp_path, monkeypatch):
    """In the order in which they stand, in one folder: a later one may need what an earlier one has written."""
    monkeypatch.chdir(tmp_path)
    assert {words[0] for words in EXPERIMENTS} == set(SMALL)
    for words in EXPERIMENTS:
        ending = CliRunner().invoke(app, [*words, *SMALL[words[0]]], prog_name="allforall")
        assert ending.exit_code == 0, (words, ending.output)


@pytest.fixture(scope="module")
def headline():
    return sim.run("kyiv_summit_2025", worlds=20_000, seed=1).summary


@pytest.mark.slow
@pytest.mark.parametrize(("label", "key"), OUTCOMES.items())
def test_the_table_is_what_the_run_prints(headline, label, key):
    """Between machines floats may differ in the last bit and move a few worlds: 0.1 points is a third of the standard error."""
    number = r"([\d.,]+)"
    row = re.search(
        rf"^\| {label} \| {number} \| {number} % \| {number} to {number} % \| {number} to {number} % \|",
        TEXT,
        flags=re.MULTILINE,
    )
    count, share, low, high, lowest, highest = (float(cell.replace(",", "")) for cell in row.groups())
    outcome = headline["outcomes"][key]
    assert outcome["count"] == pytest.approx(count, abs=20)
    for printed, name in ((share, "share"), (low, "low"), (high, "high")):
        assert 100 * outcome[name] == pytest.approx(printed, abs=0.051 + 0.1)
    for printed, name in ((lowest, "q05"), (highest, "q95")):
        assert 100 * headline["prior"][key][name] == pytest.approx(
            printed, abs=0.051 + 100 / headline["prior"]["worlds_per_draw"]
        )


@pytest.mark.slow
def test_the_picture_is_described_as_it_is_drawn(headline):
    from sim.views.figures.frequency_grid import hundred

    squares = hundred({key: headline["outcomes"][key]["share"] for key in OUTCOMES.values()})
    told = re.search(r"swap (\d+), talks (\d+), neither (\d+), with intervals and ranges\]", TEXT).groups()
    assert [int(number) for number in told] == pytest.approx([squares[key] for key in OUTCOMES.values()], abs=1)


def test_what_the_dashboard_bounds_is_what_the_readme_says():
    from sim.views.app.look import FIRST, MOST
    from sim.views.app.room import AT_ONCE
    from sim.views.app.seats import VISITORS

    assert f"at {FIRST:,}\nworlds, and grow to {MOST:,} in the background" in TEXT
    assert f"{VISITORS} at a time, {'two' if AT_ONCE == 2 else AT_ONCE} processes" in TEXT


@pytest.mark.slow
def test_the_share_agreed_is_what_the_run_prints(headline):
    share = float(re.search(r"shown as well \(([\d.]+) %", TEXT).group(1))
    assert 100 * headline["agreed"]["swap_first"]["share"] == pytest.approx(share, abs=0.051 + 0.1)


def test_every_command_named_exists():
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    for named in re.findall(r"allforall ([a-z]+)", TEXT):
        assert named in names | {"simulates"}, named


def test_every_option_of_run_named_exists():
    from typer.main import get_command

    options = {name for parameter in get_command(app).commands["run"].params for name in parameter.opts}
    row = next(line for line in TEXT.splitlines() if line.startswith("| `allforall run"))
    for option in re.findall(r"--[a-z-]+", row):
        assert option in options, option


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_make_targets_named_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)\b", "\n".join(blocks("sh")))):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


@pytest.mark.slow
def test_the_range_under_harder_priors_is_what_the_run_prints():
    low, high = (float(end) for end in re.search(r"range of swap first is (\d+) to (\d+) %", TEXT).groups())
    prior = sim.run("harder_priors_for_russia", worlds=1024, seed=1).summary["prior"]
    for printed, name in ((low, "q05"), (high, "q95")):
        assert 100 * prior["swap_first"][name] == pytest.approx(printed, abs=0.5 + 100 / prior["worlds_per_draw"])


def test_the_number_of_parameters_with_a_sign_is_that_of_the_table():
    known = set(relations(MEDIATORS)) & set(sim.load("reference_2025").paths)
    assert f"signs of {len(known)} parameters" in TEXT


@pytest.mark.slow
def test_the_base_rates_are_what_the_command_prints(headline):
    from sim.evidence.record.base_rate import base_rates

    strict, loose = base_rates()[:2]
    assert f"0 of {strict.of} cases (95 % interval 0 to {100 * strict.high:.1f} %)" in TEXT
    assert re.search(rf"in\s+5 of {loose.of} \({100 * loose.low:.1f} to {100 * loose.high:.1f} %\)", TEXT)
    swap, talks = (headline["outcomes"][name]["count"] for name in ("swap_first", "talks_first"))
    share = float(re.search(r"compares it with the model's own share, ([\d.]+) % above", TEXT).group(1))
    assert 100 * swap / (swap + talks) == pytest.approx(share, abs=0.051 + 0.1)


def test_the_commands_on_evidence_run(tmp_path, monkeypatch):
    """Those that read the record as they stand; calibrate and hindcast have small runs in tests of their own."""
    monkeypatch.chdir(tmp_path)
    lines = [line.partition("#")[0].split()[1:] for block in blocks("sh") for line in block.splitlines()]
    found = [words for words in lines if words[:1] in (["record"], ["baserate"])]
    assert len(found) == 2
    for words in found:
        assert CliRunner().invoke(app, words).exit_code == 0
    assert (tmp_path / "record.png").exists()


def test_the_tree_leads_from_a_scenario_to_the_headline_and_names_what_is_there():
    """Ten steps at most, in order, each with its file; every file and folder of the tree exists."""
    lines = blocks("text")[-1].splitlines()
    assert len(lines) <= 40
    top, steps = "", []
    for line in lines:
        folder = line.split()[0]
        top = top if line.startswith(" ") else folder
        place = ROOT / (top + folder if line.startswith(" ") else folder)
        assert place.exists(), folder
        steps += [int(step) for step in re.findall(r"\((\d+)\)", line)]
        for file in re.findall(r"\) (\w+\.\w+)", line):
            assert (place / file).is_file(), f"{folder}{file}"
        for other in re.findall(r"\b(?:views|tests)/\w+", line):
            assert (ROOT / other).is_dir() or (ROOT / "sim" / other).is_dir(), other
    assert sorted(steps) == list(range(1, len(steps) + 1)) and 5 <= len(steps) <= 10


@pytest.mark.parametrize("pattern", [LAYERS, BOX])
def test_what_the_verification_reads_here_is_here(pattern):
    """The tests that repeat the numbers take long; that they find them is known at once."""
    assert re.search(pattern, " ".join(TEXT.split()))
