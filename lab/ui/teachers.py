"""For teachers: the lessons as cards, then the guide: a script, what many expect, and how links hold it."""

from html import escape

import streamlit as st

from lab import experiments, lessons
from lab.contract.settings import ROOT
from lab.export import assets
from lab.lessons.words import FORMS, Lesson, Minutes
from lab.ui import drawing
from lab.ui.live import drawings
from lab.ui.story import linked
from lab.ui.style import sheet

TEXT = ROOT / "docs" / "teachers.md"
PARTS = {
    "film": "film",
    "ask": "question",
    "branch": "what if",
    "pick": "your dot",
    "read": "why",
    "exit": "way out",
}
"""What a step is called on a card."""


def teachers_page() -> None:
    """Draw the page for teachers."""
    st.html(sheet(drawing.STYLE + STYLE))
    heading, _, text = TEXT.read_text(encoding="utf-8").partition("\n")
    with st.container(key="question"):
        st.title(heading.removeprefix("# "), anchor=False)
    every = lessons.LESSONS.values()
    st.html(f'<div class="lab-lessons">{ROOM}{"".join(map(_card, every))}</div>')
    drawings([_still(lesson) for lesson in every])
    with st.container(key="story"):
        st.markdown(linked(text))


def _still(lesson: Lesson) -> str:
    """The drawing of the question that its film stops at."""
    asked = lesson.short[1].question
    return assets.stills(experiments.find(asked.experiment), asked.preset)[-1] if asked else ""


def _card(lesson: Lesson) -> str:
    files = " · ".join(
        f'<a href="lessons/{lesson.name}.html?minutes={minutes}" download>{minutes}</a>' for minutes in FORMS
    )
    wall = f'<a class="lab-wall" href="{escape(lesson.short[0].link)}">The film on the wall</a>'
    return (
        f"<section><h3>{escape(lesson.title.en)}</h3>{drawing.place(_still(lesson))}"
        f"<p>{escape(lesson.goal.en)}</p>{''.join(_strip(lesson, minutes) for minutes in FORMS)}"
        f'<p class="lab-ways">{wall}<span>as a file: {files}</span></p></section>'
    )


def _strip(lesson: Lesson, minutes: Minutes) -> str:
    parts = "".join(
        f'<li style="flex: {step.minutes}" title="{PARTS[step.kind]}">{step.minutes}'
        f"<small>{PARTS[step.kind]}</small></li>"
        for step in lesson.steps(minutes)
    )
    return f'<ol class="lab-minutes" aria-label="Minutes, {minutes} in all">{parts}</ol>'


ROOM = (
    "<section><h3>With phones</h3><p>Open a room: phones join by a code, everybody guesses before anybody "
    "knows, and the class trains one sweep in which each owns a dot. Nothing to install, no accounts.</p>"
    '<p class="lab-ways"><a class="lab-wall lab-first" href="rooms" target="_self">Ask a class</a></p>'
    "</section>"
)
"""The way to a room."""

STYLE = """
.lab-lessons { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 24px;
  padding: 18px 0 24px; }
.lab-lessons section { display: flex; flex-flow: column; gap: 12px; padding-top: 14px;
  border-top: 2px solid var(--lab-ink); }
.lab-lessons h3 { margin: 0; padding: 0; font: 600 24px/28px var(--lab-serif); }
.lab-lessons p { margin: 0; font-size: 15px; line-height: 22px; }
.lab-lessons p + .lab-minutes { margin-top: auto; }
.lab-lessons .lab-minutes { display: flex; gap: 2px; margin: 0; padding: 0; list-style: none; }
.lab-minutes li { min-width: 0; margin: 0; padding: 4px 6px; border-radius: 4px; background: var(--lab-wash);
  font-size: 13px; font-weight: 600; line-height: 18px; }
.lab-minutes small { display: block; overflow: hidden; font-size: 13px; font-weight: 400;
  color: var(--lab-soft); text-overflow: ellipsis; white-space: nowrap; }
.lab-ways { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 20px; color: var(--lab-soft); }
.lab-lessons .lab-ways a { color: var(--lab-ink); }
.lab-lessons .lab-wall { padding: 9px 16px; border: 1px solid var(--lab-rule); border-radius: 8px;
  background: var(--lab-panel); font-size: 14px; font-weight: 600; text-decoration: none; }
.lab-lessons .lab-ways .lab-first { border-color: var(--lab-ink); background: var(--lab-ink);
  color: var(--lab-panel); }
.st-key-story p { max-width: 640px; font-size: 16px; line-height: 25px; }
.st-key-story td { font-size: 15px; line-height: 22px; vertical-align: top; }
@media (max-width: 899px) { .lab-lessons { grid-template-columns: minmax(0, 1fr); } }
"""
