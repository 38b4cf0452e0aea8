"""Home: the promise with a question, the experiments by question, what holds of their papers."""

import streamlit as st

from lab import experiments
from lab.contract.experiment import Experiment
from lab.evidence import markdown, papers, table
from lab.export import assets
from lab.ui import gallery
from lab.ui.lead import STYLE as LEAD_STYLE
from lab.ui.lead import lead
from lab.ui.live import drawings
from lab.ui.navigation import GROUPS
from lab.ui.papers import STYLE as PAPERS_STYLE
from lab.ui.papers import marks
from lab.ui.style import sheet

FACES = ("reason-or-memorize", "memcube")
"""Experiments that come first in their group, and whose drawings stand for it."""
FURTHER = (
    (
        "With a class",
        "teachers",
        "One question in 15 minutes, or a lesson of 45: what to show, what many expect, what to try then.",
    ),
    (
        "Two runs at once",
        "compare",
        "Lay runs of one experiment over each other, and see from which step on they differ.",
    ),
)
"""Where to go from here: name, page, and what is there."""


def home_page() -> None:
    """Draw the home page."""
    st.html(sheet(gallery.STYLE + LEAD_STYLE + PAPERS_STYLE + STYLE))
    first, groups, claims = experiments.find(assets.LEAD), _groups(), table()
    failed = sum(claim.outcome == "does not hold" for claim in claims)
    counts = (
        (len(list(papers(claims))), "papers"),
        (len(claims), "claims tested"),
        (failed, "did not hold"),
    )
    parts = [lead(first, first.cuts[0], len(experiments.every()), counts), gallery.questions(groups)]
    sections = [gallery.section(*group) for group in groups.items() if len(group[1]) > 1]
    parts.append(f'<div id="experiments">{"".join(sections)}</div>')
    words = f"{len(claims)} claims, each with its test fixed in advance"
    parts.append(gallery.part("What holds, and what does not", words, marks(claims), "claims"))
    st.html(f'<div class="lab-home">{"".join(parts)}</div>')
    every = st.expander(f"Open all {len(claims)} claims: criterion, number, outcome", on_change="rerun")
    if every.open:  # nobody waits for a table that is folded
        every.container(key="claims").markdown(markdown(claims, _linked))
    st.html(f'<div class="lab-home">{gallery.part("Take it further", "", _further(), "further")}</div>')
    drawings([assets.CLIFF, *gallery.names(experiments.every())])


def _groups() -> dict[str, list[Experiment]]:
    """The experiments of each group by its question, those first that stand for it."""
    members = sorted(experiments.every(), key=lambda experiment: experiment.name not in FACES)
    return {question: [one for one in members if one.group == group] for group, question in GROUPS.items()}


def _further() -> str:
    blocks = (
        f'<a href="{page}" target="_self"><h3>{name}</h3><p>{words}</p></a>' for name, page, words in FURTHER
    )
    return f'<div class="lab-tiles lab-further" style="--lab-row: 2">{"".join(blocks)}</div>'


def _linked(id: str) -> str:
    """A claim's id as a link to the page that it is about."""
    return f"[{id}]({id.partition('/')[0]})"


STYLE = """
.lab-home { color: var(--lab-ink); }
.lab-home :is(h1, h2, h3) { margin: 0; padding: 0; }
.lab-further a { color: inherit !important; text-decoration: none !important; }
.lab-further h3 { font: 600 1.375rem/1.75rem var(--lab-serif); }
.lab-further a:is(:hover, :focus-visible) h3 { text-decoration: underline; text-decoration-thickness: 1px; }
.lab-further p { margin: 0.35rem 0 0; color: var(--st-gray-text-color); }
.st-key-claims { overflow-x: auto; }
.st-key-claims table { min-width: 56rem; font-size: 0.875rem; }
"""
