"""Every lesson in both lengths through the real server, with a class: `make lessons`.

A teacher, a stage, thirty phones with streams of their own: among them a late one, one that reloads, one
that votes twice, one that sends rubbish, one that asks for the outcome early; the server is killed while a
question is open and while the class's runs compute. A phone in a browser loses its network and votes.
"""

import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from lab.lessons import LESSONS
from lab.lessons.words import FORMS
from tests.chromium import ARGUMENTS, executable
from tests.classroom import Class, Ear, put_away
from tests.serving import Server

pytestmark = pytest.mark.lessons
PHONES = 30
BACK = 5.0
"""Seconds after its server's return in which a phone is where it was."""


class Full(Class):
    """A class whose phones listen."""

    def __init__(self, server: Server, name: str, minutes: int) -> None:
        super().__init__(server, lesson=name, minutes=minutes)
        self.ears = [Ear(self.phone()) for _ in range(PHONES)]

    def all_see(self, **facts: Any) -> None:
        """Wait until every phone shows these."""
        for ear in self.ears:
            ear.until(lambda state: all(state[name] == value for name, value in facts.items()))

    def all_vote(self, step: int, round: int, turn: int) -> None:
        """Every phone votes, and one sends it once more."""
        for number, ear in enumerate(self.ears):
            choices = ear.state["question"]["most"]
            answer = ear.phone.votes(1 + (number + turn) % choices, round, str(step))
            assert answer.status_code == 200, answer.text
        assert ear.phone.votes(1 + (number + turn) % choices, round, str(step)).status_code == 200
        assert self.seen()["count"] == len(self.ears)

    def come_back(self) -> float:
        """Kill the server and start it; seconds from its first answer until every phone is where it was."""
        before = [_place(ear.state) for ear in self.ears]
        self.server.end(signal.SIGKILL)
        for ear in self.ears:
            ear.state = {}
        self.server.start()
        began = time.monotonic()
        for ear, place in zip(self.ears, before, strict=True):
            ear.until(lambda state, place=place: _place(state) == place)
        return time.monotonic() - began

    def close(self) -> None:
        for ear in self.ears:
            ear.close()


def _place(state: dict[str, Any]) -> list[Any]:
    return [state[name] for name in ("seat", "step", "phase", "round", "mine")]


@pytest.fixture
def server(serve) -> Iterator[Server]:
    """A server of the test's own, since it is killed."""
    yield serve()
    put_away()


@pytest.mark.parametrize("minutes", FORMS)
@pytest.mark.parametrize("name", LESSONS)
def test_a_class_goes_through_a_lesson(server: Server, name: str, minutes: int):
    room = Full(server, name, minutes)
    killed: dict[str, float] = {}
    for number, step in enumerate(LESSONS[name].steps(minutes), 1):
        if number > 1:
            assert room.does("next").status_code == 200
        room.all_see(step=number)
        if step.kind in ("film", "read"):
            assert room.does("ask").status_code == 409
            continue
        for round in range(1, 2 if step.kind in ("pick", "exit") else 3):
            _round(room, number, round, killed)
        if step.kind == "pick":
            assert room.does("run").status_code == 200
            room.all_see(phase="revealed")
            killed["run"] = room.come_back()
            room.all_see(phase="revealed")
            for ear in room.ears:
                runs = ear.until(lambda state: state["class"] and state["class"]["share"] == 1)["class"]
                assert sum(dot[3] for dot in runs["dots"]) == len(room.ears)
                assert all(dot[2] is not None for dot in runs["dots"])
        else:
            assert room.does("reveal").status_code == 200
            room.all_see(phase="revealed")
            assert all(ear.until(lambda state: state["revealed"])["revealed"]["truth"] for ear in room.ears)
    assert room.seen("teacher")["effect"]["seats"] >= PHONES - 1
    print(name, minutes, {kill: f"{seconds:.2f} s" for kill, seconds in killed.items()})
    assert all(seconds < BACK for seconds in killed.values())
    room.close()


def _round(room: Full, number: int, round: int, killed: dict[str, float]) -> None:
    """A round of votes, with all that goes wrong in one."""
    first = room.ears[0].phone
    assert room.does("ask").status_code == 200
    room.all_see(phase="open", round=round)
    assert first.votes("rubbish", round, str(number)).status_code == 400
    assert first.seen()["revealed"] is None
    assert room.seen()["votes"] is None
    if round == 2 and len(room.ears) == PHONES:
        room.ears.append(Ear(room.phone()))  # it comes late
        room.ears[-1].until(lambda state: state["round"] == round)
    room.all_vote(number, round, turn=round)
    room.all_see(count=len(room.ears))
    if "ask" not in killed:
        killed["ask"] = room.come_back()
        assert room.seen()["count"] == len(room.ears)
        again = first.http.post(f"{first.at}/join", json={"language": "zh", "token": first.token}).json()
        assert again["token"] == first.token
    assert room.does("close").status_code == 200
    room.all_see(phase="closed")
    assert room.seen("teacher")["count"] == len(room.ears)


LOSS = 20_000
"""Milliseconds without a network."""


def test_a_browser_without_a_network_for_a_while_keeps_its_vote_and_seat(server: Server):
    room = Class(server, lesson="rescue", minutes=15)
    room.does("next")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
        page = context.new_page()
        page.goto(f"{server.url}/r/{room.code}")
        page.wait_for_function("() => location.hash.includes('t=')")
        name = page.inner_text("header b")
        room.does("ask")
        page.wait_for_selector(".choices button")
        context.set_offline(True)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=your vote")
        page.wait_for_timeout(LOSS)
        assert room.seen()["count"] == 0
        context.set_offline(False)
        page.wait_for_function("() => document.querySelector('footer').textContent.includes('1 of 1')")
        assert room.seen()["count"] == 1
        page.reload()
        page.wait_for_selector(".choices [aria-pressed=true]")
        assert page.inner_text("header b") == name
        room.does("close")
        room.does("reveal")
        page.wait_for_selector(".choices .truth")
        browser.close()
