"""What can be compared where nothing is named yet: a comparison that is ready, and one's last runs."""

import streamlit as st

from lab import experiments
from lab.runs.names.specification import Run, specify
from lab.runs.service.fair import Asker
from lab.server.visitors import COOKIE, Visitors, address
from lab.ui import navigation
from lab.ui.store import log

READY = "adam-spikes", "fnn-sin"
"""The example of the comparison that is ready."""
RECENT = 200
"""Recordings among which runs to compare are looked for."""
OTHERS = 12
"""Runs that are offered."""


def offer() -> None:
    """Draw a comparison that is ready, and the visitor's last runs, to tick."""
    ready = specify(*READY)
    changes = {"run": ready.id, "at": "cliff", "set": "epsilon:0.1"}
    st.page_link(navigation.COMPARE, label="Adam, with and without a larger ε", query_params=changes)
    runs = {run.id: run for run in _recent()}
    if not runs:
        st.caption("Runs that you start appear here, to be laid over each other.")
        return
    chosen = st.pills(
        "Or tick two or more of the last runs",
        list(runs),
        format_func=lambda id: f"{runs[id].experiment.title}: {_called(runs[id])}",
        selection_mode="multi",
    )
    names = {runs[id].experiment.name for id in chosen}
    if len(names) > 1:
        st.caption("Only runs of one experiment can be compared.")
    elif len(chosen) > 1:
        ids = ",".join(chosen)
        st.page_link(navigation.COMPARE, label="Show them together", query_params={"run": ids})


def _recent() -> list[Run]:
    """The last runs of this visitor, newest first."""
    owner = visitor()
    mine = [info.members[0] for info in log().newest(RECENT) if info.owner == owner]
    known = [id for id in dict.fromkeys(mine) if log().written(id)["experiment"] in experiments.names()]
    return [log().specification(id) for id in known[:OTHERS]]  # a package may have been removed since


def _called(run: Run) -> str:
    """A run by its example, or by what it has otherwise."""
    example = run.experiment.configure()
    changed = ", ".join(f"{name} = {value}" for name, value in run.config.differing(example).items())
    return example_of(run) or changed


def asker() -> Asker:
    """Who visits the page, as the queue knows them."""
    known = not Visitors().recognise(f"{COOKIE}={st.context.cookies.get(COOKIE, '')}")[1]
    return Asker(visitor(), address(st.context.ip_address or "127.0.0.1"), known)


def visitor() -> str:
    """Who visits the page, as recordings know their owner."""
    cookie = st.context.cookies.get(COOKIE, "")
    return Visitors().recognise(f"{COOKIE}={cookie}")[0]


def example_of(run: Run) -> str | None:
    """The title of the example that a run is."""
    experiment = run.experiment
    for preset in experiment.presets:
        base = experiment.configure(preset.name, device=run.config.device)
        if base == run.config and not run.interventions:
            return preset.title
    return None
