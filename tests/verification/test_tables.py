"""The tables that MODEL.md quotes can be printed anew."""

import re

import pytest

from tests.verification import tables


@pytest.mark.parametrize("name", [name for name in tables.SECTIONS if name not in ("prior", "catalogue")])
def test_a_section_prints_a_table_of_figures(name, capsys):
    """Every section of `make tables` is a Markdown table whose rows have figures, here of 600 worlds."""
    tables.main(["--worlds", "600", "--only", name])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{name}: 600 worlds, seed 11; the standard error")
    rows = [line for line in lines if line.startswith("| ")]
    assert len(rows) > 3 and len({row.count(" | ") for row in rows}) == 1
    assert all(re.search(r"\d", row) for row in rows[2:])
