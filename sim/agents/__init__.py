"""The Mesa agents: every attribute is an array over worlds, so a step moves one world or ten thousand alike."""

from sim.agents.belligerent import Belligerent
from sim.agents.envoy import Envoy
from sim.agents.mediator import Mediator

__all__ = ["Belligerent", "Envoy", "Mediator"]
