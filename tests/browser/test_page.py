"""The page in a real browser, before a real server: links, sentences, keyboard, access, quiet."""

import itertools
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from lab import experiments
from lab.evidence import table
from lab.runs.names.specification import specify
from tests.barriers import barriers
from tests.browser.chromium import Chromium
from tests.browser.opened import Opened, choose, opened, press, shut
from tests.serving import Server

SHORT = "?preset=quadratic&steps=400"
SCREENS = [
    (size, scheme)
    for scheme, sizes in (("light", [(1440, 900), (390, 844)]), ("dark", [(390, 844), (1920, 1080)]))
    for size in sizes
]
COMPARED = ",".join(specify("condensation", preset).id for preset in ("condense", "usual"))
PAGES = [
    *(f"/{one.name}?preset={one.presets[0].name}" for one in experiments.every()),
    f"/compare?run={COMPARED}",
    "/teachers",
    "/own",
]
DRAWN = ".lab-figure .main-svg, .stMain:not(:has(.lab-figure)) :is(.st-key-story, .st-key-begin)"


@pytest.fixture
def visit(browser: Chromium, server: Server) -> Iterator[Opened]:
    with opened(browser, server) as visitor:
        yield visitor


def example(page: Page) -> Locator:
    return page.locator(".st-key-examples [role=combobox]")


def run_to_the_end(page: Page) -> None:
    page.locator(".lab-run").click()
    expect(page.locator(".lab-figure")).to_have_attribute("data-state", "done")


@pytest.mark.parametrize(
    ("path", "screen"), list(zip(PAGES, itertools.cycle(SCREENS), strict=False)), ids=lambda one: str(one)
)
def test_every_page_opens_without_an_error_and_without_a_serious_barrier(browser, server, path, screen):
    """Each page on one screen, in turn: a fault of what all pages share shows on each screen."""
    size, scheme = screen
    with opened(browser, server, size=size, scheme=scheme) as visitor:
        page = visitor.page(path)
        expect(page.locator(DRAWN).first).to_be_visible(timeout=60_000)
        expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
        expect(page.locator('[data-testid="stSidebar"]')).to_be_hidden()
        expect(page.locator('[data-stale="true"]')).to_have_count(0)  # what is redrawn is faded
        assert barriers(page) == []
        main = "document.querySelector('.stMain')"
        page.wait_for_function(f"() => {main}.scrollWidth - {main}.clientWidth <= 1")
        assert visitor.errors == []


@pytest.mark.parametrize(("size", "scheme"), SCREENS, ids=str)
def test_home_opens_on_each_screen_without_a_serious_barrier(browser, server, size, scheme):
    with opened(browser, server, size=size, scheme=scheme) as visitor:
        page = visitor.page("/")
        expect(page.locator(".lab-marks .lab-mark")).to_have_count(len(table()))
        assert barriers(page) == []
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0
        assert visitor.errors == []


def test_home_is_whole_without_a_script_and_leads_on(browser: Chromium, server: Server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".lab-cliff .lab-past path").first).to_be_visible()
    expect(page.locator("[data-drawing]:empty")).to_have_count(0)
    page.get_by_role("link", name="It jumps", exact=True).click()
    expect(page).to_have_url(re.compile(r"/adam-spikes\?preset=fnn-sin&answer=\d$"))
    context.close()


def test_at_home_the_question_is_answered_on_the_spot_and_its_film_goes_on(visit):
    page = visit.page("/")
    expect(page.locator(".lab-plots .lab-past path").first).to_be_visible()
    page.get_by_role("link", name="It jumps", exact=True).click()
    expect(page).to_have_url(re.compile(r"/adam-spikes\?preset=fnn-sin$"))
    expect(page.get_by_text(re.compile("You said"))).to_be_visible()
    assert visit.errors == []


def test_at_home_each_tile_draws_itself_when_it_comes_into_view_and_again_for_a_pointer(browser, server):
    with opened(browser, server) as visitor:
        page = visitor.page("/")
        runs = (
            "tile => tile.querySelector('g').getAnimations().map(one => [one.animationName, one.playState])"
        )
        lead, other = (page.locator(f'.lab-tile[href="{name}"]') for name in ("adam-spikes", "memcube"))
        expect(lead.locator("svg path").first).to_be_visible()
        expect(lead).not_to_have_attribute("data-waits", "")
        expect(other).to_have_attribute("data-waits", "")
        below = other.bounding_box()
        page.get_by_role("link", name="Where does a fact live?").click()
        expect(other).to_be_in_viewport()
        expect(other).not_to_have_attribute("data-waits", "")
        assert other.bounding_box()["height"] == below["height"]
        other.hover()
        assert "lab-again" in [name for name, _ in other.evaluate(runs)]
        expect(page.locator(".lab-marks .lab-mark")).to_have_count(len(table()))
        page.get_by_role("link", name=f"All {len(table())} claims").click()
        expect(page.locator(".c-row")).to_have_count(len(table()))
        assert visitor.errors == []


def test_what_a_link_gets_wrong_is_said_with_the_range(visit):
    page = visit.page("/adam-spikes?preset=fnn-sin&eta=99")
    expect(page.get_by_text(re.compile(r"eta = 99\.0 is outside 1e-06 … 10\.0"))).to_be_visible()


