"""The live figure in a real browser: what is drawn is what was recorded, whatever happens to the page."""

import csv
import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from lab import experiments
from lab.contract.experiment import Experiment
from lab.export.front import front
from lab.runs.names.specification import Run
from lab.server.frontend import addresses
from tests.browser.chromium import Chromium
from tests.browser.opened import Opened, opened, phone
from tests.serving import Server

ROWS = 1200
QUICK = f"/adam-spikes?preset=quadratic&steps={ROWS}"
"""A run of a quarter of a second, long enough for one spike."""
LONG = "/adam-spikes?preset=fnn-sin&steps=200000"
"""A run that outlasts what a test does with it."""
CURVATURES = (round(1.5 + 0.01 * i, 2) for i in itertools.count())
"""Each test that computes takes a run that nobody else has."""


@pytest.fixture
def visit(browser: Chromium, server: Server) -> Iterator[Opened]:
    with opened(browser, server) as visitor:
        yield visitor


def ready(page: Page) -> Page:
    expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
    return page


def state(page: Page, wanted: str) -> None:
    expect(page.locator(".lab-figure")).to_have_attribute("data-state", wanted)


def compute(page: Page, wanted: str = "done") -> str:
    """Press Run, wait for a state, and name the run."""
    ready(page).locator(".lab-run").click()
    state(page, wanted)
    return str(page.locator(".lab-figure").get_attribute("data-id"))


def drawn(page: Page, trace: int = 0) -> dict[str, Any]:
    """What a trace of the hero shows, and the ranges of its axes."""
    return page.locator(".lab-plot").first.evaluate(
        """(plot, trace) => ({
            x: Array.from(plot.data[trace].x), y: Array.from(plot.data[trace].y),
            range: [plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range].flat()})""",
        trace,
    )


def readings(page: Page) -> Locator:
    """Rows of the hero's legend: the step, then what each curve is at there."""
    return page.locator(".lab-legend .lab-readout p")


def points(page: Page, count: int) -> dict[str, Any]:
    """The first trace, once it has this many points."""
    page.wait_for_function(
        "count => document.querySelector('.lab-plot')?.data?.[0].x.length === count", arg=count
    )
    return drawn(page)


def recorded(server: Server, id: str) -> dict[str, list[float]]:
    lines = server.http.get(f"/runs/{id}/export/csv").text.splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {name: [float(row[name]) for row in rows] for name in ("step", "loss", "lambda_max", "threshold")}


@contextmanager
def computing(visit: Opened, address: str) -> Iterator[Page]:
    """A page whose run has begun at a press; it is stopped in the end, whatever happens."""
    page = visit.page(address)
    id = compute(page, "running")
    try:
        yield page
    finally:
        headers = {"Origin": visit.server.url}
        visit.context.request.post(
            f"{visit.server.url}/runs/{id}/commands", data={"command": "stop"}, headers=headers
        )


def sockets(page: Page) -> list[WebSocket]:
    """The live connections that a page has open, kept up to date."""
    open_now: list[WebSocket] = []

    def listen(socket: WebSocket) -> None:
        if socket.url.endswith("/live"):
            open_now.append(socket)
            socket.on("close", lambda closed: open_now.remove(closed))

    page.on("websocket", listen)
    return open_now


