"""`allforall resume`: the command that a stopped run names, and how it ends."""

import json

import pytest

import sim
from sim.montecarlo import worker_pool
from tests.montecarlo.conftest import small_blocks

WORDS = ("run", "kyiv_summit_2025", "--worlds", 4000, "--no-prior", "--set", "horizon_weeks=4", "--workers", 1)


@pytest.fixture
def stopped(allforall, tmp_path, monkeypatch):
    """What a run said that was stopped after its first blocks, and its folder."""
    whole = sim.run

    def stopping(*words, progress, **options):
        def stop(done, total, seconds):
            if done == 1024:
                raise KeyboardInterrupt

        return whole(*words, progress=stop, **options)

    monkeypatch.setattr(worker_pool, "cut", lambda worlds, workers: small_blocks(worlds, workers, 1024))
    with monkeypatch.context() as patch:
        patch.setattr("sim.result.run.run", stopping)
        ending = allforall(*WORDS)
    (folder,) = (tmp_path / "results").iterdir()
    return ending, folder.relative_to(tmp_path)


def test_a_stopped_run_names_the_command_that_ends_it(stopped, allforall, tmp_path):
    ending, folder = stopped
    assert ending.exit_code == 130
    assert ending.stderr.endswith(f"kept in\n{folder}\nto resume: allforall resume {folder}\n")
    again = allforall("resume", folder, "--json")
    assert again.exit_code == 0 and again.stderr == ""
    summary = json.loads(again.stdout)
    assert summary["worlds"] == 4000 and not summary["partial"]
    assert summary == json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert "agrees, bit for bit" in allforall("rerun", folder).stdout
    assert "Made by  allforall run kyiv_summit_2025 --worlds 4000" in allforall("show", folder).stdout
    ending = allforall("resume", folder)
    assert ending.exit_code == 2 and "there is nothing to resume; allforall show prints it" in ending.stderr


def test_what_was_drawn_of_the_part_is_drawn_anew_of_the_whole(stopped, allforall):
    _, folder = stopped
    (folder / "report.html").write_text("of the part")
    ending = allforall("resume", folder)
    assert ending.exit_code == 0 and f"The report is {folder / 'report.html'}" in ending.stdout
    assert "of the part" not in (folder / "report.html").read_text(encoding="utf-8")


def test_by_name_and_quietly(stopped, allforall):
    _, folder = stopped
    ending = allforall("resume", folder.name, "--quiet")
    assert (ending.exit_code, ending.stdout, ending.stderr) == (0, f"{folder}\n", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [(("no-such",), "no such result"), ((".",), "there is no result: the folder is empty"), ((), "Missing argument")],
)
def test_what_is_no_result_is_refused(words, said, allforall):
    ending = allforall("resume", *words)
    assert ending.exit_code == 2 and said in ending.stderr
