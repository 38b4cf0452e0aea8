"""Home: what this is, the experiments by question, what did not reproduce, the table of all claims."""

from collections.abc import Sequence

import streamlit as st

from lab import experiments
from lab.contract.settings import ROOT
from lab.evidence import Judged, markdown, table
from lab.ui import gallery, navigation
from lab.ui.live import drawings
from lab.ui.navigation import GROUPS
from lab.ui.story import linked
from lab.ui.style import sheet

WHAT = """Small but real networks. A page opens with a recorded run; press Run and it trains while you watch,
every number measured as it happens. The link of what you see shows the same run to anybody."""
LEAD = "adam-spikes"
"""The experiment of the large tile at the top."""
TEACHERS = ROOT / "docs" / "teachers.md"


def home_page() -> None:
    """Draw the home page."""
    st.html(sheet(gallery.STYLE + STYLE))
    with st.container(key="question", gap="xxsmall"):
        st.title("Real training runs you can stop, rewind and change", anchor=False)
        st.markdown(WHAT)
    st.html(gallery.lead(experiments.find(LEAD)))
    for group, question in GROUPS.items():
        members = [
            experiment
            for experiment in experiments.every()
            if experiment.group == group and experiment.name != LEAD
        ]
        if members:
            st.subheader(question, anchor=False)
            st.html(gallery.tiles(members))
    drawings(gallery.names(experiments.every()))
    claims = table()
    _not_reproduced([claim for claim in claims if claim.verdict.outcome == "does not hold"])
    st.page_link(navigation.TEACHERS, label="For teachers: 15 minutes, 45 minutes")
    every = st.expander(
        f"What the papers say and what these runs say: all {len(claims)} claims", on_change="rerun"
    )
    if every.open:  # nobody waits for a table that is folded
        every.container(key="claims").markdown(markdown(claims, _linked))


def teachers_page() -> None:
    """Draw the page for teachers."""
    heading, _, text = TEACHERS.read_text(encoding="utf-8").partition("\n")
    with st.container(key="question"):
        st.title(heading.removeprefix("# "), anchor=False)
    with st.container(key="story"):
        st.markdown(linked(text))


def _not_reproduced(claims: Sequence[Judged]) -> None:
    if not claims:
        return
    st.subheader("What did not reproduce", anchor=False)
    lines = [
        f"- **{claim.sentence}** Measured: {claim.verdict.number} {_linked(claim.id)}" for claim in claims
    ]
    with st.container(key="not-reproduced"):
        st.markdown("\n".join(lines))


def _linked(id: str) -> str:
    """A claim's id as a link to the page that it is about."""
    return f"[{id}]({id.partition('/')[0]})"


STYLE = """
.st-key-not-reproduced ul { columns: 30rem; column-gap: 2.5rem; padding-left: 1.1rem; }
.st-key-not-reproduced li { break-inside: avoid; font-size: 0.875rem; }
.st-key-claims { overflow-x: auto; }
.st-key-claims table { min-width: 56rem; font-size: 0.875rem; }
"""
