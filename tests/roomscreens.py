"""A class at every phase, and what its screens break: `python -m tests.roomscreens FOLDER [--axe]`.

The stage at 1920x1080, the teacher's phone and a student's, in English and in Chinese. Beside the pictures
stands `report.md`: texts on the stage below a fortieth of its height, lines of it that a washed-out projector
loses and, with `--axe`, who is kept out. The exit code is how many pictures break that.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Browser, Page, sync_playwright

from lab.lessons import find
from lab.lessons.words import FORMS, form_of
from tests.barriers import barriers
from tests.browser.chromium import Chromium
from tests.chromium import ARGUMENTS, executable
from tests.classroom import Class, put_away
from tests.screens import conclude
from tests.serving import Server, stocked

SCREENS = {
    "stage": (1920, 1080, "en"),
    "stage-zh": (1920, 1080, "zh-CN"),
    "teacher": (390, 844, "en"),
    "teacher-zh": (390, 844, "zh-CN"),
    "student": (390, 844, "en"),
    "student-zh": (390, 844, "zh-CN"),
}
LESSONS = {"rescue": 15, "stop-the-film": 45, "the-leak": 15}
"""Choices as futures and a picture of a film; a moment in it, a place, a setting a phone; several choices."""
PHONES = 9
SETTLED = 1500
"""Milliseconds until all screens show a phase, and a film has begun."""
LOOKS = Path(__file__).with_name("backrow.js").read_text(encoding="utf-8")


def phases(room: Class, kinds: list[str]) -> Iterator[tuple[str, float]]:
    """A class that goes through a lesson; the names of its phases, each when it is there, and the ms until
    all screens show it: of what came, until its film is over."""
    yield "door", SETTLED
    room.does("follow")
    phones = [room.phone() for _ in range(PHONES)]
    for number, kind in enumerate(kinds, 1):
        if number > 1:
            room.does("next")
        if kind in ("film", "read"):
            room.does("play")
            yield f"{number}-{kind}", SETTLED
            continue
        for round in range(1, 2 if kind in ("pick", "exit") else 3):
            room.does("ask")
            yield f"{number}-{kind}-open-{round}", SETTLED
            choices = room.seen()["question"]["most"]
            for seat, phone in enumerate(phones):
                phone.votes(1 + (3 * seat * round + seat // 2) % choices, round, str(number))
            room.does("close")
            yield f"{number}-{kind}-closed-{round}", SETTLED
        film = room.does("run" if kind == "pick" else "reveal").json()["film"]
        if kind == "pick":
            phones[0].hears_until(lambda state: state["class"] and state["class"]["share"] == 1)
        yield f"{number}-{kind}-revealed", SETTLED + (1000 * film["seconds"] if film else 0)
    room.does("look-up")
    yield "dark", SETTLED
    room.does("look-up")
    room.does("end")
    yield "over", SETTLED


def tabs(browser: Browser | Chromium, server: Server, room: Class) -> dict[str, Page]:
    """Who looks at a room, each in a window of its own."""
    ways = {"stage": room.stage, "teacher": room.teacher}
    found = {}
    for name, (width, height, language) in SCREENS.items():
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
        found[name] = context.new_page()
        found[name].goto(server.url + ways.get(name.partition("-")[0], f"/r/{room.code}"))
    return found


def vote(pages: dict[str, Page]) -> None:
    """The students' own votes, while a round is open."""
    for name in ("student", "student-zh"):
        free = pages[name].locator(".choices button:visible:not([aria-disabled])")
        for _ in range(min(2, free.count())):  # of several choices: take one, then vote
            free.last.click()


def faults(name: str, page: Page, *, axe: bool) -> list[str]:
    """What a screen breaks."""
    looks = list(page.evaluate(LOOKS)) if name.startswith("stage") else []
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    return looks + ([f"{wide} px too wide"] if wide > 0 else []) + (barriers(page) if axe else [])


def screens(
    folder: Path,
    lessons: Annotated[
        str, typer.Option(help="Lessons, by commas; their minutes after a slash, as rescue/45.")
    ] = ",".join(LESSONS),
    axe: Annotated[bool, typer.Option(help="Also look for barriers.")] = False,
) -> None:
    """Take the pictures into FOLDER and write its report."""
    folder.mkdir(parents=True, exist_ok=True)
    report: dict[str, list[str]] = {}
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "home"
        server = stack.enter_context(Server(stocked(home)))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=executable(), args=list(ARGUMENTS)
        )
        for form in lessons.split(","):
            lesson, _, wished = form.partition("/")
            minutes = form_of(wished or LESSONS.get(lesson, FORMS[0]))
            if minutes is None:
                raise typer.BadParameter(f"{form}: a lesson lasts {' or '.join(map(str, FORMS))} minutes.")
            room = Class(server, lesson=lesson, minutes=minutes)
            pages = tabs(browser, server, room)
            for phase, until in phases(room, [step.kind for step in find(lesson).steps(minutes)]):
                pages["stage"].wait_for_timeout(until)
                for name, page in pages.items():
                    label = f"{lesson}-{minutes}-{phase}-{name}"
                    page.screenshot(path=folder / f"{label}.png")
                    report[label] = faults(name, page, axe=axe)
                vote(pages)
            for page in pages.values():
                page.context.close()
        put_away()
        browser.close()
    conclude(folder, report)


if __name__ == "__main__":
    typer.run(screens)
