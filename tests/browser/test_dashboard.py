"""The dashboard in a real browser: the path of a person who knows no Python, every control, bad values, visitors."""

import csv
import re
from http.client import HTTPConnection
from threading import Barrier, Thread
from urllib.parse import urlsplit

import pytest

from sim.scenario import differences, load
from sim.views.app.choice import open_case, read_link, scenario_of
from sim.views.app.controls import SWITCHES, controls
from sim.views.app.seats import VISITORS
from tests.browser.chromium import QUIET, chromium
from tests.browser.dashboard import READY, Visitor, dashboard

PRESSURE = "us_envoy.pressure.russia"
BASE = "kyiv_summit_2025"


def test_run_the_base_change_one_assumption_see_what_moved_and_mail_the_report(visit, browser, tmp_path):
    visitor = visit()
    assert "an all-for-all swap is completed before broader talks open" in visitor.page.inner_text(".in-words")
    before = visitor.share("talks first")
    incidence, fans = visitor.picture("incidence"), visitor.picture("fans")

    visitor.slide(PRESSURE, 0.9)
    visitor.new_pictures(("incidence", incidence), ("fans", fans))
    after = visitor.shares()["talks first"]
    assert float(after[0].removesuffix(" %")) > before
    assert re.fullmatch(r"\+\d+\.\d points", after[2]) and re.fullmatch(r"\+\d+\.\d to \+\d+\.\d", after[3])
    assert "(moved)" not in visitor.lever("us_envoy.pressure.ukraine").inner_text()
    moved = dict(re.findall(r"([\w.]+)=([\w.]+)", visitor.query()))[PRESSURE]

    visitor.page.locator("button", has_text="Make the report").click()
    visitor.page.wait_for_selector("text=Report (HTML)", timeout=240_000)
    report = visitor.download("Report (HTML)", tmp_path)
    assert report.name == f"{BASE}-report.html"

    offline = browser.new_context(offline=True)
    page = offline.new_page()
    page.goto(report.as_uri())
    words = page.inner_text("body")
    assert "range if the assumptions vary".upper() in words.upper() and "Quote the range first" in words
    assert f"{PRESSURE}: 0.4 -> {moved}" in words and f"--set {PRESSURE}={moved}" in words
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 100)")
    offline.close()


@pytest.mark.parametrize("path", [lever.path for lever in controls(open_case(BASE)) if not lever.switch])
def test_every_number_can_be_slid_and_written(visit, path):
    visitor = visit()
    lever = next(lever for lever in controls(open_case(BASE)) if lever.path == path)
    incidence = visitor.picture("incidence")
    visitor.slide(path, 0.15)
    visitor.new_pictures(("incidence", incidence))
    slid = read_link(visitor.query())[0].moved[path]
    assert lever.low <= slid < lever.stated
    assert "moved" in visitor.lever(path).get_attribute("class")
    visitor.write(path, f"{lever.stated:g}")
    visitor.page.wait_for_function("path => !location.search.includes(path)", arg=path)
    visitor.ready()
    assert "Nothing was moved" in visitor.page.inner_text(".shares")


@pytest.mark.parametrize("path", SWITCHES)
def test_every_switch_can_be_turned_and_all_undone(visit, path):
    visitor = visit()
    stated = open_case(BASE).value(path)
    visitor.lever(path).locator(".v-input--selection-controls__ripple").click()
    visitor.page.wait_for_function("path => location.search.includes(path)", arg=path)
    visitor.ready()
    assert read_link(visitor.query())[0].moved == {path: not stated}
    assert "worlds end otherwise" in visitor.page.inner_text(".shares")
    visitor.page.locator("button", has_text="Undo all changes").click()
    visitor.page.wait_for_function("path => !location.search.includes(path)", arg=path)


def test_a_slider_can_be_moved_with_the_keyboard(visit):
    visitor = visit()
    visitor.lever(PRESSURE).locator("[role=slider]").focus()
    for _ in range(3):
        visitor.page.keyboard.press("ArrowRight")
    visitor.page.wait_for_function("path => location.search.includes(path)", arg=f"{PRESSURE}=0.43")
    visitor.ready()


