"""The live figure: one packaged component; everything in it is the front end in assets/live."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lab.export import assets
from lab.server.frontend import addresses
from lab.server.live import patience

KEY = "live-figure"
_COMPONENT = st.components.v2.component("lab.live", js="live.js", isolate_styles=False)


def _left(_: Any) -> None:
    """Nothing comes of it."""


def live_figure(
    data: dict[str, Any],
    take_run: Callable[[str], None] = _left,
    take_settings: Callable[[dict[str, Any]], None] = _left,
    take_example: Callable[[str], None] = _left,
) -> None:
    """Mount the live figure, or hand it new data: the fixed key keeps one mount through every rerun.

    `take_run` is called with the id of a run that the figure has gone on to by itself, `take_settings` with
    the values that a person has given some settings on the figure, `take_example` with the example to which
    somebody goes on by keys.
    """
    front_end(KEY, {**addresses(), **data}, run=take_run, settings=take_settings, example=take_example)


def page_itself() -> None:
    """Mount what every page needs of the front end, whatever it shows; nothing of it is seen."""
    with st.container(key="page-itself"):
        front_end("page", {"module": addresses()["module"].replace("main.js", "page.js")})


def drawings(names: Sequence[str]) -> None:
    """Put drawings into the places that the page has for them."""
    module = addresses()["module"].replace("main.js", "drawings.js")
    with st.container(key="drawings"):
        front_end("drawn", {"module": module, "drawings": {name: assets.drawings()[name] for name in names}})


def front_end(key: str, data: dict[str, Any], **taken: Callable[[Any], None]) -> None:
    """Mount the module that `data` names; each of `taken` gets what the module tells by its name."""

    def hand_on(name: str) -> Callable[[], None]:
        return lambda: taken[name](st.session_state[key][name])

    hooks: dict[str, Any] = {f"on_{name}_change": hand_on(name) for name in taken}
    _COMPONENT(key=key, data={**data, "patience": patience()}, **hooks)
