"""Home: what this is, and the experiments by question."""

import streamlit as st

from lab import experiments


def home_page() -> None:
    """Draw the home page."""
    st.title("Real training runs you can stop, rewind and change")
    for experiment in experiments.every():
        st.page_link(f"pages/{experiment.name.replace('-', '_')}.py", label=experiment.question)
