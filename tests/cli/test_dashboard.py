"""`allforall app`: what it refuses before it serves anything."""

import socket

import pytest

OWN = "scenario: {}\ntitle: Own\ndescription: Own.\nextends: kyiv_summit_2025\n"


def test_a_port_that_is_taken_is_bad_input(allforall):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ending = allforall("app", "--port", other.getsockname()[1])
    assert ending.exit_code == 2 and "choose another with --port" in ending.stderr.replace("\n", " ")


def test_a_scenario_that_does_not_hold_is_said_before_serving(allforall, tmp_path):
    (tmp_path / "bad.yaml").write_text(OWN.format("bad") + "horizon_weeks: never\n")
    ending = allforall("app", "bad.yaml")
    assert ending.exit_code == 2 and "bad.yaml:5" in ending.stderr


def test_two_files_of_one_name_are_refused(allforall, tmp_path):
    for file in ("one.yaml", "two.yaml"):
        (tmp_path / file).write_text(OWN.format("same"))
    ending = allforall("app", "one.yaml", "two.yaml")
    assert ending.exit_code == 2 and "given twice" in ending.stderr.replace("\n", " ")


@pytest.mark.parametrize("missing", ["solara-ui", "solara-assets", "altair"])
def test_without_its_extra_it_says_what_to_install(allforall, monkeypatch, missing):
    monkeypatch.setattr("sim.cli.dashboard._missing", lambda name: name == missing)
    ending = allforall("app")
    assert ending.exit_code == 2
    assert f'needs {missing}: install it with pip install "allforall[app]"' in ending.stderr.replace("\n", " ")
