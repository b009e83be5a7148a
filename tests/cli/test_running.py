import json
import logging
import re
import sys

import pytest

QUICK = ("--worlds", 40, "--no-prior")


def results(folder) -> list:
    return sorted((folder / "results").iterdir()) if (folder / "results").exists() else []


def test_run_prints_the_headline_and_saves_the_result(allforall, tmp_path, few_draws):
    ending = allforall("run", "kyiv_summit_2025", "--worlds", 40, "--seed", 3, "--workers", 1)
    assert ending.exit_code == 0 and ending.stderr == ""
    (folder,) = results(tmp_path)
    assert f"Saved in {folder.relative_to(tmp_path)}\n" in ending.stdout
    assert "Made by  allforall run kyiv_summit_2025 --worlds 40 --seed 3\n" in ending.stdout
    assert "40 simulated from the same start, seed 3" in ending.stdout and "8 draws" in ending.stdout
    assert "allforall trace kyiv_summit_2025 --world 0 --seed 3" in ending.stdout
    assert {"summary.json", "summary.csv", "scenario.resolved.yaml", "provenance.json", "result.sqlite"} <= {
        file.name for file in folder.iterdir()
    }
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["worlds"] == 40


def test_json_is_one_object_and_nothing_else(allforall, tmp_path):
    ending = allforall("run", "kyiv_summit_2025", *QUICK, "--json")
    summary = json.loads(ending.stdout)
    assert ending.exit_code == 0 and ending.stderr == "" and ending.stdout.isascii()
    (folder,) = results(tmp_path)
    assert summary == json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["prior"] is None and sum(outcome["count"] for outcome in summary["outcomes"].values()) == 40


def test_quiet_prints_only_where_the_result_is(allforall, tmp_path):
    ending = allforall("run", "kyiv_summit_2025", *QUICK, "--quiet")
    assert ending.stdout == f"{results(tmp_path)[0].relative_to(tmp_path)}\n" and ending.stderr == ""


def test_out_says_where(allforall, tmp_path):
    ending = allforall("run", "kyiv_summit_2025", *QUICK, "--out", tmp_path / "else where" / "deep")
    assert ending.exit_code == 0 and not results(tmp_path)
    assert len(list((tmp_path / "else where" / "deep").iterdir())) == 1


def test_counts_keep_no_rows(allforall):
    assert allforall("run", "kyiv_summit_2025", *QUICK, "--store", "counts").exit_code == 0


def test_set_changes_the_scenario_and_the_headline_shows_it(allforall, tmp_path):
    ending = allforall(
        "run", "kyiv_summit_2025", *QUICK, "--set", "all_for_all.salience=0", "--set", "uae.engagement=0.5", "--seed", 7
    )
    assert re.search(r"\n  swap first +0 +0\.0 %", ending.stdout)
    assert re.search(
        r"Changed   against kyiv_summit_2025:\n {10}uae.engagement: 0\.\d+ -> 0.5\n {10}all_for_all.salience: 1 -> 0\n",
        ending.stdout,
    )
    assert "--set all_for_all.salience=0 --set uae.engagement=0.5 --no-prior" in ending.stdout
    file = results(tmp_path)[0].relative_to(tmp_path) / "scenario.resolved.yaml"
    assert f"allforall trace {file} --world 0 --seed 7" in ending.stdout.replace("\\\n      ", "")
    assert allforall("trace", file, "--world", 0, "--seed", 7).exit_code == 0


def test_a_file_is_run_like_a_name(allforall, tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "scenario: mine\ntitle: Mine \u00fc\nextends: kyiv_summit_2025\n", encoding="utf-8"
    )
    ending = allforall("run", "mine.yaml", *QUICK)
    assert ending.exit_code == 0 and "Mine \u00fc [mine]" in ending.stdout
    assert "allforall trace mine.yaml --world 0 " in ending.stdout and "Changed" not in ending.stdout


