"""Home: what this is, the experiments by question, what did not reproduce, the table of all claims."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lab import experiments
from lab.evidence import Judged, table
from lab.experiment import Experiment
from lab.settings import ROOT
from lab.ui import navigation
from lab.ui.gallery import STYLE, tile
from lab.ui.navigation import GROUPS

WHAT = """Small but real: a worker trains while you watch, every number is measured as it happens, and the
link of what you see shows the same run to anybody."""
LEAD = "adam-spikes"
TEACHERS = ROOT / "docs" / "teachers.md"


def home_page() -> None:
    """Draw the home page."""
    with st.container(key="question", gap="xxsmall"):
        st.title("Real training runs you can stop, rewind and change", anchor=False)
        st.markdown(WHAT)
    st.html(f"<style>{STYLE}</style>{tile(experiments.find(LEAD), lead=True)}")
    for group, question in GROUPS.items():
        tiles = [one for one in experiments.every() if one.group == group and one.name != LEAD]
        if tiles:
            _group(group, question, tiles)
    claims = table()
    _not_reproduced([one for one in claims if one.verdict.outcome == "does not hold"])
    st.page_link(navigation.TEACHERS, label="For teachers: 15 minutes, 45 minutes")
    with st.expander(f"What the papers say and what these runs say: all {len(claims)} claims"):
        st.dataframe(_frame(claims), hide_index=True)


def teachers_page() -> None:
    """Draw the page for teachers."""
    heading, _, text = TEACHERS.read_text().partition("\n")
    with st.container(key="question"):
        st.title(heading.removeprefix("# "), anchor=False)
    with st.container(key="story"):
        st.markdown(text)


def _group(group: str, question: str, tiles: Sequence[Experiment]) -> None:
    st.subheader(question, anchor=False)
    with st.container(key=f"tiles-{group}", horizontal=True, gap="medium"):
        for experiment in tiles:
            st.html(tile(experiment), width=400)


def _not_reproduced(claims: Sequence[Judged]) -> None:
    if not claims:
        return
    st.subheader("What did not reproduce", anchor=False)
    lines = [
        f"- **{one.sentence}** Measured: {one.verdict.number}. "
        f"Wanted: {one.criterion} [{one.id}](/{one.id.partition('/')[0]})"
        for one in claims
    ]
    st.markdown("\n".join(lines))


def _frame(claims: Sequence[Judged]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "paper": one.paper,
                "page": one.id.partition("/")[0],
                "claim": one.sentence,
                "criterion": one.criterion,
                "measured": one.verdict.number,
                "verdict": one.verdict.outcome,
            }
            for one in claims
        ]
    )
