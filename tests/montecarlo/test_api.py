"""`import sim`: one screen of names, quick, without side effects."""

import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[2]


def loaded_after(code):
    """Modules of some weight that are loaded after running `code` in a fresh interpreter."""
    heavy = "numpy", "pandas", "scipy", "mesa", "matplotlib", "pydantic", "ruamel", "concurrent.futures"
    loaded = f"[name for name in {heavy!r} if name in sys.modules and name not in before]"
    program = f"import sys; before = set(sys.modules); {code}; print(*{loaded})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr == ""
    return done.stdout.split()


def test_importing_loads_nothing_of_weight():
    assert loaded_after("import sim; sim.__version__; dir(sim)") == []


def test_running_needs_no_figures_and_no_statistics():
    found = loaded_after("import sim; sim.run; sim.Result; sim.rerun")
    assert not {"pandas", "scipy", "mesa", "matplotlib"} & set(found)


def test_every_public_name_is_there_and_listed():
    assert set(sim.__all__) <= set(dir(sim))
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    assert callable(sim.run) and callable(sim.load) and callable(sim.rerun)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sim.nothing
