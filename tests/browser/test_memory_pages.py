"""The memory pages in a real browser: steps along uses are even, and a lesson shows only its own settings."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Chromium
from tests.browser.opened import choose, opened, press, shut
from tests.serving import Server

ROW, PEOPLE, POINTS, DECADES = 78, 8, 141, 7


def test_uses_pass_evenly_and_a_lesson_shows_only_its_settings(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as calm:
        page = calm.page("/memory-hierarchy?preset=crossovers")
        asked, plot = page.locator(".lab-ask"), page.locator(".lab-plot").first
        page.set_viewport_size({"width": 390, "height": 844})
        expect(asked).to_be_visible()
        page.wait_for_function(
            """() => {
                const [card, plot] = [".lab-ask", ".lab-plot"]
                    .map((one) => document.querySelector(one).getBoundingClientRect());
                return plot.bottom <= card.top;
            }"""
        )
        for choice in page.locator(".lab-chips button").all():
            expect(choice).to_be_in_viewport(ratio=1)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.get_by_role("button", name="Just show me").click()
        expect(page.locator(".lab-ask[data-about=told] h2")).to_have_text("1")
        # The axis of uses is a logarithm; the steps are not, each is as far along it as the one before.
        scrub = page.locator(".lab-scrub input")
        scrub.fill(str(ROW))
        expect(scrub).to_have_attribute("data-step", str(ROW))
        shown = "() => document.querySelector('.lab-plot').data[4].x.at(-1) < 1e3"
        page.wait_for_function(shown)
        uses = plot.evaluate("plot => plot.data[4].x.at(-1)")
        said = page.locator(".lab-legend .lab-said")
        expect(said.nth(0)).to_have_text(f"step {ROW}")
        expect(said.nth(1)).to_have_text(f"uses {uses:.3g}")
        assert uses == pytest.approx(10 ** (-2 + DECADES * (ROW - PEOPLE) / (POINTS - 1)))
        press(page, "more settings")
        drawer = page.get_by_role("dialog")
        expect(drawer.get_by_label("Words kept", exact=True)).to_be_visible()
        expect(page.get_by_label("Rank r", exact=True)).to_be_visible()
        shut(page)
        choose(page, "Text first?")
        expect(page).to_have_url(re.compile(r"\?preset=two-stage$"))
        press(page, "more settings")
        expect(page.get_by_label("Learnt from", exact=True)).to_be_visible()
        expect(drawer.get_by_label("Seed", exact=True)).to_be_visible()
        for name in ("Rank r", "Words kept"):
            expect(page.get_by_label(name, exact=True)).to_have_count(0)
        expect(page).to_have_url(re.compile(r"\?preset=two-stage$"))
        assert calm.errors == []


LIKELIEST = """() => {
    const { data: { 3: chips, 4: bars } } = document.querySelector('.lab-plot');
    const sure = Math.max(...bars.x), word = bars.y[bars.x.indexOf(sure)];
    return [word, sure > 0.7, chips.text.flat().includes(word), bars.marker.color[bars.y.indexOf(word)]];
}"""

PLACES = """plot => {
    const named = (one) => /documents?$/.test(one.textContent);
    const names = [...plot.querySelectorAll('.annotation-text')].filter(named);
    const box = (one) => one.getBoundingClientRect();
    return [...names, plot.querySelector('.xtick')].map(box).map(({ top, height }) => [top, height]);
}"""
"""At one moment: a redraw in between puts other elements in their place."""


def test_another_word_in_the_document_is_another_answer_once_it_can_read_and_names_stand_above_the_axis(
    browser: Chromium, server: Server
):
    with opened(browser, server) as visitor:
        page = visitor.page("/memory-model")
        page.get_by_role("button", name="Pause").click()
        page.locator(".lab-scrub input").fill("0")
        names = page.locator(".lab-plot .annotation-text").filter(has_text=re.compile("documents?$"))
        expect(names).to_have_text(["one document", "three documents"])
        plot = page.locator(".lab-plot").first
        (first, height), (second, _), (axis, _) = plot.evaluate(PLACES)
        assert first + 0.75 * height <= second + 1
        assert second + 0.75 * height <= axis + 1
        page.locator(".lab-scrub input").fill("120")
        page.wait_for_function(f"() => ({LIKELIEST})().join().startsWith('plums,true,true')")
        own = page.evaluate(LIKELIEST)
        plot.focus()
        plot.press("ArrowRight")
        page.wait_for_function(f"() => ({LIKELIEST})()[0] === 'tea'")
        assert page.evaluate(LIKELIEST) == ["tea", True, True, own[3]]
        page.locator(".lab-scrub input").fill("20")
        page.wait_for_function(
            f"() => {{ const [word, sure] = ({LIKELIEST})(); return !sure && word !== 'tea'; }}"
        )
        assert visitor.errors == []
