"""What is sent on, in a real browser: a file from disk without a network, a figure in somebody's frame."""

import csv
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lab.runs.names.specification import specify
from lab.server.frontend import addresses
from tests.browser.chromium import Chromium
from tests.browser.opened import PATIENCE, opened, press
from tests.server.test_runs import body, finished
from tests.serving import Server

ROWS = 900


@pytest.fixture(scope="module")
def run(server: Server) -> str:
    """Id of a run that is done."""
    started = server.http.post("/runs", json=body(steps=ROWS, curvature=1.75)).json()
    return str(finished(server, started)["id"])


@contextmanager
def from_disk(browser: Chromium, server: Server, run: str, path: Path) -> Iterator[tuple[Page, list[str]]]:
    """The replay file, opened from disk with networking off; whatever it asks for or complains of is kept."""
    path.write_bytes(server.http.get(f"/runs/{run}/export/html").content)
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("console", lambda one: asked.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.goto(path.as_uri())
    yield page, asked
    context.close()


@pytest.fixture
def replayed(browser: Chromium, server: Server, run: str, tmp_path: Path):
    """The replay file of a run without a film."""
    with from_disk(browser, server, run, tmp_path / "replay.html") as opened:
        yield opened


def drawn(page: Page, count: int) -> dict:
    page.wait_for_function(
        "count => document.querySelector('.lab-plot')?.data?.[0].x.length === count", arg=count
    )
    return page.locator(".lab-plot").first.evaluate(
        "plot => plot.data.map(({ x, y }) => ({ x: Array.from(x), y: Array.from(y) }))"
    )


def test_a_file_from_disk_scrubs_and_shows_the_run_s_numbers(server, run, replayed):
    page, asked = replayed
    lines = server.http.get(f"/runs/{run}/export/csv").text.splitlines()
    true = [float(row["loss"]) for row in csv.DictReader(one for one in lines if one[0] != "#")]
    scrub = page.locator(".lab-scrub input")
    scrub.press("End")
    alone = drawn(page, ROWS)
    assert alone[0]["y"] == true
    scrub.press("ArrowLeft")
    assert drawn(page, ROWS - 1)[0]["y"] == true[:-1]
    scrub.press("Home")
    drawn(page, 1)
    scrub.fill(str(ROWS // 2))
    assert drawn(page, ROWS // 2 + 1)[0]["x"][-1] == ROWS // 2
    expect(page.locator(".lab-caption")).to_contain_text(re.compile(r"^Step \d+"))
    assert [one for one in asked if not one.startswith(("data:", "file:", "blob:"))] == []


def test_a_file_plays_its_film_holds_back_what_it_asks_and_then_has_the_numbers_of_the_live_page(
    browser, server, tmp_path
):
    run = specify("condensation", "condense").id
    with opened(browser, server) as visitor:
        live = visitor.page(f"/condensation?run={run}&at=end")
        expect(live.locator(".lab-verdicts li strong").first).not_to_be_empty()
        true, verdicts = counted(live), live.locator(".lab-verdicts li strong").all_inner_texts()
    with from_disk(browser, server, run, tmp_path / "film.html") as (page, asked):
        expect(page.locator(".lab-ask h2")).to_contain_text("What comes next?")
        scrub = page.locator(".lab-scrub input")
        cliff = int(scrub.input_value())
        scrub.press("End")
        expect(page.locator(".lab-figure")).to_have_attribute("data-secret", "true")
        assert counted(page)[0]["x"][-1] == cliff < true[0]["x"][-1]
        expect(page.locator(".lab-verdicts")).to_be_hidden()
        page.get_by_role("button", name="They split into a few").click()
        told = page.locator(".lab-ask[data-about=told]")
        expect(told).to_contain_text("You said: They split into a few.")
        expect(told.locator("h2")).to_have_text("So it was.")
        scrub.press("End")
        expect(page.locator(".lab-verdicts li strong").first).to_have_text(verdicts[0])
        assert counted(page) == true
        assert page.locator(".lab-verdicts li strong").all_inner_texts() == verdicts
        assert [one for one in asked if not one.startswith(("data:", "file:", "blob:"))] == []


def counted(page: Page) -> list[dict]:
    """The curve of the effective neurons, as the hero shows it once it is drawn up to the step chosen."""
    page.wait_for_function(
        """() => document.querySelector(".lab-plot").data
            .find(one => one.mode === "lines" && one.yaxis === "y2")
            .x.at(-1) === Number(document.querySelector(".lab-scrub input").value)"""
    )
    return page.locator(".lab-plot").first.evaluate(
        """plot => plot.data.filter(one => one.mode === "lines" && one.yaxis === "y2")
            .map(({ x, y }) => ({ x: Array.from(x), y: Array.from(y) }))"""
    )


def test_a_file_says_what_it_shows_no_more_than_the_figure(replayed):
    page, _ = replayed
    page.locator(".lab-scrub input").press("Home")
    drawn(page, 1)
    page.get_by_text("Moments").click()
    expect(page.locator("#lab-moments dt")).to_have_count(0)
    page.locator(".lab-scrub input").fill(str(ROWS - 1))
    expect(page.locator("#lab-moments dt").first).to_be_visible()
    page.get_by_text("How to cite").click()
    expect(page.get_by_text("@software{")).to_be_visible()


@contextmanager
def elsewhere(browser: Chromium, *frames: str) -> Iterator[tuple[Page, list[str]]]:
    """A page of another site with these frames, each as its attributes; whatever it asks for is kept."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for frame in frames:
                self.wfile.write(f"<iframe {frame} width=900 height=700></iframe>".encode())

        def log_message(self, *_):
            pass

    site = http.server.HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    context = browser.new_context(reduced_motion="reduce")
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url))
        page.goto(f"http://127.0.0.1:{site.server_port}/")
        yield page, asked
    finally:
        context.close()
        site.shutdown()
        site.server_close()


def test_a_figure_in_a_frame_of_another_site_plays_and_may_do_nothing(browser, server, run):
    frames = [f'src="{server.url}/{path}"' for path in (f"embed/{run}", f"adam-spikes?run={run}")]
    with elsewhere(browser, *frames) as (page, asked):
        framed = page.frame_locator("iframe").first
        expect(framed.locator(".lab-chart .main-svg").first).to_be_visible()
        expect(framed.locator(".lab-run")).to_have_text("Play")
        expect(framed.locator(".lab-stop")).to_be_hidden()
        assert not any("/runs" in one or one.endswith("/live") for one in asked)
        assert page.frames[2].url.startswith("chrome-error://")


def test_a_frame_without_an_origin_plays_and_one_without_scripts_is_a_picture_that_says_so(
    browser, server, run
):
    source = f'src="{server.url}/embed/{run}"'
    with elsewhere(browser, f'sandbox="allow-scripts" {source}', f'sandbox="" {source}') as (page, asked):
        alone, still = (page.frame_locator("iframe").nth(number) for number in (0, 1))
        expect(alone.locator(".lab-chart .main-svg").first).to_be_visible()
        scrub = alone.locator(".lab-scrub input")
        scrub.press("Home")
        expect(scrub).to_have_attribute("data-step", "0")
        expect(alone.locator(".lab-caption")).to_contain_text("Step 0")
        assert not any("/runs" in one or one.endswith("/live") for one in asked)
        picture = still.locator("noscript img")
        expect(picture).to_be_visible()
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1200
        expect(still.locator("noscript p").last).to_contain_text("lets the frame run no scripts")


def test_what_everybody_gets_alike_may_be_read_from_anywhere_and_nothing_else(server, run):
    stranger = {"Origin": "null"}
    open_to_all = "Access-Control-Allow-Origin"
    for path in addresses().values():
        assert server.http.get(path, headers=stranger).headers[open_to_all] == "*"
    for path in ("/", "/health", f"/runs/{run}", f"/embed/{run}", f"/s/{run}"):
        assert open_to_all not in server.http.get(path, headers=stranger).headers


def test_the_dialog_offers_what_can_be_sent_on(browser, server, run):
    with opened(browser, server) as visitor:
        page = visitor.page(f"/adam-spikes?run={run}")
        expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
        press(page, "Share")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text(f"{server.url}/s/{run}", exact=True)).to_be_visible()
        expect(dialog.get_by_alt_text("QR code of the link")).to_be_visible()
        preview = dialog.get_by_alt_text("Preview of the link")
        assert preview.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1200
        dialog.get_by_role("radio", name="Download").click()
        size = dialog.get_by_text(re.compile(r"needs no network: \d\.\d MB"))
        expect(size).to_be_visible()
        made = server.http.get(f"/runs/{run}/export/html").content
        assert f"{len(made) / 2**20:.1f} MB" in size.inner_text()
        with page.expect_download() as saved:
            dialog.get_by_text("Picture of the figure as it stands").click()
        assert saved.value.suggested_filename == f"{run}.png"
        assert Path(saved.value.path()).read_bytes()[:4] == b"\x89PNG"
        dialog.get_by_role("radio", name="Cite").click()
        expect(dialog.get_by_text("@misc{bai2025")).to_be_visible()
        assert visitor.errors == []


def test_of_what_nobody_ran_the_settings_are_sent_on(browser, server):
    with opened(browser, server) as visitor:
        page = visitor.page("/adam-spikes?preset=quadratic&steps=333&curvature=1.77")
        press(page, "Share")
        dialog = page.get_by_role("dialog")
        link = f"{server.url}/adam-spikes?preset=quadratic&"
        expect(dialog.get_by_text(re.compile(re.escape(link) + ".*steps=333"))).to_be_visible()
        dialog.get_by_role("radio", name="Python").click()
        expect(dialog.get_by_text("lab.run")).to_be_visible()


@pytest.mark.long
def test_a_file_that_is_brought_opens_as_imported_and_a_spoilt_one_is_a_sentence(browser, serve, server, run):
    data = server.http.get(f"/runs/{run}/export/labrun").content
    with opened(browser, serve()) as visitor:
        page = visitor.page("/adam-spikes?preset=quadratic")
        press(page, "Share")
        page.get_by_role("radio", name="Open a file").click()
        chosen = page.locator("input[type=file]")
        chosen.set_input_files({"name": "x.labrun", "mimeType": "application/zip", "buffer": data[:-3]})
        expect(page.get_by_role("dialog").get_by_text("The file is damaged")).to_be_visible()
        chosen.set_input_files({"name": "run.labrun", "mimeType": "application/zip", "buffer": data})
        page.get_by_text("Open the imported run").click()
        expect(page.locator(".lab-figure")).to_have_attribute("data-id", run)
        expect(page.locator(".lab-sign")).to_have_text("imported")
        assert visitor.errors == []
