"""One browser for all tests that need one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import Chromium
from tests.browser.opened import PATIENCE

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        started = Chromium(playwright, tmp_path_factory.mktemp("browsers"))
        yield started
        started.close()
