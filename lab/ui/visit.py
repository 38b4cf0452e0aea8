"""A visit to an experiment's page: all that the page shows, as one value which is built at its top."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from lab import experiments
from lab.contract.cut import Cut
from lab.contract.errors import BadInput
from lab.contract.experiment import Experiment
from lab.figures.film import chosen, cut_of, untold
from lab.runs.names.address import Address, read
from lab.runs.names.link import parameters
from lab.runs.names.specification import Run
from lab.ui import controls
from lab.ui.figure_data import figure_data
from lab.ui.store import arrived, find_run, log


@dataclass(frozen=True)
class Page:
    """What an experiment's page shows: its address, the run (or what spans the set) and its film, what the
    live figure gets, and a sentence for each thing that is wrong.

    `replacing` is the query that is to take the place of the browser's, on arrival.
    """

    address: Address
    run: Run
    film: Cut | None
    figure: dict[str, Any]
    problems: tuple[str, ...]
    replacing: str | None

    @property
    def experiment(self) -> Experiment:
        """The experiment of this page."""
        return self.address.experiment

    @property
    def hidden(self) -> frozenset[str]:
        """The settings and parts that the link leaves out."""
        return _names(self.address.asked("hide"))

    @property
    def locked(self) -> frozenset[str]:
        """The settings that the link holds fast."""
        return _names(self.address.asked("lock"))


def visit(experiment: Experiment) -> Page:
    """The page at the address in the browser where that is news, else at the one that is held, with what the
    controls have changed."""
    unread = arrived(experiment.name)
    before, replacing = _address(experiment)
    config, wrong = controls.current(experiment)
    address = _hold(before.changed(config))
    run = address.named
    figure = figure_data(address, run)
    film = cut_of(experiment, figure["id"])
    answer, beside = chosen(film, address.asked("answer"))
    rest = {"known": log().knows(run.members), "cut": untold(film), "completed": replacing, "answer": answer}
    problems = (*address.problems, *wrong, *unread, *beside)
    return Page(address, run, film, {**figure, **rest}, problems, replacing)


def browsed() -> dict[str, str]:
    """What the address in the browser asks."""
    return parameters((name, value) for name in st.query_params for value in st.query_params.get_all(name))


def go_on(page: Page, **named: str) -> None:
    """Go on to another example or run of the experiment; how the page is shown stays, and nothing else."""
    _take(read(page.experiment, {**named, **page.address.manner}, find_run))


def show_address(page: Page) -> None:
    """Make what a person has changed, or a link within the page, an entry of the browser's history.

    It is sent even where the script was asked for just these: the link does not move the address bar. On
    arrival the front end does it: of a query that we write Streamlit makes another entry.
    """
    written = _written(page.experiment)
    if page.replacing is None and page.address.parameters != st.session_state[written][-1]:
        st.query_params.from_dict(page.address.parameters)
        st.session_state[written] = (page.address.parameters,)


def forget_others(path: str) -> None:
    """Let go of what was held of pages that have been left: whoever comes back comes anew."""
    for experiment in experiments.every():
        if experiment.name != path:
            st.session_state.pop(_held(experiment), None)


def _address(experiment: Experiment) -> tuple[Address, str | None]:
    """The address the page is at and, on arrival, the query that is to take the place of the browser's."""
    held: Address | None = st.session_state.get(_held(experiment))
    written = st.session_state.get(_written(experiment), ({},))
    asked = browsed()
    if held is not None and asked in written:
        return held, None
    address = read(experiment, asked, find_run)
    address = _take(address)
    now = address.parameters if held is None else written[-1]
    st.session_state[_written(experiment)] = (asked, now)
    return address, urlencode(now) if held is None else None


def _take(address: Address) -> Address:
    """Hold an address, with the widgets as it says."""
    address = _hold(address)
    controls.seed(address.experiment, address.settings)
    st.session_state[controls.preset(address.experiment)] = address.preset
    return address


def _hold(address: Address) -> Address:
    """Have the page at an address, with the example's settings in place of points that are not here."""
    try:
        log().require([address.named])
    except BadInput as lost:
        address = address.without_points(str(lost))
    st.session_state[_held(address.experiment)] = address
    return address


def _names(text: str | None) -> frozenset[str]:
    return frozenset((text or "").split(",")) - {""}


def _held(experiment: Experiment) -> str:
    return f"{experiment.name}/address"


def _written(experiment: Experiment) -> str:
    return f"{experiment.name}/written"
