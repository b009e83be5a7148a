"""What all tests share: property tests draw the same examples in every run, and have no deadline on a busy machine."""

from __future__ import annotations

import signal

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")

# A shell that runs the tests in the background ignores Ctrl-C for them, and programs under test would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
