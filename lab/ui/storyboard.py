"""A cut as three stills with what is said there: on paper, and where nothing may move."""

from html import escape

import streamlit as st

from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.export import assets

STYLE = """
.lab-board { display: none; max-width: 60rem; }
.lab-board figure { flex: 1; margin: 0; min-width: 0; }
.lab-board figcaption { padding-top: 0.25rem; font-size: 0.8125rem; color: var(--st-gray-text-color); }
.lab-still {
  display: block; width: 100%; height: auto; aspect-ratio: 640 / 280; object-fit: cover;
  box-sizing: border-box; border: 1px solid var(--st-border-color); border-radius: 6px;
}
@media print, (prefers-reduced-motion: reduce) { .lab-board { display: flex; gap: 0.75rem; } }
"""


def storyboard(experiment: Experiment, cut: Cut) -> str:
    """HTML of the three stills, from the cut's start to its question; they load when they are to be seen."""
    source = assets.address(assets.board(experiment, cut, theme()))
    if source is None:  # a new cut has them after `lab publish`
        return ""
    stills = [
        f"<figure>{still(source, number)}<figcaption>{escape(words)}</figcaption></figure>"
        for number, (_, words) in enumerate(cut.stills)
    ]
    return f'<div class="lab-board">{"".join(stills)}</div>'


def still(source: str, number: int) -> str:
    """HTML of one picture of a storyboard, from 0."""
    place = 100 * number / (assets.STILLS - 1)
    return (
        f'<img class="lab-still" src="{source}" alt="" loading="lazy" '
        f'style="object-position: 0 {place:g}%" width="640" height="280">'
    )


def theme() -> str:
    """The theme that the visitor sees."""
    return "dark" if st.context.theme.type == "dark" else "light"
