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
# # 1. A first run, and how to read it
#
# **What comes first: a completed all-for-all prisoner swap, or broader talks?** This notebook runs the base scenario, reads
# the answer with both of its uncertainties, and says what it must not be taken for.
#
# The numbers are conditional on judgements about people in captivity. They are not a forecast, and nothing here is advice to
# delay the release of anyone or to make it conditional.

# %%
import sim

result = sim.run("kyiv_summit_2025", worlds=4_000, seed=1, prior=(100, 128))
result

# %% [markdown]
# A world is one possible course of the two years after 24 February 2025. All worlds start alike and differ by chance alone.
# In each one of three things comes first: a *completed* all-for-all swap, broader *talks*, or *neither* by the horizon.
#
# Two uncertainties go with each share:
#
# - the **range** is the middle 90 % of draws of the judged assumptions. Quote it first. More worlds do not narrow it;
# - the **95 % interval** is the noise of a finite number of simulated worlds and nothing else.
#
# (A notebook has little patience: `allforall run kyiv_summit_2025` takes 20,000 worlds and 400 draws of 256 worlds.)

# %%
result.plot.frequencies()

# %% [markdown]
# *When* does each event come first? The line that is dashed counts a swap from the day it is agreed, completed or not: the
# same worlds, counted another way.

# %%
result.plot.incidence()

# %% [markdown]
# ## What the range is made of
#
# Each bar counts draws of the assumptions, by the share that the model gives under them.

# %%
result.plot.prior()

# %% [markdown]
# Which assumptions move the answer? Rank correlations with the share of swap first, strongest first:

# %%
result.drivers[["swap_first", "swap_first_se", "talks_first"]].head(6).round(2)

# %% [markdown]
# ## What lies behind the shares
#
# Trust, pressure, captives held and ripeness over the worlds, week by week, and the partial exchanges next to those that were
# recorded.

# %%
result.plot.fans()

# %%
result.plot.exchanges()

# %% [markdown]
# ## Every world is there
#
# One row per world; `sim.negotiation.trace` or `allforall trace kyiv_summit_2025 --world 3` prints one as a story.

# %%
result.worlds[["agreed_week", "completed_week", "talks_week", "exchanges", "released_by_russia"]].head()

# %%
from sim.views.text.short_story import format_short_story
from sim.negotiation.trace import trace

for when, words in format_short_story(trace(result.scenario, world=3, seed=1)):
    print(f"{when:>20}  {words}")

# %% [markdown]
# ## To pass it on
#
# One file with question, definitions, answer, figures, limits and the command that repeats it. It opens without a network.

# %%
result.report("first_run.html")

# %% [markdown]
# ## Exercise
#
# The headline counts *completed* swaps. Use `result.agreed` to read the same worlds with agreement as the swap. By how much
# does the order of swap and talks depend on that definition, compared with the width of the range? Which of the two would
# you put into the first sentence of a report, and why?

# %%
result.agreed
