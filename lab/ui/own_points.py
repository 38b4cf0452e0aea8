"""Own points as the truth: drawn with the pointer, or uploaded as CSV."""

from collections.abc import Callable

import streamlit as st

from lab.contract.errors import LabError
from lab.contract.experiment import Experiment
from lab.host.paths import pathless
from lab.server.frontend import addresses
from lab.ui import controls
from lab.ui.live import front_end
from lab.ui.store import log
from lab.worlds import points


def takes_points(experiment: Experiment) -> bool:
    """Whether the truth of this experiment may be a person's own points."""
    about = experiment.config.settings().get("target")
    return about is not None and about.open


def own_points(experiment: Experiment) -> None:
    """Draw the ways to give own points, and what was said to the last ones."""
    refused, sentence = st.session_state.get(_said(experiment), (False, ""))
    with st.expander("Your own points", expanded=bool(sentence)):
        front_end(
            f"{experiment.name}/drawing",
            {"module": addresses()["module"].replace("main.js", "draw.js")},
            points=lambda places: _take(experiment, lambda: points.drawn(places)),
        )
        key = f"{experiment.name}/file"
        st.file_uploader(
            "or a CSV file, x and y",
            type=["csv", "txt"],
            key=key,
            max_upload_size=points.MEGABYTES,
            on_change=_take_file,
            args=(experiment, key),
        )
        if refused:
            st.error(sentence)
        elif sentence:
            st.caption(sentence)


def _take_file(experiment: Experiment, key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        _take(experiment, lambda: points.read(file.getvalue()))


def _take(experiment: Experiment, read: Callable[[], points.Read]) -> None:
    """Make points the truth of the page; at most half of them are trained on."""
    try:
        taken = read()
        target, half = log().keep(points.written(taken.points)), len(taken.points) // 2
        controls.take(experiment, {"target": target, "samples": half})
        halves = f"{half} are for training, the rest is held out."
        st.session_state[_said(experiment)] = (
            False,
            f"{taken.sentence} Of {len(taken.points)} points {halves}",
        )
    except LabError as error:
        st.session_state[_said(experiment)] = (True, pathless(error))


def _said(experiment: Experiment) -> str:
    return f"{experiment.name}/points"
