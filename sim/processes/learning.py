"""What both sides learn from the week's public events (MODEL.md, equation 36)."""

from __future__ import annotations

from sim.rules import all_for_all
from sim.rules.numbers import at


def learn(model) -> None:
    """Update both sides' experience: gains from kept promises, losses from broken ones.

    Only the side that was short-changed by an incomplete swap loses trust in the other.
    """
    rules, swap, talks, exchanges = model.parameters.trust, model.swap, model.talks, model.exchanges
    at_the_table, attacked = rules.talks_gain * talks.in_session, rules.spoiler_loss * model.spoilers.struck
    for side in model.belligerents:
        side.forget()
        if swap.stages_done.max() > 0:
            side.good += rules.stage_gain * swap.stages_done
        side.good += at_the_table
        side.good[exchanges.held] = at(side.good, exchanges.held) + at(rules.exchange_gain, exchanges.held)
        side.bad += attacked
        side.bad[exchanges.cancelled] += at(rules.cancellation_loss, exchanges.cancelled)
        side.bad[swap.collapsed] += at(rules.breach_loss, swap.collapsed)
        side.bad[talks.broken_down] += at(rules.breakdown_loss, talks.broken_down)
        withheld = swap.compliance[side.opponent.key][swap.incomplete] < all_for_all.COMPLETE
        cheated = swap.incomplete[withheld]
        side.bad[cheated] += at(rules.breach_loss, cheated)
