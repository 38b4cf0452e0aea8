"""Your own run in a real browser: a training beside it, a jump and its warning, and what is sent on."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Chromium
from tests.browser.opened import opened, settled
from tests.serving import Server

TRAINING = """
import math
import torch
from torch import nn
import lab

torch.set_num_threads(1)
theta, model = nn.Parameter(torch.tensor([1.0])), nn.Module()
optimizer, model.theta = torch.optim.SGD([theta], lr=0.1), theta
w = lab.watch(model, optimizer, name="<b>mine</b>", overhead=math.inf, notes={"data": "none at all"})
print(w.id, flush=True)
step = 0
while steps := int(input()):
    for _ in range(steps):
        with torch.no_grad():
            theta.fill_(1.0)
        level, curvature = (5.0 if 30 <= step < 40 else 1.0), (21.0 if step >= 20 else 1.0)
        loss = w.loss(lambda: (level + curvature / 2 * (theta - 1) ** 2 + 0.1 * (theta - 1)).sum())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
"""
"""A loss of 1, of 5 in steps 30 to 39, whose curvature is over its limit from step 20 on; as many steps as
each line of its input says, to its end at 0."""


class Training:
    """The process; `id` of its run."""

    def __init__(self, server: Server) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", TRAINING],
            env={"LAB_HOME": str(server.home), "PATH": "/usr/bin:/bin"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        assert self.process.stdout is not None
        self.id = self.process.stdout.readline().strip()

    def steps(self, number: int) -> None:
        """Have it make so many steps; 0 ends it."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()


@contextmanager
def training(server: Server) -> Iterator[Training]:
    started = Training(server)
    with started.process as process:  # which closes what they speak through
        yield started
        process.kill()


@pytest.fixture(scope="module")
def known(server: Server) -> Iterator[str]:
    """A training of 60 steps that has ended."""
    with training(server) as done:
        done.steps(60)
        done.steps(0)
        assert done.process.wait() == 0
        yield done.id


def drawn_to(page: Page, step: int) -> None:
    """Wait until the loss is drawn up to a step."""
    page.wait_for_function(
        "step => document.querySelector('.lab-plot')?.data?.[0].x.at(-1) >= step", arg=step
    )


def test_a_training_that_runs_beside_it_is_followed_to_its_end(browser: Chromium, server: Server):
    with opened(browser, server, reduced_motion="reduce") as visitor, training(server) as mine:
        mine.steps(25)
        page = visitor.page("/own")
        link = page.get_by_role("link", name="<b>mine</b>")
        while not link.count():  # until its first rows are in the store
            page.reload()
            expect(page.locator(".st-key-begin")).to_contain_text("lab.watch(model, optimizer)")
            expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
        page.goto(f"{server.url}/own/{mine.id}")
        expect(page).to_have_url(re.compile(rf"/own\?run={mine.id}"))
        figure, warned = page.locator(".lab-figure"), page.locator(".lab-warned tbody tr")
        expect(figure).to_have_attribute("data-state", "running")
        expect(page.locator(".lab-sign")).to_have_text("live")
        drawn_to(page, 23)  # for the last step values may still be logged
        expect(page.locator(".lab-stop, .lab-again, .lab-delete").locator("visible=true")).to_have_count(0)
        expect(warned).to_have_count(0)
        mine.steps(75)
        drawn_to(page, 98)
        expect(warned).to_have_text(["20" + "10 steps" + "×5.00"])
        mine.steps(0)
        expect(figure).to_have_attribute("data-state", "done")
        expect(page.locator(".lab-caption")).to_contain_text("1 jump so far, 1 announced, 10 steps ahead")
        page.locator(".lab-scrub input").press("Home")
        expect(page.locator(".lab-caption")).to_contain_text("Step 0: loss 1")
        expect(warned).to_have_count(0)
        assert visitor.errors == []


def test_it_is_scrubbed_compared_and_sent_on_as_any_other(browser: Chromium, server: Server, known: str):
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = settled(visitor.page(f"/own?run={known}&at=spike-1"))
        expect(page.locator(".lab-caption")).to_contain_text("Step 30: loss 5")
        expect(page.locator(".lab-whose")).to_have_text("<b>mine</b> · SGD · 1 parameters")
        expect(page.locator(".lab-facts")).to_contain_text("none at all")
        expect(page.locator(".lab-facts")).to_contain_text(
            re.compile(r"at 4 of 60 steps, 10 apart \(median\)")
        )
        expect(page.locator(".lab-facts")).to_contain_text("Under 10 measurements say little")
        alarm = page.locator(".lab-trainings tr")
        expect(alarm).to_have_count(1)
        expect(alarm).to_contain_text("the loss jumped 10 steps later, at step 30, to 5 times its level")
        expect(page.locator(".st-key-story")).to_contain_text("with @lab.own()")
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_role("dialog").locator(".stCode").first).to_contain_text(f"/s/{known}?at=spike-1")
        assert visitor.errors == []
    csv = server.http.get(f"/runs/{known}/export/csv").text.splitlines()
    assert sum(not line.startswith("#") for line in csv) == 61
    assert server.http.get(f"/runs/{known}/export/labrun").status_code == 200
    assert "<b>mine</b>" not in server.http.get(f"/runs/{known}/export/html").text
    assert f"own?run={known}" in server.http.get(f"/s/{known}").text
    assert server.http.get(f"/s/{known}.png").content.startswith(b"\x89PNG")
    assert server.http.get(f"/embed/{known}").status_code == 200


@pytest.mark.parametrize("wide", [770, 900, 930])
def test_the_bar_has_room_for_the_way_there(browser: Chromium, server: Server, known: str, wide: int):
    """Between a phone and a desk the ways are in a menu; nothing lies on the button, or beyond the edge."""
    with opened(browser, server, size=(wide, 800)) as visitor:
        page = visitor.page(f"/own?run={known}")
        share, ways = page.locator(".st-key-share button"), page.locator(".st-key-bar-rest, .st-key-bar-menu")
        expect(share).to_be_visible()
        box, other = share.bounding_box(), ways.locator("visible=true").first.bounding_box()
        assert box is not None
        assert other is not None
        assert other["x"] + other["width"] <= box["x"]
        home = visitor.page("/")
        rest = home.locator(".c-rest, .c-small").locator("visible=true").first
        found = rest.bounding_box()
        assert found is not None
        assert (found["x"] + found["width"] <= wide, found["height"] <= 48) == (True, True)


def test_what_is_not_there_is_said_above_the_lines_to_write(browser: Chromium, server: Server):
    with opened(browser, server) as visitor:
        page = visitor.page("/own?run=0123456789abcdef")
        expect(page.locator(".stAlert")).to_contain_text("0123456789abcdef")
        expect(page.locator(".st-key-begin")).to_contain_text("w.loss(lambda: criterion(model(x), y))")
        assert visitor.errors == []
