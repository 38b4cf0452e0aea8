"""What keeps people with a screen reader, a keyboard or weak eyes from a page, as axe finds it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def barriers(page: Page) -> list[str]:
    """The serious findings on what is open now: the rule, and the element's source."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:300]}"
        for violation in violations
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]
