"""Where each page lies: the one place that knows how an experiment's name becomes a page's file."""

from collections.abc import Callable, Mapping

import streamlit as st

from lab import experiments
from lab.contract.experiment import Experiment
from lab.contract.settings import ROOT
from lab.experiments.groups import GROUPS
from lab.ui.bar import bar

COMPARE, TEACHERS, OWN = (ROOT / "pages" / f"{name}.py" for name in ("compare", "teachers", "own"))
"""Files of the pages beside those of the experiments: several runs together; with a class; one's own."""


def page_of(experiment: Experiment) -> st.Page:
    """An experiment's page: a file of ours, or, for what another package brings, the same as a function."""
    file = ROOT / "pages" / f"{experiment.name.replace('-', '_')}.py"
    ours = experiment.name in experiments.PACKAGES
    return st.Page(
        file if ours else _brought(experiment.name), title=experiment.title, url_path=experiment.name
    )


def _brought(name: str) -> Callable[[], None]:
    def page() -> None:
        from lab.ui.page import experiment_page  # which knows the ways from page to page, and so this file

        experiment_page(name)

    return page


def current_page() -> st.Page:
    """Draw the bar; the page that the address names."""
    first = st.Page(_nowhere, title="Learning Dynamics Lab", url_path="first", default=True)
    together = st.Page(COMPARE, title="Compare", url_path="compare")
    teachers = st.Page(TEACHERS, title="For teachers", url_path="teachers")
    own = st.Page(OWN, title="Your own run", url_path="own")
    groups: dict[str, list[st.Page]] = {group: [] for group in GROUPS}
    for experiment in experiments.every():
        groups[experiment.group].append(page_of(experiment))
    pages = [page for group in groups.values() for page in group]
    current = st.navigation([first, together, teachers, own, *pages], position="hidden")
    bar(current, groups, teachers, own)
    return current


def _nowhere() -> None:
    """What Streamlit shows at an address that it does not know: home is a page of the server's own."""


def link(experiment: Experiment, label: str, parameters: Mapping[str, str] | None = None) -> None:
    """A link to a moment of an experiment's page, within the app."""
    st.page_link(page_of(experiment), label=label, query_params=dict(parameters or {}))
