"""Golden numbers are what a change is held against: a test run must not move them."""

import pytest

from tests.verification.golden import reference


@pytest.fixture(autouse=True, scope="module")
def golden_file_stays():
    """Fails a file of tests in which the golden file was written, were it with the same bytes."""
    before = reference.FILE.read_bytes(), reference.FILE.stat().st_mtime_ns
    yield
    assert (reference.FILE.read_bytes(), reference.FILE.stat().st_mtime_ns) == before, "a test wrote the golden file"
