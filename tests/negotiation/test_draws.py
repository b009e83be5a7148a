"""Random streams and slots (MODEL.md, sections 3 and 6.11)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.draws import EVENT_SLOTS, TILE, Draw, Initial, WorldDraws

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
