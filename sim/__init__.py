"""allforall: which comes first, a completed all-for-all prisoner swap or broader talks?

The public API on one screen. Names load what they need when they are first used; importing `sim` itself is quick and
has no side effects.

>>> import sim
>>> result = sim.run("kyiv_summit_2025", worlds=20_000, seed=1)      # doctest: +SKIP
>>> result.outcomes                                                  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.viewable import VIEWS

VIEWS.update(
    Result=("sim.views.objects.run_view", "RunView"),
    Experiment=("sim.views.objects.experiment_view", "ExperimentView"),
    Comparison=("sim.views.objects.comparison_view", "ComparisonView"),
    Sweep=("sim.views.objects.sweep_view", "SweepView"),
    Effect=("sim.views.objects.effect_view", "EffectView"),
    Sensitivity=("sim.views.objects.sensitivity_view", "SensitivityView"),
    Discovered=("sim.views.objects.discovery_view", "DiscoveryView"),
    Calibration=("sim.views.objects.calibration_view", "CalibrationView"),
    Hindcast=("sim.views.objects.hindcast_view", "HindcastView"),
)

__version__ = "0.2.0"

_WHERE = {
    "Calibration": "sim.evidence.calibration.calibration",
    "Comparison": "sim.experiments.compare",
    "Discovered": "sim.experiments.discover",
    "Effect": "sim.experiments.effect",
    "NegotiationModel": "sim.negotiation.model",
    "OutputError": "sim.montecarlo.errors",
    "Rerun": "sim.result.rerun",
    "Result": "sim.result.result",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "Sensitivity": "sim.experiments.sensitivity",
    "Sweep": "sim.experiments.sweep",
    "calibrate": "sim.evidence.calibration.calibrate",
    "compare": "sim.experiments.compare",
    "discover": "sim.experiments.discover",
    "effect": "sim.experiments.effect",
    "Hindcast": "sim.evidence.hindcast.hindcast",
    "hindcast": "sim.evidence.hindcast.hindcast",
    "load": "sim.saved",
    "load_scenario": "sim.saved",
    "rerun": "sim.result.rerun",
    "resume": "sim.result.resume",
    "run": "sim.result.run",
    "sensitivity": "sim.experiments.sensitivity",
    "sweep": "sim.experiments.sweep",
}
"""Public name -> the module that defines it."""

__all__ = ["__version__", *_WHERE]

if TYPE_CHECKING:
    from sim.evidence.calibration.calibrate import calibrate
    from sim.evidence.calibration.calibration import Calibration
    from sim.evidence.hindcast.hindcast import Hindcast, hindcast
    from sim.experiments.compare import Comparison, compare
    from sim.experiments.discover import Discovered, discover
    from sim.experiments.effect import Effect, effect
    from sim.experiments.sensitivity import Sensitivity, sensitivity
    from sim.experiments.sweep import Sweep, sweep
    from sim.montecarlo.errors import OutputError
    from sim.negotiation.model import NegotiationModel
    from sim.result.rerun import Rerun, rerun
    from sim.result.result import Result
    from sim.result.resume import resume
    from sim.result.run import run
    from sim.saved import load, load_scenario
    from sim.scenario import Scenario, ScenarioError


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_WHERE[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