@pytest.mark.parametrize(
    "pasted",
    [
        "/Adam-Spikes/?preset=quadratic).&fbclid=1&utm_source=mail",
        "/adam_spikes%3Fpreset%3Dquadratic",
        "/adam-spikes.?preset%3Dquadratic&ref=x",
    ],
)
def test_a_pasted_link_opens_what_was_meant_and_the_address_says_so(visit, pasted):
    page = visit.page(pasted)
    expect(page).to_have_url(re.compile(r"/adam-spikes\?preset=quadratic$"))
    expect(example(page)).to_have_value("One parabola")
    expect(page.locator(".lab-figure .main-svg").first).to_be_visible()
    expect(page.locator(".stAlert")).to_have_count(0)


def test_settings_that_nobody_ran_are_offered_with_the_time_they_take(visit):
    page = visit.page(f"/adam-spikes{SHORT}&curvature=3")
    expect(page.locator(".lab-run")).to_contain_text(re.compile(r"Run.* s"))


def test_a_finished_run_opens_for_others_with_the_same_numbers(browser, server, visit):
    page = visit.page(f"/adam-spikes{SHORT}&curvature=2")
    run_to_the_end(page)
    id = page.locator(".lab-figure").get_attribute("data-id")
    with opened(browser, server) as friend:
        other = friend.page(f"/adam-spikes?run={id}")
        expect(other.locator(".lab-figure")).to_have_attribute("data-state", "done")
        expect(other.locator(".lab-figure")).to_have_attribute("data-id", id)
    csv = [server.http.get(f"/runs/{id}/export/csv").text for _ in range(2)]
    assert csv[0] == csv[1]
    assert sum(not line.startswith("#") for line in csv[0].splitlines()) == 401


def test_the_address_names_the_example_and_back_is_undo(visit):
    page = visit.page("/adam-spikes?preset=fnn-sin")
    choose(page, "One parabola")
    expect(page).to_have_url(re.compile(r"\?preset=quadratic$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?preset=fnn-sin$"))
    expect(example(page)).to_have_value("Two sines")
    expect(page.get_by_text("Example 1 of 8")).to_be_visible()


def test_a_moved_control_is_in_the_address(visit):
    page = visit.page("/adam-spikes?preset=fnn-sin")
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"\?preset=fnn-sin&eta=0\.0125$"))
    assert visit.errors == []


def entries(page: Page) -> int:
    return int(page.evaluate("history.length"))


def test_from_home_to_a_page_is_one_step_and_back_goes_home(visit):
    page = visit.page("/")
    tile = page.locator('.lab-tile[href="adam-spikes"]')
    expect(tile).to_be_visible()
    before = entries(page)
    tile.click()
    expect(page).to_have_url(
        re.compile(r"/adam-spikes\?preset=")
    )  # completed, in the place of the bare address
    expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
    assert entries(page) == before + 1
    page.go_back()
    expect(page).to_have_url(f"{visit.server.url}/")
    expect(tile).to_be_visible()
    assert visit.errors == []


def test_a_slider_moved_by_five_keys_is_one_step(visit):
    page = visit.page("/adam-spikes?preset=fnn-sin")
    slider = page.get_by_role("slider", name="Memory of the size")
    expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
    before, at, figure = entries(page), page.url, page.locator(".lab-figure[data-id]")
    first = str(figure.get_attribute("data-id"))
    for _ in range(5):
        was = page.url
        slider.press("ArrowLeft")
        page.wait_for_url(lambda url, was=was: url != was)
    assert entries(page) == before + 1
    page.go_back()
    expect(page).to_have_url(at)
    expect(figure).to_have_attribute("data-id", first)
    page.go_forward()
    expect(page).to_have_url(re.compile("beta2="))
    expect(figure).not_to_have_attribute("data-id", first)
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    choose(page, "One parabola")
    expect(page).to_have_url(re.compile(r"\?preset=quadratic$"))
    assert entries(page) == before + 2  # another control, another step
    assert visit.errors == []


def test_a_link_within_the_page_is_undone_by_back(visit):
    page = visit.page("/adam-spikes?preset=fnn-sin")
    expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
    page.get_by_text("The guard: no spike at all").click()
    expect(page).to_have_url(re.compile("guard=true"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?preset=fnn-sin$"))


def test_the_drawer_finds_a_setting_shows_what_it_is_and_goes_back_to_the_example(visit):
    page = visit.page("/adam-spikes?preset=fnn-sin&epsilon=0.1")
    press(page, "20 more settings")
    drawer = page.get_by_role("dialog")
    floor, seed = (
        drawer.get_by_role("slider", name=name) for name in ("Floor of the size", "Starting weights")
    )
    expect(drawer.get_by_text("a floor that steps cannot grow beyond")).to_be_visible()
    drawer.get_by_role("searchbox").fill("floor")
    expect(seed).to_be_hidden()
    expect(floor).to_be_visible()
    drawer.get_by_role("button", name="back to the example").click()
    expect(page).to_have_url(re.compile(r"\?preset=fnn-sin$"))
    shut(page)
    press(page, "20 more settings")
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_be_hidden()
    assert visit.errors == []


def test_the_bar_leads_to_each_question_s_pages_by_keyboard(visit):
    page = visit.page("/adam-spikes?preset=fnn-sin")
    press(page, "Reasoning")
    menu = page.get_by_role("dialog")
    expect(menu.get_by_role("link", name="Condensation")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.press("Enter")
    menu.get_by_role("link", name="Condensation").press("Enter")
    expect(page).to_have_url(re.compile("/condensation"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("hundred neurons")
    expect(menu).to_be_hidden()
    page.get_by_role("link", name="With a class").click()
    expect(page).to_have_url(re.compile("/teachers"))
    assert visit.errors == []
