"""What if: a prepared link, cards for branches, any other change and live sliders in a real browser."""

import re

from playwright.sync_api import Page, Route, expect

from tests.barriers import barriers
from tests.browser.chromium import Chromium
from tests.browser.opened import opened
from tests.serving import Server

EXAMPLE = "/adam-spikes?preset=fnn-sin"


def id_of(page: Page) -> str:
    return str(page.locator(".lab-figure").get_attribute("data-id"))


def gone_on(page: Page, before: str, state: str) -> str:
    """Wait until the figure shows another run in that state; its id."""
    expect(page.locator(".lab-figure")).not_to_have_attribute("data-id", before)
    expect(page.locator(".lab-figure")).to_have_attribute("data-state", state)
    return id_of(page)


def losses(page: Page, curves: list[tuple[str, int, int]]) -> None:
    """Wait until these are the curves of the upper panel: colour, steps at which it begins and ends."""
    page.wait_for_function(
        """curves => JSON.stringify(curves) === JSON.stringify(document.querySelector('.lab-plot').data
            .filter(one => one.mode === "lines" && one.yaxis === "y")
            .map(one => [one.line.color, one.x[0], one.x.at(-1)]))""",
        arg=[list(curve) for curve in curves],
    )


def test_a_prepared_branch_runs_when_asked_and_leaves_its_parent_in_sight(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page(f"{EXAMPLE}&at=cliff&set=epsilon:0.1")
        dialog = page.locator(".lab-whatif")
        expect(dialog).to_contain_text("This is a new run; the old one stays.")
        expect(dialog.locator("h2")).to_have_text(re.compile(r"What if, from step [\d\u202f]+\?"))
        parent, at = id_of(page), int(page.locator(".lab-scrub input").input_value())
        assert server.http.get(f"/runs/{parent}").json()["family"]["children"] == []
        dialog.get_by_role("button", name="ε = 0.1").click()
        child = gone_on(page, parent, "done")
        expect(page).to_have_url(re.compile(f"run={child}$"))
        page.locator(".lab-scrub input").press("End")
        step = f"{at:,}".replace(",", "\u202f")
        expect(page.locator(".lab-caption")).to_contain_text(f"ε = 0.1 since step {step}, and no spike")
        losses(page, [("#0e9959", at - 1, 1499), ("#8a8f98", 0, 1499)])
        cards = page.locator(".lab-cards")
        mine = cards.get_by_title(f"ε = 0.1 at {at:,}".replace(",", "\u202f"))
        expect(mine).to_have_attribute("aria-current", "true")
        expect(mine.locator("b")).to_have_text("×1.00")  # never above where it was
        held: list[Route] = []
        page.route(re.compile(f"/runs/{parent}/history"), lambda route: held.append(route))
        cards.get_by_role("button", name="the first run").click()
        expect(page).not_to_have_url(re.compile(f"run={child}$"))  # the page was here before the rows
        for route in held:
            route.continue_()
        page.unroute_all()
        assert gone_on(page, child, "done") == parent
        page.locator(".lab-scrub input").press("Home")
        page.locator(".lab-scrub input").press("Shift+ArrowRight")
        expect(page.locator(".lab-branch")).to_be_enabled()
        page.locator("body").press("b")
        expect(dialog.locator("h2")).to_be_visible()
        expect(dialog.get_by_text("This is a new run")).to_be_hidden()
        expect(page.locator('[data-stale="true"]')).to_have_count(0)  # a page that is redrawn is faded
        assert barriers(page) == []
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(cards.get_by_role("button", name="η ÷ 1.25")).to_contain_text("try it")
        cards.get_by_role("button", name="something else").click()
        expect(dialog.get_by_label("Learning rate η")).to_be_visible()
        assert visitor.errors == []


def test_the_famous_remedy_does_not_help_and_the_page_says_so(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page(f"{EXAMPLE}&at=cliff&set=beta2:0.9")
        parent = id_of(page)
        page.locator(".lab-whatif").get_by_role("button", name="β₂ = 0.9").click()
        gone_on(page, parent, "done")
        page.locator(".lab-scrub input").press("End")
        # the loss jumps to 2.4 times what it was: no spike by its definition of three times, but a jump
        told = re.compile(r"β₂ = 0\.9 .* (spikes|jumps) anyway")
        expect(page.locator(".lab-caption")).to_contain_text(told)


def test_a_slider_moved_during_a_run_steers_it(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page(f"{EXAMPLE}&steps=200000&seed=11")
        page.locator(".lab-run").click()
        expect(page.locator(".lab-figure")).to_have_attribute("data-state", "running")
        first = id_of(page)
        slider = page.get_by_role("slider", name="Memory of the size")
        slider.press("ArrowLeft")
        second = gone_on(page, first, "running")
        slider.press("ArrowLeft")
        third = gone_on(page, second, "running")
        chain = server.http.get(f"/runs/{third}").json()["family"]["chain"]
        assert [one["run"] for one in chain] == [first, second, third]
        expect(page.locator(".lab-cards [aria-current]")).to_have_count(1)
        expect(page.locator(".lab-card:not(.lab-try, .lab-more)")).to_have_count(3)
        states = [
            server.http.get(f"/runs/{one}").json()["recordings"][0]["state"] for one in (first, second, third)
        ]
        assert states == ["left", "left", "running"]
        page.locator(".lab-stop").click()
        expect(page.locator(".lab-figure")).to_have_attribute("data-state", "stopped")
        assert visitor.errors == []
