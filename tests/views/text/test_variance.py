"""Chance and ignorance in the headline."""

import numpy as np

from sim.analysis.variance import components
from sim.views.text.chance_and_ignorance import format_variance
from sim.views.text.headline import headline


def layers_of(count, worlds=256):
    return components(np.array(count), worlds)


def test_the_share_of_ignorance_stands_beside_the_range(summary):
    layers = layers_of([1, 6, 14, 34, 82, 3, 20, 9]).as_json()
    others = dict.fromkeys(("talks_first", "neither", "agreed_first"))
    text = headline(summary(prior={"variance": {"swap_first": layers, **others}}))
    assert max(map(len, text.splitlines())) <= 80
    words = " ".join(text.split())
    share, low, high, sd = (100 * layers[name] for name in ("share_between", "low", "high", "sd_between"))
    assert f"swap first from world to world, {share:.1f} % (95 % interval {low:.1f} to {high:.1f} %) lies" in words
    assert "between draws (ignorance: what is judged and could be otherwise), the rest within a draw (chance)." in words
    assert f"a standard deviation of {sd:.1f} points." in words
    assert words.index("Quote the range first") < words.index("Of the variance") < words.index("The 95 % interval is")


def test_a_negative_estimate_is_said():
    assert "is given as 0" in format_variance(layers_of([20, 21, 20, 19, 20, 20]))


def test_few_draws_have_no_interval():
    words = format_variance(layers_of([1, 90]))
    assert "interval" not in words and "lies between draws" in words


def test_what_was_not_measured_is_not_said(summary):
    assert format_variance(layers_of([0] * 9)) == format_variance(layers_of([0, 1, 1], worlds=1)) == ""
    assert "Of the variance" not in headline(summary())
