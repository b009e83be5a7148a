"""Chromium, found or installed: Debian's package, where the machine lets us."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""A browser that asks nobody outside for anything, and runs as root in a container."""


def chromium() -> str:
    """Path of a Chromium.

    Raises
    ------
    RuntimeError
        where there is none and none can be installed: a browser test is never skipped
    """
    found = _found()
    if found is None and shutil.which("apt-get"):
        _install()
        found = _found()
    if found is None:
        raise RuntimeError(
            "the browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path"
        )
    return found


def _found() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def _install() -> None:
    alone = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
        done = subprocess.run(
            [*alone, "apt-get", "--quiet", *words], capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode:
            raise RuntimeError(f"apt-get {words[0]} failed, so that there is no Chromium:\n{done.stderr[-2000:]}")
