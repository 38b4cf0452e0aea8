"""Home: what this is, and the experiments by question."""

import streamlit as st

from lab import experiments
from lab.experiment import Experiment
from lab.ui.navigation import link

WHAT = """Small but real: a worker trains while you watch, every number is measured as it happens, and the
link of what you see shows the same run to anybody."""


def home_page() -> None:
    """Draw the home page."""
    with st.container(key="question", gap="xxsmall"):
        st.title("Real training runs you can stop, rewind and change", anchor=False)
        st.markdown(WHAT)
    with st.container(key="gallery", horizontal=True, gap="large"):
        for experiment in experiments.every():
            _tile(experiment)


def _tile(experiment: Experiment) -> None:
    with st.container(key=f"tile-{experiment.name}", gap="small", width=420):
        st.subheader(experiment.question, anchor=False)
        st.markdown(experiment.answer)
        for preset in experiment.presets:
            seconds = experiment.cost(experiment.configure(preset.name)).seconds
            time = f"{seconds:.0f} s" if seconds >= 1 else "less than a second"
            link(experiment, f"{preset.title} · {time} to run", {"preset": preset.name})
        paper = experiment.paper
        st.caption(f"{paper.authors}: [{paper.title}]({paper.link})")
