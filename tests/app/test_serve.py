"""Who may reach the dashboard, and what its command refuses."""

from __future__ import annotations

import asyncio
import socket

import pytest

from sim.app.serve import LOOPBACK, SETTINGS, NotOurs, free


def asked(kind: str = "http", hosts=LOOPBACK, **headers: str) -> tuple[bool, list]:
    """Whether a request comes through to the application, and what else is answered."""
    through, sent = [], []

    async def application(scope, receive, send):
        through.append(scope)

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    asyncio.run(NotOurs(application, hosts)(scope, None, send))
    return bool(through), sent


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "localhost"])
def test_our_own_page_may_ask(host):
    assert asked(host=host) == (True, [])
    assert asked("websocket", host=host, origin=f"http://{host}") == (True, [])


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8765"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "127.0.0.1:8765", "origin": "http://evil.example"},
        {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:9999"},
        {"host": "127.0.0.1:8765", "origin": "null"},
        {},
    ],
)
def test_another_page_may_not(headers):
    through, sent = asked(**headers)
    assert not through and sent[0]["status"] == 403
    through, sent = asked("websocket", **headers)
    assert not through and sent == [{"type": "websocket.close", "code": 1008}]


def test_served_to_others_any_name_will_do_but_no_foreign_page():
    assert asked(hosts=None, host="lab.example:80")[0]
    assert not asked(hosts=None, host="lab.example:80", origin="http://evil.example")[0]


def test_nobody_is_counted_and_nothing_is_advertised():
    assert SETTINGS["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False" and SETTINGS["SOLARA_MODE"] == "production"


def test_a_port_that_is_taken_is_said(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert "in use" in free("127.0.0.1", other.getsockname()[1])
    assert free("127.0.0.1", 0) == ""
