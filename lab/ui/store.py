"""The store, as the pages have it: one handle for the whole web process."""

import streamlit as st

from lab.runs.files.shipping import Shipments
from lab.runs.names.specification import Run
from lab.runs.read.subject import run_of
from lab.runs.store.log import Log


@st.cache_resource(show_spinner=False)
def log() -> Log:
    """The log of this web process."""
    return Log()


@st.cache_resource(show_spinner=False)
def shipments() -> Shipments:
    """What comes with the lab, on its way into that log: a page waits for its own before the server's start
    has come to them."""
    return Shipments(log())


def find_run(id: str) -> Run:
    """The stored run of that id, or the one that spans the stored set of that id.

    Raises:
        NotFound: this store has no such run or set.
    """
    return run_of(log(), id)


def arrived(experiment: str) -> tuple[str, ...]:
    """Have an experiment's shipped recordings there; what is wrong with them, in at most one sentence."""
    error = shipments().wait(experiment)
    return (f"Not every recording that comes with this page could be read. {error}",) if error else ()
