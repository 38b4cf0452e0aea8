"""A class in browsers at every phase: nobody is kept out, the back row reads the stage, keys alone vote."""

import pytest
from playwright.sync_api import Page

from lab.lessons import find
from tests.browser.chromium import Chromium
from tests.classroom import Class, put_away
from tests.roomscreens import LESSONS, faults, phases, tabs, vote
from tests.serving import Server

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _phones_are_put_away():
    yield
    put_away()


def phone(browser: Chromium, server: Server, room: Class) -> Page:
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="en").new_page()
    page.goto(f"{server.url}/r/{room.code}")
    page.wait_for_function("() => location.hash.includes('t=')")
    return page


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_phase_of_a_lesson_keeps_anybody_out(browser: Chromium, server: Server, lesson: str):
    room = Class(server, lesson=lesson, minutes=LESSONS[lesson])
    pages = tabs(browser, server, room)
    found = {}
    for phase, until in phases(room, [step.kind for step in find(lesson).steps(LESSONS[lesson])]):
        pages["stage"].wait_for_timeout(until)
        found |= {f"{phase} {name}": faults(name, page, axe=True) for name, page in pages.items()}
        vote(pages)
    assert {label: broken for label, broken in found.items() if broken} == {}
    for page in pages.values():
        page.context.close()


def test_keys_alone_vote_for_a_choice(browser: Chromium, server: Server):
    room = Class(server)
    page = phone(browser, server, room)
    room.does("ask")
    page.wait_for_selector(".choices button")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".choices button:nth-child(2)[aria-pressed=true]")
    page.wait_for_function("() => document.querySelector('footer').textContent.includes('1 of 1')")
    room.does("close")
    assert room.seen()["votes"] == [[0, 1, 0]]


def test_keys_alone_choose_a_moment_and_the_film_stands_there(browser: Chromium, server: Server):
    room = Class(server, lesson="stop-the-film", minutes=15)
    page = phone(browser, server, room)
    room.does("next")
    room.does("ask")
    page.wait_for_selector(".choices input")
    page.wait_for_load_state("networkidle")
    before = page.inner_html(".figure")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.get_attribute(".choices input", "aria-valuetext") == "time t = 5"
    page.wait_for_function("(before) => document.querySelector('.figure').innerHTML !== before", arg=before)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".choices button[aria-pressed=true]")
    page.wait_for_function("() => document.querySelector('footer').textContent.includes('1 of 1')")
    room.does("close")
    assert room.seen()["votes"][0].index(1) == 3


def test_keys_alone_take_several_choices_and_vote_for_them_once(browser: Chromium, server: Server):
    room = Class(server, lesson="the-leak", minutes=15)
    page = phone(browser, server, room)
    room.does("next")
    room.does("ask")
    page.wait_for_selector(".choices .all")
    for key in ("Tab", "Tab", "Enter", "Tab", "Enter", "Tab", "Enter", "Enter"):
        page.keyboard.press(key)
    taken = page.locator(".choices [aria-pressed=true]")
    assert taken.count() == 2, "the fourth was taken and given back"
    assert room.seen()["count"] == 0, "nothing is voted before the last button"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('footer').textContent.includes('1 of 1')")
    room.does("close")
    assert room.seen()["votes"] == [[0, 1, 1, 0]]
    room.does("reveal")
    page.wait_for_selector(".choices .truth")
    assert page.locator(".choices .truth").count() == 1


def test_a_tap_and_keys_choose_a_place_on_the_figure(browser: Chromium, server: Server):
    room = Class(server, lesson="stop-the-film", minutes=45)
    page = phone(browser, server, room)
    while not room.seen("teacher")["coming"]["plane"]:
        room.does("next")
    room.does("ask")
    page.wait_for_selector(".points .figure svg .over .own")
    box = page.locator(".figure > svg").bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.99 * box["width"], box["y"] + 0.99 * box["height"])
    page.wait_for_selector("text=(0.9583, -0.9583)")
    page.locator(".choices input").nth(1).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('footer').textContent.includes('1 of 1')")
    room.does("close")
    assert room.seen()["votes"][0].index(1) + 1 == 24 + 24
    room.does("reveal")
    page.wait_for_selector(".figure .over .right")
