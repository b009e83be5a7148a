import io

import pytest

from sim.commands.streams import accept_every_character, complain, plain


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("Türkiye", "Turkiye"),
        ("\N{MINUS SIGN}2 \N{EN DASH} 3\N{HORIZONTAL ELLIPSIS}", "-2 - 3..."),
        ("Jøsang", "Josang"),
        ("\u4e2d", "?"),
        ("\ud800", "?"),
    ],
)
def test_plain_text_is_the_nearest_ascii(text, ascii_text):
    assert plain(text) == ascii_text


def test_a_terminal_that_lacks_a_character_gets_its_likeness(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    accept_every_character()
    print("Türkiye \N{MINUS SIGN}2 \udc80")
    assert raw.getvalue() == b"Turkiye -2 ?\n"


def test_without_standard_error_complaints_do_not_go_to_standard_output(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr", None)
    complain("something")
    assert capsys.readouterr().out == ""
