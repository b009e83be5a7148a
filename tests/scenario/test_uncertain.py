"""Which parameters are uncertain: merging, dropping, factors."""

import numpy as np
import pytest

from sim.scenario import loads


def keys(scenario) -> list[str]:
    return [prior.key for prior in scenario.priors]


def test_inherited_as_they_are(parent, child):
    assert keys(child()) == keys(parent) == ["russia.all_for_all.bargaining_chip", "wallets"]
    assert child().priors[1].targets == ("eu.wallet", "uae.wallet", "us_envoy.wallet")


def test_a_stated_value_drops_an_inherited_prior(child):
    scenario = child("parties: {russia: {all_for_all: {bargaining_chip: 1}}}\n")
    assert keys(scenario) == ["wallets"]
    assert scenario.document["uncertain"]["russia.all_for_all.bargaining_chip"] == "fixed"


def test_unless_the_same_file_gives_one(child):
    scenario = child(
        "parties: {russia: {all_for_all: {bargaining_chip: 1}}}\n"
        "uncertain: {russia.all_for_all.bargaining_chip: {uniform: [0.8, 2.4]}}\n"
    )
    assert scenario.priors[0].distribution.values == (0.8, 2.4)


def test_an_override_drops_it_too(child):
    assert keys(child(overrides=["russia.all_for_all.bargaining_chip=1"])) == ["wallets"]
    assert keys(child(overrides={"russia.all_for_all.bargaining_chip": 1})) == ["wallets"]


def test_an_override_drops_a_range_of_the_file_itself_that_it_lies_outside(child):
    own = "uncertain: {russia.all_for_all.bargaining_chip: {uniform: [0.8, 2.4]}}\n"
    scenario = child(own, overrides=["russia.all_for_all.bargaining_chip=5"])
    assert keys(scenario) == ["wallets"]
    assert keys(loads(scenario.to_yaml())) == ["wallets"]


def test_the_ends_of_a_range_are_inside_it_and_factors_have_none(child):
    body = "uncertain: {{russia.all_for_all.bargaining_chip: {{{}}}, talks.allowed: {{choice: [true, false]}}}}\n"
    for range_ in ("uniform: [1.1, 2]", "log_uniform: [0.5, 1.1]", "choice: [0.5, 2]"):
        child(body.format(range_))
    child("uncertain: {wallets: {scales: ['*.wallet'], uniform: [2, 3]}}\n")


@pytest.mark.parametrize("number", ["uniform: [1.2, 2]", "log_uniform: [0.5, 1]", "choice: [2, 3]", "integers: [2, 4]"])
def test_a_value_outside_its_own_range_is_refused(problems, number):
    (problem,) = problems(f"uncertain:\n  russia.all_for_all.bargaining_chip: {{{number}}}\n")
    assert (problem.line, problem.path) == (5, "uncertain.russia.all_for_all.bargaining_chip")
    assert "russia.all_for_all.bargaining_chip is 1.1 (inherited in " in problem.message
    assert problem.remedy == "state a value inside the range, or widen the range"


def test_a_factor_keeps_scaling_a_stated_value(child):
    scenario = child("parties: {uae: {wallet: 5}}\n")
    draws = scenario.draw_priors(1, 0, 50)
    np.testing.assert_allclose(draws["uae.wallet"], 5 * draws["eu.wallet"])


def test_fixed_drops_a_prior_and_takes_a_party_out_of_a_factor(child):
    scenario = child("uncertain: {russia.all_for_all.bargaining_chip: fixed, uae.wallet: fixed}\n")
    assert keys(scenario) == ["wallets"]
    assert scenario.priors[0].targets == ("eu.wallet", "us_envoy.wallet")


def test_fixed_drops_a_factor_by_its_label(child):
    assert keys(child("uncertain: {wallets: fixed}\n")) == ["russia.all_for_all.bargaining_chip"]
    scenario = child("uncertain: {wallets: fixed, purses: {scales: [uae.wallet], uniform: [0, 1]}}\n")
    assert keys(scenario) == ["purses", "russia.all_for_all.bargaining_chip"]


