"""The memory pages in a real browser: steps along uses are even, and a lesson shows only its own settings."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.opened import opened
from tests.serving import Server

ROW, PEOPLE, POINTS, DECADES = 78, 8, 141, 7


def test_uses_pass_evenly_and_a_lesson_shows_only_its_settings(browser: Browser, server: Server):
    with opened(browser, server, reduced_motion="reduce") as calm:
        page = calm.page("/memory-hierarchy?preset=crossovers")
        page.get_by_role("button", name="Just show me").click()
        expect(page.locator(".lab-ask[data-about=told] h2")).to_have_text("1")
        page.get_by_role("button", name="Go on").click()
        # The axis of uses is a logarithm; the steps are not, each is as far along it as the one before.
        scrub = page.locator(".lab-scrub input")
        scrub.fill(str(ROW))
        expect(scrub).to_have_attribute("data-step", str(ROW))
        shown = "() => document.querySelector('.lab-plot').data[4].x.at(-1) < 1e3"
        page.wait_for_function(shown)
        uses = page.locator(".lab-plot").first.evaluate("plot => plot.data[4].x.at(-1)")
        assert uses == pytest.approx(10 ** (-2 + DECADES * (ROW - PEOPLE) / (POINTS - 1)))
        expect(page.get_by_label("Rank r", exact=True)).to_be_visible()
        page.locator(".st-key-examples button").filter(has_text="Text first?").click()
        expect(page.get_by_label("Learnt from", exact=True)).to_be_visible()
        expect(page.get_by_label("Rank r", exact=True)).to_have_count(0)
        expect(page).to_have_url(re.compile(r"\?preset=two-stage$"))
        assert calm.errors == []
