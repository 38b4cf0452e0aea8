"""What if, by links on shipped recordings: with the shipped past where arithmetic is portable, else from the
nearest checkpoint, and saying so."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from lab.runs.names.arithmetic import JOINED
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log
from tests.browser.chromium import Chromium
from tests.browser.opened import opened
from tests.runs.names.test_arithmetic import OTHER_MACHINE
from tests.serving import Server, stocked

pytestmark = pytest.mark.long
CHANGES = {
    "adam-spikes": ("?preset=fnn-sin&at=cliff&set=epsilon:0.1", "ε = 0.1"),
    "bias-potential": ("?preset=two-layer&step=4900&set=learning_rate:0.05", "η = 0.05"),
    "gan": ("?preset=memorize&step=4900&set=penalty:0", "γ = 0"),
    "memcube": ("?preset=leak&step=100", "Delete Mira, then ask as B"),
}
ARITHMETICS = {"portable": {"LAB_ARITHMETIC": "portable"}, "another": OTHER_MACHINE}


@pytest.fixture(scope="module", params=ARITHMETICS)
def machine(request, tmp_path_factory) -> Iterator[tuple[str, Server]]:
    """A server whose workers compute in one arithmetic or another."""
    home = stocked(tmp_path_factory.mktemp("machine") / "home")
    with Server(home, **ARITHMETICS[request.param]) as started:
        yield request.param, started


def branched(page: Page, button: str) -> str:
    """Press what is offered on a card or by the link, and wait until the branch is done: its id."""
    figure = page.locator(".lab-figure[data-id]")
    expect(figure).to_have_attribute("data-state", "done")
    expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
    place = ".lab-whatif" if "&set=" in page.url else ".lab-cards"
    change = page.locator(place).get_by_role("button", name=button)
    expect(change.first).to_be_enabled()
    parent = str(figure.get_attribute("data-id"))
    change.first.click()
    expect(figure).not_to_have_attribute("data-id", parent)
    expect(figure).to_have_attribute("data-state", "done")
    return str(figure.get_attribute("data-id"))


@pytest.mark.parametrize("experiment", CHANGES)
def test_what_if_on_a_shipped_recording_runs_to_its_end(browser: Chromium, machine, experiment: str):
    (arithmetic, server), (address, button) = machine, CHANGES[experiment]
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page(f"/{experiment}{address}")
        child = branched(page, button)
        log = Log(server.home / "log.sqlite")
        info = log.shown(child)
        parent = log.shown(info.begun["run"])
        at = info.begun["step"]
        shared = at if arithmetic == "portable" else info.begun["shared"]
        assert (info.state, parent.origin, info.begun["shared"]) == ("done", "shipped", shared)
        mine, theirs = Recording(log, info), Recording(log, parent)
        rows = theirs.steps < shared
        for name in theirs.columns:
            assert mine.column(name)[: rows.sum()].tobytes() == theirs.column(name)[rows].tobytes()
        if arithmetic == "portable":
            assert JOINED not in info.environment
        else:
            assert re.search(r"recorded elsewhere \(.*\): .* computed here", info.environment[JOINED])
            expect(page.locator(".lab-note")).to_have_text(info.environment[JOINED])
        assert visitor.errors == []
