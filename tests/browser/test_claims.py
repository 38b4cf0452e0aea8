"""Claims in a real browser: no barrier on any screen, the filter, the way to a run, the badge."""

import http.server
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from lab.evidence import table
from tests.barriers import barriers
from tests.browser.chromium import Chromium
from tests.browser.opened import opened, phone
from tests.serving import Server

PAPER = "/paper/2407.01178"
SCREENS = [((1440, 900), "light"), ((1440, 900), "dark"), ((390, 844), "light"), ((390, 844), "dark")]
SMALLEST = """() => Math.min(...[...document.querySelectorAll("main *, header *")]
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(one => one.getClientRects().length)
    .map(one => parseFloat(getComputedStyle(one).fontSize)))"""
TOUCHING = """() => [...document.querySelectorAll(".c-drawing")].flatMap(svg => {
    const boxes = [...svg.querySelectorAll("text")].map(one => one.getBoundingClientRect());
    return boxes.flatMap((a, i) => boxes.slice(i + 1)
        .filter(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map(() => svg.getAttribute("aria-label")));
})"""


@pytest.mark.parametrize("path", ["/claims?show=does-not-hold", PAPER])
@pytest.mark.parametrize(("size", "scheme"), SCREENS, ids=str)
def test_on_each_screen_all_is_drawn_legible_and_within_reach(
    browser: Chromium, server: Server, path, size, scheme
):
    with opened(browser, server, size=size, scheme=scheme) as visitor:
        page = visitor.page(path)
        expect(page.locator(".c-row .c-mark svg").first).to_be_visible()
        expect(page.locator("[data-mark]:empty")).to_have_count(0)
        assert barriers(page) == []
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0
        assert page.evaluate(SMALLEST) >= 12
        assert page.evaluate(TOUCHING) == []
        assert visitor.errors == []


@pytest.mark.long
@pytest.mark.parametrize(("size", "scheme"), SCREENS, ids=str)
def test_the_whole_list_has_no_barrier_and_is_walked_by_keyboard(
    browser: Chromium, server: Server, size, scheme
):
    with opened(browser, server, size=size, scheme=scheme) as visitor:
        page = visitor.page("/claims")
        expect(page.locator(".c-strip .c-mark svg")).to_have_count(len(table()))
        if size[0] == 1440:  # the strip is one row
            tops = "groups => new Set(groups.map(one => one.offsetTop)).size"
            assert page.locator(".c-strips > div").evaluate_all(tops) == 1
        assert barriers(page) == []
        first = table()[0]
        row = page.locator(f"[id='{first.id}']")
        row.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(row.locator("details[open] p").first).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("see it")
        page.locator(f".c-strip [href='#{first.id}']").focus()
        page.keyboard.press("Enter")
        expect(row).to_be_in_viewport()
        assert visitor.errors == []


def test_a_filter_is_a_link_that_reload_and_back_know(browser: Chromium, server: Server):
    failed = [claim.id for claim in table() if claim.outcome == "does not hold"]
    with opened(browser, server) as visitor:
        page = visitor.page("/claims")
        rows = page.locator(".c-row")
        expect(rows).to_have_count(len(table()))
        page.get_by_role("link", name=f"{len(failed)} do not", exact=True).click()
        expect(page).to_have_url(re.compile(r"/claims\?show=does-not-hold$"))
        expect(rows).to_have_count(len(failed))
        page.reload()
        expect(rows).to_have_count(len(failed))
        page.go_back()
        expect(page).to_have_url(re.compile("/claims$"))
        expect(rows).to_have_count(len(table()))
        page.go_forward()
        expect(rows).to_have_count(len(failed))
        assert visitor.errors == []


def test_see_it_opens_the_run_at_the_moment_that_the_claim_is_about(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page("/claims")
        row = page.locator("[id='adam-spikes/curvature-precedes']")
        row.get_by_role("link", name=re.compile("^See it")).click()
        expect(page).to_have_url(re.compile(r"/adam-spikes\?preset=fnn-sin&seed=0&steps=3000&at=warning-1"))
        expect(page.locator(".lab-figure")).to_have_attribute("data-state", "done")
        shown = page.locator(".lab-scrub input")
        expect(shown).not_to_have_attribute("data-step", "2999")
        expect(page.locator(".lab-alert, .stAlert")).to_have_count(0)
        assert visitor.errors == []


def test_a_mark_leads_to_its_row_and_a_paper_s_name_to_its_page_and_back(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page("/claims")
        row = page.locator("[id='landscape/wrong-valley']")
        expect(row).not_to_be_in_viewport()
        page.locator(".c-strip [href='#landscape/wrong-valley']").click()
        expect(row).to_be_in_viewport()
        page.get_by_role("link", name="Memory³: Language Modeling with Explicit Memory").click()
        expect(page).to_have_url(re.compile(f"{PAPER}$"))
        page.get_by_text("criterion").first.click()
        expect(page.locator(".c-row details[open] p").first).to_be_visible()
        page.get_by_role("link", name="Learning Dynamics Lab").first.click()
        expect(page).to_have_url(f"{server.url}/")
        assert visitor.errors == []


def test_a_mark_beside_a_run_leads_to_the_claim_s_row_among_all(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page("/adam-spikes?preset=fnn-sin&at=end")
        expect(page.locator(".lab-figure")).to_have_attribute("data-state", "done")
        expect(page.locator(".lab-verdicts li[data-outcome=holds]").first).to_be_visible()
        page.locator(".lab-verdicts").get_by_role("link", name="This claim among all").first.click()
        expect(page).to_have_url(re.compile(r"/claims#adam-spikes/[\w-]+$"))
        expect(page.locator(".c-row:target")).to_be_in_viewport()
        assert visitor.errors == []


def test_on_a_phone_the_drawing_stands_below_the_sentence_and_the_menu_has_every_page(
    browser: Chromium, server: Server
):
    with phone(browser, server) as visitor:
        page = visitor.page("/claims")
        row = page.locator("[id='adam-spikes/aligned']")
        sentence, drawing = row.locator("p").first, row.locator(".c-drawing")
        assert drawing.bounding_box()["y"] >= sentence.bounding_box()["y"] + sentence.bounding_box()["height"]
        page.locator(".c-small summary").tap()
        page.get_by_role("link", name="With a class").tap()
        expect(page).to_have_url(re.compile("/teachers$"))


@pytest.fixture
def elsewhere(server: Server, tmp_path) -> Iterator[str]:
    """A plain page of another site, which shows a badge."""
    page = f'<!doctype html><title>Paper</title><img src="{server.url}{PAPER}/badge.svg" alt="checked">'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *asked: Quiet(*asked, directory=tmp_path))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}/index.html"
    site.shutdown()
    site.server_close()


def test_the_badge_shows_in_a_plain_page_of_another_site(browser: Chromium, server: Server, elsewhere: str):
    with opened(browser, server) as visitor:
        page: Page = visitor.tab()
        page.goto(elsewhere)
        badge = page.get_by_role("img", name="checked")
        size = badge.evaluate("one => one.decode().then(() => [one.naturalWidth, one.naturalHeight])")
        assert size[0] > 200
        assert size[1] == 24
