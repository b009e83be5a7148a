"""Convergence of Sobol indices, in words."""

import numpy as np

from sim.analysis.indices import sobol
from sim.views.text.convergence import format_convergence

KEYS = ("russia.all_for_all.bargaining_chip", "talks.opportunities_per_week")


def indices(moving=True, **options):
    generator = np.random.default_rng(4)
    a, b = generator.random((2, 2, 64))
    if not moving:
        a, b = np.full((2, 2, 64), 0.5)
    pages = [np.stack([b[0], a[1]]), np.stack([a[0], b[1]])]
    counts = [generator.binomial(500, 0.1 + 0.5 * x[0] * x[1]) for x in (a, b, *pages)]
    return sobol(KEYS, *counts[:2], np.stack(counts[2:]), 500, **options)


def test_what_has_not_converged_says_what_it_takes():
    found = indices()
    words = format_convergence(found)
    assert words.startswith("NOT CONVERGED to +/- 0.05") and f"{found.worlds_needed:,} more worlds" in words
    assert f"[{found.widest[0]}]" in words and words.isascii()


def test_what_has_converged_says_so():
    assert format_convergence(indices(half_width=2.0)).startswith(
        "All indices have converged to +/- 2: the widest 95 %"
    )


def test_without_indices_it_says_why():
    assert format_convergence(indices(moving=False)).startswith("There are no indices: the shares vary no more")
