"""What is drawn on without plotly is what plotly draws, on every page, forwards and backwards."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lab.experiments import PACKAGES
from tests.browser.chromium import Chromium
from tests.browser.opened import opened
from tests.serving import Server

LOOKS = (0.1, 0.3, 0.6, 0.9, 0.5)
"""Shares of a recording that are looked at, one after the other, and a step after each."""
GROWING = ("adam-spikes", "initialization-rate", "scaling-law", "fact-memories")
"""Pages of curves: a step further they only grow."""
CLOSE = 1.0
"""Px: plotly has whole numbers for words, and leaves out points that are nearly on a line."""
SEEK = """(input, share) => {
    input.value = share * input.max;
    input.dispatchEvent(new Event("input", { bubbles: true }));
}"""
SHOWN = """before => {
    const step = document.querySelector(".lab-scrub input").dataset.step;
    const said = document.querySelector(".lab-readout").textContent.replace(/\\u202f/g, "");
    return step !== before && said.startsWith("step " + step) && step;
}"""
"""The step shown, once it is another and the figure says so."""
BOTH = """plot => {
    const boxes = selector => [...plot.querySelectorAll(selector)].map(one => {
        const { left, top, width, height } = one.getBoundingClientRect();
        return [left, top, width, height];
    });
    const picture = () => ({
        curves: boxes(".trace .lines"),
        points: boxes(".trace .point"), words: boxes(".annotation"), ticks: boxes(".shape-group path"),
    });
    const spared = plot.before === plot.calcdata, quick = picture();
    plot.dispatchEvent(new PointerEvent("pointermove"));
    return { spared, quick, whole: picture() };
}"""
"""What is drawn, whether plotly was spared then, and what it draws of it."""


def look(page: Page, share: float | None) -> dict[str, Any]:
    """Show another place of the recording, or the next step; what is drawn, and what plotly draws of it."""
    hero, slider = page.locator(".lab-plot").first, page.locator(".lab-scrub input")
    before = slider.get_attribute("data-step")
    hero.evaluate("plot => { plot.before = plot.calcdata; }")
    if share is None:
        slider.press("ArrowRight")
    else:
        slider.evaluate(SEEK, share)
    page.wait_for_function(SHOWN, arg=before)
    found: dict[str, Any] = hero.evaluate(BOTH)
    return found


def flat(picture: dict[str, Any]) -> list[float]:
    return [number for kind in picture.values() for item in kind for number in item]


@pytest.mark.parametrize("name", PACKAGES)
def test_what_is_drawn_on_is_what_plotly_draws(browser: Chromium, server: Server, name: str) -> None:
    with opened(browser, server) as visit:
        page = visit.page(f"/{name}?step=0")
        expect(page.locator(".lab-plot .main-svg").first).to_be_visible()
        found = [look(page, place) for share in LOOKS for place in (share, None)]
        for each in found:
            assert flat(each["quick"]) == pytest.approx(flat(each["whole"]), abs=CLOSE)
        assert any(each["spared"] for each in found) or name not in GROWING