def zoom(page: Page, start: float, stop: float) -> None:
    """Draw a zoom box over a part of the upper panel's width."""
    box = page.locator(".lab-plot .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + start * box["width"], box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + stop * box["width"], box["y"] + box["height"] - 10, steps=5)
    page.mouse.up()


# --- what is drawn


def test_an_unrecorded_run_is_followed_as_it_is_computed_and_then_is_the_recording(visit):
    page = visit.page(f"{QUICK}&curvature={next(CURVATURES)}")
    id = compute(page)
    shown = points(page, ROWS)
    true = recorded(visit.server, id)
    assert shown["x"] == true["step"]
    assert shown["y"] == true["loss"]
    ratio = [a / b for a, b in zip(true["lambda_max"], true["threshold"], strict=True)]
    assert drawn(page, 1)["y"] == ratio
    expect(page.locator(".lab-note")).to_have_text(re.compile(r"^Measuring was \d\d? % of this run\.$"))
    page.locator(".lab-again").click()
    expect(page.locator(".lab-note")).to_have_text("Trained twice: every number agrees.")


def test_what_one_has_recorded_one_can_delete_and_nobody_else_can(browser, visit):
    address = f"{QUICK}&curvature={next(CURVATURES)}"
    page = visit.page(address)
    id = compute(page)
    with opened(browser, visit.server) as stranger:
        seen = ready(stranger.page(address))
        expect(seen.locator(".lab-again")).to_be_visible()
        expect(seen.locator(".lab-delete")).to_be_hidden()
    page.once("dialog", lambda asked: asked.dismiss())
    page.locator(".lab-delete").click()
    assert visit.server.http.get(f"/runs/{id}").json()["recordings"] != []
    page.once("dialog", lambda asked: asked.accept())
    page.locator(".lab-delete").click()
    expect(page.locator(".lab-note")).to_have_text("Nobody has run this here yet.")
    expect(page.locator(".lab-delete")).to_be_hidden()
    assert visit.server.http.get(f"/runs/{id}").json()["recordings"] == []


def test_what_a_branch_needs_is_kept_and_the_page_says_so(visit):
    page = visit.page(f"{QUICK}&curvature={next(CURVATURES)}")
    id = compute(page)
    change = {"at": 5, "set": {"epsilon": 0.1}}
    headers = {"Origin": visit.server.url}
    visit.context.request.post(f"{visit.server.url}/runs/{id}/branches", data=change, headers=headers)
    page.once("dialog", lambda asked: asked.accept())
    page.locator(".lab-delete").click()
    expect(page.locator(".lab-error")).to_have_text(f"{id} is needed by a branch: its recordings stay.")


def test_a_recording_plays_by_itself_and_scrubbing_shows_its_numbers(browser, visit):
    address = f"{QUICK}&curvature={next(CURVATURES)}"
    true = recorded(visit.server, compute(visit.page(address)))
    page = ready(visit.page(address))
    expect(page.locator(".lab-run")).to_have_text("Pause")
    page.wait_for_function("() => document.querySelector('.lab-plot')?.data?.[0].x.length > 20")
    scrub = page.locator(".lab-scrub input")
    scrub.focus()
    for key, count in [("End", ROWS), ("ArrowLeft", ROWS - 1), ("Home", 1), ("ArrowRight", 2)]:
        scrub.press(key)
        assert points(page, count)["y"] == true["loss"][:count]
        expect(readings(page).first).to_have_text(f"step {count - 1:,}".replace(",", "\u202f"))
        expect(readings(page).nth(1)).to_have_text(re.compile(r"^loss [\d.×⁻⁰-⁹]+$"))
    scrub.press("End")
    scrub.press("Shift+ArrowLeft")
    expect(scrub).not_to_have_value(str(ROWS - 1))
    expect(page.locator(".lab-ticks i")).not_to_have_count(0)
    at = int(scrub.input_value())
    assert points(page, at + 1)["x"][-1] == at
    assert visit.errors == []


def test_where_the_loss_left_the_numbers_the_page_says_so_and_shows_no_other_step_s_value(visit):
    page = visit.page(f"{QUICK}&optimizer=gradient-descent&eta=3&curvature=1")
    compute(page)
    page.locator(".lab-scrub input").press("End")
    lost = "the loss left the range of numbers at step 512"
    expect(readings(page)).to_have_text(["step 512", lost])
    expect(page.locator(".lab-caption")).to_have_text(f"T{lost[1:]}, and the run ends there.")
    expect(page.locator(".lab-plot .annotation", has_text="left the range of numbers")).to_be_visible()
    page.locator(".lab-scrub input").press("ArrowLeft")
    expect(readings(page)).to_have_text(["step 511", "loss 2.25×10³⁰⁷", "step size ÷ limit 1.50"])
    expect(page.locator(".lab-caption")).to_contain_text(
        "step size η is at 1.5 of its limit, above its limit"
    )


def test_with_reduced_motion_the_recording_is_whole_at_once(browser, server, visit):
    address = f"{QUICK}&curvature={next(CURVATURES)}"
    compute(visit.page(address))
    with opened(browser, server, reduced_motion="reduce") as calm:
        page = calm.page(address)
        points(page, ROWS)
        expect(page.locator(".lab-run")).to_have_text("Play")
        outcome = re.compile("^(holds|does not hold|not observed)$")
        verdicts = page.locator(".lab-verdicts li strong")
        expect(verdicts).not_to_have_count(0)
        expect(verdicts).to_have_text([outcome] * verdicts.count())
        expect(page.locator(".lab-caption")).not_to_be_empty()
        expect(page.locator(".lab-plot").first).to_have_attribute("aria-label", re.compile("^Loss, .{60,}"))


def test_a_curve_of_many_rows_is_thinned_and_a_zoom_reads_them_in_full(visit):
    address = f"/adam-spikes?preset=quadratic&steps=12000&curvature={next(CURVATURES)}"
    id = compute(visit.page(address))
    true = recorded(visit.server, id)
    page = ready(visit.page(address))
    page.locator(".lab-scrub input").press("End")
    page.wait_for_function("() => document.querySelector('.lab-plot')?.data?.[0].x.at(-1) === 11999")
    whole = drawn(page)
    assert len(whole["x"]) <= 4000
    assert (min(whole["y"]), max(whole["y"])) == (min(true["loss"]), max(true["loss"]))
    with page.expect_response(re.compile(rf"/runs/{id}/history\?.*from=\d+&to=\d+")):
        zoom(page, 0.5, 0.6)
    page.wait_for_function("() => document.querySelector('.lab-plot').data[0].x.length > 1000")
    part = drawn(page)
    low, high = part["range"][:2]
    inside = [(x, y) for x, y in zip(part["x"], part["y"], strict=True) if low <= x <= high]
    assert 1000 < high - low < 1400
    assert inside == [(x, y) for x, y in zip(true["step"], true["loss"], strict=True) if low <= x <= high]


def test_heights_are_those_of_the_figure_from_the_first_moment(browser, server):
    for size, height in (((1440, 900), 380), ((390, 844), 264)):
        with opened(browser, server, size=size) as visitor:
            page = visitor.page("/adam-spikes?preset=fnn-sin")
            plot = page.locator(".lab-plot").first
            plot.wait_for(state="attached")
            before = plot.evaluate("plot => plot.offsetHeight")
            ready(page)
            assert (before, plot.evaluate("plot => plot.offsetHeight")) == (height, height)


# --- what a page goes through


def test_reruns_and_themes_keep_the_mount_the_connection_and_the_zoom(visit):
    page = visit.tab()
    opened_ever: list[str] = []
    page.on("websocket", lambda socket: opened_ever.append(socket.url))
    page.goto(f"{visit.server.url}{QUICK}&curvature={next(CURVATURES)}")
    compute(page)
    points(page, ROWS)
    page.locator(".lab-plot").first.evaluate("plot => { plot.mine = true; }")
    zoom(page, 0.3, 0.6)
    page.wait_for_function("() => document.querySelector('.lab-plot')._fullLayout.xaxis.range[0] > 50")
    zoomed = drawn(page)["range"]
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".lab-figure")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("r")
    page.wait_for_function("() => document.querySelector('.lab-plot').data[0].line.color === '#6087e2'")
    assert drawn(page)["range"] == pytest.approx(zoomed)
    assert page.locator(".lab-plot").first.evaluate("plot => plot.mine")
    assert opened_ever.count(visit.server.live) == 1


