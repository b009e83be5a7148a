"""Who may reach the dashboard: its own pages, under its own names; what is malformed is refused in one line."""

import asyncio

import pytest

from sim.views.app.authority import Authority, read_authority, read_origin
from sim.views.app.guard import NOT_A_HOST, NOT_AN_ORIGIN, Guard
from sim.views.app.serve import SETTINGS
from sim.views.app.site import Site

HERE = Site(host="127.0.0.1", port=8765)
SOCKET = "/jupyter/api/kernels/a-b/channels"


def asked(kind="http", site=HERE, *, path=None, query=b"session_id=c", **headers):
    """What of a request comes through to the application, and what else is answered: (scope or None, messages)."""
    through, sent = [], []

    async def application(scope, receive, send):
        through.append(scope)

    async def send(message):
        sent.append(message)

    scope = {
        "type": kind,
        "path": path or ("/" if kind == "http" else SOCKET),
        "query_string": query,
        "headers": [
            (name.replace("_", "-").encode(), value if isinstance(value, bytes) else value.encode())
            for name, values in headers.items()
            for value in (values if isinstance(values, list) else [values])
        ],
        "extensions": {"websocket.http.response": {}},
    }
    asyncio.run(Guard(application, site)(scope, None, send))
    return (through or [None])[0], sent


def refused(status, words, **asking):
    """Whether a request and a socket are both refused so, in one line."""
    for kind in ("http", "websocket"):
        through, sent = asked(kind, **asking)
        assert through is None and sent[0]["status"] == status
        assert words in sent[1]["body"].decode() and b"\n" not in sent[1]["body"]
    return True


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765", "[0:0::1]", "localhost."]
)
def test_our_own_page_may_ask(host):
    assert asked(host=host)[0]
    assert asked("websocket", host=host, origin=f"http://{host}")[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8765"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "[::2]:8765"},
        {"host": "127.0.0.1:8765", "origin": "http://evil.example"},
        {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:9999"},
        {"host": "127.0.0.1:8765", "origin": "null"},
    ],
)
def test_another_page_may_not(headers):
    assert refused(403, "not that of the dashboard", **headers)


@pytest.mark.parametrize(
    "host",
    [
        b"", b" ", b"\xff\xfe", b"[::1", b"::1", b"[::1]]", b"[v1.x]", b"[::1%25eth0]", b"127.0.0.1:abc",
        b"127.0.0.1:",
        b"127.0.0.1:0", b"127.0.0.1:65536", b"127.0.0.1:8765:1", b"a b", b"user@127.0.0.1", b"127.0.0.1/x",
        b"http://127.0.0.1",
        "１２７.0.0.1".encode(), "127.0.0.1:٨".encode(), b"x" * 5000, [], [b"127.0.0.1:8765", b"evil.example"],
    ],
    ids=repr,
)  # fmt: skip
def test_a_malformed_host_is_refused_in_one_line(host):
    assert refused(400, NOT_A_HOST, host=host)


@pytest.mark.parametrize(
    "origin",
    [
        b"", b"\xff\xfe", b"http://[::1", b"http://a b", b"127.0.0.1:8765", b"http://", b"file:///etc",
        b"http://127.0.0.1:99999",
        b"http://127.0.0.1:8765/", [b"http://127.0.0.1:8765", b"http://127.0.0.1:8765"],
    ],
    ids=repr,
)  # fmt: skip
def test_a_malformed_origin_is_refused_in_one_line(origin):
    assert refused(400, NOT_AN_ORIGIN, host="127.0.0.1:8765", origin=origin)


@pytest.mark.parametrize(
    ("kind", "path", "query"),
    [
        ("websocket", SOCKET, b""),
        ("websocket", SOCKET, b"session_id="),
        ("websocket", SOCKET, b"session_id=a&session_id=b"),
        ("websocket", SOCKET, b"session_id=%FF%0A"),
        ("websocket", "/jupyter/api/kernels/a b/channels", b"session_id=c"),
        ("websocket", "/jupyter/api/kernels/" + "x" * 65 + "/channels", b"session_id=c"),
        ("websocket", "/anything", b"session_id=c"),
        ("http", "/_solara/api/close/a-b", b""),
        ("http", "/_solara/api/close/a/b", b"session_id=c"),
    ],
)
def test_an_address_that_is_not_that_of_a_page_is_refused(kind, path, query):
    through, sent = asked(kind, path=path, query=query, host="localhost")
    assert through is None and sent[0]["status"] == 400


def test_served_to_others_any_name_will_do_but_no_foreign_page():
    everybody = Site(host="0.0.0.0", port=80, loopback=False)
    assert asked(site=everybody, host="lab.example:80", origin="http://lab.example")[0]
    assert refused(403, "not that", site=everybody, host="lab.example:80", origin="http://evil.example")


def test_behind_a_proxy_its_names_will_do_and_no_others():
    site = Site(host="127.0.0.1", port=8765, allowed=(Authority("lab.example"), Authority("two.example", 8443)))
    for host, origin in (
        ("lab.example", "https://lab.example"),
        ("lab.example", "http://lab.example"),
        ("127.0.0.1:8765", "https://lab.example"),  # a proxy that calls the server by its own name
        ("two.example:8443", "https://two.example:8443"),
    ):
        assert asked("websocket", site=site, host=host, origin=origin)[0], (host, origin)
    for host, origin in (
        ("lab.example", "https://lab.example:9999"),
        ("two.example", "https://two.example"),
        ("sub.lab.example", "https://sub.lab.example"),
        ("127.0.0.1:8765", "https://two.example"),
    ):
        assert refused(403, "not that", site=site, host=host, origin=origin), (host, origin)


@pytest.mark.parametrize("path", ["/static/x.js", "/allforall/static/x.js"])
def test_a_path_of_the_proxy_is_known_whether_or_not_it_is_taken_off(path):
    through, _ = asked(site=Site(host="127.0.0.1", port=1, root_path="/allforall"), path=path, host="localhost")
    assert (through["root_path"], through["path"]) == ("/allforall", "/allforall/static/x.js")


def test_the_path_of_a_proxy_without_its_last_slash_is_mended():
    site = Site(host="127.0.0.1", port=1, root_path="/allforall")
    _, sent = asked(site=site, path="/allforall", query=b"seed=3", host="localhost")
    assert sent[0]["status"] == 307 and (b"location", b"/allforall/?seed=3") in sent[0]["headers"]


def test_what_anybody_may_say_of_proxies_is_not_passed_on():
    through, _ = asked(
        host="localhost", x_script_name="//evil.example", script_name="//evil.example", x_forwarded_host="[",
        forwarded="for=x",
        x_forwarded_proto="gopher", accept="*/*",
    )  # fmt: skip
    assert [name for name, _ in through["headers"]] == [b"host", b"accept"]


def test_names_are_read_strictly():
    assert read_authority("Lab.Example:80") == Authority("lab.example", 80)
    assert read_authority("[0:0:0:0:0:0:0:1]") == Authority("::1") and str(Authority("::1", 8)) == "[::1]:8"
    assert read_origin("https://[::1]") == Authority("::1", 443) and read_origin("gopher://x") is None


def test_nobody_is_counted_and_nothing_is_advertised():
    assert SETTINGS["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False" and SETTINGS["SOLARA_MODE"] == "production"