def test_scenarios_of_the_catalogue_and_of_ones_own_can_be_chosen_and_compared(visit):
    visitor = visit()
    visitor.choose(".pick-scenario", "study")
    visitor.page.wait_for_selector("text=within the 20 weeks")
    visitor.choose(".pick-scenario", "no_uae")
    visitor.page.wait_for_selector("text=IMPOSED BY ASSUMPTION: taken out as mediator")
    visitor.ready()
    assert "change from: The Kyiv summit of 24 February 2025" in visitor.page.inner_text(".shares")
    assert visitor.lever("uae.humanitarian_capability").count() == 0
    visitor.choose(".pick-against", "this scenario as it stands")
    visitor.page.wait_for_selector("text=Nothing was moved")
    visitor.write(PRESSURE, "0.8")
    visitor.page.wait_for_selector("text=change from: Without the UAE")
    visitor.ready()
    assert visitor.query() == f"scenario=no_uae&against=stated&{PRESSURE}=0.8"


def test_what_is_taken_away_is_what_is_shown(visit, tmp_path):
    visitor = visit(f"?scenario={BASE}&{PRESSURE}=0.9&russia.all_for_all.offer_open_at_start=true")
    visitor.page.wait_for_selector(".answer[data-worlds='32768']")  # nothing changes from here on
    choice, _ = read_link(visitor.query())
    scenario = visitor.download("Scenario (YAML)", tmp_path)
    assert differences(load(scenario), scenario_of(choice)) == []
    result = visitor.download("Result (CSV)", tmp_path)
    values = dict(list(csv.reader(result.read_text("utf-8").splitlines()))[1:])
    assert int(values["worlds"]) == 32_768 and values["scenario"] == BASE
    assert f"{100 * float(values['outcomes.swap_first.share']):.1f} %" == visitor.shares()["swap first"][0]
    assert float(values[f"chosen.{PRESSURE}"]) == 0.9
    link = visitor.page.locator("a", has_text="Link to this state").get_attribute("href")
    other = visit(link)
    assert read_link(other.query())[0] == choice
    assert other.share("neither") == pytest.approx(visitor.share("neither"), abs=2)


def test_more_worlds_come_in_the_background(visit):
    visitor = visit("?scenario=no_summit")
    visitor.page.wait_for_selector(".answer[data-worlds='32768']")
    assert "32,768 worlds" in visitor.page.inner_text(".answer")


@pytest.mark.parametrize(
    ("text", "said"),
    [("99", "outside its range: 0 to 10"), ("-1", "outside its range"), ("a lot", "must be a number"), ("", "must be")],
)
def test_a_value_out_of_range_is_refused_and_nothing_changes(visit, text, said):
    visitor = visit()
    before = visitor.shares()
    visitor.write(PRESSURE, text)
    visitor.page.wait_for_selector(f".problem:has-text('{said}')")
    assert PRESSURE not in visitor.query() and set(visitor.shares()) == set(before)
    visitor.write(PRESSURE, "0.5")
    visitor.page.wait_for_function("path => location.search.includes(path)", arg=PRESSURE)
    assert visitor.page.locator(".problem").count() == 0


def test_a_link_is_read_as_data_and_what_is_wrong_in_it_is_said(visit):
    evil = "%3Cscript%3Ealert(1)%3C/script%3E"
    visitor = visit(f"?scenario={evil}&{PRESSURE}=__import__('os')&{evil}=1&seed=-1&russia.war_cost.base=0.2")
    told = visitor.page.locator(".problem").all_inner_texts()
    assert len(told) == 4 and any("There is no scenario '<script>" in words for words in told)
    assert read_link(visitor.query())[0].moved == {"russia.war_cost.base": 0.2}
    assert visitor.page.locator("script", has_text="alert(1)").count() == 0


