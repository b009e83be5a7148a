"""The dashboard served: what attackers send, how many come, and what is kept of those who have left."""

import asyncio
import gc
import logging
import re
import socket
import struct
import threading
from contextlib import AsyncExitStack

import pytest

from sim.views.app.answers import LATER, POLICY, TOO_LARGE
from sim.views.app.door import NOTHING
from sim.views.app.messages import LARGEST, NOT_ONE
from sim.views.app.seats import FULL
from sim.views.app.server import OneLine
from tests.views.app.proxy import proxy
from tests.views.app.served import ask, connected, look, served, wait

pytestmark = pytest.mark.filterwarnings("ignore")  # as the server has it; in its threads they would be errors of pages


@pytest.fixture(scope="module")
def here():
    with served(seats=2) as at:
        yield at


@pytest.fixture
def nobody(here):
    """The dashboard, with nobody there."""
    from solara.server.kernel_context import contexts

    site, door = here
    for context in list(contexts.values()):
        context.close()
    wait(lambda: not contexts and not door.seats._sockets and not door.seats._seated)
    return site, door


async def end_of(there) -> tuple[int, str]:
    """Code and reason with which a socket is closed."""
    async with asyncio.timeout(20):
        await there.wait_closed()
    return there.close_code, there.close_reason


@pytest.mark.parametrize(
    ("message", "end"),
    [
        (struct.pack("!i", 10**7) + bytes(8), (POLICY, NOT_ONE)),
        (struct.pack("!i", 5 * 10**8) + bytes(8), (POLICY, NOT_ONE)),
        ("[" * 100_000, (POLICY, NOT_ONE)),
        ('{"header": {}}', (POLICY, NOT_ONE)),
    ],
)
def test_a_socket_with_a_message_that_is_none_is_closed(nobody, message, end):
    site, _ = nobody

    async def send():
        async with connected(site) as there:
            await there.send(message)
            return await end_of(there)

    assert asyncio.run(send()) == end
    assert ask(site, "/readyz")[0] == 200


def test_a_message_that_is_too_large_is_not_taken_in(nobody):
    site, _ = nobody

    async def send():
        async with connected(site) as there:
            await there.send(bytes(LARGEST + 1))
            return await end_of(there)

    assert asyncio.run(send())[0] == TOO_LARGE


@pytest.mark.slow
def test_idle_sockets_lock_nobody_out_and_are_closed(nobody):
    site, door = nobody

    async def crowd():
        async with AsyncExitStack() as held:
            door.patience, patience = 1.0, door.patience
            idle = [await held.enter_async_context(connected(site)) for _ in range(6)]
            door.patience = patience
            assert not door.seats.full and ask(site)[0] == 200
            async with connected(site) as page:
                assert FULL not in await look(page)
                return [await end_of(each) for each in idle]

    assert set(asyncio.run(crowd())) == {(LATER, NOTHING)}
    from solara.server.kernel_context import contexts

    wait(lambda: len(contexts) == 1)  # the page that has just left may come back


@pytest.mark.slow
def test_who_comes_too_late_is_told_so_and_keeps_nothing(nobody):
    site, door = nobody
    from solara.server.kernel_context import contexts

    async def come():
        import websockets

        async with connected(site) as first, connected(site) as second:
            async with connected(site) as late:  # let in before the others sit down
                for there in (first, second):
                    assert FULL not in await look(there)
                assert FULL in await look(late)
            status, head, text = ask(site)
            assert status == 503 and FULL in text and head["retry-after"] == "60"
            assert ask(site, "/readyz")[0] == 200
            with pytest.raises(websockets.InvalidStatus, match="503"):
                async with connected(site):
                    pass
            wait(lambda: len(contexts) == 2)
        wait(lambda: not door.seats.full)
        assert ask(site)[0] == 200
        async with connected(site) as third:
            assert FULL not in await look(third)
            wait(lambda: len(contexts) == 2)

    asyncio.run(come())


