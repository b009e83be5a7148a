"""One dashboard for all tests, one browser, a visitor each."""

import pytest

from tests.browser.chromium import QUIET, chromium
from tests.browser.dashboard import Visitor, dashboard

OWN = """\
scenario: study
title: A scenario of one's own
description: Asks nothing in particular.
extends: kyiv_summit_2025
horizon_weeks: 20
"""


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dashboard")
    (folder / "study.yaml").write_text(OWN)
    with dashboard("study.yaml", folder=folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """A new visitor, at a link; at the end nothing may have been asked of anybody outside, nor the browser complain."""
    opened = []

    def come(query: str = "", *, ready: bool = True) -> Visitor:
        context = browser.new_context(viewport={"width": 1400, "height": 1100}, accept_downloads=True)
        visitor = Visitor(context.new_page(), address)
        opened.append((context, visitor))
        if ready:
            visitor.open(query)
        return visitor

    yield come
    for context, visitor in opened:
        context.close()
        assert visitor.outside == []
        assert visitor.complaints == []
