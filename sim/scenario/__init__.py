"""What a researcher writes, checked, resolved and frozen: scenario files and their parameters."""

from sim.scenario.differences import Difference, differences
from sim.scenario.events.interventions import ConstantHazards, Interventions, PressureOverride
from sim.scenario.events.shocks import Shocks
from sim.scenario.explain import Explanation, explain
from sim.scenario.json_schema import json_schema
from sim.scenario.layers.catalogue import CatalogueEntry, catalogue, in_catalogue
from sim.scenario.load import load, loads
from sim.scenario.scenario import Scenario
from sim.scenario.text.problems import Problem, ScenarioError
from sim.scenario.tree import Parameters, Tree
from sim.scenario.uncertainty.priors import Distribution, Draws, Prior

__all__ = [
    "CatalogueEntry",
    "ConstantHazards",
    "Difference",
    "Distribution",
    "Draws",
    "Explanation",
    "Interventions",
    "Parameters",
    "PressureOverride",
    "Prior",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Shocks",
    "Tree",
    "catalogue",
    "differences",
    "explain",
    "in_catalogue",
    "json_schema",
    "load",
    "loads",
]
