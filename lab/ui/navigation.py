"""Where each page lies: the one place that knows how an experiment's name becomes a page's file."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from lab import experiments
from lab.contract.experiment import Experiment
from lab.contract.settings import ROOT
from lab.experiments.groups import GROUPS
from lab.ui.bar import bar

COMPARE, TEACHERS, OWN = (ROOT / "pages" / f"{name}.py" for name in ("compare", "teachers", "own"))
"""Files of the pages beside those of the experiments: several runs together; with a class; one's own."""


def path_of(experiment: Experiment) -> Path:
    """File of an experiment's page."""
    return ROOT / "pages" / f"{experiment.name.replace('-', '_')}.py"


def current_page() -> st.Page:
    """Draw the bar; the page that the address names."""
    first = st.Page(_nowhere, title="Learning Dynamics Lab", url_path="first", default=True)
    together = st.Page(COMPARE, title="Compare", url_path="compare")
    teachers = st.Page(TEACHERS, title="For teachers", url_path="teachers")
    own = st.Page(OWN, title="Your own run", url_path="own")
    groups: dict[str, list[st.Page]] = {group: [] for group in GROUPS}
    for experiment in experiments.every():
        page = st.Page(path_of(experiment), title=experiment.title, url_path=experiment.name)
        groups[experiment.group].append(page)
    pages = [page for group in groups.values() for page in group]
    current = st.navigation([first, together, teachers, own, *pages], position="hidden")
    bar(current, groups, teachers, own)
    return current


def _nowhere() -> None:
    """What Streamlit shows at an address that it does not know: home is a page of the server's own."""


def link(experiment: Experiment, label: str, parameters: Mapping[str, str] | None = None) -> None:
    """A link to a moment of an experiment's page, within the app."""
    st.page_link(path_of(experiment), label=label, query_params=dict(parameters or {}))
