"""Sets in a real browser: points and cells that stand for several runs, a line to drag, a click on one."""

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Chromium
from tests.browser.opened import PATIENCE, Opened, opened
from tests.serving import Server

GAMMAS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
SEEDS = 3


Traces = list[dict[str, Any]]


def figure(page: Page, number: int, ready: Callable[[Traces], bool]) -> Traces:
    """Numbers of a figure's traces, once they are `ready`."""
    plot = page.locator(".lab-plot").nth(number)
    plot.scroll_into_view_if_needed()
    read = """plot => plot.data?.map(({ x = [], y = [], z = [] }) =>
        ({ x: [...x], y: [...y], z: [...z].map((row) => [...row]) })) ?? []"""
    for _ in range(int(PATIENCE / 100)):
        traces: Traces = plot.evaluate(read)
        if traces and ready(traces):
            return traces
        page.wait_for_timeout(100)
    raise AssertionError(f"figure {number} was never ready")


def whole(values: list[float | None], count: int) -> bool:
    """So many values, all of them numbers."""
    return len(values) == count and None not in values


def headline(visitor: Opened) -> Page:
    return visitor.page("/initialization-rate?preset=headline&step=899")


def at(page: Page, x: float, axes: str = "", up: float = 0.5) -> tuple[float, float]:
    """Where on the screen a number of an x axis of the hero is, at a share of its panel's height."""
    hero = page.locator(".lab-plot").first
    place = """(plot, [x, axes, up]) => {
        const [across, upright] = ["xaxis", "yaxis"].map((name) => plot._fullLayout[name + axes]);
        return [across._offset + across.d2p(x), upright._offset + (1 - up) * upright._length];
    }"""
    box = hero.bounding_box()
    assert box is not None
    left, top = hero.evaluate(place, [x, axes, up])
    return box["x"] + left, box["y"] + top


def test_lines_are_means_of_the_dots_and_the_picked_networks_answer_beside_them(
    browser: Chromium, server: Server
):
    with opened(browser, server, size=(1440, 1400)) as visitor:
        page = headline(visitor)
        traces = figure(page, 0, lambda traces: whole(traces[9]["y"], 27) and len(traces[11]["y"]) > 0)
        dots, line, training, rings, answers = (traces[i] for i in (9, 8, 6, 10, 11))
        assert dots["x"] == [gamma for gamma in GAMMAS for _ in range(SEEDS)]
        means = [sum(dots["y"][i : i + SEEDS]) / SEEDS for i in range(0, 27, SEEDS)]
        assert line["x"] == GAMMAS
        assert all(math.isclose(one, other) for one, other in zip(line["y"], means, strict=True))
        late = {gamma for gamma, loss in zip(training["x"], training["y"], strict=True) if loss > 1}
        assert late <= set(rings["x"]) < set(GAMMAS)
        assert set(zip(rings["x"], rings["y"], strict=True)) <= set(zip(dots["x"], dots["y"], strict=True))
        assert math.isclose(sum(answers["y"]), 80, rel_tol=1e-6)
        hero = page.locator(".lab-plot").first
        hero.focus()
        page.keyboard.press("ArrowRight")
        expect(hero.get_by_text("γ = 0.6, σ = 0.125")).to_be_visible()
        figure(page, 0, lambda traces: traces[11]["y"] != answers["y"])
        page.mouse.click(*at(page, 0.84))
        expect(hero.get_by_text("γ = 0.8, σ = 0.062")).to_be_visible()
        assert visitor.errors == []


def test_a_key_is_dragged_in_either_panel_and_both_networks_answer_it(browser: Chromium, server: Server):
    with opened(browser, server, size=(1440, 900)) as visitor:
        page = visitor.page("/reason-or-memorize?preset=duel&step=2499")
        traces = figure(page, 0, lambda traces: whole(traces[7]["y"], 1) and whole(traces[6]["y"], 80))
        assert [len(traces[side]["x"]) for side in (7, 17)] == [1, 1]
        assert 0.99 < sum(traces[i]["x"][0] for i in (3, 4, 5)) < 1.01  # rule, copy and other fill the frame
        page.mouse.move(*at(page, 30, "4"))
        page.mouse.down()
        page.mouse.move(*at(page, 71, "4"))
        page.mouse.up()
        expect(page.locator(".lab-plot").first.get_by_text("71 D C → 61").first).to_be_visible()
        traces = figure(page, 0, lambda traces: traces[7]["x"] == [71])
        for answers, entry in ((6, 7), (16, 17)):
            assert traces[entry]["y"] == [traces[answers]["y"][71 - 20]]
        assert visitor.errors == []


def test_the_kept_std_is_dragged_to_another_that_was_recorded(browser: Chromium, server: Server):
    with opened(browser, server, size=(1440, 900)) as visitor:
        page = visitor.page("/scaling-law?preset=width&step=899")
        before = figure(page, 0, lambda traces: whole(traces[1]["y"], 6) and whole(traces[0]["y"], 6))
        slope = "plot => plot.data.slice(4, 6).map(({ text }) => text[0].replace('slope', '').trim())"
        hero = page.locator(".lab-plot").first
        verdict = page.locator(".lab-verdicts li").first
        expect(verdict).to_contain_text("between the exponents")
        assert gap(verdict.inner_text()) == pytest.approx(between(hero.evaluate(slope)), abs=0.011)
        page.mouse.click(*at(page, 0.02, "3"))
        after = figure(page, 0, lambda traces: traces[1]["y"] != before[1]["y"])
        assert after[0]["y"] == before[0]["y"]
        assert after[1]["y"][-1] < before[1]["y"][-1]
        usual = page.locator(".lab-verdicts li").nth(1)  # the claim about that σ
        assert gap(usual.inner_text()) == pytest.approx(between(hero.evaluate(slope)), abs=0.011)
        assert visitor.errors == []


