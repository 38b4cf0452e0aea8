"""A visitor in the browser: pages of one server in one context, and everything that went wrong in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, TimeoutError, expect

from tests import patience
from tests.browser.chromium import Chromium
from tests.proxy import Proxy
from tests.serving import Server

PATIENCE = 1000 * patience.PATIENCE
"""In the milliseconds of browsers."""

TRIES = 24
"""Of what a page that is still drawn may take back."""


@dataclass
class Opened:
    """`errors` are console errors and uncaught exceptions."""

    context: BrowserContext
    server: Server | Proxy
    size: tuple[int, int]
    scheme: Literal["light", "dark"] = "light"
    reduced_motion: Literal["reduce", "no-preference"] = "no-preference"
    errors: list[str] = field(default_factory=list)

    def tab(self) -> Page:
        """A new tab."""
        page = self.context.new_page()
        page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
        page.emulate_media(color_scheme=self.scheme, reduced_motion=self.reduced_motion)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def page(self, path: str) -> Page:
        """Open an address of the server in a new tab."""
        page = self.tab()
        page.goto(f"{self.server.url}{path}")
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location['url']})")


def settled(page: Page) -> Page:
    """The page, once the first curve of its hero is drawn up to the step chosen."""
    page.wait_for_function(
        """() => document.querySelector('.lab-plot')?.data?.[0].x.at(-1)
            === Number(document.querySelector('.lab-scrub input')?.value)"""
    )
    return page


def press(page: Page, name: str, role: Literal["button", "link"] = "button") -> None:
    """Press what the page's script draws, once it has come to its end: while it is drawn, it moves away."""
    expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.get_by_role(role, name=name, exact=role == "link").click()


def shut(page: Page) -> None:
    """Close the drawer by its key once the script has ended, which would open it again."""
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def choose(page: Page, example: str) -> None:
    """Choose an example by its title: a script that runs closes the list, which is opened again then."""
    option = page.get_by_role("option", name=example, exact=True)
    for _ in range(TRIES):
        page.locator(".st-key-examples [role=combobox]").click()
        try:
            return option.click(timeout=PATIENCE / TRIES)
        except TimeoutError:
            continue
    raise AssertionError(f"{example!r} is not in the list of examples")


@contextmanager
def opened(
    browser: Chromium, server: Server | Proxy, *, size: tuple[int, int] = (1440, 900), **preferences: Any
) -> Iterator[Opened]:
    """A new visitor with a screen of that size (px), who may prefer a dark scheme or reduced motion."""
    with browser.visitor(urljoin(server.url, "/")) as context:
        context.set_default_timeout(PATIENCE)
        yield Opened(context, server, size, **preferences)


@contextmanager
def phone(browser: Chromium, server: Server) -> Iterator[Opened]:
    """A new visitor with a phone."""
    context = browser.new_context(has_touch=True, is_mobile=True)
    context.set_default_timeout(PATIENCE)
    yield Opened(context, server, (390, 844))
    context.close()
