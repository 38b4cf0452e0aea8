"""The lab below a path of somebody's host, through nginx as docs/deploying.md has it, in a browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from lab.runs.names.specification import specify
from tests.browser.chromium import Chromium
from tests.browser.opened import Opened, opened, press
from tests.proxy import Proxy, configuration
from tests.serving import Server, free_port, stocked

pytestmark = pytest.mark.long
PATH = "/teach/lab"
COMPARED = ",".join(specify("condensation", preset).id for preset in ("condense", "usual"))
PAGES = [
    "/",
    "/adam-spikes?preset=quadratic",
    "/memcube",
    f"/compare?run={COMPARED}",
    "/teachers",
]
DRAWN = ".lab-figure .main-svg, .lab-cliff .lab-plots svg, .stMain:not(:has(.lab-figure)) .st-key-story"
ELSEWHERE = """lab => [...document.querySelectorAll("[href], [src]")].map(one => one.href || one.src)
    .filter(one => one.startsWith(location.origin) && !one.startsWith(lab))"""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A server at the address that the proxy gives it."""
    folder, port = tmp_path_factory.mktemp("below"), free_port()
    url = f"http://lab.localhost:{port}{PATH}"
    with Server(stocked(folder / "home"), LAB_PUBLIC_URL=f"HTTP://Lab.LocalHost:{port}{PATH}/") as server:
        configured = configuration(port, server.port, f"{PATH}/", folder)
        with Proxy(configured, port, url, folder) as started:
            yield started


@pytest.fixture
def visit(browser: Chromium, proxy: Proxy) -> Iterator[Opened]:
    with opened(browser, proxy) as visitor:
        yield visitor


def drawn(page: Page) -> Page:
    expect(page.locator(DRAWN).first).to_be_visible()
    if page.locator(".lab-home").count():  # a page of the server's own
        return page
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return page


def run_to_the_end(page: Page) -> str:
    page.locator(".lab-run").click()
    figure = page.locator(".lab-figure")
    expect(figure).to_have_attribute("data-state", "done")
    return str(figure.get_attribute("data-id"))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_finds_its_pieces_and_no_link_leads_out(visit, proxy, path):
    page = drawn(visit.page(path))
    assert page.evaluate(ELSEWHERE, f"{proxy.url}/") == []
    assert visit.errors == []


@pytest.mark.parametrize("path", ["/claims", "/paper/2506.04805"])
def test_pages_of_claims_find_theirs_and_lead_to_runs_below_the_path(visit, proxy, path):
    page = visit.page(path)
    expect(page.locator(".c-row .c-mark svg").first).to_be_visible()
    assert page.evaluate(ELSEWHERE, f"{proxy.url}/") == []
    page.locator("[id='adam-spikes/only-adam'] > a").click()
    expect(page).to_have_url(re.compile(rf"^{proxy.url}/adam-spikes\?preset=quadratic&at=spike-1"))
    drawn(page)
    assert visit.errors == []


def test_a_tile_the_navigation_and_a_slash_too_many_lead_to_pages(visit, proxy):
    page = drawn(visit.page(""))
    page.locator('.lab-tile[href="condensation"]').click()
    expect(page).to_have_url(re.compile(rf"^{proxy.url}/condensation(\?|$)"))
    page.goto(f"{proxy.url}/adam-spikes/?preset=quadratic")
    expect(page).to_have_url(re.compile(rf"^{proxy.url}/adam-spikes\?preset=quadratic"))
    drawn(page)
    page.get_by_role("link", name="Learning Dynamics Lab").click()
    expect(page).to_have_url(re.compile(rf"^{proxy.url}/?$"))
    drawn(page)


def test_a_visitor_starts_runs_and_is_known_below_the_path_only(visit):
    page = drawn(visit.page("/adam-spikes?preset=quadratic&steps=100000&curvature=1.9"))
    button = page.locator(".lab-run")
    button.click()
    expect(page.locator(".lab-figure")).to_have_attribute("data-state", "running")
    expect(button).to_have_text("Pause")
    button.click()
    expect(page.locator(".lab-figure")).to_have_attribute("data-state", "paused")
    page.locator(".lab-stop").click()
    expect(page.locator(".lab-figure")).to_have_attribute("data-state", "stopped")
    assert {one["path"] for one in visit.context.cookies() if one["name"] == "lab_visitor"} == {f"{PATH}/"}
    assert visit.errors == []


def test_what_is_sent_on_leads_back(visit, proxy):
    page = drawn(visit.page("/adam-spikes?preset=quadratic&steps=300&curvature=1.8"))
    run = run_to_the_end(page)
    link = f"{proxy.url}/s/{run}"
    press(page, "Share")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(link, exact=True)).to_be_visible()
    dialog.get_by_role("radio", name="Embed").click()
    expect(dialog.get_by_text(f"{proxy.url}/embed/{run}")).to_be_visible()
    dialog.get_by_role("radio", name="Download").click()
    exported = {}
    for name in ("Replay", "Rows as CSV", "The whole recording", "Picture for a slide"):
        address = dialog.get_by_role("link", name=name).evaluate("link => link.href")
        answer = proxy.http("GET", address)
        assert answer.status_code == 200, address
        exported[name] = answer.content
    assert f'href="{proxy.url}/adam-spikes?run={run}"'.encode() in exported["Replay"]
    assert exported["Picture for a slide"][:4] == b"\x89PNG"

    picture = re.findall(r'og:image" content="([^"]+)"', proxy.http("GET", link).text)[0]
    assert picture == f"{proxy.url}/s/{run}.png"
    page.goto(link)
    expect(page).to_have_url(re.compile(rf"^{proxy.url}/adam-spikes\?.*run={run}"))
    drawn(page)
    page.goto(f"{proxy.url}/embed/{run}")
    expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
    onward = page.get_by_role("link", name="Open in the Learning Dynamics Lab")
    assert onward.evaluate("link => link.href") == f"{proxy.url}/adam-spikes?run={run}"
    assert visit.errors == []


def test_an_unknown_id_is_a_page_that_leads_to_the_lab(visit, proxy):
    page = visit.tab()
    page.goto(f"{proxy.url}/s/0123456789abcdef")
    page.get_by_role("link", name="Learning Dynamics Lab").click()
    expect(page).to_have_url(f"{proxy.url}/")


def test_a_body_as_large_as_the_lab_takes_comes_through(proxy):
    answer = proxy.http("POST", f"{proxy.url}/runs", content=b" " * 1_900_000)
    assert (answer.status_code, answer.json()["error"]) == (400, "The body is not JSON.")
