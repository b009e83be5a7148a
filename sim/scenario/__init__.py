"""What a researcher writes, checked, resolved and frozen: scenario files and their parameters."""

from .catalogue import CatalogueEntry, catalogue, in_catalogue
from .differences import Difference, differences
from .errors import Problem, ScenarioError
from .explain import Explanation, explain
from .interventions import ConstantHazards, Interventions, PressureOverride
from .json_schema import json_schema
from .load import load, loads
from .priors import Distribution, Draws, Prior
from .scenario import Scenario
from .timeline import Shocks
from .tree import Parameters, Tree

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
