"""What every party has: a key, a name, its parameters."""

from __future__ import annotations

import mesa
import numpy as np


class Party(mesa.Agent):
    """A party to the war or to its mediation, in every world of the model at once.

    Parameters
    ----------
    model : NegotiationModel
    key : str
        Key in the scenario file, such as ``"ukraine"``.
    name : str
        How it is called in output.
    parameters : attribute tree
        Its part of the scenario; numbers or float32 arrays (worlds,).
    """

    def __init__(self, model, key: str, name: str, parameters):
        super().__init__(model)
        self.key, self.name, self.parameters = key, name, parameters

    def everywhere(self, value) -> np.ndarray:
        """The same value in every world, or one value per world: a fresh float32 array (worlds,)."""
        return np.full(self.model.worlds, value, np.float32)
