"""The Mesa agents: every attribute is an array over worlds, so a step moves one world or ten thousand alike."""

from .belligerent import Belligerent
from .envoy import Envoy
from .mediator import Mediator

__all__ = ["Belligerent", "Envoy", "Mediator"]
