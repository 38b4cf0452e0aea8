"""For teachers: three lessons as cards, then what to show, what many expect, and how links hold it."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from lab import experiments
from lab.contract.settings import ROOT
from lab.export import assets
from lab.ui import drawing
from lab.ui.live import drawings
from lab.ui.story import linked
from lab.ui.style import sheet

TEXT = ROOT / "docs" / "teachers.md"


@dataclass(frozen=True)
class Lesson:
    """A lesson: its page's example, and what is done for how many minutes."""

    title: str
    words: str
    experiment: str
    preset: str
    minutes: tuple[tuple[str, int], ...]

    @property
    def still(self) -> str:
        """The drawing of the question that it asks."""
        return assets.stills(experiments.find(self.experiment), self.preset)[-1]


LESSONS = (
    Lesson(
        "One question",
        "The film stops before the outcome; everybody decides, twice. Then why, and one change.",
        "adam-spikes",
        "fnn-sin",
        (("film", 1), ("decide", 2), ("neighbour", 3), ("why", 5), ("what if", 4)),
    ),
    Lesson(
        "A lesson",
        "One question, then each pair changes one setting, predicts, runs; a claim that does not hold.",
        "initialization-rate",
        "headline",
        (("question", 15), ("pairs", 15), ("claim", 10), ("again", 5)),
    ),
    Lesson(
        "Exit question",
        "On the way out: one film, one guess on paper, the outcome next time.",
        "memcube",
        "leak",
        (("film", 1), ("guess", 2)),
    ),
)


def teachers_page() -> None:
    """Draw the page for teachers."""
    st.html(sheet(drawing.STYLE + STYLE))
    heading, _, text = TEXT.read_text(encoding="utf-8").partition("\n")
    with st.container(key="question"):
        st.title(heading.removeprefix("# "), anchor=False)
    st.html(f'<div class="lab-lessons">{"".join(map(_card, LESSONS))}</div>')
    drawings([lesson.still for lesson in LESSONS])
    with st.container(key="story"):
        st.markdown(linked(text))


def _card(lesson: Lesson) -> str:
    whole = sum(minutes for _, minutes in lesson.minutes)
    strip = "".join(
        f'<li style="flex: {minutes}">{minutes}<small>{escape(part)}</small></li>'
        for part, minutes in lesson.minutes
    )
    address = f"{lesson.experiment}?preset={lesson.preset}&view=stage"
    return (
        f"<section><h3>{lesson.title}</h3>{drawing.place(lesson.still)}<p>{escape(lesson.words)}</p>"
        f'<ol class="lab-minutes" aria-label="Minutes, {whole} in all">{strip}</ol>'
        f'<a href="{escape(address)}">Open on the projector</a></section>'
    )


STYLE = """
.lab-lessons { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 24px;
  padding: 18px 0 24px; }
.lab-lessons section { display: flex; flex-flow: column; gap: 12px; padding-top: 14px;
  border-top: 2px solid var(--lab-ink); }
.lab-lessons h3 { margin: 0; padding: 0; font: 600 24px/28px var(--lab-serif); }
.lab-lessons p { margin: 0; font-size: 15px; line-height: 22px; }
.lab-lessons .lab-minutes { display: flex; gap: 2px; margin: auto 0 0; padding: 0; list-style: none; }
.lab-minutes li { min-width: 0; margin: 0; padding: 4px 6px; border-radius: 4px; background: var(--lab-wash);
  font-size: 13px; font-weight: 600; line-height: 18px; }
.lab-minutes small { display: block; overflow: hidden; font-size: 13px; font-weight: 400;
  color: var(--lab-soft); text-overflow: ellipsis; }
.lab-lessons a { align-self: start; padding: 9px 16px; border: 1px solid var(--lab-rule); border-radius: 8px;
  background: var(--lab-panel); color: inherit; font-size: 14px; font-weight: 600; text-decoration: none; }
.lab-lessons section:first-child a { border-color: var(--lab-ink); background: var(--lab-ink);
  color: var(--lab-panel); }
.st-key-story p { max-width: 640px; font-size: 16px; line-height: 25px; }
.st-key-story td { font-size: 15px; line-height: 22px; vertical-align: top; }
@media (max-width: 899px) { .lab-lessons { grid-template-columns: minmax(0, 1fr); } }
"""
