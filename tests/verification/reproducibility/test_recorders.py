"""Whoever looks on, and whatever is kept, changes nothing (MODEL.md, V10)."""

import functools

import numpy as np
import pytest

from sim.model.draws import TILE
from sim.negotiation.model import NegotiationModel
from sim.negotiation.trace import WorldObserver
from sim.result.result import Result
from tests.verification.reproducibility.bits import BASE, bits, run, scenario
from tests.worlds import Watch, assert_same, play

pytestmark = pytest.mark.row("V10")

SEED, WORLDS = 11, TILE + 200


@functools.cache
def unseen(name: str) -> dict[str, np.ndarray]:
    """A run that nobody looked at."""
    return play(scenario(name), WORLDS, SEED)


def read_all(model):
    """What an observer may read; reading is all it does."""
    return [side.reservation.copy() for side in model.belligerents], model.outcomes()["exchanges"].sum()


@pytest.mark.parametrize("name", [BASE, "busy"])
@pytest.mark.parametrize("recorder", ["collector", "observers", "traces", "all"])
def test_recorders_change_nothing(name, recorder):
    """Mesa's collector, observers and the traces of several worlds, alone and together, leave every row its bits."""
    traces = [WorldObserver(position) for position in (0, TILE - 1, TILE, WORLDS - 1)]
    observers = {
        "collector": [],
        "observers": [Watch(read_all), Watch(lambda model: model.week)],
        "traces": traces,
        "all": [Watch(read_all), *traces],
    }[recorder]
    rows = play(scenario(name), WORLDS, SEED, collect=recorder in ("collector", "all"), observers=observers)
    assert_same(rows, unseen(name))
    assert all(len(trace.weeks) == scenario(name).horizon_weeks for trace in observers if trace in traces)


def test_outcomes_may_be_read_at_any_time():
    """Rows read under way and twice at the end are those of a run that nobody looked at."""
    model = NegotiationModel(scenario(), worlds=128, seed=SEED, collect=False)
    model.outcomes()
    model.run()
    model.outcomes()
    rows = model.outcomes()
    model.release()
    assert_same(rows, {name: column[:128] for name, column in unseen(BASE).items()})


def test_models_side_by_side_do_not_disturb_each_other():
    """Two models stepped in turn give the rows of each by itself."""
    models = {
        first: NegotiationModel(scenario(), worlds=64, seed=SEED, first_world=first, collect=False)
        for first in (0, TILE)
    }
    while models[0].running:
        for model in models.values():
            model.step()
    for first, model in models.items():
        assert_same(model.outcomes(), {name: column[first : first + 64] for name, column in unseen(BASE).items()})
        model.release()


def test_what_is_kept_of_a_run_changes_nothing_in_it(small_blocks, expected, tmp_path):
    """A run that is watched, drawn and stored on disk says what a run in memory says, also when it is read back."""
    told = []
    kept = run(workers=2, out=tmp_path, progress=lambda *how_far: told.append(how_far))
    assert told and (kept.folder / "incidence.png").exists()
    assert bits(kept) == expected[BASE]
    assert bits(Result.load(kept.folder)) == expected[BASE]


def test_counts_alone_are_the_counts_of_rows(small_blocks, expected):
    """A run that keeps no rows says in counts, summary and prior range what a run with rows says."""
    counted = bits(run(workers=2, store="counts"), rows=False)
    assert counted == {name: digest for name, digest in expected[BASE].items() if not name.startswith("row")}
