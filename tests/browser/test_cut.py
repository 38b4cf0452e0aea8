"""The first ten seconds in a real browser: frozen at the cliff, asked once, nothing told before."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Chromium
from tests.browser.opened import opened, settled
from tests.hall import luminance
from tests.serving import Server

EXAMPLE = "/adam-spikes?preset=fnn-sin"
WHOLE = 1500
HEADINGS = (re.compile("^loss"), re.compile("^curvature ÷ limit"))


def last_shown(page: Page) -> int:
    """The last step to which the hero's first curve is drawn, once it is up to the step chosen."""
    return int(settled(page).locator(".lab-plot").first.evaluate("plot => plot.data[0].x.at(-1)"))


def wait_for_step(page: Page, step: int) -> None:
    page.wait_for_function(
        "step => document.querySelector('.lab-plot')?.data?.[0].x.at(-1) === step", arg=step
    )


def test_a_film_shows_its_beginning_before_the_recording_is_here(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.tab()
        page.route("**/history?**", lambda _: None)  # a recording that does not come
        page.goto(f"{server.url}{EXAMPLE}")
        expect(page.locator(".lab-figure[data-opening=true] .lab-still path").first).to_be_visible()
        expect(page.locator(".lab-caption")).to_have_text(re.compile("^The loss sinks"))
        page.unroute_all()
        page.goto(f"{server.url}{EXAMPLE}")
        expect(page.locator(".lab-figure")).to_have_attribute("data-opening", "false")
        expect(page.locator(".lab-still")).to_have_count(0)


def test_a_film_s_beginning_has_the_figure_s_words_where_the_figure_draws_them(
    browser: Chromium, server: Server
):
    with opened(browser, server) as visitor:
        page = visitor.tab()
        page.route("**/history?**", lambda _: None)
        page.goto(f"{server.url}{EXAMPLE}")
        still = page.locator(".lab-still .lab-panel > span")
        before = {text: still.get_by_text(text).bounding_box() for text in HEADINGS}
        page.unroute_all()
        page.goto(f"{server.url}{EXAMPLE}")
        drawn = settled(page).locator(".annotation-text")
        for text, was in before.items():
            now = drawn.get_by_text(text).bounding_box()
            assert was
            assert now
            assert [was["x"], was["y"]] == pytest.approx([now["x"], now["y"]], abs=4)


def test_the_cut_stops_before_the_outcome_and_shows_it_beside_ones_guess(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page(EXAMPLE)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        expect(page.locator(".lab-caption")).to_have_text(re.compile("^It crosses the line"))
        expect(page.locator(".lab-ask h2")).to_have_text(
            "Curvature crossed the limit. What does the loss do now?"
        )
        cliff = last_shown(page)
        expect(page.locator(".lab-verdicts")).not_to_be_visible()
        page.locator(".lab-scrub input").press("End")
        assert last_shown(page) == cliff < WHOLE - 250
        assert not any(url.endswith("/outcome") for url in asked)
        page.get_by_role("button", name="It falls on").click()
        told = page.locator(".lab-ask[data-about=told]")
        expect(told).to_contain_text("You said: It falls on.")
        expect(told.locator("h2")).to_have_text("It jumps")
        expect(told).to_contain_text(
            re.compile(r"\d+ steps after the crossing the loss jumped to [\d.]+ times")
        )
        expect(page.locator(".lab-verdicts")).to_be_visible()
        page.wait_for_function(
            """() => {
                const [card, claims] = [".lab-ask[data-about=told]", ".lab-verdicts"]
                    .map((one) => document.querySelector(one).getBoundingClientRect());
                return claims.top >= card.bottom - 1;
            }"""
        )
        page.wait_for_function(
            "cliff => document.querySelector('.lab-plot').data[0].x.at(-1) > cliff", arg=cliff
        )
        page.locator(".lab-run").click()  # what was so stays beside the figure while the run goes on
        page.locator(".lab-scrub input").press("End")
        wait_for_step(page, WHOLE - 1)
        expect(told.locator("h2")).to_have_text("It jumps")
        again = visitor.page(EXAMPLE)
        expect(again.locator(".lab-run")).to_have_text("Pause")
        again.locator(".lab-scrub input").press("End")
        wait_for_step(again, WHOLE - 1)
        expect(again.locator(".lab-ask")).to_be_hidden()
        assert visitor.errors == []


def test_with_reduced_motion_the_question_stands_there_and_links_stop_where_they_say(
    browser: Chromium, server: Server
):
    with opened(browser, server, reduced_motion="reduce") as calm:
        page = calm.page(EXAMPLE)
        expect(page.locator(".lab-ask h2")).to_be_visible()
        cliff = last_shown(page)
        page.goto(f"{server.url}{EXAMPLE}&at=cliff")
        wait_for_step(page, cliff)
        expect(page.locator(".lab-ask")).to_be_hidden()
        page.goto(f"{server.url}{EXAMPLE}&until=crossing-2&hide=story,claims")
        expect(page.locator(".st-key-question")).to_be_visible()
        for hidden in (".st-key-story", ".lab-verdicts"):
            expect(page.locator(hidden)).to_be_hidden()
        before = last_shown(page)
        assert before < cliff
        page.locator(".lab-scrub input").press("End")
        assert last_shown(page) == before
        page.locator(".lab-run").click()
        wait_for_step(page, WHOLE - 1)
        page.goto(f"{server.url}{EXAMPLE}")
        page.get_by_role("button", name="Just show me").click()
        expect(page.locator(".lab-ask h2")).to_have_text("It jumps")
        assert calm.errors == []


def test_on_the_stage_the_choices_stand_beside_what_is_drawn(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as hall:
        page = hall.page(f"{EXAMPLE}&view=stage")
        choices = page.locator(".lab-chips button")
        expect(choices).to_have_count(3)
        page.wait_for_function(
            """() => {
                const right = one => document.querySelector(one).getBoundingClientRect().right;
                const [first] = document.querySelectorAll(".lab-chips button");
                return right(".lab-plot .main-svg") <= first.getBoundingClientRect().left + 1;
            }"""
        )


def test_the_stage_is_the_hero_and_its_sentence_light_thick_and_large(browser: Chromium, server: Server):
    with opened(browser, server, scheme="dark", reduced_motion="reduce") as hall:
        page = hall.page(f"{EXAMPLE}&at=spike-1&view=stage")
        expect(page.locator(".lab-caption")).to_contain_text("jump")
        expect(page.locator(".lab-figure")).to_have_attribute("data-theme", "light")
        for hidden in (".lab-transport", ".lab-verdicts", ".st-key-question", ".st-key-story"):
            expect(page.locator(f"{hidden}:visible")).to_have_count(0)
        expect(page.locator(".lab-chart:visible")).to_have_count(1)
        page.wait_for_function(
            "least => document.querySelector('.lab-plot')?._fullLayout?.font.size >= least", arg=900 / 40
        )
        drawn = page.locator(".lab-plot").first.evaluate(
            """plot => {
                const lines = plot.data.map(one => one.line).filter(Boolean);
                return {widths: lines.map(one => one.width ?? 0), colours: lines.map(one => one.color)};
            }"""
        )
        assert min(drawn["widths"]) >= 4
        ground = luminance("#fbfaf7")
        for colour in drawn["colours"]:
            assert ground / luminance(colour) >= 2
        page.locator("body").press("ArrowRight")
        expect(page.locator(".lab-caption")).to_contain_text("Step")
        assert hall.errors == []


ENDS = """() => [...document.querySelectorAll(".lab-futures g path")].map((path) => {
    const { x, y } = path.getPointAtLength(path.getTotalLength());
    const { left, top } = path.ownerSVGElement.getBoundingClientRect();
    return [left + x, top + y];
})"""
"""Where the futures end on the screen."""


def box(page: Page, what: str) -> dict[str, float]:
    """Where something is on the screen."""
    return dict(page.locator(what).first.bounding_box() or {})


def frame(page: Page) -> list[tuple[float, ...]]:
    """Where the plot and the words beside it begin, how wide they are, and how high the plot is."""
    plot, side = box(page, ".lab-plot"), box(page, ".lab-side")
    return [tuple(plot.values()), (side["x"], side["y"], side["width"])]


def test_futures_run_from_the_head_to_the_choices_and_the_chosen_one_stays(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as calm:
        page = calm.page(EXAMPLE)
        chips = page.locator(".lab-chips button")
        expect(chips).to_have_text(["It jumps", "It levels off", "It falls on"])  # as their lines end
        expect(page.locator(".lab-futures g path")).to_have_count(3)
        settled(page)
        before, head, plot = frame(page), box(page, ".lab-pulse"), box(page, ".lab-plot")
        part = (head["x"] + head["width"] / 2 - plot["x"]) / plot["width"]
        assert 0.45 < part < 0.56  # half of what is seen has not been yet
        boxes = [chip.bounding_box() or {} for chip in chips.all()]
        for (x, y), chip in zip(page.evaluate(ENDS), boxes, strict=True):
            assert abs(x - chip["x"]) <= 2
            assert chip["y"] <= y <= chip["y"] + chip["height"]
        chips.nth(2).focus()
        expect(page.locator(".lab-futures g path").nth(2)).to_have_class("lab-near")
        page.keyboard.press("Enter")
        expect(page.locator(".lab-futures text")).to_have_text("your guess")
        expect(page.locator(".lab-futures g")).to_have_css("opacity", "0")
        assert frame(page) == before
        assert calm.errors == []


def test_on_a_phone_question_choices_and_figure_share_the_first_screen(browser: Chromium, server: Server):
    with opened(browser, server, size=(390, 844), reduced_motion="reduce") as calm:
        page = calm.page(EXAMPLE)
        for chip in page.locator(".lab-chips button").all():
            expect(chip).to_be_in_viewport(ratio=1)
        expect(page.locator(".lab-plot").first).to_be_in_viewport(ratio=0.5)
