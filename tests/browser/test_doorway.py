"""Whatever keeps a page from its server is said on the page, in words."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from websockets.sync.client import connect

from tests.browser.chromium import Chromium
from tests.browser.opened import opened
from tests.proxy import Proxy, configuration
from tests.server.test_runs import body, finished
from tests.serving import Server, free_port

PAGE = "/adam-spikes?preset=quadratic"
NOTICE = ".lab-doorway"


def test_a_figure_whose_module_does_not_load_says_so(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        visitor.context.route("**/live/assets/*/main.js", lambda route: route.abort())
        page = visitor.page(PAGE)
        said = page.locator(".lab-unloaded")
        expect(said).to_contain_text(re.compile(r"This part of the page did not load: http\S+/main.js "))


def test_a_frame_whose_scripts_do_not_come_through_says_so(browser: Chromium, server: Server):
    run = finished(server, server.http.post("/runs", json=body(steps=320)).json())["id"]
    with opened(browser, server) as visitor:
        visitor.context.route("**/live/assets/*/replay.js", lambda route: route.abort())
        said = visitor.page(f"/embed/{run}").get_by_text("The figure has not loaded")
        expect(said).to_be_visible()
        visitor.context.unroute_all()
        page = visitor.page(f"/embed/{run}")
        expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
        expect(page.get_by_text("The figure has not loaded")).to_have_count(0)


def test_a_name_that_the_server_does_not_know_is_told_so_on_the_page_and_in_the_log(browser, server):
    unknown = f"http://lab.localhost:{server.port}"
    with opened(browser, server) as visitor:
        page = visitor.tab()
        page.goto(f"{unknown}{PAGE}")
        expect(page.locator(NOTICE)).to_contain_text(f"{unknown} is no address that this lab knows")
        expect(page.locator(NOTICE)).to_contain_text(f"sets LAB_PUBLIC_URL={unknown} and starts it again")
    assert server.output.count(f"LAB_PUBLIC_URL={unknown} ") == 1


@pytest.fixture
def deaf(server: Server, tmp_path) -> Iterator[Proxy]:
    """A proxy that passes pages and no WebSockets."""
    port = free_port()
    configured = configuration(port, server.port, "/", tmp_path)
    without = re.sub(r"^ *proxy_set_header (Upgrade|Connection) .*\n", "", configured, flags=re.MULTILINE)
    with Proxy(without, port, f"http://localhost:{port}", tmp_path) as started:
        yield started


def test_a_proxy_that_passes_no_websockets_is_named(browser, deaf):
    with opened(browser, deaf) as visitor:
        page = visitor.page(PAGE)
        expect(page.locator(NOTICE)).to_contain_text("Pages come through, but no WebSocket does")


@pytest.mark.long
def test_too_many_viewers_and_a_server_that_is_gone_are_said_until_it_is_over(browser, serve):
    server = serve(LAB_MAX_VIEWERS="1")
    with opened(browser, server) as visitor:
        with connect(server.live, origin=server.url):
            page = visitor.page(PAGE)
            full = page.get_by_text("1 watch already; try again in a minute.")
            expect(full).to_be_visible()
        expect(full).to_be_hidden()
        expect(page.locator(NOTICE)).to_be_hidden()
        server.end()
        expect(page.locator(NOTICE)).to_contain_text("The server does not answer")
        server.start()
        expect(page.locator(NOTICE)).to_be_hidden()
