"""By the keyboard alone: examples, an answer, a run, a branch, a comparison, a link to send on."""

import re

from playwright.sync_api import Page, expect

from lab import experiments
from tests.browser.chromium import Chromium
from tests.browser.opened import opened
from tests.browser.test_branch import gone_on, id_of
from tests.serving import Server

MOST = 120
"""Presses of Tab from one end of a page to the other."""


def reach(page: Page, selector: str) -> None:
    """Press Tab until what is meant has the focus."""
    expect(page.locator(selector).first).to_be_visible()
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    for _ in range(MOST):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def test_a_visitor_without_a_mouse_answers_runs_branches_compares_and_shares(
    browser: Chromium, server: Server
):
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page("/adam-spikes?preset=quadratic&steps=900&curvature=1.37")
        run = page.locator(".lab-run")
        expect(run).to_contain_text("Run")
        page.keyboard.press(" ")
        expect(page.locator(".lab-figure")).to_have_attribute("data-state", "done")

        first, second = (preset.name for preset in experiments.find("adam-spikes").presets[:2])
        page.goto(f"{server.url}/adam-spikes?preset={first}")
        expect(page.locator(".lab-chips button").first).to_be_visible()
        reach(page, ".st-key-examples [role=combobox]")
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile(f"preset={second}$"))
        page.keyboard.press("ArrowLeft")
        expect(page).to_have_url(re.compile(f"preset={first}$"))

        reach(page, ".lab-chips button")
        page.keyboard.press("Enter")
        expect(page.locator(".lab-figure")).to_have_attribute("data-secret", "false")

        parent = id_of(page)
        reach(page, ".lab-card.lab-try")
        page.keyboard.press("Enter")
        gone_on(page, parent, "done")

        reach(page, ".st-key-share button")
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text(re.compile(rf"/s/{id_of(page)}"))).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

        reach(page, ".st-key-compare button")
        page.keyboard.press("Enter")
        reach(page, "[role=dialog] [data-testid=stButtonGroup] button")
        page.keyboard.press("Enter")
        reach(page, "[role=dialog] [data-testid=stPageLink] a")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/compare\?run=\w+(%2C|,)\w+"))
        expect(page.get_by_role("region", name="Differences")).to_be_visible()
        assert visitor.errors == []
