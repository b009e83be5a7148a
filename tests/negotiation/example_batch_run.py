"""How to run the model under `mesa.batch_run`, as an ordinary Mesa model.

Run it with ``python tests/negotiation/example_batch_run.py`` from the folder of the project. Behaviour of Mesa 3.3 to 3.5 to
know:

- any iterable parameter is iterated over, so a loaded scenario or a mapping of values goes into a list; a name needs
  none;
- seeds are the parameter `seed`, or from Mesa 3.4 on ``rng=[1, 2, 3]`` as well as the parameters. Without either every
  run, and every one of `iterations`, has fresh entropy; the column `seed` says which, and a model of that seed repeats
  it;
- a stated seed and `iterations` together repeat the same run. From Mesa 3.4 on a parameter `rng` is not heard;
- in Mesa 3.3 `max_steps` stops one step late; the model stops by itself at its horizon, so leave `max_steps` at that or
  above;
- what is reported is what the model's data collector holds: ask for it with ``collect=True``. From Mesa 3.4 on a run has
  a row for each party.
"""

import mesa
import pandas

from sim.negotiation.model import NegotiationModel
from sim.scenario import load


def batch() -> pandas.DataFrame:
    """Two scenarios and three seeds with 50 worlds each: a row or several a run, as at the horizon."""
    results = mesa.batch_run(
        NegotiationModel,
        parameters={
            "case": [load("kyiv_summit_2025"), load("no_uae")],
            "seed": [1, 2, 3],
            "worlds": 50,
            "collect": True,
        },
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
