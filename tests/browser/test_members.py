"""Sets in a real browser: points and cells that stand for several runs, a line to drag, a click on one."""

import math
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.opened import Opened, opened
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
    for _ in range(300):
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


def test_lines_are_means_of_the_dots_and_rings_are_those_not_trained(browser: Browser, server: Server):
    with opened(browser, server, size=(1440, 2400)) as visitor:
        page = headline(visitor)
        traces = figure(page, 0, lambda traces: whole(traces[6]["y"], 27))
        dots, line, training, rings = (traces[i] for i in (6, 5, 3, 7))
        assert dots["x"] == [gamma for gamma in GAMMAS for _ in range(SEEDS)]
        means = [sum(dots["y"][i : i + SEEDS]) / SEEDS for i in range(0, 27, SEEDS)]
        assert line["x"] == GAMMAS
        assert all(math.isclose(one, other) for one, other in zip(line["y"], means, strict=True))
        late = {gamma for gamma, loss in zip(training["x"], training["y"], strict=True) if loss > 1}
        assert late <= set(rings["x"]) < set(GAMMAS)
        assert set(zip(rings["x"], rings["y"], strict=True)) <= set(zip(dots["x"], dots["y"], strict=True))
        assert visitor.errors == []


def test_the_line_goes_from_value_to_value_by_key_and_by_hand(browser: Browser, server: Server):
    with opened(browser, server, size=(1440, 2400)) as visitor:
        page = headline(visitor)
        at_half = figure(page, 1, lambda traces: sum(traces[0]["y"]) > 79.9)[0]["y"]
        assert math.isclose(sum(at_half), 80, rel_tol=1e-6)
        hero = page.locator(".lab-plot").first
        hero.focus()
        page.keyboard.press("ArrowRight")
        expect(hero.get_by_text("γ = 0.6")).to_be_visible()
        figure(page, 1, lambda traces: traces[0]["y"] != at_half)
        place = "plot => plot._fullLayout.xaxis._offset + plot._fullLayout.xaxis.d2p(0.84)"
        box = hero.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + hero.evaluate(place), box["y"] + 200)
        expect(hero.get_by_text("γ = 0.8")).to_be_visible()
        assert visitor.errors == []


def test_a_dot_opens_its_run(browser: Browser, server: Server):
    with opened(browser, server, size=(1440, 2400)) as visitor:
        page = headline(visitor)
        figure(page, 2, lambda traces: whole(traces[1]["y"], 27))
        shares = page.locator(".lab-plot").nth(2)
        shares.locator(".scatterlayer .trace").nth(1).locator("path.point").nth(24).click(force=True)
        page.wait_for_url(re.compile("run=[0-9a-f]{16}"))
        expect(page.locator(".lab-caption")).to_contain_text("born with γ = 1")


def test_a_set_in_several_recordings_is_one_figure(browser: Browser, server: Server):
    with opened(browser, server, size=(1440, 1400)) as visitor:
        page = visitor.page("/initialization-rate?preset=depth&step=899")
        traces = figure(page, 0, lambda traces: all(whole(one["y"], 14) for one in traces[3:6]))
        assert [len(one["x"]) for one in traces] == [7, 7, 7, 14, 14, 14]
        assert traces[0]["y"] != traces[1]["y"] != traces[2]["y"]
        assert visitor.errors == []


def test_a_cell_is_the_mean_of_its_runs_and_a_click_opens_the_first(browser: Browser, server: Server):
    with opened(browser, server, size=(1440, 1400)) as visitor:
        page = visitor.page("/condensation?preset=phase-diagram&step=1500")
        cells = figure(page, 0, lambda traces: all(whole(row, 6) for row in traces[0]["z"]))[0]["z"]
        assert cells[0][5] > 0 > cells[5][0]
        box = page.locator(".lab-plot").first.bounding_box()
        assert box is not None
        place = """plot => ["xaxis", "yaxis"].map((name, i) =>
            plot._fullLayout[name]._offset + plot._fullLayout[name].d2p([1.6, 0][i]))"""
        x, y = page.locator(".lab-plot").first.evaluate(place)
        page.mouse.click(box["x"] + x, box["y"] + y)
        page.wait_for_url(re.compile("run=[0-9a-f]{16}"))
        expect(page.locator(".lab-caption")).to_contain_text("γ = 1.6 and γ′ = 0")
