"""A server in a place that knows no UTF-8: its pages are the same."""

from playwright.sync_api import expect

from tests.browser.opened import opened
from tests.serving import GUESSED, LATIN


def test_greek_letters_are_shown_whatever_the_locale(browser, serve):
    server = serve(**LATIN)
    with opened(browser, server) as visitor:
        page = visitor.page("/teachers")
        expect(page.get_by_text("a larger ε")).to_be_visible()
        page.goto(f"{server.url}/adam-spikes?preset=quadratic")
        expect(page.get_by_text("The parabola with gradient descent at the same η")).to_be_visible()
        assert visitor.errors == []
    supervisor = (server.home / "supervisor.log").read_text(encoding="utf-8")
    assert not GUESSED.search(server.output + supervisor)
