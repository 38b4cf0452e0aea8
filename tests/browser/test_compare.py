"""Compare in a real browser: two runs with what they differ in, and the same settings thrown again."""

import re
from itertools import pairwise

from playwright.sync_api import expect

from lab.runs.names.specification import set_id, specify
from tests.browser.chromium import Chromium
from tests.browser.opened import opened, press
from tests.browser.test_members import figure
from tests.serving import Server


def test_runs_stand_together_under_what_they_differ_in_and_have_a_link(browser: Chromium, server: Server):
    runs = [specify("condensation", preset) for preset in ("condense", "usual")]
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page("/condensation?preset=condense")
        press(page, "Compare")
        page.get_by_role("dialog").get_by_text("The same, born as usual").click()
        page.get_by_text("Show them together").click()
        expect(page).to_have_url(re.compile(r"/compare\?run="))
        table = page.get_by_role("region", name="Differences")
        expect(table.get_by_role("row")).to_have_count(2)
        expect(table).to_contain_text("Smallness of the starting weights γ")
        drawn = figure(page, 0, lambda traces: min(len(one["y"]) for one in traces[:2]) > 100)
        assert drawn[0]["y"] != drawn[1]["y"]
        for run, name in zip(runs, "AB", strict=True):
            expect(table.get_by_role("link", name=name)).to_have_attribute("href", re.compile(run.id))
        page.locator(".lab-scrub input").press("End")
        for number, moments in enumerate(
            (2, 0)
        ):  # each picture has its own run's: usual weights never condense
            beside = page.locator(f'[data-name="beside-{number}-neurons"] .lab-plot')
            beside.scroll_into_view_if_needed()
            lines = (
                "([plot, many]) => plot.layout?.shapes?.filter(({ type }) => type === 'path').length === many"
            )
            page.wait_for_function(lines, arg=[beside.element_handle(), moments])
        preview = server.http.get(f"/s/{set_id(runs)}")
        assert f"/compare?run={set_id(runs)}" in preview.text
        assert visitor.errors == []


def test_other_dice_train_what_is_missing_and_are_dots(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as visitor:
        run = specify("adam-spikes", "quadratic")
        page = visitor.page(f"/compare?run={run.id}&seeds=0,1")
        page.get_by_role("button", name=re.compile("nobody ran yet")).click()
        expect(page.locator(".lab-figure")).to_have_attribute("data-state", "done")
        page.locator(".lab-scrub input").press("End")
        dots = figure(page, 1, lambda traces: len(traces[0]["y"]) == 2 and None not in traces[0]["y"])
        assert sorted(dots[0]["x"]) == [0, 1]
        assert visitor.errors == []


def test_all_rescues_stand_in_one_figure_one_press_away(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page("/adam-spikes?preset=fnn-sin")
        press(page, "All four rescues", "link")
        expect(page.locator("h1")).to_have_text(re.compile("which of them rescue"))
        expect(page.locator(".lab-caption")).to_contain_text("kept it down")
        page.wait_for_function(
            """() => {
                const plot = document.querySelector('.lab-plot'), end = plot._fullLayout.xaxis.range[1];
                const losses = plot.data.filter(one => one.mode === "lines" && one.yaxis === "y");
                return losses.length === 5 && losses.every(one => one.x.at(-1) === end);
            }"""
        )
        expect(page.locator(".lab-plot").first.get_by_text("Reset v")).to_have_count(1)
        drawn = page.locator(".lab-plot").first.evaluate(
            """plot => {
                const losses = plot.data.filter(one => one.mode === "lines" && one.yaxis === "y");
                const texts = [...plot.querySelectorAll(".annotation-text")];
                const names = texts.map(one => [one.textContent, one.getBoundingClientRect()]);
                return {
                    ends: losses.map(one => one.x.at(-1)),
                    colours: losses.map(one => one.line.color),
                    names: names.filter(([text]) => /=|as it was|Reset/.test(text))
                        .map(([text, { top, bottom }]) => [text, top, bottom]),
                    shown: plot._fullLayout.xaxis.range,
                };
            }"""
        )
        assert len(set(drawn["colours"])) == len(drawn["ends"]) == 5
        assert set(drawn["ends"]) == {drawn["shown"][1]}
        names = sorted(drawn["names"], key=lambda name: name[1])
        assert {text for text, *_ in names} == {"as it was", "ε = 0.1", "η = 0.008", "β₂ = 0.9", "Reset v"}
        assert all(above[2] <= below[1] + 1 for above, below in pairwise(names))
        assert visitor.errors == []


def test_without_runs_a_comparison_is_ready(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page("/compare")
        expect(page.get_by_text("Runs that you start appear here")).to_be_visible()
        expect(page.locator(".stAlert")).to_have_count(0)
        page.get_by_role("link", name="Adam, with and without a larger ε").click()
        expect(page.locator(".lab-differences")).to_contain_text("ε = 0.1")
        assert visitor.errors == []