def test_what_a_file_changes_and_imposes_stands_above_the_table(allforall, tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "scenario: mine\ntitle: Mine\nextends: kyiv_summit_2025\nparties: {eu: {wallet: 0}}\n"
        "interventions: [{do: {swap: {complete_at: 8}}}, {do: {mediators: {uae: off}}}]\n",
        encoding="utf-8",
    )
    ending = allforall("run", "mine.yaml", *QUICK)
    assert ending.exit_code == 0, ending.stderr
    assert "eu.wallet: 1 -> 0\n          interventions, added: {swap: {complete_at: 8}}\n" in ending.stdout
    assert (
        "IMPOSED BY ASSUMPTION:\n  * an all-for-all swap is completed in week 8 in every world\n  * taken out"
        in ending.stdout
    )
    assert "By assumption, not as a finding, an all-for-all swap is completed" in ending.stdout
    (folder,) = results(tmp_path)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert len(summary["imposed"]) == 2 and summary["imposed_outcome"] == summary["imposed"][:1]
    shown = allforall("show", folder)
    assert "IMPOSED BY ASSUMPTION" in shown.stdout and "allforall trace" in shown.stdout


@pytest.mark.parametrize("case", ["no_all_for_all", "constant_hazard"])
def test_a_catalogue_scenario_says_what_it_changes_and_imposes(allforall, case):
    ending = allforall("run", case, *QUICK)
    assert "Changed   against kyiv_summit_2025:" in ending.stdout and "IMPOSED BY ASSUMPTION" in ending.stdout
    assert "By assumption, not as a finding" in ending.stdout and "Base rate" not in ending.stdout
    assert ("with constant rates imposed" in " ".join(ending.stdout.split())) == (case == "constant_hazard")


@pytest.mark.parametrize("out", ["", " "])
def test_an_empty_out_is_bad_input(allforall, tmp_path, out):
    ending = allforall("run", "kyiv_summit_2025", *QUICK, "--out", out)
    assert ending.exit_code == 2 and "--out is empty" in ending.stderr and not list(tmp_path.iterdir())


def test_an_experimental_scenario_says_so(allforall):
    ending = allforall("run", "korea_1953", *QUICK)
    assert "EXPERIMENTAL: this scenario is not calibrated" in ending.stdout and ending.stdout.count(" EXP.\n") == 4


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--worlds", 0), "--worlds"),
        (("--worlds", -5), "--worlds"),
        (("--worlds", "many"), "--worlds"),
        (("--worlds", "1e4"), "--worlds"),
        (("--worlds", "nan"), "--worlds"),
        (("--worlds", 10**30), "--worlds"),
        (("--worlds", ""), "--worlds"),
        (("--worlds",), "--worlds"),
        (("--precision", 0), "--precision"),
        (("--precision", 0.5), "--precision"),
        (("--precision", -0.01), "--precision"),
        (("--precision", "nan"), "--precision"),
        (("--precision", "inf"), "--precision"),
        (("--precision", "fine"), "--precision"),
        (("--precision", 0.01, "--worlds", 20_000), "not both; max_worlds (--max-worlds) is the cap"),
        (("--precision", 0.01, "--max-worlds", 0), "--max-worlds"),
        (("--max-worlds", 5000), "without precision (--precision)"),
        (("--seed", -1), "--seed"),
        (("--seed", 2**70), "--seed"),
        (("--seed", "x"), "--seed"),
        (("--seed", 1.5), "--seed"),
        (("--workers", 0), "--workers"),
        (("--workers", 10**6), "--workers"),
        (("--store", "everything"), "rows"),
        (("--store", ""), "rows"),
        (("--set", "uae.engagment=0"), "did you mean 'engagement'"),
        (("--set", "uae.engagement"), "path=value"),
        (("--set", "uae.engagement=2"), "0 to 1"),
        (("--set", "uae.engagement=nan"), "uae.engagement"),
        (("--set", ""), "path=value"),
        (("--set", "=1"), "=1"),
        (("--set", "horizon_weeks=0"), "horizon_weeks"),
        (("--set", "russia=1"), "russia"),
        (("--wrlds", 5), "--worlds"),
        (("--trace",), "--trace"),
        (("extra",), "extra"),
    ],
)
def test_a_bad_option_is_bad_input_and_runs_nothing(allforall, tmp_path, options, words):
    ending = allforall("run", "kyiv_summit_2025", *options)
    assert ending.exit_code == 2 and words in ending.stderr and ending.stdout == ""
    assert not results(tmp_path) and "internal error" not in ending.stderr


@pytest.mark.parametrize("command", [("run",), ("trace", "--world", 0)])
def test_a_misspelt_scenario_gets_the_nearest_name(allforall, command):
    ending = allforall(command[0], "kyiv_sumit_2025", *command[1:])
    assert ending.exit_code == 2 and "did you mean 'kyiv_summit_2025'?" in ending.stderr and ending.stdout == ""


