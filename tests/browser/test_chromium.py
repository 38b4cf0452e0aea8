"""The same browser serves one visitor after another: what it keeps is no visitor's."""

from tests.browser.opened import opened


def test_a_visitor_has_nothing_of_the_one_before(browser, server):
    with opened(browser, server) as visitor:
        first = visitor.context
        page = visitor.page("/health")
        page.evaluate("localStorage.setItem('mine', '1'); document.cookie = 'mine=1'")
        assert page.evaluate("[localStorage.length, document.cookie]") == [1, "mine=1"]
    with opened(browser, server) as visitor:
        assert visitor.context is first
        page = visitor.page("/health")
        assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
