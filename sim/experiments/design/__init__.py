"""Designs: which settings to simulate, in how many worlds. Read from YAML with the rules of scenario files."""

from .design import Design, Mover
from .files import design_names, is_design
from .read import read_design

__all__ = ["Design", "Mover", "design_names", "is_design", "read_design"]
