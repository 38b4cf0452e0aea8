"""What a person moves or draws on the pages on distributions: answered at once, and kept in the link."""

import re

import numpy as np
from playwright.sync_api import Locator, Page, expect

from lab.experiments.distributions.landscape.figures import ground
from lab.worlds import points
from tests.browser.chromium import Chromium
from tests.browser.opened import opened, press
from tests.serving import Server

PLACE = """(plot, [x, y]) => [["xaxis2", x], ["yaxis2", y]].map(([name, at]) =>
    plot._fullLayout[name]._offset + plot._fullLayout[name].d2p(at))"""


SLIDE = """(input, h) => {
    input.value = String(Math.log(h));
    input.dispatchEvent(new Event("input", { bubbles: true }));
}"""


SAME = """cells => {
    const drawn = document.querySelector(".lab-plot").data[1].z.map((row) => [...row]).flat();
    const same = cells.flat().filter((cell, i) => cell === drawn[i]).length;
    return same > 0.99 * drawn.length;
}"""


def drag(page: Page, ball: Locator, plot: Locator, to: tuple[float, float]) -> None:
    """Take the ball to a place of the map and let it go there."""
    grip, frame = ball.bounding_box(), plot.bounding_box()
    assert grip is not None
    assert frame is not None
    x, y = plot.evaluate(PLACE, list(to))
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(frame["x"] + x, frame["y"] + y, steps=5)
    page.mouse.up()


def test_two_walkers_are_answered_on_the_figure_and_kept_in_the_link(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page("/landscape?preset=two-particles&step=399")
        plot, ball, caption = (
            page.locator(".lab-plot").first,
            page.locator(".lab-ball"),
            page.locator(".lab-caption"),
        )
        expect(caption).to_have_text(re.compile("a loss of 0.405 is left for good"))
        drag(page, ball, plot, (-0.9, 0.6))
        expect(caption).to_have_text(re.compile(r"^From −0\.\d+ and 0\.\d+ under .* one at each house\.$"))
        page.wait_for_url(re.compile(r"x1=-0\.9.*x2=0\.[56]"))
        expect(page.locator(".lab-run")).to_contain_text("Run")
        for h in (0.2, 0.8):  # slid and not let go: the browser's own map
            page.locator(".lab-width input").evaluate(SLIDE, h)
            expect(page.locator(".lab-width output")).to_have_text(f"{h:.3f}")
            page.wait_for_function(SAME, arg=ground(h)[2])
        before = str(page.locator(".lab-figure").get_attribute("data-id"))
        page.locator(".lab-width input").dispatch_event("change")
        ball.focus()
        page.keyboard.down("ArrowUp")  # the hand goes on before the page has answered
        page.wait_for_url(re.compile(r"kernel_width=0\.8"))
        expect(page.locator(".lab-figure")).not_to_have_attribute("data-id", before)
        page.keyboard.up("ArrowUp")
        page.wait_for_url(re.compile(r"x2=0\.6[0-9]"))
        expect(ball).to_be_focused()
        assert visitor.errors == []


def test_drawn_points_become_the_truth_and_a_bad_file_is_refused_in_a_sentence(
    browser: Chromium, server: Server
):
    with opened(browser, server) as visitor:
        page = visitor.page("/distribution-atlas?preset=diffusion&step=9301")
        levels = page.locator(".lab-plot").first.locator(".textpoint text")
        expect(levels).to_have_text(["copying the training set", "400 new points of the truth"])
        lowest = "plot => plot._fullLayout.yaxis3.range[0]"
        assert page.locator(".lab-plot").first.evaluate(lowest) == 0  # of a distance, which is never below
        expect(page.locator(".lab-readout").first).not_to_contain_text("copying")  # a level does not move
        for key, count in (("Home", 0), ("End", 2)):  # named again when the curves have gone and come back
            page.locator(".lab-scrub input").press(key)
            expect(levels).to_have_count(count)
        press(page, "more settings")
        page.locator("summary").filter(has_text="Your own points").click()
        canvas = page.locator(".lab-draw canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 30, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(box["x"] + 150, box["y"] + 120, steps=20)
        page.mouse.up()
        page.get_by_role("button", name=re.compile(r"Use these \d+ points")).click()
        page.wait_for_url(re.compile("target=own-"))
        target = re.findall("target=([^&]+)", page.url)[0]
        assert len(points.load(target)) >= 10
        expect(page.get_by_text("the rest is held out")).to_be_visible()
        expect(page.locator(".lab-run")).to_contain_text("Run")
        bad = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"1,2\nnan,3\n"}
        page.locator("input[type=file]").set_input_files(files=[bad])
        expect(page.get_by_text("Line 2, 'nan,3', is no place: both numbers must be finite.")).to_be_visible()
        assert page.url.count(target) == 1
        assert visitor.errors == []


def test_what_is_asked_about_comes_with_the_answer(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page("/bias-potential?preset=ring8")
        expect(page.locator(".lab-ask h2")).to_have_text(
            "When would you have stopped training, to be closest to the truth?"
        )
        plot = page.locator(".lab-plot").first
        lengths = "() => [0, 1].map((trace) => document.querySelector('.lab-plot')?.data?.[trace].y.length)"
        page.wait_for_function(f"() => ({lengths})().join() === '0,36'")
        waits = plot.get_by_text("shown after your answer")
        expect(waits).to_have_count(1)
        axis = "plot => plot._fullLayout.yaxis.range"
        assert (
            np.ptp(plot.evaluate(axis)) < 2
        )  # decades of the curve that waits: it moves no axis when it comes
        page.set_viewport_size({"width": 390, "height": 844})
        expect(page.get_by_role("button", name="Just show me")).to_be_in_viewport(ratio=1)
        page.set_viewport_size({"width": 1440, "height": 900})
        expect(page.locator(".lab-readout").first).not_to_contain_text("distance")
        expect(page.locator(".lab-caption")).not_to_contain_text("nats")
        page.get_by_role("button", name="10⁶").click()
        expect(page.locator(".lab-ask h2")).to_have_text("At t\u00a0=\u00a0300")
        page.wait_for_function("() => document.querySelector('.lab-plot').data[0].y.length === 36")
        expect(waits).to_have_count(0)
        page.goto(page.url.split("/bias-potential")[0] + "/landscape")
        red, shaded = plot.get_by_text("red:"), "document.querySelector('.lab-plot').data?.[1].visible"
        expect(page.locator(".lab-ask h2")).to_have_text("Where will they come to rest?")
        page.wait_for_function(f"() => {shaded} === false")
        expect(red).to_have_count(0)
        page.get_by_role("button", name="Just show me").click()
        expect(red).to_have_count(1)
        page.wait_for_function(f"() => {shaded} === true")
        assert visitor.errors == []
