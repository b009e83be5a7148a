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
# # 2. Your own scenario, and your own agent
#
# **What if Moscow set more store by those it holds?** Assumptions live in scenario files. A file states only what it changes;
# everything else it inherits.

# %%
from pathlib import Path

Path("harder_moscow.yaml").write_text(
    """\
scenario: harder_moscow
title: Moscow sets more store by those it holds
description: Asks what changes if captives are worth more to Moscow as bargaining chips.
extends: kyiv_summit_2025

parties:
  russia:
    all_for_all: {bargaining_chip: 1.6}

uncertain:
  russia.all_for_all.bargaining_chip: {uniform: [0.8, 2.4]}
"""
)

# %%
import sim

sim.load("harder_moscow.yaml")

# %% [markdown]
# Whatever is wrong in a file is said with its place, the reason and the nearest right name:

# %%
try:
    sim.load("harder_moscow.yaml", ["russia.all_for_all.bargaining_chp=1.6"])
except sim.ScenarioError as error:
    print(error)

# %% [markdown]
# What does a parameter mean, and on what grounds is it what it is?

# %%
from sim.scenario import explain

print(explain("russia.all_for_all.bargaining_chip", "harder_moscow.yaml"))

# %% [markdown]
# ## Compared in the same worlds
#
# World *k* has the same draws in both scenarios, so the difference is taken world by world.

# %%
pair = sim.compare("kyiv_summit_2025", "harder_moscow.yaml", worlds=6_000)
pair.plot.arrows()

# %%
columns = ["swap", "outcome", "difference", "low", "high", "changed", "fewer_worlds"]
pair.differences[columns].round(4)

# %% [markdown]
# ## Your own agent
#
# A scenario changes numbers. To change a **rule**, write a subclass. In the model a side says yes with a probability that
# rises smoothly with what the swap is worth to it. Suppose instead that Moscow *satisfices*: it says yes for certain once the
# swap is worth more than some bar, and never below it.

# %%
import numpy as np

from sim import NegotiationModel
from sim.negotiation import Belligerent


class Satisficer(Belligerent):
    """Agrees to an all-for-all swap if, and only if, it is worth more than a bar (logits, trade included)."""

    bar = 0.0

    def weigh_swap(self, asymmetry):
        super().weigh_swap(asymmetry)
        state = self.tracks["all_for_all"]
        state.acceptance = (state.score + state.trade > self.bar).astype(np.float32)


def first(classes=None, worlds=4_000):
    """Which event came first in each world."""
    from sim.model.outcomes import first_event

    model = NegotiationModel("kyiv_summit_2025", worlds=worlds, seed=1, collect=False, classes=classes)
    rows = model.run().outcomes()
    return first_event(rows["completed_week"], rows["talks_week"])


# %%
from sim.analysis.paired import compare_orders

found = compare_orders(first(), first({"russia": Satisficer}))
for name, moved in found.differences.items():
    print(
        f"{name:<12} {moved.share_a:6.1%} -> {moved.share_b:6.1%}   "
        f"{100 * moved.difference:+.1f} points ({100 * moved.low:+.1f} to {100 * moved.high:+.1f})"
    )

# %% [markdown]
# The interval is simulation noise. That the form of consent is an assumption at all, and what it costs to change it, is what
# this comparison shows; the range over parameters does not vary it. (Figures of who was *pivotal* assume the smooth rule:
# do not read them with another one.)
#
# ## Exercise
#
# Give both sides the rule. Then look for the bar at which the share of swap first is what it was under the smooth rule. Does
# the *timing* agree too? Compare `rows["completed_week"]` of the two models.

# %%
found = compare_orders(first(), first({"russia": Satisficer, "ukraine": Satisficer}))
found.differences["swap_first"].difference
