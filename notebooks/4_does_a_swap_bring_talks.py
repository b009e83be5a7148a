# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4. Does a swap bring talks?
#
# **If an all-for-all swap were completed, would talks become likelier?** Not the same question as whether worlds with a swap
# have more talks: worlds in which a swap comes about differ from the others in trust, pressure and war costs.
#
# The model can do what history cannot: *impose* a completed swap in week 8 in every world, and compare with the same worlds
# in which none is completed (MODEL.md, section 8).

# %%
import sim

effect = sim.effect("kyiv_summit_2025", at=8, by=[26, 52, 104], worlds=4_000)
effect.effects

# %% [markdown]
# The effect of the imposed swap on talks by each week, with its 95 % interval over worlds (simulation noise only), the same
# with each channel removed in turn, and next to it the *naive* contrast: talks among worlds that had a swap of their
# own, against those that had none.

# %%
from sim.views.text.effect_page import format_effect

print(format_effect(effect.summary))

# %% [markdown]
# What must be said with it:
#
# - that the effect is positive rests on the weight of the goodwill of recent releases, `talks.glow_weight`, which is a
#   judgement, not a finding;
# - the effect is that of a swap that *falls from the sky*. What made a real one possible would act on talks as well;
# - a positive effect is no reason to make any release wait for talks, and a negative one would be none to withhold it:
#   release is owed whatever comes first.
#
# ## How much rests on the judgement?

# %%
from sim.scenario import explain

print(explain("talks.glow_weight"))

# %%
without = sim.effect("kyiv_summit_2025", at=8, by=[52], worlds=4_000, overrides={"talks.glow_weight": 0})
without.effects

# %% [markdown]
# ## Exercise
#
# Ask the question for `at=26` and for the scenario `us_withdraws`. Does the naive contrast err in the same direction each
# time? Write the one sentence that you would allow to be quoted, with its interval and its condition.

# %%
effect.effects.columns.tolist()
