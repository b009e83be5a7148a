"""The dashboard under a path of a proxy, and after its connection was lost: links, assets and socket hold."""

from urllib.parse import urlsplit

import pytest

from sim.views.app.choice import read_link
from tests.browser.dashboard import READY, Visitor, dashboard
from tests.views.app.proxy import proxy

PRESSURE = "us_envoy.pressure.russia"


@pytest.mark.parametrize("take_off", [True, False])
def test_under_a_path_of_a_proxy_it_is_as_elsewhere(browser, tmp_path, take_off):
    with (
        dashboard("--root-path", "/allforall", folder=tmp_path) as own,
        proxy(urlsplit(own).port, "/allforall", take_off=take_off) as address,
    ):
        host = urlsplit(address).netloc
        context = browser.new_context(viewport={"width": 1400, "height": 1100})
        visitor = Visitor(context.new_page(), address).open()
        visitor.write(PRESSURE, "0.85")
        visitor.page.wait_for_function("path => location.search.includes(path)", arg=PRESSURE)
        visitor.ready()
        assert urlsplit(visitor.page.url).netloc == host and urlsplit(visitor.page.url).path.startswith("/allforall")
        link = visitor.page.locator("a", has_text="Link to this state").evaluate("link => link.href")
        other = Visitor(context.new_page(), address)
        for page, come in ((visitor.page, visitor.page.reload), (other.page, lambda: other.page.goto(link))):
            come()
            page.wait_for_selector(READY)
            assert read_link(urlsplit(page.url).query)[0].moved == {PRESSURE: 0.85}
        assert visitor.outside == other.outside == [] and visitor.complaints == other.complaints == []
        context.close()


def test_a_page_that_was_forgotten_while_its_connection_was_lost_is_made_anew(visit):
    visitor = visit()
    visitor.write(PRESSURE, "0.85")
    visitor.page.wait_for_function("path => location.search.includes(path)", arg=PRESSURE)
    visitor.ready()
    visitor.page.evaluate("""async () => {
        const kernel = solara.debug.kernel();
        await fetch(`/_solara/api/close/${kernel.id}?session_id=${kernel.clientId}`, {method: 'POST'});
        solara.debug.dropConnection();
    }""")
    visitor.page.wait_for_function("() => solara.debug.remountCount > 0")
    visitor.ready()
    assert visitor.lever(PRESSURE).locator("input[type=text]").input_value() == "0.85"
    visitor.complaints.clear()  # the browser says that the connection was lost
