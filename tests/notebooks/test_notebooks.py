"""The notebooks: pairs that agree, without outputs, that run from the first cell to the last and show what they promise."""

import os
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
SCRIPTS = sorted(FOLDER.glob("*.py"))
NOTEBOOKS = [script.with_suffix(".ipynb") for script in SCRIPTS]


def cells(notebook) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def test_there_are_six_pairs():
    assert len(SCRIPTS) == 6
    assert sorted(FOLDER.glob("*.ipynb")) == NOTEBOOKS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda place: place.stem)
def test_a_pair_agrees_and_holds_no_output(script):
    text = script.with_suffix(".ipynb").read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert cells(notebook) == cells(jupytext.read(script)), "they differ: make notebooks"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None, "it has outputs: make notebooks"
    assert str(Path.home()) not in text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda place: place.stem)
def test_it_starts_from_a_question_and_ends_with_an_exercise(script):
    words = [source for kind, source in cells(jupytext.read(script)) if kind == "markdown"]
    assert words[0].startswith(f"# {script.stem[0]}. ") and "?**" in words[0]
    assert "## Exercise" in words[-1] and "?" in words[-1]


@pytest.mark.slow
@pytest.mark.parametrize("place", NOTEBOOKS, ids=lambda place: place.stem)
def test_it_runs(place, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
    notebook = nbformat.read(place, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        kinds = [output.output_type for output in cell.outputs]
        assert "error" not in kinds
        assert not [output for output in cell.outputs if output.get("name") == "stderr"], cell.outputs
        last = cell.source.strip().splitlines()[-1]
        if ".plot." in last or last.startswith("draw_"):
            assert any("image/png" in output.get("data", {}) for output in cell.outputs), last
