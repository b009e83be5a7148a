"""What the specification lists as never run: `python -m tests.verification.reference.never_run` prints MODEL.md's table
10.3.

The cases stand on the frozen reference, the two scenarios of other wars on themselves.
"""

import numpy as np

from sim.model.outcomes import First, first_event
from sim.scenario import Scenario, load
from tests.verification.reference.runs import BLOCK, WORLDS, blocks, by, happened
from tests.worlds import variant

DATED = "timeline: [{{week: 0, weeks: {weeks}, event: {event}}}]"
DRAWN = """
    uncertain:
      ukraine.issue_weights.territory: {uniform: [0.1, 0.4]}
      ukraine.issue_weights.security_guarantee: {uniform: [0.1, 0.4]}
      russia.issue_weights.territory: {uniform: [0.1, 0.4]}
      russia.issue_weights.sanctions: {uniform: [0.1, 0.3]}
"""
CASES = {
    "nothing dated": "",
    "aid of 1 to Ukraine, weeks 0 to 7": DATED.format(weeks=8, event="aid, aid: 1"),
    "aid of 1 to Ukraine, all weeks": DATED.format(weeks=104, event="aid, aid: 1"),
    "aid to Ukraine paused, weeks 0 to 7": DATED.format(weeks=8, event="aid_pause"),
    "aid to Ukraine paused, all weeks": DATED.format(weeks=104, event="aid_pause"),
    "sanctions of 1 on Russia, all weeks": DATED.format(weeks=104, event="sanction, sanction: 1"),
    "issue weights drawn": DRAWN,
}
OTHER_WARS = ("korea_1953", "donbas_2019")


def case(name: str) -> Scenario:
    """A row of the table as a scenario."""
    return load(name) if name in OTHER_WARS else variant(CASES[name])


def rows(name: str, seed: int, worlds: int = WORLDS) -> dict[str, np.ndarray]:
    """Run a row; issue weights are drawn, a draw for every 64 worlds, and no other parameter is."""
    scenario = case(name)
    if name != "issue weights drawn":
        return blocks(scenario, worlds=worlds, seed=seed)
    values = {
        path: np.repeat(draws, 64)
        for path, draws in scenario.draw_priors(seed, 0, worlds // 64).items()
        if "issue_weights" in path
    }
    return blocks(scenario, worlds=worlds, seed=seed, values=values)


def shares(found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the columns of the table count: name -> bool (worlds,)."""
    first = first_event(found["completed_week"], found["talks_week"])
    return {
        "swap first": first == First.SWAP,
        "talks first": first == First.TALKS,
        "neither": first == First.NEITHER,
        "agreed": happened(found["agreed_week"]),
        "settled": happened(found["settlement_week"]),
    }


def more(name: str, found: dict[str, np.ndarray]) -> dict[str, float]:
    """Figures of the text under the table: words -> number."""
    talks = found["talks_week"]
    if name == "nothing dated":
        return {
            "talks open in weeks 9 to 15": float(np.mean((talks >= 9) & (talks <= 15))),
            "talks open in weeks 1 to 7": float(np.mean((talks >= 1) & (talks <= 7))),
        }
    if name == "korea_1953":
        return {"talks open by week 54.4": float(np.mean(by(talks, 54.4)))}
    if name == "donbas_2019":
        programmes = found["agreements"].sum()
        completed = happened(found["completed_week"]).sum()
        return {
            "programmes completed": float(completed / programmes),
            "programmes short of a list": float(found["incomplete"].sum() / programmes),
            "programmes that collapsed": float(found["collapses"].sum() / programmes),
        }
    return {}


def final_momentum(name: str, seed: int) -> float:
    """Mean momentum of the front in the last week."""
    means = []

    class Last:
        def observe(self, model):
            if model.week == model.horizon_weeks - 1:
                means.append(model.front.momentum.mean())

    blocks(case(name), worlds=BLOCK, seed=seed, observer=Last)
    return float(np.mean(means))


def main() -> None:
    """Print the table, 32,768 worlds per row, seed 1, and the figures of the text."""
    for name in (*CASES, *OTHER_WARS):
        found = rows(name, seed=1)
        cells = " | ".join(f"{flags.mean():.3f}".removeprefix("0") for flags in shares(found).values())
        print(f"| {name} | {cells} |", flush=True)
        for words, number in more(name, found).items():
            print(f"    {words}: {number:.3f}")
        if "all weeks" in name:
            print(f"    mean momentum in week 104: {final_momentum(name, seed=1):.2f}")


if __name__ == "__main__":
    main()
