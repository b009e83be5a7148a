"""What all tests share: property tests draw the same examples in every run, and have no deadline on a busy machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")
