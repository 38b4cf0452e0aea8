"""The live figure: one packaged component; everything in it is the front end in assets/live."""

from typing import Any

import streamlit as st

_COMPONENT = st.components.v2.component("lab.live", js="live.js", isolate_styles=False)


def live_figure(data: dict[str, Any]) -> None:
    """Mount the live figure, or hand it new data: the fixed key keeps one mount through every rerun."""
    _COMPONENT(key="live-figure", data=data)
