"""A Dask cluster that somebody else has started: finding it, connecting, and how much it can do at once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from importlib.util import find_spec
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

from sim.montecarlo.errors import RunError

FORM = "dask://HOST:PORT"

CONNECT_SECONDS = 10
"""How long a scheduler may take to answer."""


def check(address: str) -> str:
    """Check an address and that Dask is installed; return HOST:PORT as Dask wants it.

    Raises
    ------
    RunError
        when the address has not the form dask://HOST:PORT, or Dask is not there
    """
    try:
        parts = urlsplit(address)
        whole = parts.hostname and parts.port and f"dask://{parts.netloc}" == address and "@" not in address
    except ValueError:  # a port that is no number, or too large
        whole = False
    if not whole:
        raise RunError(f"executor {address!r}: not an address of the form {FORM}; an example is dask://127.0.0.1:8786")
    if find_spec("distributed") is None:
        raise RunError(f'executor {address!r}: Dask is not installed; pip install "allforall[dask]"')
    return parts.netloc


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """Connect to the scheduler at dask://HOST:PORT; leave the cluster running in the end.

    Raises
    ------
    RunError
        when no scheduler answers there
    """
    place = check(address)
    from distributed import Client

    try:
        _listen(address)
        client = Client(f"tcp://{place}", timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise RunError(
            f"executor {address!r}: no Dask scheduler answers there ({_reason(error)}); "
            "start one with `dask scheduler`, or check host and port"
        ) from error
    try:
        # Blocks are no pure functions to Dask: a block that is tried again must not be given the failure it kept.
        yield client.get_executor(pure=False)
    finally:
        client.close()


def _listen(address: str) -> None:
    """Wait for a scheduler's first word; OSError when none comes in time.

    A scheduler speaks first, and not in plain text. Dask's client would wait very long for a server that is silent, and
    print a traceback on one that is no scheduler.
    """
    parts, deadline = urlsplit(address), monotonic() + CONNECT_SECONDS
    while True:
        left = max(deadline - monotonic(), 0.1)
        try:
            with socket.create_connection((parts.hostname, parts.port), timeout=left) as probe:
                if b"\0" not in probe.recv(64):
                    raise OSError("what answers is no scheduler")
                return
        except ConnectionRefusedError:
            # It may be starting.
            if monotonic() >= deadline:
                raise
            sleep(0.2)


def threads(executor: Executor) -> int:
    """Threads of all workers of the cluster behind a Dask executor, at this moment.

    0 when it has no worker yet, or its scheduler does not answer.
    """
    answer = ask_threads(executor)
    try:
        return answer.result(timeout=CONNECT_SECONDS)
    except Exception:  # no answer, for whatever reason
        answer.cancel()
        return 0


def ask_threads(executor: Executor) -> Future[int]:
    """Ask a scheduler how many threads its workers have, without waiting for the answer.

    The answer fails where there is no connection, and does not come while the scheduler says nothing.
    """
    client = _client(executor)

    async def ask() -> int:
        return (await client.scheduler.identity(n_workers=0))["total_threads"]

    question = ask()
    try:
        return asyncio.run_coroutine_threadsafe(question, client.loop.asyncio_loop)
    except RuntimeError as error:  # the client has just been closed
        question.close()
        unanswered: Future[int] = Future()
        unanswered.set_exception(error)
        return unanswered


def place(executor: Executor) -> str:
    """The address of the scheduler behind a Dask executor, as far as its client knows it."""
    return getattr(getattr(_client(executor), "scheduler", None), "address", None) or "its address"


def cut_off(executor: object) -> bool:
    """Whether it is an executor of Dask's that has given its scheduler up: what is submitted then may never end."""
    return is_dask(executor) and _client(executor).status == "closed"


def out_of_touch(executor: object) -> bool:
    """Whether it is an executor of Dask's that hears its scheduler no more and has not noticed, for now or for good.

    A scheduler that ends may take leave of its clients, who then stop listening and do not look for another in its
    place. A client whose connection breaks notices, and connects again.
    """
    if not is_dask(executor) or _client(executor).status != "running":
        return False
    stream = _client(executor).scheduler_comm
    return stream is not None and bool(stream.closed())


def _client(executor: object) -> Any:
    """The client behind a Dask executor."""
    return getattr(executor, "_client")  # noqa: B009, Dask gives it no type


def is_dask(executor: object) -> bool:
    """Whether it is an executor of Dask's, ours or the caller's; imports nothing."""
    return any(kind.__module__.split(".")[0] == "distributed" for kind in type(executor).__mro__)


def _reason(error: OSError) -> str:
    return ((error.strerror or str(error)).splitlines() or [type(error).__name__])[0].lower().rstrip(".")
