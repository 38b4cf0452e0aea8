"""Your own run: a training that `lab.watch` records, while it runs and after; without one, how to begin."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from lab.contract.errors import LabError
from lab.experiments.own.config import Config
from lab.runs.names.specification import Run
from lab.runs.read.recording import Recording
from lab.runs.store.log import RecordingInfo
from lab.runs.store.states import ACTIVE
from lab.ui import compare, own_story
from lab.ui.figure_data import watched_data
from lab.ui.live import live_figure
from lab.ui.offered import RECENT
from lab.ui.share import share_button
from lab.ui.store import find_run, log
from lab.ui.style import STAGE, sheet
from lab.ui.visit import browsed

OWN = "own"
LISTED = 20
"""Trainings that are listed."""
LINES = """import lab

w = lab.watch(model, optimizer)
for x, y in loader:
    loss = w.loss(lambda: criterion(model(x), y))
    loss.backward(); optimizer.step(); optimizer.zero_grad()
"""
HONEST = (
    "An alarm says that steps do not pay any more, not that something must be done: in the lab's own "
    "networks every guard that was tried kept the spikes away, and the unguarded run ended lower in 22 of "
    "24 pairs."
)


def own_page() -> None:
    """Draw the training that `?run=ID` names, or the list of those that are here and the lines to write."""
    query = browsed()
    found = _found(query.get("run", ""))
    if isinstance(found, tuple):
        _training(*found, query)
        return
    with st.container(key="question", gap="xxsmall"):
        st.title("Watch your own training", anchor=False)
        st.markdown("Its curvature against the optimizer's limit, and an alarm before the loss jumps.")
    if found:
        st.warning(found)
    with st.container(key="begin"):
        st.code(LINES, language=None, wrap_lines=True)
        st.caption("In a loop of yours: one new line, one changed. It stays on this machine.")
        st.html(_list(_recorded()))
    st.html(sheet(STYLE))


def _found(id: str) -> tuple[Run, RecordingInfo] | str:
    """The training of an id and its recording; else why there is none, nothing where none is asked for."""
    if not id:
        return ""
    try:
        run = find_run(id)
    except LabError as error:
        return str(error)
    info = log().shown(run.id)
    if run.experiment.name != OWN:
        return f"run = {id} belongs to the page /{run.experiment.name}."
    if info is None or not (info.rows or info.state in ACTIVE):
        return f"Nothing of {id} is recorded here."
    return run, info


def _training(run: Run, info: RecordingInfo, query: dict[str, str]) -> None:
    stage = query.get("view") == "stage"
    st.html(sheet(STAGE if stage else STYLE))
    if not stage:
        with st.container(key="head"):
            with st.container(key="question"):
                st.title("Your training, with its alarm", anchor=False)
            st.html(f'<p class="lab-whose">{escape(_called(run))}</p>')
    with st.container(key="page-body"):
        live_figure(watched_data(run, info.steps, query))
    if not stage:
        with st.container(key="beside"):
            compare.button(run)
        with st.container(key="story"):
            recording = Recording(log(), info)
            st.html(own_story.facts(info.environment, recording))
            if info.rows:
                st.subheader("Alarms, and what became of them", anchor=False)
                st.html(own_story.alarms(recording))
            st.caption(HONEST)
            own_story.what_if(run)
        python = f'import lab\n\nrun = lab.open("{run.id}")\nprint(run.frame)\n'
        kept = {name: text for name, text in query.items() if name in ("at", "step")}
        share_button(run.experiment, run.id, f"{OWN}?run={run.id}", python, kept)


def _called(run: Run) -> str:
    """Its name, optimizer and size."""
    config = run.config
    assert isinstance(config, Config)
    return f"{config.name} · {config.optimizer_class} · {config.parameters:,} parameters"


def _recorded() -> list[tuple[Run, RecordingInfo]]:
    """The trainings of this store, newest first."""
    infos = [info for info in log().newest(RECENT) if info.foreign]
    return [(log().specification(info.members[0]), info) for info in infos[:LISTED]]


def _list(trainings: Sequence[tuple[Run, RecordingInfo]]) -> str:
    if not trainings:
        return "<p>The first one appears here while it trains.</p>"
    rows = (
        f'<tr><td><a href="{OWN}?run={run.id}" target="_self">{escape(_called(run))}</a></td>'
        f"<td>{escape(info.state)}</td><td>{info.rows:,} steps</td></tr>"
        for run, info in trainings
    )
    return f'<table class="lab-trainings">{"".join(rows)}</table>'


STYLE = """
.st-key-begin { max-width: 960px; padding-top: 18px; gap: 12px; }
.lab-whose { margin: 0; padding-bottom: 4px; font-size: 15px; line-height: 20px; text-align: right;
  color: var(--lab-soft); overflow-wrap: anywhere; }
.lab-facts { display: grid; grid-template-columns: max-content minmax(0, 640px); gap: 8px 24px; margin: 0;
  padding: 24px 0 12px; font-size: 15px; line-height: 22px; }
.lab-facts dt { color: var(--lab-soft); }
.lab-facts dd { margin: 0; overflow-wrap: anywhere; }
.lab-trainings { width: 100%; border-collapse: collapse; font-size: 15px; }
.lab-trainings td { padding: 10px 16px 10px 0; border-bottom: 1px solid var(--lab-hairline); }
.lab-trainings td:not(:first-child) { color: var(--lab-soft); white-space: nowrap; }
.lab-trainings a { color: inherit !important; }
@media (max-width: 640px) {
  .lab-whose { text-align: left; }
  .lab-facts { grid-template-columns: minmax(0, 1fr); gap: 2px; }
  .lab-facts dd { padding-bottom: 10px; }
}
"""
