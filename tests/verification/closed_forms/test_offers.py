"""Offers, answers and silence in the frozen world (MODEL.md, equation 22)."""

import numpy as np

from tests.verification.closed_forms.chances import assert_fits, channel
from tests.worlds import Watch, frozen, play


def test_acceptance_and_refusal_compete_for_an_open_offer():
    """Constant rates λ_a = μ_a H P_U P_R and λ_r = ρ (1 - P_R): at most one of them a week, E_2 < λ_a and λ_a <= E_2
    < λ_a + λ_r. Of worlds without an answer by week t there are e^(-(λ_a + λ_r) t); of answers a week, 1 - e^-λ_a
    accept."""
    watch = Watch(lambda model: [float(side.tracks["all_for_all"].acceptance[0]) for side in model.belligerents])
    case = frozen({"all_for_all.answers_per_week": 0.3, "all_for_all.refusals_per_week": 0.1})
    rows = play(case, 8000, seed=111, weeks=30, observers=[watch])
    yes_ukraine, yes_russia = watch.seen[0]  # in the frozen world every week until the answer is like the first
    agree, refuse = 0.3 * channel() * yes_ukraine * yes_russia, 0.1 * (1 - yes_russia)
    answered = 1 - np.exp(-30 * (agree + refuse))
    accepted = answered * (1 - np.exp(-agree)) / (1 - np.exp(-agree - refuse))
    assert_fits(np.bincount(rows["offer_fate"], minlength=3), [1 - answered, accepted, answered - accepted])


def test_new_offers_come_at_their_rate_and_from_the_side_that_would_accept():
    """No offer open at the start: Ukraine makes one with probability μ_o P_U a week, Russia with μ_o P_R."""
    watch = Watch(
        lambda model: [
            (side.offer_open.sum(), float(side.tracks["all_for_all"].acceptance[0])) for side in model.belligerents
        ]
    )
    case = frozen({"all_for_all.new_offers_per_week": 0.2, "ukraine.all_for_all.offer_open_at_start": False})
    play(case, 20_000, seed=112, weeks=1, observers=[watch])
    (by_ukraine, yes_ukraine), (by_russia, yes_russia) = watch.seen[0]
    assert_fits(
        [by_ukraine, by_russia, 20_000 - by_ukraine - by_russia],
        [0.2 * yes_ukraine, 0.2 * yes_russia, 1 - 0.2 * (yes_ukraine + yes_russia)],
    )


def test_salience_scales_how_often_an_offer_is_made_and_accepted():
    """A salience of 2 at half the rates gives the same offers and agreements as one of 1 (equation 22)."""
    rates = {"all_for_all.new_offers_per_week": 0.1, "all_for_all.answers_per_week": 0.2}
    one = play(frozen(rates | {"all_for_all.refusals_per_week": 0.05}), 500, seed=113)
    two = play(
        frozen(
            {path: rate / 2 for path, rate in rates.items()}
            | {"all_for_all.salience": 2.0, "all_for_all.refusals_per_week": 0.05}
        ),
        500,
        seed=113,
    )
    assert np.array_equal(one["offers"], two["offers"])
    assert np.allclose(one["agreed_week"], two["agreed_week"], rtol=0, atol=1e-5, equal_nan=True)
