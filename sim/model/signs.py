"""The language in which a parameter's declaration says what it moves one way (MODEL.md, V7).

In names of quantities and in conditions {s} is the side of the parameter's path and {o} its opponent, {m} its mediator,
{i} its issue; at the end of a quantity * is both sides and @ all mediators. Quantities are the symbols of MODEL.md,
section 6. Within one week, from a given state and with the same draws, raising the parameter never moves them the
other way; the verification suite holds every declaration to that.
"""

SWAP_BOTH = "score_a:* P_a:* lambda_a"
SWAP_OWN = "score_a:{s} P_a:{s} lambda_a offers:{s}"
TALKS_BOTH = "score_t:* P_t:* P:* lambda_T"
TALKS_OWN = "score_t:{s} P_t:{s} P:{s} lambda_T"
CHANNEL = "H lambda_p lambda_a stage_rate"
ATTENTION = "us g:* x:us_envoy x':us_envoy H C eta score_a:*"
OUTRAGED = f"phi:* lambda_p {SWAP_BOTH} {TALKS_BOTH}"
TRADE_OWN = "trade_a:{s} trade_t:{s} P_a:{s} P_t:{s}"
"""Quantities that move together."""

BOTH_FREE = "nu:ukraine = 0, nu:russia = 0"
"""While nobody minds a deal over its head."""

QUIET = "success = 0"
"""In a week without an exchange that is credited to anybody."""

APART = "K = 0"
"""While no talks are in session: in them Washington presses whoever asks for more above its reservation (15), so what
moves a reservation moves the blame, and with it the score of (28), from one side to the other."""

NOTHING_CANCELLED = "cancelled = 0"
"""An attack lowers the chance of an exchange, and one that is not due cannot be cancelled: that spares experience."""
