"""Where the dashboard is served: nothing stands for every address but the words that say so."""

import socket

import pytest

import sim.views.app.serve
from sim.cli.main import main
from sim.views.app.authority import Authority
from sim.views.app.site import SiteError, make_site


def port(family=socket.AF_INET) -> int:
    with socket.socket(family) as trying:
        trying.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        return trying.getsockname()[1]


@pytest.mark.parametrize("host", ["", " ", "\t", "[]", "0", "0x0", "000.0", "::0", "0:0::0", "::ffff:0.0.0.0"])
def test_nothing_but_the_two_words_stands_for_every_address(host):
    with pytest.raises(SiteError, match="--host"):
        make_site(host, port())


@pytest.mark.parametrize(
    "host", ["no such name", "http://localhost", "127.0.0.1:80", "a" * 70 + ".b", "é" * 70, "256.1.1.1"]
)
def test_what_is_no_host_is_said(host):
    with pytest.raises(SiteError, match="cannot serve at --host"):
        make_site(host, 8765)


def test_every_address_is_served_where_that_is_said():
    site = make_site("0.0.0.0", port())
    assert not site.loopback and site.may_be_called(Authority("lab.example"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_loopback_is_this_machine_alone(host):
    site = make_site(host, port())
    assert site.loopback and site.may_be_called(Authority(host)) and not site.may_be_called(Authority("lab.example"))


@pytest.mark.parametrize("host", ["::1", "[::1]", "0:0::1"])
def test_an_address_of_version_6_has_brackets_in_the_url(host):
    free = port(socket.AF_INET6)
    site = make_site(host, free)
    assert site.loopback and site.url in (f"http://[::1]:{free}/", f"http://[0:0::1]:{free}/")


def test_a_port_that_is_taken_is_said():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SiteError, match="in use; choose another with --port"):
            make_site("127.0.0.1", other.getsockname()[1])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"root_path": "allforall"}, "--root-path"),
        ({"root_path": "//evil.example"}, "--root-path"),
        ({"root_path": "/a/../b?c"}, "--root-path"),
        ({"root_path": "/.."}, "--root-path"),
        ({"allowed": ("http://lab.example",)}, "--allowed-host"),
        ({"allowed": ("",)}, "--allowed-host"),
        ({"allowed": ("*",)}, "--allowed-host"),
        ({"proxies": ("*",)}, "--forwarded-allow-ips"),
        ({"proxies": ("",)}, "--forwarded-allow-ips"),
    ],
)
def test_what_is_no_path_name_or_proxy_is_said(options, said):
    with pytest.raises(SiteError, match=said):
        make_site("127.0.0.1", port(), **options)


def test_paths_and_names_are_kept():
    site = make_site("127.0.0.1", port(), root_path="/a/b/", allowed=("Lab.Example:8443",), proxies=("10.0.0.2",))
    assert site.root_path == "/a/b" and site.url.endswith("/a/b/")
    assert site.allowed == (Authority("lab.example", 8443),) and site.proxies == ("10.0.0.2",)


def run(capsys, monkeypatch, *words) -> tuple[int, str, str]:
    monkeypatch.setattr(sim.views.app.serve, "serve", lambda site, files, ready: ready())
    monkeypatch.setattr("sys.argv", ["allforall", "app", "--port", str(port()), *words])
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr()
    return stop.value.code or 0, told.out, told.err


def test_an_empty_host_is_bad_input(capsys, monkeypatch):
    status, out, wrong = run(capsys, monkeypatch, "--host", "")
    assert status == 2 and "--host is empty, which would mean every address" in wrong and not out


def test_who_serves_everybody_is_told_what_that_means(capsys, monkeypatch):
    status, out, _ = run(
        capsys, monkeypatch, "--host", "0.0.0.0", "--root-path", "/allforall", "--allowed-host", "lab.example"
    )
    assert status == 0 and "Anyone who can reach 0.0.0.0" in out and "/allforall/ (Ctrl-C ends it)" in out
    assert "Anyone" not in run(capsys, monkeypatch)[1]
