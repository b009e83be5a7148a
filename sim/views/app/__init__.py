"""The dashboard: scenarios, assumptions and their consequences in a browser (`allforall app`, extra `[app]`).

`serve` runs it, `choice` is what a visitor has chosen (and the link that says it), `controls` what can be moved, `room`
simulates for all visitors, and `page` with its panels is what they see. What comes from outside passes `guard`
(who may ask), `door` with `messages` and `seats` (how many, and what), and only then reaches Solara; `site` is where it
is served.
"""
