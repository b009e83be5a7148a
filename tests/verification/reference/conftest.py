"""The pool of runs: what the selected tests need is started at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.verification.reference.runs import Runs


@pytest.fixture(scope="session")
def runs(request, tmp_path_factory):
    """`Runs`, with those of all selected rows under way: two threads, since NumPy works outside of Python's lock."""
    pool = ThreadPoolExecutor(2)
    found = Runs(pool, tmp_path_factory.mktemp("on_reference"))
    for item in request.session.items:
        row = item.callspec.params.get("row") if hasattr(item, "callspec") else None
        if hasattr(row, "case"):
            found.start(row.name, row.case, worlds=row.worlds)
    yield found
    pool.shutdown(cancel_futures=True)