def between(slopes: list[str]) -> float:
    """How much higher the second of two exponents is, as the figure writes them."""
    kept, fixed = (float(slope.replace("\u2212", "-")) for slope in slopes)
    return fixed - kept


def gap(verdict: str) -> float:
    """The same, as the verdict has it."""
    return float(re.findall(r"([+-]\d\.\d\d) between the exponents", verdict)[0])


def test_a_map_fills_while_its_runs_advance_and_grows_by_what_is_new(browser: Chromium, server: Server):
    small = "width=8&keys=40&steps=200&warmup=5&seeds=1&weight_decays=0.0,1.0"
    cells = "plot => plot.data?.[0].z.flatMap((row) => [...row]).filter(Number.isFinite).length"
    with opened(browser, server, size=(1440, 900)) as visitor:
        page = visitor.page(f"/initialization-rate?preset=heat-map&{small}&gammas=0.3,0.8")
        hero, run = page.locator(".lab-plot").first, page.locator(".lab-run")
        expect(run).to_contain_text("Run")
        run.click()
        figure(page, 0, lambda traces: whole([cell for row in traces[0]["z"] for cell in row], 4))
        expect(page.locator('.lab-figure[data-state="done"]')).to_be_visible()
        page.goto(f"{server.url}/initialization-rate?preset=heat-map&step=199&{small}&gammas=0.3,0.8,1.0")
        expect(page.locator(".lab-note")).to_have_text("4 of 6 are recorded.")
        assert hero.evaluate(cells) == 4
        expect(run).to_contain_text("Run 2 more")
        run.click()
        figure(page, 0, lambda traces: whole([cell for row in traces[0]["z"] for cell in row], 6))
        expect(page.locator('.lab-figure[data-state="done"]')).to_be_visible()
        id = page.locator(".lab-figure").get_attribute("data-id")
        recordings = server.http.get(f"/runs/{id}").json()["recordings"]
        assert sorted(len([run for run in one["members"] if run]) for one in recordings) == [2, 4]
        assert visitor.errors == []


def test_a_step_is_told_anew_when_more_of_the_set_has_come_to_it(browser: Chromium, server: Server):
    small = "/scaling-law?preset=width&step=19&steps=20&warmup=5&samples=200&seeds=0&widths=8,12"
    with opened(browser, server) as visitor:
        page = visitor.page(small)
        page.locator(".lab-run").click()
        expect(page.locator('.lab-figure[data-state="done"]')).to_be_visible()
        page.goto(f"{server.url}{small},16")
        expect(page.locator(".lab-caption")).to_contain_text("not every size has been computed")
        page.locator(".lab-run").click()
        expect(page.locator(".lab-caption")).to_contain_text("the loss goes with the width")
        assert visitor.errors == []


def test_a_dot_opens_its_run(browser: Chromium, server: Server):
    with opened(browser, server, size=(1440, 1400)) as visitor:
        page = headline(visitor)
        figure(page, 1, lambda traces: whole(traces[1]["y"], 27))
        page.locator(".lab-enlarge").first.press("Enter")
        expect(page.locator('[data-frame="plot"]')).to_be_hidden()
        shares = page.locator(".lab-plots .lab-plot").nth(1)
        expect(shares.locator(".nsewdrag").first).to_be_visible()
        shares.locator(".scatterlayer .trace").nth(1).locator("path.point").nth(24).click(force=True)
        page.wait_for_url(re.compile("run=[0-9a-f]{16}"))
        expect(page.locator(".lab-caption")).to_contain_text("born with γ = 1")


def test_a_set_in_several_recordings_is_one_figure(browser: Chromium, server: Server):
    with opened(browser, server, size=(1440, 1400)) as visitor:
        page = visitor.page("/initialization-rate?preset=depth&step=899")
        traces = figure(page, 0, lambda traces: all(whole(one["y"], 14) for one in traces[3:6]))
        assert [len(one["x"]) for one in traces] == [7, 7, 7, 14, 14, 14]
        assert traces[0]["y"] != traces[1]["y"] != traces[2]["y"]
        assert visitor.errors == []


def test_a_cell_is_the_mean_of_its_runs_and_a_click_opens_the_first(browser: Chromium, server: Server):
    with opened(browser, server, size=(1440, 1400)) as visitor:
        page = visitor.page("/condensation?preset=phase-diagram&step=1500")
        cells = figure(page, 0, lambda traces: all(whole(row, 6) for row in traces[0]["z"]))[0]["z"]
        assert cells[0][5] > 0 > cells[5][0]
        page.mouse.click(*at(page, 1.6, up=2.5 / 6))  # in the third row from below, γ′ = 0
        page.wait_for_url(re.compile("run=[0-9a-f]{16}"))
        expect(page.locator(".lab-caption")).to_contain_text("γ = 1.6 and γ′ = 0")
