"""The dashboard as a process of its own, and a visitor's hands on it; shared by the tests and the benchmark."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sim

READY = ".answer[data-state=ready]"
PATIENCE = 30_000
"""Milliseconds until something that should happen counts as not happening."""


@contextmanager
def dashboard(*words: str, folder: Path) -> Iterator[str]:
    """Serve the dashboard; yields its address."""
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port = trying.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1]), "PYTHONUNBUFFERED": "1"}
    log = folder / "dashboard.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "sim.cli.main", "app", "--port", str(port), *words],
            stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=folder,
        )  # fmt: skip
    try:
        until = time.monotonic() + 90
        while b"The dashboard is at" not in log.read_bytes() or not _answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the dashboard did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


class Visitor:
    """A page of the dashboard, used as a person uses it.

    Parameters
    ----------
    page : of Playwright
    address : of the dashboard
    """

    def __init__(self, page: Any, address: str):
        self.page, self.address = page, address
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self._note(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.address).netloc:
            self.outside.append(url)

    def open(self, query: str = "") -> Visitor:
        self.page.goto(f"{self.address}{query}")
        self.page.wait_for_selector(READY)
        return self

    def ready(self) -> None:
        """Wait until what is shown is what was chosen."""
        self.page.wait_for_selector(READY)

    def query(self) -> str:
        """What the address says of the state."""
        return urlsplit(self.page.url).query

    def shares(self) -> dict[str, list[str]]:
        """The table of shares: first cell -> the others."""
        rows = self.page.locator(".shares tbody tr").all()
        cells = [row.locator("td").all_inner_texts() for row in rows]
        return {row[0]: row[1:] for row in cells}

    def share(self, outcome: str) -> float:
        return float(self.shares()[outcome][0].removesuffix(" %"))

    def lever(self, path: str) -> Any:
        return self.page.locator(f"[data-path='{path}']")

    def write(self, path: str, text: str) -> None:
        """Write a number into the field of an assumption."""
        field = self.lever(path).locator("input[type=text]")
        field.fill(text)
        field.press("Enter")

    def slide(self, path: str, to: float) -> float:
        """Draw a slider to a share of its length and let it go; returns when that was."""
        slider = self.lever(path).locator(".v-slider")
        slider.scroll_into_view_if_needed()
        thumb = slider.locator(".v-slider__thumb-container").bounding_box()
        box = slider.bounding_box()
        height = box["y"] + box["height"] / 2
        self.page.mouse.move(thumb["x"], height)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + to * box["width"], height, steps=8)
        let_go = time.perf_counter()
        self.page.mouse.up()
        return let_go

    def picture(self, name: str) -> str:
        """The address of a figure: another one when it was drawn anew."""
        return self.page.locator(f"img[data-figure={name}]").get_attribute("src") or ""

    def new_pictures(self, *before: tuple[str, str]) -> None:
        """Wait until each of the named figures is another than it was, and the answer that of the choice."""
        self.page.wait_for_function(
            """before => {
                const answer = document.querySelector('.answer');
                return answer && answer.dataset.state === 'ready' && before.every(([name, source]) => {
                    const picture = document.querySelector(`img[data-figure=${name}]`);
                    return picture && picture.src !== source;
                });
            }""",
            arg=[list(pair) for pair in before],
            polling=20,
        )

    def choose(self, box: str, words: str) -> None:
        """Choose from a list."""
        self.page.locator(box).click()
        menu = self.page.locator(".v-menu__content.menuable__content__active")
        item = menu.locator(".v-list-item", has_text=re.compile(f"^{words}$"))
        menu.wait_for()
        for _ in range(10):  # a long list is filled as one scrolls
            if item.count():
                break
            menu.evaluate("list => list.scrollTop = list.scrollHeight")
            self.page.wait_for_timeout(100)
        item.click()

    def turn_to(self, tab: str) -> None:
        self.page.locator(".v-tab", has_text=tab).click()

    def week(self) -> int:
        return int(self.page.locator("[data-week]").get_attribute("data-week"))

    def after_week(self, week: int) -> None:
        self.page.wait_for_selector(f"[data-week='{week}']")

    def download(self, words: str, into: Path) -> Path:
        """Press a button that gives a file."""
        with self.page.expect_download() as waiting:
            self.page.locator("button, a", has_text=words).last.click()
        place = into / waiting.value.suggested_filename
        waiting.value.save_as(place)
        return place
