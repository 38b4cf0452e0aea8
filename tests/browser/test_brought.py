"""The page of an experiment that another package brings, beside one that does not load."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.brought import bring, heavy_ball
from tests.browser.chromium import Chromium
from tests.browser.opened import opened
from tests.serving import Server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("brought")
    target = bring(heavy_ball(folder), "broken", {"broken": "broken"}, {"broken.py": "1 / 0"})
    with Server(folder / "home", PYTHONPATH=str(target)) as started:
        yield started


def test_its_page_is_like_any_other(browser: Chromium, served: Server):
    with opened(browser, served, reduced_motion="reduce") as visitor:
        page = visitor.page("/")
        expect(page.locator("a[href='heavy-ball'] h3")).to_have_text("How much momentum is too much?")
        page.goto(f"{served.url}/heavy-ball?preset=glide")
        expect(page.get_by_role("heading", name="How much momentum is too much?")).to_be_visible()
        page.locator(".lab-run").click()
        expect(page.locator(".lab-figure")).to_have_attribute("data-state", "done")
        expect(page.locator(".lab-caption")).to_contain_text("It rolls down.")
        link = page.get_by_role("link", name="Smaller steps: slower swings, and still too far")
        link.click()
        expect(page).to_have_url(f"{served.url}/heavy-ball?preset=swing&eta=0.01")
        expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
        assert visitor.errors == []
    assert served.http.get("/broken").status_code == 404
    assert served.output.count("The experiment broken of broken 1.0 is left out: it does not load") == 1