@pytest.mark.parametrize("case", ["", ".", "/", "..", "no\x00byte", "a" * 5000, "-"])
def test_what_is_no_scenario_is_bad_input(allforall, case):
    ending = allforall("run", case)
    assert ending.exit_code == 2 and "internal error" not in ending.stderr


def test_bad_input_prints_no_json(allforall):
    ending = allforall("run", "nothing_like_it", "--json")
    assert ending.exit_code == 2 and ending.stdout == ""


def test_an_unwritable_folder_is_told_before_simulating(allforall, tmp_path, monkeypatch):
    (tmp_path / "results").write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.setattr("sim.negotiation.model.NegotiationModel", lambda *_, **__: pytest.fail("simulated"))
    ending = allforall("run", "kyiv_summit_2025")
    assert ending.exit_code == 2 and "results" in ending.stderr and "--out" in ending.stderr


@pytest.mark.parametrize("out", ["a" * 5000, "taken", "taken/deeper"])
def test_what_is_no_folder_is_bad_input(allforall, tmp_path, out):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    ending = allforall("run", "kyiv_summit_2025", *QUICK, "--out", out)
    assert ending.exit_code == 2 and "--out" in ending.stderr and ending.stdout == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a folder nobody can write to")
def test_a_read_only_current_folder_is_told_before_simulating(allforall, monkeypatch, tmp_path):
    call = allforall
    monkeypatch.chdir("/sys")
    ending = call("run", "kyiv_summit_2025", *QUICK)
    assert ending.exit_code == 2 and "cannot write" in ending.stderr and "--out" in ending.stderr
    assert call("run", "kyiv_summit_2025", *QUICK, "--out", tmp_path, "--quiet").exit_code == 0


def test_a_disk_that_fills_up_still_prints_what_was_simulated(allforall, monkeypatch):
    from sim.montecarlo.errors import OutputError

    def full(place, text):
        raise OutputError(
            place, "cannot write: no space left on device", "free some space or choose another folder (--out)"
        )

    import sim.result.folder

    monkeypatch.setattr(sim.result.folder, "write_end", lambda folder, result: full(folder, ""))
    ending = allforall("run", "kyiv_summit_2025", *QUICK)
    assert ending.exit_code == 1 and "no space left on device" in ending.stderr and "swap first" in ending.stdout


def test_a_run_without_a_single_block_says_that_nothing_is_kept(allforall, monkeypatch, tmp_path):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.result.run.run", stop)
    ending = allforall("run", "kyiv_summit_2025", *QUICK)
    assert ending.exit_code == 130 and "nothing was done yet" in ending.stderr and ending.stdout == ""


def test_a_second_ctrl_c_says_what_is_kept(allforall, monkeypatch, tmp_path):
    def stop(*_, out, **__):
        (tmp_path / out / "half_done").mkdir(parents=True)
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.result.run.run", stop)
    ending = allforall("run", "kyiv_summit_2025", *QUICK)
    assert ending.exit_code == 130 and "kept in\nresults/half_done\n" in ending.stderr


def test_trace_prints_one_world(allforall):
    ending = allforall("trace", "kyiv_summit_2025", "--world", 3)
    assert ending.exit_code == 0 and "World 3 of kyiv_summit_2025, seed 1" in ending.stdout
    assert ending.stdout == allforall("trace", "kyiv_summit_2025", "--world", 3, "--seed", 1).stdout
    assert ending.stdout != allforall("trace", "kyiv_summit_2025", "--world", 3, "--set", "uae.engagement=0").stdout


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--world", -1),
        ("--world", "x"),
        ("--world", 10**40),
        ("--world", 0, "--seed", -1),
        ("--world", 0, "--set", "x"),
    ],
)
def test_trace_misused(allforall, options):
    ending = allforall("trace", "kyiv_summit_2025", *options)
    assert ending.exit_code == 2 and ending.stdout == ""


def test_the_bar_shows_only_on_a_terminal(monkeypatch, capsys):
    from sim.progress import progress_bar

    with progress_bar("simulating") as report:
        assert report is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar("simulating", wanted=False) as report:
        assert report is None
    with progress_bar("simulating") as report:
        report(5, 10, 1.0)
    written = capsys.readouterr()
    assert written.out == "" and "simulating" in written.err


