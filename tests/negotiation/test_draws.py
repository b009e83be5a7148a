"""Random streams and slots (MODEL.md, sections 3 and 6.11)."""

import copy
import pickle

import numpy as np
import pytest

from sim.model.draws import EVENT_SLOTS, TILE, Draw, Initial, RepeatedDraws, WorldDraws

SLOTS = (
    "spoiler",
    "partial exchange",
    "answer",
    "stage",
    "collapse",
    "talks open",
    "breakdown",
    "ceasefire",
    "momentum",
    "captures ukraine",
    "captures russia",
    "breakthrough",
    "cancellation",
    "size",
    "parity",
    "new offer",
)


def weeks(seed: int, first: int, count: int, number: int = 3) -> list[np.ndarray]:
    """The initial draws and those of some weeks."""
    draws = WorldDraws(seed, first, count)
    found = [draws.initial()]
    for _ in range(number):
        draws.next_week()
        found.append(draws.uniform.copy())
    return found


def test_tile_and_slots_are_part_of_the_result_format():
    """Changing any of this changes every result: it needs an entry in the changelog, and new golden numbers."""
    assert TILE == 1024
    assert [slot.name.lower().replace("_", " ") for slot in Draw] == list(SLOTS)
    assert [slot.value for slot in Draw] == list(range(16))
    assert [slot.name for slot in Initial] == ["TYPE_UKRAINE", "TYPE_RUSSIA", "COMPLIANCE_UKRAINE", "COMPLIANCE_RUSSIA"]


def test_first_numbers_of_a_world():
    """Seed 1, world 0: SFC64 spawned by tile. Golden, so that a change of streams is noticed."""
    generator = np.random.Generator(np.random.SFC64(np.random.SeedSequence(1, spawn_key=(0, 0))))
    initial, week = generator.random((4, TILE), np.float32), generator.random((16, TILE), np.float32)
    found = weeks(1, 0, 5, 1)
    assert np.array_equal(found[0], initial[:, :5])
    assert np.array_equal(found[1], week[:, :5])


@pytest.mark.parametrize(
    ("first", "count"), [(0, 1), (0, 1500), (1024, 1024), (1000, 100), (1023, 2), (500, 2000), (3071, 1)]
)
def test_draws_of_a_world_depend_on_seed_and_number_alone(first, count):
    for alone, together in zip(weeks(5, first, count), weeks(5, 0, 4096), strict=True):
        assert np.array_equal(alone, together[:, first : first + count])


def test_other_seeds_and_other_tiles_have_other_draws():
    base, other = weeks(1, 0, 2048), weeks(2, 0, 2048)
    assert not np.any(base[1] == other[1], axis=1).all()
    assert np.mean(base[1] == other[1]) < 1e-3
    assert np.mean(base[1][:, :TILE] == base[1][:, TILE:]) < 1e-3


def test_uniforms_and_waiting_times():
    draws = WorldDraws(3, 0, 4096)
    draws.initial()
    for _ in range(5):
        draws.next_week()
        assert draws.uniform.dtype == draws.waiting.dtype == np.float32
        assert np.all((draws.uniform >= 0) & (draws.uniform < 1))
        assert np.array_equal(draws.waiting, -np.log(1 - draws.uniform[:EVENT_SLOTS]))
        assert np.all(draws.waiting >= 0)


def test_noise_has_mean_zero_and_variance_one_and_is_bounded():
    """4,096 · 25 draws: standard error of the mean 1/320, of the variance .8944/320 (kurtosis of a uniform 1.8); four
    of each."""
    draws = WorldDraws(4, 0, 4096)
    draws.initial()
    noise = []
    for _ in range(25):
        draws.next_week()
        noise.append(draws.noise(Draw.MOMENTUM).copy())
    noise = np.concatenate(noise).astype(float)
    assert noise.mean() == pytest.approx(0, abs=4 / 320)
    assert noise.var() == pytest.approx(1, abs=4 * 0.8944 / 320)
    assert np.abs(noise).max() <= np.sqrt(3) + 1e-6


def test_slots_and_weeks_are_independent():
    """Correlations of all pairs of slots within a week and with the week before, 16,384 worlds: 6 standard errors of
    1/128 leave 376 comparisons a chance of less than 1e-6."""
    found = weeks(6, 0, 16_384, 2)
    both = np.corrcoef(np.concatenate(found[1:]))
    assert np.abs(both - np.eye(32)).max() < 6 / 128