def test_another_setting_shows_another_run_in_the_same_mount(visit):
    page = visit.page(f"{QUICK}&curvature={next(CURVATURES)}")
    before = compute(page)
    page.locator(".lab-plot").first.evaluate("plot => { plot.mine = true; }")
    page.get_by_role("slider", name="Memory of the size").press("ArrowLeft")
    expect(page.locator(".lab-figure")).not_to_have_attribute("data-id", before)
    expect(page.locator(".lab-run")).to_have_text(re.compile("^Run"))
    expect(page.locator(".lab-sign")).to_be_hidden()  # a button without a word is no button
    points(page, 0)
    assert page.locator(".lab-plot").first.evaluate("plot => plot.mine")
    compute(page)
    points(page, ROWS)


def test_a_hidden_tab_holds_no_connection_and_catches_up(visit):
    hide = """hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
              document.dispatchEvent(new Event('visibilitychange')); }"""
    with computing(visit, f"{LONG}&curvature={next(CURVATURES)}") as page:
        expect(page.locator(".lab-sign")).to_have_text("live")
        page.evaluate(hide, True)
        page.wait_for_function("() => !window.labConnection.open")
        with page.expect_websocket(lambda socket: socket.url.endswith("/live")):
            page.evaluate(hide, False)
        before = int(page.locator(".lab-scrub input").input_value())
        later = "before => Number(document.querySelector('.lab-scrub input').value) > before"
        page.wait_for_function(later, arg=before)
        page.locator(".lab-stop").click()
        state(page, "stopped")
        shown = drawn(page)
        assert shown["x"] == sorted(set(shown["x"]))


