"""Printed, or saved as PDF, without having been scrolled through: every figure, and what it is."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Chromium
from tests.browser.opened import opened
from tests.serving import Server

pytestmark = pytest.mark.long
FILM = "/adam-spikes?preset=fnn-sin"
PAGES = {
    "a film": (FILM, "fnn-sin"),
    "a stage": (f"{FILM}&at=spike-1&view=stage", "fnn-sin"),
    "snapshots": ("/condensation?preset=condense&at=end", "condense"),
    "a graph": ("/memcube", "leak"),
}


def on_paper(page: Page) -> dict[str, Any]:
    """Print the page; what stood in its figures while it was."""
    page.evaluate(
        """() => addEventListener("beforeprint", () => {
            const plots = [...document.querySelectorAll(".lab-plot")];
            const root = document.querySelector(".lab-figure");
            window.printed = {
                charts: plots.length,
                drawn: plots.filter(one => one.querySelector(".main-svg")).length,
                widths: plots.map(one => one.querySelector(".main-svg")?.getBoundingClientRect().width ?? 0),
                step: Number(document.querySelector(".lab-scrub input").dataset.step),
                lines: plots[0].data.filter(one => one.mode === "lines").map(one => one.x?.at?.(-1) ?? -1),
                theme: root.dataset.theme, view: root.dataset.view, secret: root.dataset.secret,
                imprint: document.querySelector(".lab-imprint").textContent};
        })"""
    )
    pdf = page.pdf(format="A4")
    assert pdf[:5] == b"%PDF-"
    printed: dict[str, Any] = page.evaluate("window.printed")
    return printed


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_is_on_paper_with_a_line_that_says_what_it_is(
    browser: Chromium, server: Server, name: str
):
    path, preset = PAGES[name]
    with opened(browser, server, scheme="dark") as visitor:
        page = visitor.page(path)
        expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
        id = str(page.locator(".lab-figure").get_attribute("data-id"))
        printed = on_paper(page)
        assert printed["charts"] == printed["drawn"] > 1
        assert max(printed["widths"]) <= 680
        assert (printed["theme"], printed["view"]) == ("light", "page")
        assert re.match(rf"(Run|\d+ runs) {id} · {preset}", printed["imprint"])
        assert printed["imprint"].endswith(page.url)
        expect(page.locator(".lab-figure")).to_have_attribute(
            "data-theme", "light" if "stage" in path else "dark"
        )
        expect(page.locator(".lab-imprint")).to_be_hidden()
        assert visitor.errors == []


def test_what_moves_is_printed_at_its_end_and_goes_on_from_where_it_was(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page(f"{FILM}&until=end")
        expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
        last = int(page.locator(".lab-scrub input").get_attribute("max") or 0)
        printed = on_paper(page)
        assert printed["step"] == max(printed["lines"]) == last
        page.emulate_media(media="print")
        expect(page.locator(".lab-imprint")).to_be_visible()
        expect(page.locator(".lab-transport")).to_be_hidden()
        page.emulate_media(media="screen")
        expect(page.locator(".lab-imprint")).to_be_hidden()
        page.wait_for_function(
            """() => document.querySelector(".lab-plot .main-svg").getBoundingClientRect().width > 700"""
        )


def test_paper_does_not_tell_what_the_film_asks_and_stops_where_it_was_paused(
    browser: Chromium, server: Server
):
    with opened(browser, server) as visitor:
        page = visitor.page(FILM)
        expect(page.locator(".lab-run")).to_have_text(re.compile("Pause"))
        printed = on_paper(page)
        asking = page.locator(".lab-ask h2")
        expect(asking).to_be_visible()
        cliff = int(page.locator(".lab-scrub input").get_attribute("data-step") or 0)
        assert (printed["secret"], printed["step"]) == ("true", cliff)
        page.get_by_role("button", name="Just show me").click()
        expect(asking).to_have_text("It jumps")
        page.locator(".lab-scrub input").press("Home")
        page.locator(".lab-scrub input").press("ArrowRight")
        expect(page.locator(".lab-scrub input")).not_to_have_attribute("data-step", "0")
        at = int(page.locator(".lab-scrub input").get_attribute("data-step") or 0)
        assert on_paper(page)["step"] == at


def test_no_box_around_the_figures_keeps_a_height_that_a_page_break_outgrows(browser, server):
    """A box that flexes is as high as before what a break pushes down: the story was printed over it."""
    with opened(browser, server) as visitor:
        page = visitor.page(f"{FILM}&step=1499")
        expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
        page.emulate_media(media="print")
        displays = page.locator(".lab-figure").evaluate(
            """figure => {
                const found = [];
                for (let box = figure.parentElement; box; box = box.parentElement)
                    found.push(getComputedStyle(box).display);
                return found;
            }"""
        )
        assert len(displays) > 5
        assert set(displays) <= {"block", "contents"}
