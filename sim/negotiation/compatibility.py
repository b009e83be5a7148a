"""What depends on the version of Mesa, in one place (written for 3.3 to 3.5)."""

from __future__ import annotations

import inspect

import mesa


class BatchSignature:
    """The signature of a model's class, without `seed` where there is an `rng` for the same purpose.

    `mesa.batch_run` of Mesa 3.4 and newer asks the class for its signature. Where it finds `seed`, it writes its own
    `rng`, by default None, over the values of the parameter `seed` that the user stated, and otherwise hands it over as
    `rng`. Not seeing `seed` it leaves the user's seeds alone, and its own `rng=[1, 2, 3]` works as well.
    """

    def __get__(self, model: object, owner: type[mesa.Model]) -> inspect.Signature:
        whole = inspect.signature(owner.__init__)
        (_, *parameters) = whole.parameters.values()
        if "rng" in whole.parameters:
            parameters = [parameter for parameter in parameters if parameter.name != "seed"]
        return whole.replace(parameters=parameters)


def forget(model: mesa.Model) -> None:
    """Let a model be freed: Mesa 3 counts agent numbers in a class-level table that keeps every model alive."""
    model.remove_all_agents()
    numbers = getattr(mesa.Agent, "_ids", None)
    if numbers is not None:
        numbers.pop(model, None)