def test_a_factor_above_overrides_fixed_below(child, tmp_path):
    (tmp_path / "base.yaml").write_text(child("uncertain: {wallets: fixed, uae.wallet: fixed}\n").to_yaml())
    scenario = loads(
        "scenario: c\ntitle: C\nextends: base.yaml\nuncertain: {w: {scales: ['*.wallet'], uniform: [0, 1]}}\n",
        folder=tmp_path,
    )
    assert "uae.wallet" in scenario.priors[-1].targets
    assert loads(scenario.to_yaml()).priors == scenario.priors


def test_inherited_priors_of_a_removed_party_go_with_it(tmp_path, parent_file):
    (tmp_path / "base.yaml").write_text(
        parent_file.read_text() + "  uae.engagement: {uniform: [0, 1]}\n"
        "  eu.summit.weeks: {uniform: [0, 9]}\n  pair: {scales: [uae.humanitarian_capability], uniform: [0, 1]}\n"
    )
    head = "scenario: c\ntitle: C\nextends: base.yaml\n"
    assert len(keys(loads(head, folder=tmp_path))) == 5
    without = loads(head + "parties: {uae: null}\n", folder=tmp_path)
    assert keys(without) == ["eu.summit.weeks", "russia.all_for_all.bargaining_chip", "wallets"]
    assert without.priors[-1].targets == ("eu.wallet", "us_envoy.wallet")
    assert "eu.summit.weeks" not in keys(loads(head + "parties: {eu: {summit: null}}\n", folder=tmp_path))
    assert keys(loads(head, folder=tmp_path, overrides=["uae=null"])) == keys(without)


def test_a_star_covers_mediators_added_above(child):
    assert "qatar.wallet" in child("parties: {qatar: {name: Qatar, wallet: 1}}\n").priors[1].targets


def test_a_star_covers_belligerents_where_they_have_it(child):
    scenario = child("uncertain: {t: {scales: ['*.trust.good_experience'], log_uniform: [0.5, 2]}}\n")
    assert scenario.priors[1].targets == ("ukraine.trust.good_experience", "russia.trust.good_experience")


def test_scaled_values_are_held_in_range(child):
    draws = child("uncertain: {e: {scales: ['*.engagement'], uniform: [0.5, 3]}}\n").draw_priors(3, 0, 400)
    assert draws["us_envoy.engagement"].max() == 1.0
    assert draws["us_envoy.engagement"].min() >= 0.45


def test_whole_numbers_are_drawn_whole(child):
    draws = child(
        "uncertain: {russia.captives_held.prisoners_of_war: {uniform: [6000, 10000]}, "
        "all_for_all.stages: {integers: [2, 6]}, "
        "s: {scales: [ukraine.captives_held.civilians], uniform: [0, 3]}, talks.allowed: {choice: [true, false]}}\n"
    ).draw_priors(1, 0, 500)
    for path in ("russia.captives_held.prisoners_of_war", "all_for_all.stages", "ukraine.captives_held.civilians"):
        assert np.array_equal(draws[path], np.rint(draws[path]))
    assert set(draws["all_for_all.stages"]) == {2, 3, 4, 5, 6}
    assert set(draws["talks.allowed"]) == {0, 1}


def test_draws_are_float64_and_sorted(parent):
    draws = parent.draw_priors(1, 0, 7)
    assert list(draws) == sorted(draws)
    assert all(values.dtype == np.float64 and values.shape == (7,) for values in draws.values())


@pytest.mark.parametrize("first", [0, 1, 1000, 1023, 1024, 5000])
def test_a_draw_depends_on_its_number_alone(parent, first):
    whole = parent.draw_priors(5, 0, 5100)
    part = parent.draw_priors(5, first, 60)
    for path, values in part.items():
        assert np.array_equal(values, whole[path][first : first + 60])


def test_a_draw_does_not_depend_on_other_priors(parent, child):
    other = child(
        "uncertain: {talks.hardening: {uniform: [0, 1]}, all_for_all.stages: {integers: [1, 9]}}\n"
    ).draw_priors(1, 0, 20)
    for path, values in parent.draw_priors(1, 0, 20).items():
        assert np.array_equal(values, other[path])


def test_seeds_and_keys_differ(parent):
    one, two = parent.draw_priors(1, 0, 50), parent.draw_priors(2, 0, 50)
    assert not np.array_equal(one["uae.wallet"], two["uae.wallet"])
    assert abs(np.corrcoef(one["uae.wallet"], one["russia.all_for_all.bargaining_chip"])[0, 1]) < 0.6