@pytest.mark.slow
def test_of_pages_that_have_left_no_more_is_kept_than_there_are_seats(nobody):
    site, _ = nobody
    from solara import lifecycle
    from solara.server.kernel_context import VirtualKernelContext, contexts

    async def come():
        async with connected(site) as there:
            await look(there)

    asyncio.run(come())
    registered = len(lifecycle._on_kernel_start_callbacks)
    for _ in range(4):
        asyncio.run(come())
    wait(lambda: len(contexts) <= 2)
    assert len(lifecycle._on_kernel_start_callbacks) <= 3 * registered
    for context in list(contexts.values()):
        context.close()
    del context

    def kept():
        gc.collect()
        return sum(isinstance(thing, VirtualKernelContext) for thing in gc.get_objects())

    wait(lambda: kept() <= 1)  # the last may be held by a thread that waits for work


def test_a_plain_request_keeps_nothing(nobody):
    site, _ = nobody
    from solara.server.kernel_context import contexts

    ask(site)
    before = threading.active_count()
    assert {ask(site)[0] for _ in range(30)} == {200}
    assert not contexts and threading.active_count() <= before + 2


@pytest.mark.parametrize(
    "head",
    [
        "Host: \xff\xfe", "Host: [::1", "Host: 127.0.0.1:abc", "Host: a b", "Host: ",
        "Host: localhost\r\nHost: evil.example", "",
        "Host: localhost\r\nOrigin: http://[::1", "Host: localhost\r\nOrigin: \xff",
        "Host: localhost\r\nOrigin: http://a b",
        "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://localhost",
    ],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize("kind", ["page", "socket"])
def test_malformed_names_end_in_one_line_and_no_traceback(nobody, head, kind, caplog, capfd):
    site, _ = nobody
    lines, path = [head] if head else [], "/"
    if kind == "socket":
        lines += [
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {'A' * 22}==",
            "Sec-WebSocket-Version: 13",
        ]
        path = "/jupyter/api/kernels/a/channels?session_id=b"
    else:
        lines += ["Connection: close"]
    with socket.create_connection((site.host, site.port), timeout=20) as there:
        there.sendall("\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode("latin-1"))
        told = b""
        while piece := there.recv(4096):
            told += piece
    status, _, body = told.decode().partition("\r\n\r\n")
    assert re.match(r"HTTP/1.1 40[03] ", status) and len(body.splitlines()) <= 1
    assert "Traceback" not in body + caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("take_off", [True, False])
def test_behind_a_proxy_page_assets_and_socket_are_found(take_off):
    options = {"root_path": "/allforall", "allowed": ("lab.example",)}
    with served(**options) as (site, _), proxy(site.port, "/allforall", take_off=take_off) as url:
        behind = site.__class__(host="127.0.0.1", port=int(url.split(":")[2].split("/")[0]))
        lab = {"Host": "lab.example", "Origin": "https://lab.example"}
        status, head, page = ask(
            behind, "/allforall/?seed=3", X_Forwarded_Proto="https", X_Forwarded_For="10.1.1.1", **lab
        )
        assert status == 200 and "Secure" in head["set-cookie"]
        assert '"baseUrl": "/allforall/jupyter/"' in page
        for asset in set(re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css|svg)[^"]*)"', page)):
            assert asset.startswith("/allforall/") and ask(behind, asset, **lab)[0] == 200, asset
        assert ask(behind, "/allforall/", Host="evil.example")[0] == 403

        async def come():
            async with connected(behind, name="lab.example", path="/allforall") as there:
                return await look(there, "/?seed=3")

        assert "allforall" in asyncio.run(come())


def test_addresses_of_version_6_are_served():
    with served(host="::1") as (site, _):
        assert site.url.startswith("http://[::1]:") and ask(site)[0] == 200
        assert ask(site, Host=f"[0:0::1]:{site.port}", Origin=f"http://[::1]:{site.port}")[0] == 200


def test_a_connection_that_asks_for_nothing_is_closed(nobody, monkeypatch):
    site, _ = nobody
    monkeypatch.setattr("sim.views.app.server.SILENT", 0.1)
    with socket.create_connection((site.host, site.port), timeout=60) as there:
        assert there.recv(1) == b""


def test_what_went_wrong_is_one_line_without_a_traceback():
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        told = logging.LogRecord(
            "x", logging.ERROR, "", 0, "a\r\nb %s", ("c",), (ValueError, error, error.__traceback__)
        )
    assert re.fullmatch(
        r"allforall app: a b c ValueError: two lines \(test_served.py, line \d+\)", OneLine().format(told)
    )
