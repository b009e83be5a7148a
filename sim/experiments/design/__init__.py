"""Designs: which settings to simulate, in how many worlds. Read from YAML with the rules of scenario files."""

from sim.experiments.design.design import Design, Mover
from sim.experiments.design.files import design_names, is_design
from sim.experiments.design.read import read_design

__all__ = ["Design", "Mover", "design_names", "is_design", "read_design"]
