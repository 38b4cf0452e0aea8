"""The graph of memories in a real browser: looked at closely, acted upon, its log verified, in a file too."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Chromium
from tests.browser.opened import PATIENCE, opened
from tests.server.test_runs import finished
from tests.serving import Server

FIELDS = {"events": 70, "cubes": 8, "update_share": 0.2, "policies": ["scheduler"]}


@pytest.fixture(scope="module")
def run(server: Server) -> str:
    """Id of a store's short life."""
    asked = {"experiment": "memcube", "preset": "yours", "fields": FIELDS}
    return str(finished(server, server.http.post("/runs", json=asked).json())["id"])


def tap(page: Page, trace: int) -> None:
    """Choose the first node of a trace of the graph."""
    plot = page.locator(".lab-plot").first
    page.wait_for_function(
        "trace => document.querySelector('.lab-plot')?.data?.[trace].x.length > 0", arg=trace
    )
    place = """(plot, trace) => ["x", "y"].map((axis) => {
        const { _offset, d2p } = plot._fullLayout[`${axis}axis2`];
        return _offset + d2p(plot.data[trace][axis][0]);
    })"""
    x, y = plot.evaluate(place, trace)
    box: Any = plot.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)


def verify(page: Page, verdict: str) -> None:
    page.get_by_role("button", name="Verify the chain").click()
    expect(page.locator(".lab-ledger output")).to_contain_text(verdict)


def test_a_memory_is_looked_at_acted_upon_and_what_was_done_stands_in_the_log(browser, server, run):
    with opened(browser, server, size=(1440, 2000), reduced_motion="reduce") as visitor:
        page = visitor.page(f"/memcube?run={run}&step=69")
        expect(page.locator(".lab-cards")).to_contain_text("First write her into the weights")
        page.locator(".lab-branch").click()
        expect(page.locator(".lab-whatif h2")).to_have_text("What if, from step 69?")
        page.locator(".lab-whatif .lab-close").click()
        tap(page, 0)
        ego = page.locator(".lab-ego")
        expect(ego.locator("h2 small")).to_contain_text("an older version")
        ego.get_by_role("button", name="text ").first.click()
        expect(ego.locator(".lab-facts ins").first).to_be_visible()
        page.locator(".lab-ledger summary").click()
        verify(page, "The chain holds: ")
        page.get_by_role("button", name="Forge an entry").click()
        expect(page.locator(".lab-ledger output")).to_contain_text("Does it show?")
        verify(page, "The chain is broken: something was changed among the entries ")
        page.get_by_role("button", name="Undo the forgery").click()
        verify(page, "The chain holds: ")
        zoom = "plot => { Plotly.relayout(plot, {'xaxis2.range': [-3, 3]}); }"
        page.locator(".lab-plot").first.evaluate(zoom)
        chosen = ego.locator("h2").inner_text().split()[0]
        ego.get_by_role("button", name="Delete a memory").click()
        expect(page.locator(".lab-caption")).to_contain_text(f"{chosen} is deleted")
        expect(page.locator(".lab-caption")).to_contain_text("Nobody may read it; the weights know nothing.")
        expect(ego).to_contain_text("its hash stays as a tombstone")
        assert run not in page.url.split("run=")[1]
        ego.get_by_role("button", name="Ask as an agent").click()
        expect(page.locator(".lab-caption")).to_contain_text("The store says nothing: refused or erased")
        expect(page.locator(".lab-caption")).to_contain_text(f"{chosen} is deleted")
        expect(page.locator(".lab-ledger tbody")).to_contain_text("nothing is known about this subject")
        assert visitor.errors == []


def test_a_replay_carries_the_graph_and_its_log(browser: Chromium, server: Server, run: str, tmp_path: Path):
    path = tmp_path / "replay.html"
    path.write_bytes(server.http.get(f"/runs/{run}/export/html").content)
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 1200})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(path.as_uri())
    page.locator(".lab-scrub input").press("End")
    tap(page, 0)
    expect(page.locator(".lab-ego h2 small")).to_contain_text("an older version")
    page.locator(".lab-ledger summary").click()
    verify(page, "The chain holds: ")
    context.close()


def test_memories_leave_one_store_in_a_file_and_come_into_another_whole_or_not_at_all(
    browser, server, run, tmp_path
):
    sender = {**FIELDS, "seed": 1, "agents": 1, "budget": 1.0, "policies": ["eager-kv"]}
    asked = {"experiment": "memcube", "preset": "yours", "fields": sender}
    other = finished(server, server.http.post("/runs", json=asked).json())["id"]
    with opened(browser, server, size=(1440, 1400), reduced_motion="reduce") as visitor:
        page = visitor.page(f"/memcube?run={other}&step=69")
        page.locator(".lab-ego summary").click()
        page.get_by_role("button", name="Carry an agent's memories to another store").click()
        expect(page.locator(".lab-caption")).to_contain_text("memories of A left in")
        with page.expect_download() as download:
            page.get_by_role("link", name="Save the file in which they left").click()
        file = tmp_path / "a.memcube"
        download.value.save_as(file)
        assert 4 / 3 * file.stat().st_size > 64 * 1024, "as base64 larger than any other body of a request"
        page.close()

        page = visitor.page(f"/memcube?run={run}&step=69")
        page.locator(".lab-ego summary").click()
        take = page.locator(".lab-ego li").filter(has_text="Take memories in from a file")
        damaged = tmp_path / "damaged.memcube"
        whole = file.read_bytes()
        damaged.write_bytes(bytes([*whole[:999], whole[999] ^ 1, *whole[1000:]]))
        take.locator("input").set_input_files(damaged)
        take.locator("button").click()
        told = "refused. The file is not taken: its seal does not fit its content"
        expect(page.locator(".lab-caption")).to_contain_text(told)
        take.locator("select").select_option("A")
        take.locator("input").set_input_files(file)
        take.locator("button").click()
        expect(page.locator(".lab-caption")).to_contain_text("memories came in for A, owned by it alone")
        assert visitor.errors == []