# ------------------------------------------------------------------------------------ streams of further mechanisms
def asked(draws, names=("size",), weeks: int = 4, since: int = 0) -> dict[str, list[np.ndarray]]:
    """What further mechanisms are given at the start (0) and in each week, where they ask from a week on."""
    draws.initial()
    found: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for week in range(weeks + 1):
        if week:
            draws.next_week()
        if week >= since:
            for name in names:
                found[name].append(draws.extra(name)[0].copy())
    return found


def test_further_draws_move_no_other():
    quiet, busy = WorldDraws(5, 1000, 1500), WorldDraws(5, 1000, 1500)
    assert np.array_equal(quiet.initial(), busy.initial())
    for _ in range(3):
        quiet.next_week()
        busy.extra("size")
        busy.next_week()
        busy.extra("size")
        busy.extra("another")
        assert np.array_equal(quiet.uniform, busy.uniform) and np.array_equal(quiet.waiting, busy.waiting)


@pytest.mark.parametrize(("first", "count"), [(0, 1), (1000, 100), (1024, 1024), (500, 2000)])
def test_further_draws_of_a_world_depend_on_seed_name_and_number_alone(first, count):
    together = asked(WorldDraws(5, 0, 4096))["size"]
    for alone, all_worlds in zip(asked(WorldDraws(5, first, count))["size"], together, strict=True):
        assert np.array_equal(alone, all_worlds[first : first + count])


@pytest.mark.parametrize("since", [1, 3])
def test_further_draws_first_asked_for_later_are_the_same(since):
    whole, late = asked(WorldDraws(5, 0, 100)), asked(WorldDraws(5, 0, 100), since=since)
    assert np.array_equal(whole["size"][since:], late["size"])


def test_further_draws_do_not_depend_on_who_else_asks_or_first():
    names = ("size", "sized", "es", "s", "e")
    one, other = asked(WorldDraws(5, 0, 100), names), asked(WorldDraws(5, 0, 100), names[::-1])
    assert all(np.array_equal(one[name], other[name]) for name in names)
    assert np.array_equal(one["size"], asked(WorldDraws(5, 0, 100))["size"])


def test_no_two_names_weeks_tiles_or_seeds_share_draws():
    names = ("a", "ab", "b", "ba", "\x00", "\x01", "é")
    found = asked(WorldDraws(5, 0, 2048), names)
    rows = [week[tile : tile + TILE] for weeks in found.values() for week in weeks for tile in (0, TILE)]
    rows += [week[:TILE] for week in asked(WorldDraws(6, 0, 2048))["size"]]
    rows += list(weeks(5, 0, 2048, 1)[1][:, :TILE])
    assert len({row.tobytes() for row in rows}) == len(rows)
    assert np.abs(np.corrcoef(rows) - np.eye(len(rows))).max() < 6 / np.sqrt(TILE)


def test_further_draws_are_uniform_and_the_same_all_week():
    draws = WorldDraws(5, 0, 65_536)
    draws.initial()
    draws.next_week()
    found = draws.extra("size")[0].copy()
    assert found.dtype == np.float32 and found.shape == (65_536,)
    assert found.min() >= 0 and found.max() < 1
    assert np.array_equal(found, draws.extra("size")[0])
    assert np.histogram(found, 16, (0, 1))[0] == pytest.approx([4096] * 16, abs=5 * np.sqrt(4096))


@pytest.mark.parametrize("again", [copy.deepcopy, lambda draws: pickle.loads(pickle.dumps(draws))])
def test_copied_draws_go_on_alike(again):
    draws = WorldDraws(5, 1000, 100)
    draws.initial()
    draws.next_week()
    draws.extra("size")
    other = again(draws)
    for each in (draws, other):
        each.next_week()
    for name in ("size", "first asked for by the copy"):
        assert np.array_equal(draws.extra(name), other.extra(name))
    assert np.array_equal(draws.uniform, other.uniform)


def test_repeated_draws_repeat_further_draws_too():
    once, repeated = asked(WorldDraws(5, 1000, 100))["size"], asked(RepeatedDraws(5, 1000, 100, 3))["size"]
    assert all(np.array_equal(np.tile(one, 3), three) for one, three in zip(once, repeated, strict=True))


def test_a_stream_may_have_several_uniforms_for_each_world():
    draws = WorldDraws(5, 0, 100)
    assert draws.extra("errors", 4).shape == (4, 100) and RepeatedDraws(5, 0, 100, 3).extra("errors", 4).shape == (
        4,
        300,
    )
    assert len(np.unique(draws.extra("errors", 4))) == 400
    with pytest.raises(ValueError, match="the stream 'errors' has 4 uniforms for each world, not 1"):
        draws.extra("errors")