def test_leaving_the_page_closes_the_connection(visit):
    page = visit.tab()
    open_now = sockets(page)
    page.goto(f"{visit.server.url}{QUICK}")
    ready(page)
    page.wait_for_function("() => window.labConnection.open")
    assert len(open_now) == 1
    page.get_by_text("With a class").first.click()
    expect(page.locator(".lab-figure")).to_have_count(0)
    page.wait_for_function("() => !window.labConnection.open")


@pytest.mark.long
def test_eight_tabs_of_one_browser_are_all_live(visit):
    address = f"{LONG}&curvature={next(CURVATURES)}"
    further = "before => Number(document.querySelector('.lab-scrub input').value) > before"
    with computing(visit, address) as first:
        first.locator(".lab-run").click()  # nothing moves while the others open
        tabs = [first, *(visit.page(address) for _ in range(7))]
        for tab in tabs:
            state(tab, "paused")
            tab.wait_for_function("() => window.labConnection.open")
        before = [int(tab.locator(".lab-scrub input").input_value()) for tab in tabs]
        first.locator(".lab-run").click()
        for tab, shown in zip(tabs, before, strict=True):
            state(tab, "running")
            tab.wait_for_function(further, arg=shown)
        first.locator(".lab-stop").click()
        for tab in tabs:
            state(tab, "stopped")


@pytest.mark.long
def test_a_server_that_restarts_is_met_again(browser, serve):
    server = serve(LAB_MAX_SECONDS="5")
    with opened(browser, server) as visitor:
        page = visitor.page(f"{QUICK}&curvature={next(CURVATURES)}")
        ready(page)
        server.end()
        expect(page.locator(".lab-sign")).to_have_text("reconnecting")
        (server.home / "log.damaged-1.sqlite").touch()
        server.start()
        expect(page.locator(".lab-sign")).not_to_have_text("reconnecting")
        compute(page)
        points(page, ROWS)
        page.goto(f"{server.url}/adam-spikes?preset=fnn-sin&seed=77&steps=60000")
        expect(page.get_by_text("is set aside as log.damaged-1.sqlite")).to_be_visible()
        ready(page).locator(".lab-run").click()
        expect(page.locator(".lab-error")).to_have_text(re.compile("5 s is the limit here"))


# --- what a person does


def test_pausing_acts_on_a_run_of_ones_own_and_on_nobody_elses(browser, server, visit):
    address = f"{LONG}&curvature={next(CURVATURES)}"
    with computing(visit, address) as page, opened(browser, server) as friend:
        other = ready(friend.page(address))
        state(other, "running")
        expect(other.locator(".lab-stop")).to_be_hidden()
        other.locator(".lab-run").click()
        expect(other.locator(".lab-run")).to_have_text("Play")
        expect(other.locator(".lab-sign")).to_have_text("behind")
        state(page, "running")
        page.locator(".lab-run").click()
        state(page, "paused")
        expect(page.locator(".lab-run")).to_have_text("Resume")
        id = page.locator(".lab-figure").get_attribute("data-id")
        rows = server.http.get(f"/runs/{id}").json()["recordings"][0]["rows"]
        at = "at => Number(document.querySelector('.lab-scrub input').value) === at"
        page.wait_for_function(at, arg=rows - 1)
        page.locator(".lab-step").click()
        page.wait_for_function(at, arg=rows)
        page.locator(".lab-run").click()
        state(other, "running")
        other.locator(".lab-sign").click()
        expect(other.locator(".lab-sign")).to_have_text("live")
        page.locator(".lab-stop").click()
        expect(page.locator(".lab-run")).to_have_text("Continue")