def test_the_command_shown_can_be_typed_again():
    from sim.cli.options import Size, Store
    from sim.cli.running import _command

    words = _command("my file.yaml", Size(worlds=5), 2, ["uae.name=A b"], Store.counts, True)
    assert words == "allforall run 'my file.yaml' --worlds 5 --seed 2 --set 'uae.name=A b' --store counts --no-prior"
    words = _command("x", Size(precision=0.005), 1, None, Store.rows, False)
    assert words == "allforall run x --precision 0.005 --max-worlds 1000000 --seed 1"
    assert "run x --worlds 20000 --seed 1" in _command("x", Size(), 1, None, Store.rows, False)


def test_the_defaults_of_the_command_are_those_of_the_function():
    from sim.cli import running
    from sim.montecarlo import arguments
    from sim.result import request

    assert (running.WORLDS, running.MAX_WORLDS) == (request.WORLDS, arguments.MAX_WORLDS)


def test_a_run_adds_worlds_until_its_precision_is_reached(allforall, tmp_path):
    ending = allforall("run", "kyiv_summit_2025", "--precision", 0.02, "--no-prior")
    assert ending.exit_code == 0 and ending.stderr == ""
    (folder,) = results(tmp_path)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["worlds"] == 8192 and summary["interval"]["kind"] == "confidence_sequence"
    assert summary["interval"]["reached"] and summary["interval"]["half_width"] <= 0.02
    words = " ".join(ending.stdout.split())
    assert "as soon as each share is known to within 2 percentage points: reached, " in words
    assert "Made by allforall run kyiv_summit_2025 --precision 0.02 --max-worlds 1000000 --seed 1 --no-prior" in words
    assert all(len(line) <= 80 or line.startswith("Made by") for line in ending.stdout.splitlines())
    shown = allforall("show", folder).stdout
    assert shown.split("Saved in")[0] == ending.stdout.split("Saved in")[0]
    again = allforall("rerun", folder)
    assert again.exit_code == 0 and "Repeated 8,192 worlds: every row and every count agrees" in again.stdout


def test_a_cap_that_comes_first_is_said_and_is_no_failure(allforall, tmp_path):
    ending = allforall("run", "kyiv_summit_2025", "--precision", 0.001, "--max-worlds", 100, "--no-prior")
    words = " ".join(ending.stdout.split())
    assert ending.exit_code == 0 and "NOT REACHED, the cap of 100 worlds was reached first" in words
    assert "PARTIAL" not in words and not json.loads((results(tmp_path)[0] / "summary.json").read_text())["partial"]


def test_the_executor_is_no_part_of_what_makes_the_result(allforall, tmp_path):
    ending = allforall("run", "kyiv_summit_2025", *QUICK, "--executor", "processes", "--workers", 2)
    assert ending.exit_code == 0 and "--seed 1 --no-prior\n" in ending.stdout and "processes" not in ending.stdout
    again = allforall("rerun", results(tmp_path)[0], "--executor", "threads")
    assert again.exit_code == 0 and "bit for bit" in again.stdout


@pytest.mark.parametrize("command", ["run", "rerun"])
def test_an_unknown_executor_is_bad_input(allforall, tmp_path, command):
    assert allforall("run", "kyiv_summit_2025", *QUICK).exit_code == 0
    what = "kyiv_summit_2025" if command == "run" else results(tmp_path)[0]
    ending = allforall(command, what, "--executor", "proces")
    assert ending.exit_code == 2 and "did you mean processes?" in ending.stderr
    assert len(results(tmp_path)) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("run", "no_uae"),
        ("compare", "kyiv_summit_2025", "no_uae"),
        ("compare", "kyiv_summit_2025", "--effect", "swap"),
        ("sweep", "us_pressure"),
        ("sensitivity", "kyiv_summit_2025"),
        ("calibrate",),
        ("hindcast",),
        ("rerun", "."),
    ],
    ids=" ".join,
)
def test_every_command_that_takes_an_executor_takes_a_time_to_wait_for_workers(words, allforall, tmp_path):
    ending = allforall(*words, "--worker-timeout", 0)
    assert ending.exit_code == 2 and ending.stdout == ""
    assert "worker_timeout (--worker-timeout) is 0.0: it must be a number of seconds above 0" in ending.stderr
    assert not results(tmp_path)


def test_what_is_warned_of_is_said_quiet_or_not(capsys):
    from sim.cli.streams import say_warnings
    from sim.montecarlo.waiting import warn

    log = logging.getLogger("sim")
    before = list(log.handlers)
    try:
        say_warnings()
        say_warnings()
        warn("no worker at tcp://10.0.0.1:8786")
    finally:
        log.handlers[:] = before
    assert capsys.readouterr().err == "allforall: no worker at tcp://10.0.0.1:8786\n"
