"""How to run the model under `mesa.batch_run`, as an ordinary Mesa model.

Run it with ``python tests/engine/example_batch_run.py`` from the folder of the project. Four habits of Mesa 3.3 to
know:

- any iterable parameter is iterated over, so a loaded scenario or a mapping of values goes into a list; a name needs
  none;
- `iterations` repeats one seed: seeds are a parameter of their own;
- `max_steps` stops one step late; the model stops by itself at its horizon, so leave `max_steps` at that or above;
- what is reported is what the model's data collector holds: ask for it with ``collect=True``.
"""

from __future__ import annotations

import mesa
import pandas

from sim.model import NegotiationModel
from sim.scenario import load


def batch() -> pandas.DataFrame:
    """Two scenarios and three seeds with 50 worlds each: a row a run and party, as at the horizon."""
    results = mesa.batch_run(
        NegotiationModel,
        parameters={
            "case": [load("kyiv_summit_2025"), load("no_uae")],
            "seed": [1, 2, 3],
            "worlds": 50,
            "collect": True,
        },
        iterations=1,
        max_steps=104,
        number_processes=1,
        display_progress=False,
    )
    return pandas.DataFrame(results)


if __name__ == "__main__":
    table = batch()
    table["scenario"] = [case.name for case in table["case"]]
    runs = table.drop_duplicates("RunId")
    print(runs.groupby("scenario")[["swap_agreed", "swap_completed", "talks_opened"]].mean())
