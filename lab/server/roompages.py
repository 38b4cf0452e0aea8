"""The documents of a room: the page that opens one, a phone's, the stage's, the teacher's; no Streamlit."""

import json
from typing import Any

import segno

from lab.experiments import every
from lab.export import assets
from lab.export.html import data, element, page, text
from lab.export.preview import discovery
from lab.lessons import LESSONS
from lab.lessons.words import FORMS, Lesson
from lab.rooms.book import KEPT_DAYS
from lab.rooms.words import Role

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
INK, PAPER = "#1b1f24", "#ffffff"


def phone_page(root: str, base: str, code: str) -> str:
    """A student's page, which joins by itself; a learning platform finds its frame."""
    return _document(f"Room {code}", root, "phone", {"code": code}, head=discovery(base, f"{base}/r/{code}"))


def desk_page(role: Role, root: str, base: str, code: str) -> str:
    """The stage's page with the way in as a QR code, or the teacher's."""
    way = f"{base}/r/{code}"
    facts = {"code": code, "way": way.partition("://")[2].removesuffix(code), "kept": KEPT_DAYS, "lab": root}
    if role == "teacher":
        return _document(f"Teacher · room {code}", root, role, facts)
    picture = segno.make(way, error="m", micro=False).svg_data_uri(scale=8, border=2, dark=INK, light=PAPER)
    return _document(f"Room {code}", root, role, {**facts, "picture": picture})


def front_page(root: str, experiment: str, preset: str) -> str:
    """Every lesson and question that a room can ask, each with its buttons; of one experiment its own, of an
    example that has one that alone."""
    cuts = [(found, cut) for found in every() for cut in found.cuts if experiment in ("", found.name)]
    those = [(found, cut) for found, cut in cuts if experiment and cut.preset == preset] or cuts
    whole = [
        _offer(
            lesson.title.en,
            lesson.goal.en,
            {f"{minutes} minutes": _form(lesson, minutes) for minutes in FORMS},
            _files(root, lesson),
        )
        for lesson in LESSONS.values()
        if not experiment
    ]
    asked = [
        _offer(
            cut.cliff.question,
            found.title,
            {"Ask my class": {"experiment": found.name, "preset": cut.preset}},
        )
        for found, cut in those
    ]
    lists = [element("h2", text("Lessons")), element("ul", *whole), element("h2", text("One question"))]
    parts = [*(lists if whole else []), element("ul", *asked)]
    body = element("main", element("h1", text("Ask a class")), _promise(), *parts)
    return _document("Ask a class", root, "front", {}, body)


def _form(lesson: Lesson, minutes: int) -> dict[str, Any]:
    return {"lesson": lesson.name, "minutes": minutes}


def _files(root: str, lesson: Lesson) -> str:
    """The lesson for a room without a network."""
    ways = (
        element("a", text(str(minutes)), href=f"{root}lessons/{lesson.name}.html?minutes={minutes}")
        for minutes in FORMS
    )
    return element("span", text("as a file: "), " · ".join(ways), class_="soft")


def _offer(title: str, words: str, rooms: dict[str, dict[str, Any]], beside: str = "") -> str:
    """What can be asked, with a button for each room that asks it: its words and the body that opens it."""
    buttons = [
        element("button", text(words), type="button", data_room=json.dumps(room))
        for words, room in rooms.items()
    ]
    told = element("h3", text(title)) + element("p", text(words))
    return element("li", told, element("div", *buttons, beside, class_="offers"))


def _promise() -> str:
    return element(
        "p",
        text(
            "Phones join by a code, guess before anybody knows, and see what came when you reveal it. "
            f"No names, no accounts; a room and its votes are deleted {KEPT_DAYS} days after it was opened."
        ),
    )


def _document(
    title: str, root: str, name: str, facts: dict[str, object], body: str = "", head: str = ""
) -> str:
    files = f"{root}live/room/{assets.version('room')}"
    head = "\n".join(
        [
            head,
            element("meta", name="color-scheme", content="light" if name == "stage" else "light dark"),
            element("meta", name="robots", content="noindex"),
            element("style", f":root {{ {assets.tokens()} }}"),
            element("link", rel="stylesheet", href=f"{files}/room.css"),
            data(facts, "facts"),
            element("script", "", type="module", src=f"{files}/{name}.js"),
        ]
    )
    return page(title, head, body or element("main", id="room"), kind=f"r-{name}")
