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
# # 5. The record, calibration and hindcast
#
# **What has the model been compared with?** With the record of real exchanges, with what came after the date it was
# fitted to, and against other wars. This notebook uses few draws, to be quick; the commands are `allforall record`,
# `calibrate`, `hindcast` and `baserate`.

# %%
from sim.evidence.record.record import read_record
from sim.views.figures.record import draw_record

record = read_record()
draw_record(record)

# %% [markdown]
# Each mark is an announced exchange; those of unknown size stand apart and are no zeros. After the end of the record nothing
# counts as quiet.
#
# ## Other wars
#
# In how many did a general exchange of prisoners come before talks? It depends on how one codes them: a bound, and no rate.

# %%
import pandas

from sim.evidence.record.base_rate import base_rates

pandas.DataFrame([vars(rate) for rate in base_rates()]).round(3)

# %% [markdown]
# ## Calibration
#
# Parameters of partial exchanges are compared with January 2024 to the summit. Where the record says little, the posterior is
# the prior, and so it stays. The full run takes some minutes and checks itself on synthetic records:
#
# ```sh
# allforall calibrate
# ```
#
# A small one, without that check:

# %%
import sim
from sim.evidence.calibration.batch import Size

small = Size(particles=300, most_generations=5)
calibration = sim.calibrate(size=small, checks=0, executor="threads")
calibration.table.round(3)

# %% [markdown]
# ## Hindcast
#
# Fitted to 24 February 2025, compared with what followed, and scored against two baselines: constant hazards, and the model
# without its mechanisms.

# %%
hindcast = sim.hindcast(posterior=calibration.draws, worlds=2_000, executor="threads")
hindcast.scores.groupby(["forecast", "event"])[["probability", "log_score", "brier"]].mean().round(3)

# %% [markdown]
# The mechanisms do not help here: a model with the same mean hazards and without concession trade scored the opening of talks
# better. It is one war, with hindsight; the comparison is a check for gross error and no proof of skill.
#
# ## Exercise
#
# Add a made-up exchange to a copy of the table of exchanges and read it with `read_record(exchanges=...)`. What in the base
# rate, the calibration and the hindcast can it move, and what not?

# %%
len(record.exchanges), len(record.diplomacy), record.coding.record_ends
