"""Seeds as Mesa's users state them; none that nobody stated is the same twice."""

import inspect

import mesa
import numpy as np
import pandas
import pytest

from sim import seeds
from sim.negotiation.model import NegotiationModel
from tests.worlds import assert_same, play, reference


@pytest.mark.parametrize(
    ("rng", "seed"),
    [
        (42, 42),
        (0, 0),
        (np.int64(42), 42),
        (42.0, 42),
        (2**100, 2**100),
        ([42], 42),
        ((1, 2), 1 + (2 << 32)),
        (np.array([1, 2, 3]), 1 + (2 << 32) + (3 << 64)),
        ([2**40, 1], 2**40 + (1 << 64)),
        (np.random.SeedSequence(42), 42),
        (np.random.SeedSequence([1, 2]), 1 + (2 << 32)),
    ],
    ids=str,
)
def test_a_number_or_a_sequence_is_the_seed_that_numpy_makes_of_it(rng, seed):
    assert seeds.settle(rng, None) == seed
    if not isinstance(rng, float):
        assert np.random.default_rng(rng).integers(2**62) == np.random.default_rng(seed).integers(2**62)


@pytest.mark.parametrize(
    "source", [np.random.default_rng, np.random.PCG64, np.random.RandomState], ids=lambda source: source.__name__
)
def test_a_generator_gives_its_next_draw(source):
    """Two models of one generator are two runs; the same generator again gives the same two."""
    one, other = source(5), source(5)
    first, second = seeds.settle(one, None), seeds.settle(one, None)
    assert first != second
    assert (first, second) == (seeds.settle(other, None), seeds.settle(other, None))


def test_children_of_a_seed_sequence_differ():
    found = {seeds.settle(child, None) for child in np.random.SeedSequence(42).spawn(20)}
    assert len(found | {42}) == 21


def test_a_missing_seed_is_never_the_same():
    found = {seeds.settle(None, None) for _ in range(200)}
    assert len(found) == 200 and all(0 <= seed < 2**53 for seed in found)
    assert all(int(float(seed)) == seed for seed in found)


@pytest.mark.parametrize(
    ("rng", "seed", "error", "words"),
    [
        (1, 2, ValueError, "rng=1 and seed=2 are two different seeds; give one of them"),
        (np.random.default_rng(1), 1, ValueError, "two different seeds"),
        (-1, None, ValueError, "rng must be at least 0; got -1"),
        (None, -1, ValueError, "seed must be at least 0; got -1"),
        ([3, -1], None, ValueError, "rng must be at least 0; got -1"),
        (None, 1.5, ValueError, "seed must be a whole number; got 1.5"),
        (float("nan"), None, ValueError, "rng must be a whole number; got nan"),
        (float("inf"), None, ValueError, "rng must be a whole number; got inf"),
        (
            "seven",
            None,
            TypeError,
            "rng must be a whole number, a sequence of them or a generator of NumPy; got 'seven'",
        ),
        ([1, "2"], None, TypeError, "got '2'"),
        ([], None, ValueError, "rng is an empty sequence"),
        (None, {}, TypeError, "seed must be"),
    ],
)
def test_what_is_refused(rng, seed, error, words):
    with pytest.raises(error, match=words.replace("[", r"\[")):
        seeds.settle(rng, seed)


def test_both_may_be_given_when_they_agree():
    assert seeds.settle(3, 3) == seeds.settle([3], 3) == 3


def test_a_model_says_its_seed_and_the_seed_gives_the_same_worlds():
    for how in ({"rng": 42}, {"seed": 42}, {"rng": np.random.default_rng(1)}, {}, {"rng": None, "seed": None}):
        model = NegotiationModel(reference(), worlds=20, collect=False, **how)
        rows = model.run().outcomes()
        assert_same(rows, play(reference(), 20, model.seed))
        draw = model.rng.random(), model.random.random()
        again = NegotiationModel(reference(), worlds=20, collect=False, rng=model.seed)
        assert draw == (again.rng.random(), again.random.random())  # Mesa's own generators follow


def batch(parameters, **how) -> pandas.DataFrame:
    rows = mesa.batch_run(
        NegotiationModel,
        parameters={"case": ["no_uae"], "worlds": 20, **parameters},
        max_steps=104,
        display_progress=False,
        **how,
    )
    return pandas.DataFrame(rows).drop_duplicates("RunId")


def three_runs(runs: pandas.DataFrame) -> None:
    """Each is the run of the seed that its row states, and no two are the same."""
    told_apart = runs[["exchanges", "talks_opened", "settled"]].drop_duplicates()
    assert len(runs) == runs["seed"].nunique() == len(told_apart) == 3
    for row in runs.to_dict("records"):
        rows = play("no_uae", 20, int(row["seed"]))
        assert row["exchanges"] == pytest.approx(rows["exchanges"].mean())


NEWER = "rng" in inspect.signature(mesa.batch_run).parameters
"""Mesa 3.4 and newer: `batch_run(rng=...)`, and one row per party."""


def test_a_batch_over_seeds():
    runs = batch({"seed": [1, 2, 3]})
    three_runs(runs)
    assert runs["seed"].tolist() == [1, 2, 3]


@pytest.mark.filterwarnings("ignore:The `iterations` keyword argument is deprecated:DeprecationWarning")
def test_a_batch_of_iterations():
    runs = batch({}, iterations=3)
    three_runs(runs)
    assert runs["iteration"].tolist() == [0, 1, 2]


def test_a_batch_over_rng_as_the_mesa_at_hand_has_it():
    runs = batch({}, rng=[1, 2, 3]) if NEWER else batch({"rng": [1, 2, 3]})
    three_runs(runs)
    assert runs["seed"].tolist() == runs["rng"].tolist() == [1, 2, 3]


class Mine(NegotiationModel):
    """As users write theirs."""

    def __init__(self, patience=1, *, rng=None, seed=None, **how):
        super().__init__(reference(), rng=rng, seed=seed, **how)


class Plain(NegotiationModel):
    """Knows one way to be seeded."""

    def __init__(self, seed=None):
        super().__init__(reference(), seed=seed)


def test_the_signature_that_mesa_asks_for_hides_seed_only_beside_rng():
    assert "seed" not in inspect.signature(NegotiationModel).parameters
    assert list(inspect.signature(Mine).parameters) == ["patience", "rng", "how"]
    assert list(inspect.signature(Plain).parameters) == ["seed"]
    assert "seed" in inspect.signature(NegotiationModel.__init__).parameters
