"""The page of an experiment: question, examples, figure, controls, claims, story."""

import streamlit as st

from lab import experiments


def experiment_page(name: str) -> None:
    """Draw the page of the experiment of that name."""
    experiment = experiments.find(name)
    st.title(experiment.question)
