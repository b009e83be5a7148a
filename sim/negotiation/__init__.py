"""The Mesa agents: every attribute is an array over worlds, so a step moves one world or ten thousand alike."""

from sim.negotiation.belligerent import Belligerent
from sim.negotiation.envoy import Envoy
from sim.negotiation.mediator import Mediator

__all__ = ["Belligerent", "Envoy", "Mediator"]
