"""The graph of memories in a real browser: looked at closely, acted upon, its log verified, in a file too."""

import re
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


PAST = "past"
"""Older versions, by their name among the graph's points."""


def tap(page: Page, what: str) -> None:
    """Choose the first of the points that are called so."""
    ring = page.locator(".lab-ring")
    expect(ring.locator(f"path[data-what={what}]")).to_have_attribute("d", re.compile("^M"))
    d = str(ring.locator(f"path[data-what={what}]").get_attribute("d"))
    left, y, radius = map(float, re.findall(r"-?[\d.]+", d)[:3])
    box: Any = ring.bounding_box()
    page.mouse.click(box["x"] + left + radius, box["y"] + y)


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
        tap(page, PAST)
        ego, chosen = page.locator(".lab-ego"), page.locator(".lab-chosen")
        expect(ego.locator("summary small").first).to_contain_text("an older version")
        ego.locator("summary").first.click()
        ego.get_by_role("button", name="text ").first.click()
        expect(ego.locator(".lab-facts ins").first).to_be_visible()
        page.locator(".lab-ledger summary").click()
        verify(page, "The chain holds: ")
        page.get_by_role("button", name="Forge an entry").click()
        expect(page.locator(".lab-ledger output")).to_contain_text("Does it show?")
        verify(page, "The chain is broken: something was changed among the entries ")
        page.get_by_role("button", name="Undo the forgery").click()
        verify(page, "The chain holds: ")
        page.locator(".lab-ring").press("+")
        name = chosen.locator("h2").inner_text()
        chosen.get_by_role("button", name="Delete", exact=True).click()
        expect(page.locator(".lab-caption")).to_contain_text(f"{name} is deleted")
        expect(page.locator(".lab-caption")).to_contain_text("Nobody may read it; the weights know nothing.")
        expect(chosen).to_contain_text("Deleted: only its hash is left.")
        expect(ego).to_contain_text("its hash stays as a tombstone")
        assert run not in page.url.split("run=")[1]
        chosen.get_by_role("button", name=re.compile("^Ask as ")).click()
        expect(page.locator(".lab-caption")).to_contain_text("The store says nothing: refused or erased")
        expect(page.locator(".lab-caption")).to_contain_text(f"{name} is deleted")
        expect(page.locator(".lab-ledger tbody")).to_contain_text("nothing is known about this subject")
        assert visitor.errors == []


BOXES = """() => [...document.querySelectorAll(".lab-name, .lab-hub")].map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return [one.textContent, left, top, right, bottom];
})"""


def test_the_ring_is_named_walked_over_by_keys_and_zoomed(browser, server):
    with opened(browser, server, size=(1440, 900), reduced_motion="reduce") as visitor:
        page = visitor.page("/memcube?preset=default&step=1999")
        ring = page.locator(".lab-ring")
        expect(ring).to_have_attribute("aria-label", re.compile(r"^\d+ memories on a ring: \d+ of agent A, "))
        expect(ring.locator(".lab-name").nth(15)).to_be_visible()
        expect(ring.locator("path[data-what=chosen]")).to_have_attribute("d", "")
        names = page.evaluate(BOXES)
        assert 15 < len(names) <= 32
        for at, (name, left, top, right, bottom) in enumerate(names):
            for other, *box in names[:at]:
                apart = right <= box[0] or box[2] <= left or bottom <= box[1] or box[3] <= top
                assert apart, f"{name} over {other}"
        ring.focus()
        ring.press("ArrowRight")
        ring.press("Enter")
        first = page.locator(".lab-chosen h2")
        expect(first).not_to_be_empty()
        expect(ring.locator("path[data-what=chosen]")).to_have_attribute("d", re.compile("^M"))
        before = first.inner_text()
        ring.press("ArrowRight")
        ring.press("Enter")
        expect(first).not_to_have_text(before)
        ring.press("+")
        ring.press("0")
        ring.press("Escape")
        expect(page.locator(".lab-chosen > section").first).to_be_hidden()
        assert visitor.errors == []


def test_weights_that_all_share_still_lead_to_whoever_was_refused(browser, server):
    with opened(browser, server, size=(390, 844), reduced_motion="reduce") as visitor:
        page = visitor.page("/memcube?preset=leak&step=199")
        ring = page.locator(".lab-ring")
        for what in ("leak", "refusal", "refused", "lora"):
            expect(ring.locator(f"path[data-what={what}]").last).to_have_attribute("d", re.compile("^M"))
        lines = {"leak": 2, "refusal": 1}  # to each agent, and from the one that asked
        for what, count in lines.items():
            assert str(ring.locator(f"path[data-what={what}]").get_attribute("d")).count("M") == count
        box: Any = ring.bounding_box()
        assert box["width"] > 0.85 * 390
        key = page.locator(".lab-key").inner_text()
        page.locator(".lab-scrub input").press("Home")
        expect(ring.locator("path[data-what=leak]")).to_have_attribute("d", "")
        assert (
            page.locator(".lab-key").inner_text() == key
        )  # what is explained does not wait for its first mark
        expect(ring.get_by_text("Mira")).to_be_visible()  # who will be acted upon is named from the beginning
        assert visitor.errors == []


def test_a_replay_carries_the_graph_and_its_log(browser: Chromium, server: Server, run: str, tmp_path: Path):
    path = tmp_path / "replay.html"
    path.write_bytes(server.http.get(f"/runs/{run}/export/html").content)
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 1200})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator(".lab-figure")).to_have_attribute("data-opening", "false")
    page.locator(".lab-scrub input").press("End")
    expect(page.locator(".lab-caption")).to_contain_text("Event 69")
    tap(page, PAST)
    expect(page.locator(".lab-ego summary small").first).to_contain_text("an older version")
    page.locator(".lab-ledger summary").click()
    verify(page, "The chain holds: ")
    context.close()


@pytest.mark.long
def test_memories_leave_one_store_in_a_file_and_come_into_another_whole_or_not_at_all(
    browser, server, run, tmp_path
):
    sender = {**FIELDS, "seed": 1, "agents": 1, "budget": 1.0, "policies": ["eager-kv"]}
    asked = {"experiment": "memcube", "preset": "yours", "fields": sender}
    other = finished(server, server.http.post("/runs", json=asked).json())["id"]
    with opened(browser, server, size=(1440, 1400), reduced_motion="reduce") as visitor:
        page = visitor.page(f"/memcube?run={other}&step=69")
        page.locator(".lab-ego-acts > summary").click()
        page.get_by_role("button", name="Carry an agent's memories to another store").click()
        expect(page.locator(".lab-caption")).to_contain_text("memories of A left in")
        with page.expect_download() as download:
            page.get_by_role("link", name="Save the file in which they left").click()
        file = tmp_path / "a.memcube"
        download.value.save_as(file)
        assert 4 / 3 * file.stat().st_size > 64 * 1024, "as base64 larger than any other body of a request"
        page.close()

        page = visitor.page(f"/memcube?run={run}&step=69")
        page.locator(".lab-ego-acts > summary").click()
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