def test_a_reload_keeps_the_state(visit):
    visitor = visit()
    visitor.write(PRESSURE, "0.85")
    visitor.page.wait_for_function("path => location.search.includes(path)", arg=PRESSURE)
    visitor.ready()
    visitor.page.reload()
    visitor.page.wait_for_selector(READY)
    assert read_link(visitor.query())[0].moved == {PRESSURE: 0.85}
    assert visitor.lever(PRESSURE).locator("input[type=text]").input_value() == "0.85"


def test_one_world_is_stepped_week_by_week(visit):
    visitor = visit(f"?scenario={BASE}&seed=3")
    visitor.turn_to("One world, week by week")
    assert visitor.week() == 0
    step, reset = (visitor.page.locator(".controller button", has_text=words) for words in ("Step", "Reset"))
    for week in (1, 2, 3):
        step.click()
        visitor.after_week(week)
    assert visitor.page.locator("img[data-figure=table]").count() == 1
    reset.click()
    visitor.after_week(0)
    play = visitor.page.locator(".controller button").nth(1)
    play.click()
    visitor.after_week(2)
    play.click()
    visitor.page.locator("button", has_text="To the horizon").click()
    visitor.after_week(104)
    visitor.page.locator(".story-so-far tr").nth(3).wait_for()
    number = visitor.page.locator(".pick-world input")
    number.fill("7")
    number.press("Enter")
    visitor.page.wait_for_function("() => location.search.includes('world=7')")
    visitor.after_week(0)
    step.click()
    visitor.after_week(1)
    visitor.turn_to("What it is, and is not")
    assert "It must not be used" in visitor.page.inner_text(".about")


def test_every_picture_has_words(visit):
    visitor = visit()
    assert visitor.page.evaluate("[...document.images].every(image => image.alt.length > 10)")


def test_one_visitor_too_many_is_told_so_until_another_leaves(browser, tmp_path):
    with dashboard(folder=tmp_path) as address:
        context = browser.new_context()
        pages = [context.new_page() for _ in range(VISITORS)]
        for page in pages:
            page.goto(address)
            page.wait_for_selector(".answer")
        late = context.new_page()
        late.goto(address)
        late.wait_for_selector("text=Please come back in some minutes")
        assert late.locator(".answer").count() == 0
        pages[0].close()
        late.wait_for_timeout(1_000)
        late.reload()
        late.wait_for_selector(".answer")
        context.close()


@pytest.mark.parametrize("path", ["/_solara/cdn/left-pad@1.3.0/index.js", "/_solara/cdn/../../../../etc/passwd"])
def test_nothing_is_fetched_on_a_visitors_behalf(address, path):
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status >= 400 and b"root:" not in answer.read()
    connection.close()


def test_a_page_elsewhere_cannot_use_it(address):
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request("GET", "/", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 403
    connection.close()


def test_two_visitors_at_once_do_not_meet(address, tmp_path):
    """Each in a browser of its own, both at the same moments."""
    from playwright.sync_api import sync_playwright

    together, seen, errors = Barrier(2, timeout=60), {}, []

    def go(who: str, path: str, value: str) -> None:
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
                visitor = Visitor(browser.new_page(viewport={"width": 1400, "height": 1100}), address).open()
                together.wait()
                visitor.write(path, value)
                visitor.page.wait_for_function("path => location.search.includes(path)", arg=path)
                visitor.ready()
                together.wait()
                seen[who] = (read_link(visitor.query())[0].moved, visitor.shares(), visitor.outside, visitor.complaints)
                browser.close()
        except BaseException as error:
            errors.append(error)
            together.abort()

    paths = ("us_envoy.pressure.ukraine", "all_for_all.answers_per_week")
    threads = [Thread(target=go, args=(path, path, value)) for path, value in zip(paths, ("1.2", "0.1"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors
    assert [list(seen[path][0]) for path in paths] == [[path] for path in paths]
    assert seen[paths[0]][1] != seen[paths[1]][1]
    assert all(not seen[path][2] and not seen[path][3] for path in paths)
