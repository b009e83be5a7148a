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
# # 3. Sweeps and sensitivity
#
# **How far would a lever have to be moved, and which assumptions does the answer rest on?**
#
# A *design* says which settings to simulate. Here a grid of two parameters: how often an open offer can be taken up, and how
# often talks can open.

# %%
import sim

design = {
    "sweep": "offers_and_talks",
    "title": "How often offers can be taken up, and how often talks can open",
    "scenarios": ["kyiv_summit_2025"],
    "worlds": 400,
    "points": {
        "grid": {
            "all_for_all.answers_per_week": [0.01, 0.03, 0.1, 0.3],
            "talks.opportunities_per_week": [0.1, 0.2, 0.45, 0.7],
        }
    },
}
sweep = sim.sweep(design, progress=True)
sweep.plot.points()

# %% [markdown]
# The black line, where there is one, is the **indifference line**: swap first and talks first are as likely there.

# %%
sweep

# %%
columns = [*design["points"]["grid"], "swap_first", "swap_first_low", "swap_first_high", "talks_first"]
sweep.table[columns].head().round(3)

# %% [markdown]
# ## Which assumptions the answer rests on
#
# Sobol indices say how much of the variance of an outcome's share is owed to a parameter, alone (first order) and together
# with others (total). The noise of a finite number of worlds is taken off. Few points, so that the notebook is quick: look
# at the width of the intervals before you look at the order. `allforall sensitivity kyiv_summit_2025` takes all parameters
# and three minutes.

# %%
keys = ["all_for_all.answers_per_week", "russia.all_for_all.bargaining_chip", "talks.opportunities_per_week"]
sensitivity = sim.sensitivity("kyiv_summit_2025", over=keys, points=128, worlds=64, tornado_worlds=1024, progress=True)
sensitivity.plot.tornado()

# %% [markdown]
# Every result shows its table when it is the last line of a cell. What is kept in a folder (`out="results"`) is read again with
# `sim.load(folder)`: nothing is simulated for that.

# %%
sensitivity

# %%
import pandas

found = sensitivity.indices["swap_first"]
parts = ["first", "first_low", "first_high", "total", "total_low", "total_high"]
pandas.DataFrame({part: getattr(found, part) for part in parts}, index=list(found.keys)).round(2)

# %% [markdown]
# ## Exercise
#
# Extend the grid to where the indifference line appears for the values of `talks.opportunities_per_week` that you find
# plausible (`allforall explain talks.opportunities_per_week` gives the judged range). How far outside *its* judged range does
# `all_for_all.answers_per_week` have to go? What would have to be true of the war for that?

# %%
for key in keys:
    print(key, next(prior.distribution for prior in sim.load("kyiv_summit_2025").priors if prior.key == key))
