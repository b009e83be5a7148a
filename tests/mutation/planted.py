"""Runs the tests on a package with one error in it, in a process of its own, up to the first test that fails."""

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import multiprocessing
import sys
import time
from dataclasses import dataclass

from tests.mutation.mutants import MUTATED, ROOT, Mutant

STAGES = (
    ("tests/verification/three_weeks",),
    ("tests/model",),
    ("tests/verification/transcription", "-k", "not every_scenario"),
    ("tests/negotiation", "tests/verification/closed_forms"),
    ("tests/montecarlo/test_engine.py", "tests/verification/relations"),
    tuple(f"tests/verification/reproducibility/test_{name}.py" for name in ("worlds", "recorders", "trace")),
    ("tests/verification/reference/test_base_table.py",),
)
"""Arguments of pytest, cheap tests first. Golden runs are left out: they notice every change, and whether it is wrong
they cannot say. So are tests of what the mutated files have no part in, and the slow ones: reading every scenario, most
tables, executors."""

_PYTEST = ("-x", "-q", "-p", "no:cacheprovider", "--assert=plain")

LONGEST_SECONDS = 1800
"""A mutant that runs longer never ends: it counts as caught."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant.

    Attributes
    ----------
    by : the first test that failed, "import of" a file that could not be collected, "timeout", "crash", or the exit
        status of pytest where it failed without a test; None when every test passed
    seconds : until then
    """

    by: str | None
    seconds: float


def judge(mutant: Mutant | None, stages=STAGES, longest: float = LONGEST_SECONDS) -> Verdict:
    """Plant the error, or none, in a fork of this process and run the tests there.

    The parent must not have imported what is mutated; what else it has imported is not loaded again.

    Parameters
    ----------
    stages : arguments of pytest, one tuple per stage
    longest : seconds
    """
    context = multiprocessing.get_context("fork")
    reading, writing = context.Pipe(duplex=False)
    start = time.monotonic()
    child = context.Process(target=_run, args=(mutant, stages, writing))
    child.start()
    writing.close()
    try:
        by = reading.recv() if reading.poll(longest) else "timeout"
    except EOFError:
        by = "crash"
    child.kill()
    child.join()
    return Verdict(by, time.monotonic() - start)


def warm_up() -> None:
    """Import what every test needs and no mutant touches, once."""
    import hypothesis  # noqa: F401
    import mesa  # noqa: F401
    import pandas  # noqa: F401
    import pytest  # noqa: F401
    import scipy.optimize
    import scipy.stats  # noqa: F401
    import yaml  # noqa: F401

    import sim  # noqa: F401

    mutated = tuple(place.removesuffix(".py").replace("/", ".") for place in MUTATED)
    touched = [name for name in sys.modules if name.startswith(mutated)]
    assert not touched, f"{touched} are loaded: errors planted in them would have no effect"


class _Planter(importlib.abc.MetaPathFinder):
    """Finds the one module with the error in it; leaves all others to the usual finders."""

    def __init__(self, mutant: Mutant):
        self._name, self._path = mutant.module, str(ROOT / mutant.file)
        self._code = compile(mutant.tree(), self._path, "exec")

    def find_spec(self, name, path, target=None):
        if name != self._name:
            return None
        loader = _Loader(name, self._path)
        loader.code = self._code
        return importlib.util.spec_from_file_location(name, self._path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname):
        return self.code


class _First:
    """Remembers the first test that failed."""

    by: str | None = None

    def pytest_runtest_logreport(self, report):
        if report.failed and self.by is None:
            self.by = report.nodeid

    def pytest_collectreport(self, report):
        if report.failed and self.by is None:
            self.by = f"import of {report.nodeid}"


def _run(mutant: Mutant | None, stages, answer) -> None:
    import pytest

    if mutant is not None:
        sys.meta_path.insert(0, _Planter(mutant))
    first = _First()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for stage in stages:
            code = pytest.main([*_PYTEST, *stage], plugins=[first])
            if code != 0:
                break
    answer.send(first.by or (f"pytest exit {int(code)}" if code else None))
    answer.close()
