"""Compare in a real browser: two runs with what they differ in, and the same settings thrown again."""

import re

from playwright.sync_api import Browser, expect

from lab.runs.specification import set_id, specify
from tests.browser.opened import opened
from tests.browser.test_members import figure
from tests.serving import Server


def test_runs_stand_together_under_what_they_differ_in_and_have_a_link(browser: Browser, server: Server):
    runs = [specify("condensation", preset) for preset in ("condense", "usual")]
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page("/condensation?preset=condense")
        page.get_by_role("button", name="Compare").click()
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
        preview = server.http.get(f"/s/{set_id(runs)}")
        assert f"/compare?run={set_id(runs)}" in preview.text
        assert visitor.errors == []


def test_other_dice_train_what_is_missing_and_are_dots(browser: Browser, server: Server):
    with opened(browser, server, reduced_motion="reduce") as visitor:
        run = specify("adam-spikes", "quadratic")
        page = visitor.page(f"/compare?run={run.id}&seeds=0,1")
        page.get_by_role("button", name=re.compile("nobody ran yet")).click()
        expect(page.locator(".lab-figure")).to_have_attribute("data-state", "done")
        page.locator(".lab-scrub input").press("End")
        dots = figure(page, 1, lambda traces: len(traces[0]["y"]) == 2 and None not in traces[0]["y"])
        assert sorted(dots[0]["x"]) == [0, 1]
        assert visitor.errors == []
