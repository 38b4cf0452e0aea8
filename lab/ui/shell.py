"""The script that every page of the app runs in: theme, navigation, then the page itself."""

from typing import cast

import streamlit as st

from lab import experiments
from lab.settings import ROOT
from lab.ui.style import STYLE


def pages() -> dict[str, list[st.Page]]:
    """Home and the experiments, grouped as the navigation shows them."""
    grouped: dict[str, list[st.Page]] = {
        "": [st.Page(ROOT / "pages" / "home.py", title="Learning Dynamics Lab", url_path="", default=True)]
    }
    for experiment in experiments.every():
        path = ROOT / "pages" / f"{experiment.name.replace('-', '_')}.py"
        page = st.Page(path, title=experiment.title, url_path=experiment.name)
        grouped.setdefault(experiment.group, []).append(page)
    return grouped


def main() -> None:
    """Draw one script run."""
    st.set_page_config(page_title="Learning Dynamics Lab", layout="wide")
    st.html(f"<style>{STYLE}</style>")
    st.navigation(cast(dict[str, list[st.Page]], pages()), position="top").run()


main()
