"""The log, as the pages read it: one handle for the whole web process."""

from collections.abc import Sequence

import streamlit as st

from lab.contract.errors import LabError
from lab.runs.files import shipping
from lab.runs.names.specification import Run, set_id, spanned
from lab.runs.read.subject import find
from lab.runs.store.log import Log


@st.cache_resource(show_spinner=False)
def log() -> Log:
    """The log of this web process."""
    return Log()


def ship(experiment: str) -> str | None:
    """Have an experiment's shipped recordings in the log before the server's start has come to them; what
    is wrong with them now, if anything is."""
    try:
        _ship(experiment)
    except LabError as error:
        return f"Not every recording that comes with this page could be read. {error}"
    return None


@st.cache_resource(show_spinner=False)
def _ship(experiment: str) -> None:
    """Done once; what has failed, on a full disk perhaps, is tried again by the next visitor."""
    shipping.ship(log(), experiment)


def find_run(id: str) -> Run:
    """Specification of a stored run, or of what spans a stored set.

    Raises:
        NotFound: this store has no such run or set.
    """
    runs = find(log(), id).runs
    return spanned(runs) if len(runs) > 1 else runs[0]


def known(of: Sequence[Run]) -> bool:
    """Whether the store knows this run or set; a set is known, too, where one of its members is recorded."""
    id, ids = set_id(of), [run.id for run in of]
    if len(of) > 1 and log().set_members(id) is None and any(log().shown_of(ids).values()):
        log().remember(*of)
        log().remember_set(id, ids)
    try:
        return log().set_members(id) is not None or bool(log().specification(id))
    except LabError:
        return False
