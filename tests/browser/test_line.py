"""A connection that dies in silence, before a server that says something each second."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, WebSocket, expect

from tests.browser.chromium import Chromium
from tests.browser.line import Line
from tests.browser.opened import Opened, opened
from tests.browser.test_figure import LONG, QUICK, compute, points, ready, recorded, state
from tests.serving import Server, stocked

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def brisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose pages wait three seconds for a word of it."""
    with Server(stocked(tmp_path_factory.mktemp("brisk") / "home"), LAB_BEAT_SECONDS="1") as started:
        yield started


@pytest.fixture
def visit(browser: Chromium, brisk: Server) -> Iterator[Opened]:
    with opened(browser, brisk) as visitor:
        yield visitor


def first_words(page: Page) -> list[dict]:
    """What each live connection of a page says first, kept up to date."""
    words: list[dict] = []

    def listen(socket: WebSocket) -> None:
        if socket.url.endswith("/live"):
            socket.once("framesent", lambda frame: words.append(json.loads(frame)["watch"]))

    page.on("websocket", listen)
    return words


def test_a_line_that_died_in_silence_is_given_up_for_another_and_nothing_is_missed(visit):
    with Line(visit.server.port) as line:
        page = visit.tab()
        words = first_words(page)
        page.goto(f"{line.url}{LONG}")
        id = compute(page, "running")
        expect(page.locator(".lab-sign")).to_have_text("live")
        page.wait_for_function("() => Number(document.querySelector('.lab-scrub input').value) > 0")
        line.cut()
        expect(page.locator(".lab-sign")).to_have_text("reconnecting")
        app = page.locator(".stApp")
        expect(app).to_have_attribute("data-test-connection-state", re.compile("PING|CONNECTING"))
        command = f"{visit.server.url}/runs/{id}/commands"
        headers = {"Origin": visit.server.url}
        assert visit.context.request.post(command, data={"command": "stop"}, headers=headers).ok
        words.clear()
        line.mend()
        state(page, "stopped")
        assert all(cursor >= 0 for watched in words for cursor in watched[id].values())
        rows = len(recorded(visit.server, id)["step"])
        page.wait_for_function(
            "last => document.querySelector('.lab-plot').data[0].x.at(-1) === last", arg=rows - 1
        )
        expect(page.locator(".lab-verdicts li strong").first).not_to_be_empty()
        # Over the other socket, Streamlit's; until it is back, controls take nothing.
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
        page.get_by_role("slider", name="Memory of the size").press("ArrowLeft")
        expect(page).to_have_url(re.compile("beta2="))


def test_on_every_page_streamlits_own_socket_is_given_up_as_well(visit):
    with Line(visit.server.port) as line:
        page = visit.tab()
        page.goto(f"{line.url}/teachers")
        app = page.locator(".stApp")
        page.wait_for_function(
            """names => names.every(name => performance.getEntriesByType("resource")
                .some(one => one.name.endsWith(`/${name}.js`) && one.responseEnd))""",
            arg=["page", "history", "patience", "streamlit"],
        )
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        line.cut()
        expect(app).to_have_attribute("data-test-connection-state", re.compile("PING|CONNECTING"))


def test_a_network_that_comes_back_is_tried_at_once(visit):
    page = visit.page(QUICK)
    ready(page)
    page.wait_for_function("() => window.labConnection.open")
    with page.expect_websocket(lambda socket: socket.url.endswith("/live")):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("() => window.labConnection.open")


def test_what_was_asked_in_vain_is_asked_again_when_the_server_is_heard(visit):
    rows = 700
    page = visit.page(f"/adam-spikes?preset=quadratic&steps={rows}")
    id = compute(page)
    held: list[Route] = []
    page.route(re.compile(f"/runs/{id}"), lambda route: held.append(route))
    page.reload()
    expect(page.locator(".lab-error")).to_have_text("The server does not answer; try again in a moment.")
    assert held
    page.unroute_all(behavior="ignoreErrors")
    points(page, rows)
    expect(page.locator(".lab-error")).to_be_empty()
