"""The browsers of a test session: a blank one, and visitors' own, which have the lab's scripts compiled."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.chromium import ARGUMENTS, executable

UNOPTIMIZED = "--js-flags=--no-maglev,--no-turbofan"
"""A test is over before what optimizes its scripts has paid for itself: a tenth of a page's CPU time."""


class Chromium:
    """What Playwright's own contexts fetch and compile is gone with them: half of what a page costs.

    A visitor therefore gets a browser with a folder of its own. The next visitor gets the same one, when it
    has forgotten all but its caches.
    """

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._kind, self._folder = playwright.chromium, folder
        self._start: Any = {"executable_path": executable(), "args": [*ARGUMENTS, UNOPTIMIZED]}
        self._visitors: list[BrowserContext] = []
        self._idle: list[BrowserContext] = []

    @cached_property
    def _blank(self) -> Browser:
        return self._kind.launch(**self._start)

    def new_context(self, **settings: Any) -> BrowserContext:
        """A context that has met nothing before."""
        return self._blank.new_context(**settings)

    @contextmanager
    def visitor(self, origin: str) -> Iterator[BrowserContext]:
        """A browser that knows of that origin what is in its caches, no more."""
        context = self._idle.pop() if self._idle else self._another()
        yield context
        forget(context, origin)
        self._idle.append(context)

    def _another(self) -> BrowserContext:
        folder = mkdtemp(dir=self._folder)
        context = self._kind.launch_persistent_context(folder, **self._start)
        self._visitors.append(context)
        return context

    def close(self) -> None:
        """End all of them."""
        for visitor in self._visitors:
            visitor.close()
        if "_blank" in vars(self):
            self._blank.close()


def forget(context: BrowserContext, origin: str) -> None:
    """Close a visitor's pages but for the first, which keeps the browser open, and empty its memory.

    Playwright's own `set_storage_state` would empty the caches, too.
    """
    first, *pages = context.pages
    for page in pages:
        page.close()
    context.unroute_all()
    context.set_offline(False)
    context.clear_cookies()
    session = context.new_cdp_session(first)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
    session.detach()
