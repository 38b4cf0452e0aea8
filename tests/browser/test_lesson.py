"""A lesson's file in a browser without a network: it opens, plays, counts hands, and reveals on a click."""

import pytest
from playwright.sync_api import expect

from lab import lessons
from lab.lessons.offline import file
from lab.lessons.outcomes import answer
from lab.runs.files import shipping
from lab.runs.store.log import Log
from tests.browser.opened import opened


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_without_a_network_it_opens_counts_hands_and_says_what_came(browser, server, tmp_path, size):
    log, lesson = Log(tmp_path / "log.sqlite"), lessons.find("stop-the-film")
    shipping.ship(log, "bias-potential")
    path = tmp_path / "lesson.html"
    path.write_bytes(file(log, lesson, 15))
    with opened(browser, server, size=size) as visitor:
        visitor.context.set_offline(True)
        page = visitor.tab()
        page.goto(path.as_uri())
        section = page.locator("section[data-here]")
        expect(section.locator(".film [data-here] svg").first).to_be_visible()
        expect(section.locator(".film > :last-child")).to_have_attribute("data-here", "")
        page.keyboard.press("ArrowRight")
        question = lesson.short[1].question
        assert question
        expect(section.get_by_text(question.text.en)).to_be_visible()
        came = answer(log, question)
        told = section.get_by_text(came.told.en)
        expect(told).to_be_hidden()
        expect(section.get_by_text("what came").first).to_be_hidden()
        expect(section.locator(".after")).to_be_hidden()
        rows = section.locator("li")
        for row, hands in enumerate((3, 9, 4, 12)):
            for _ in range(hands + 1):
                rows.nth(row).locator('[data-round="alone"] .more').click()
            rows.nth(row).locator('[data-round="alone"] .fewer').click()
        expect(rows.locator('[data-round="alone"] output')).to_have_text(["3", "9", "4", "12", "0"])
        expect(rows.locator('[data-round="talked"] output')).to_have_text(["0"] * 5)
        section.get_by_role("button", name="Reveal").click()
        expect(told).to_be_visible()
        expect(section.locator(".after svg").first).to_be_visible()
        expect(section.locator("li.right em")).to_have_count(len(came.truth))
        expect(section.locator("li.right").first).to_contain_text("what came")
        for _ in range(3):
            page.get_by_role("button", name="Next").click()
        right = section.locator("li.right").first
        for _ in range(21):
            right.locator(".more").click()
        section.get_by_role("button", name="Reveal").click()
        expect(section.locator(".effect")).to_have_text("Right at first 13 / 28, on the way out 21 / 21.")
        page.get_by_role("button", name="中文").click()
        expect(section.locator(".effect")).to_have_text("最初答对 13 / 28，离开时 21 / 21。")
        last = lesson.short[-1].question
        assert last
        expect(section.get_by_text(last.text.zh)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert visitor.errors == []