def test_keys_work_where_they_should_and_nowhere_else(visit):
    page = visit.page(f"{QUICK}&curvature={next(CURVATURES)}")
    compute(page)
    points(page, ROWS)
    page.locator("body").press("ArrowLeft")
    points(page, ROWS - 1)
    page.locator("body").press("Home")
    points(page, 1)
    page.locator("body").press(" ")
    expect(page.locator(".lab-run")).to_have_text("Pause")
    page.locator("body").press(" ")
    expect(page.locator(".lab-run")).to_have_text("Play")
    page.get_by_role("button", name="more settings").click()
    field = page.get_by_role("spinbutton").first
    field.focus()
    at = page.locator(".lab-scrub input").input_value()
    for key in (" ", "Home", "ArrowLeft"):
        field.press(key)
    assert page.locator(".lab-scrub input").input_value() == at
    page.locator(".lab-scrub input").focus()
    order = []
    while page.evaluate("document.querySelector('.lab-figure').contains(document.activeElement)"):
        order.append(page.evaluate("document.activeElement.className || document.activeElement.type"))
        page.keyboard.press("Tab")
    assert order == [
        "range",
        *["lab-card lab-try"] * 4,
        "lab-card lab-more",
        "lab-run",
        "lab-back",
        "lab-step",
        "lab-branch",
        "lab-speed",
        "lab-again",
        "lab-delete",
        "lab-all",
        *["lab-among"] * 5,
        *["lab-enlarge"] * 3,
    ]


def test_a_click_into_the_plot_shows_that_step(visit):
    page = visit.page(f"{QUICK}&curvature={next(CURVATURES)}")
    compute(page)
    points(page, ROWS)
    box = page.locator(".lab-plot .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => document.querySelector('.lab-plot').data[0].x.length < 1000")
    shown = int(page.locator(".lab-scrub input").input_value())
    assert abs(shown - ROWS / 2) <= 3  # a pixel is almost two steps


def test_on_a_phone_fingers_scroll_the_page_and_hit_the_buttons(browser, server):
    with phone(browser, server) as visitor:
        page = visitor.page(f"{QUICK}&curvature={next(CURVATURES)}")
        compute(page)
        points(page, ROWS)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator(".lab-plot").first.evaluate(
            "plot => [plot._context.staticPlot, plot._fullLayout.dragmode, plot._fullLayout.height]"
        ) == [True, False, 264]
        for control in page.locator(
            ":is(.lab-transport, .lab-scrub) :is(button:not(.lab-sign), select, input):visible"
        ).all():
            box = control.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
        page.locator(".lab-scrub input").tap(position={"x": 100, "y": 22})
        page.wait_for_function("() => document.querySelector('.lab-plot').data[0].x.length < 1000")


def test_no_figure_needs_webgl_and_the_policy_needs_no_blob(visit):
    response = visit.context.request.get(visit.server.url)
    assert "blob:" not in re.findall(r"script-src[^;]*", response.headers["content-security-policy"])[0]
    page = ready(visit.page(QUICK))
    drawn = (
        "[...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => plot.data.map(one => one.type))"
    )
    kinds = set(page.evaluate(drawn))
    assert kinds != set()
    assert not kinds & {"scattergl", "heatmapgl", "scatter3d", "surface", "splom", "parcoords"}


def test_steps_are_counted_along_every_axis_of_steps(visit):
    page = visit.page(f"/adam-spikes?preset=quadratic&steps=11000&curvature={next(CURVATURES)}")
    compute(page)
    ticks = page.locator(".lab-plot .xtick text, .lab-plot .x2tick text")
    expect(ticks.filter(has_text="10\u202f000").first).to_be_attached()
    counted = re.compile("\\d{1,3}(\u202f\\d{3})*")
    assert [tick for tick in ticks.all_text_contents() if not counted.fullmatch(tick)] == []


def test_no_axis_of_steps_of_any_experiment_is_written_in_powers(visit):
    page = visit.page(f"/{addresses()['module']}")
    written = page.evaluate(
        """async figures => {
            const {still} = await import("./layout.js");
            return figures.flatMap(figure => {
                const {traces, layout} = still(figure, "", {}, {}, "", 300);
                const lines = figure.bindings.filter(one => one.kind === "line" && one.x === "step");
                const axes = lines.map(one => (traces[one.trace].xaxis ?? "x").replace("x", "xaxis"));
                return [...new Set(axes)].map(axis => [figure.name, axis, layout[axis].exponentformat]);
            });
        }""",
        [figure for experiment in experiments.every() for figure in figures_of(experiment)],
    )
    assert len(written) > len(experiments.every())
    assert [one for one in written if one[2] != "none"] == []


def figures_of(experiment: Experiment) -> list[dict[str, Any]]:
    """The figures of an experiment's first example, as the page gets them."""
    config = experiment.configure()
    told = front(experiment, config, Run(experiment, config).members)
    figures: list[dict[str, Any]] = json.loads(json.dumps(told["figures"], default=dict))
    return figures
