"""The rate of answers is the median that the silence before the summit leaves of its prior (MODEL.md, 7.2)."""

import numpy as np
import pytest

from sim.scenario import load
from tests.verification.silence import PATH, likelihood, main, median


@pytest.fixture(scope="module")
def found():
    return likelihood(2048, 3)


def test_the_base_scenario_states_the_median(found):
    """The error of a share, .011, moves the median by some .0006; rounding to three digits by .0005."""
    assert median(*found) == pytest.approx(load("kyiv_summit_2025").value(PATH), abs=0.002)


def test_the_silence_speaks_against_high_rates_but_softly(found):
    """No agreement in 119 weeks is likelier the rarer offers can be taken up, by a factor of less than four over the
    whole prior."""
    rates, silent = found
    assert np.all(np.diff(silent) < 0.03)
    assert 1.5 < silent[0] / silent[-1] < 4
    assert median(*found) < np.exp(np.log(rates).mean())


def test_a_flat_likelihood_leaves_the_prior_alone():
    """If the silence said nothing, the median would stay that of the prior."""
    rates = np.exp(np.linspace(np.log(0.01), np.log(0.12), 13))
    assert median(rates, np.full(13, 0.4)) == pytest.approx(np.sqrt(0.01 * 0.12))


def test_it_prints_what_the_documents_quote(capsys):
    """`python -m tests.verification.silence` ends on the median given the silence."""
    main(["--worlds", "64"])
    assert "given the silence 0.0" in capsys.readouterr().out
