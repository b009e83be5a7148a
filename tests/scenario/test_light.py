"""Loading a scenario loads nothing heavy."""

import subprocess
import sys

HEAVY = ("mesa", "pandas", "matplotlib", "scipy", "scipy.stats", "pydantic")


def test_no_heavy_imports():
    code = (
        f"import sys; from sim.scenario import load, catalogue; scenario = load('kyiv_summit_2025'); catalogue(); "
        f"scenario.draw_priors(1, 0, 2); print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
