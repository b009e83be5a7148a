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
# # 6. The model under Mesa
#
# **How do I step it, collect data and run batches with the tools I know?** `NegotiationModel` is an ordinary Mesa model. Its
# one peculiarity: every attribute of every agent is an array over worlds, so that one step is one week in one world or in
# ten thousand.

# %%
from sim import NegotiationModel

model = NegotiationModel(worlds=1_000, seed=1)
for week in range(26):
    model.step()
ukraine, russia = model.belligerents
russia.trust.mean(), russia.pressure.mean(), model.talks.in_session.mean()

# %%
[agent.key for agent in model.agents]

# %% [markdown]
# ## Data collection
#
# The model's own `DataCollector` holds means over the worlds, week by week.

# %%
model.run()
model.datacollector.get_model_vars_dataframe()[["swap_first", "talks_first", "in_talks", "exchanges"]].iloc[[12, 25, 51, 103]]

# %%
from sim.negotiation import Belligerent

parties = model.datacollector.get_agenttype_vars_dataframe(Belligerent)
parties.groupby("party")[["trust", "pressure", "war_cost", "held"]].last().astype(float).round(3)

# %% [markdown]
# Anything else can be watched by an observer, which is called at the end of every week and changes nothing:

# %%
class Watch:
    """Shares of worlds with a ceasefire in force, week by week."""

    def __init__(self):
        self.shares = []

    def observe(self, model):
        self.shares.append(float(model.ceasefire.in_force.mean()))


watch = Watch()
model = NegotiationModel(worlds=1_000, seed=1, collect=False)
model.observers.append(watch)
model.run()
max(watch.shares)

# %% [markdown]
# ## Batches
#
# Seeds are a parameter; from Mesa 3.4 on `rng=[1, 2, 3]`, given with the parameters, does the same. Without a seed every run, and
# every one of `iterations`, is a run of its own: the column `seed` says which. Many worlds in one model are far quicker than
# many models with one world each.

# %%
import mesa
import pandas

rows = mesa.batch_run(
    NegotiationModel,
    parameters={"case": ["kyiv_summit_2025", "no_uae"], "seed": [1, 2, 3], "worlds": 200},
    max_steps=104,
    number_processes=1,
    display_progress=False,
)
table = pandas.DataFrame(rows)
table.groupby(["case", "seed"])[["swap_first", "talks_first", "exchanges"]].last()

# %% [markdown]
# The same for runs of which nobody stated the seed:

# %%
model = NegotiationModel("no_uae", worlds=200).run()
again = NegotiationModel("no_uae", worlds=200, rng=model.seed).run()
bool((model.outcomes()["exchanges"] == again.outcomes()["exchanges"]).all())

# %% [markdown]
# For results with intervals, ranges and provenance use `sim.run`: the same worlds, the same bits.

# %%
import sim

result = sim.run("kyiv_summit_2025", worlds=1_000, seed=1, prior=None)
model = NegotiationModel("kyiv_summit_2025", worlds=1_000, seed=1, collect=False).run()
bool((result.worlds["talks_week"].fillna(-1).to_numpy() == pandas.Series(model.outcomes()["talks_week"]).fillna(-1)).all())

# %% [markdown]
# ## Exercise
#
# Write an observer that keeps the demand of each side (`side.demand`) in the worlds where talks are in session, and plot its
# median by weeks since they opened. Who concedes faster, and what in the scenario file would turn that round?

# %%
sorted(vars(ukraine))[:12]
