"""The page of an experiment, one anatomy for all: question, examples, figure, controls, story, share."""

from urllib.parse import urlencode

import streamlit as st

from lab import experiments
from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.export import assets
from lab.export.snippet import snippet
from lab.ui import compare, controls, story, storyboard
from lab.ui.live import drawings, live_figure
from lab.ui.navigation import link
from lab.ui.own_points import own_points, takes_points
from lab.ui.share import moment, share_button
from lab.ui.style import STAGE, UNANSWERED, sheet, without
from lab.ui.visit import Page, go_on, show_address, visit


def experiment_page(name: str) -> None:
    """Draw the page of the experiment of that name, and keep its address true."""
    page = visit(experiments.find(name))
    stage = page.address.stage
    st.html(sheet(STAGE if stage else without(page.hidden)))
    if not stage:
        _question(page.experiment)
        _examples(page)
    st.html(sheet(storyboard.STYLE + (UNANSWERED if page.film else "")))
    board = st.container()
    main, side = st.container(key="page-body").columns([5, 1], gap="medium")
    with main:
        above = st.container()  # where what is wrong is seen
        live_figure(
            page.figure,
            lambda id: go_on(page, preset=page.address.preset, run=id),
            lambda values: controls.take(page.experiment, values),
        )
    for sentence in page.problems:
        above.warning(sentence)
    if page.film and not stage:
        with board:
            _storyboard(page.experiment, page.film)
    if not stage:
        with side:
            _controls(page)
            compare.buttons(page)
            _share(page)
        _story(page.experiment)
    show_address(page)


def _storyboard(experiment: Experiment, film: Cut) -> None:
    if html := storyboard.storyboard(experiment, film):
        st.html(html)
        drawings(assets.stills(experiment, film.preset))


def _question(experiment: Experiment) -> None:
    with st.container(key="question", gap="xxsmall"):
        st.title(experiment.question, anchor=False)
        st.markdown(experiment.answer)


def _examples(page: Page) -> None:
    titles = {preset.name: preset.title for preset in page.experiment.presets}
    key = controls.preset(page.experiment)
    with st.container(key="examples"):
        st.pills(
            "Examples",
            list(titles),
            format_func=lambda name: titles[name],
            key=key,
            on_change=lambda: go_on(page, preset=st.session_state[key]),
            required=True,
            label_visibility="collapsed",
        )


def _controls(page: Page) -> None:
    experiment, address = page.experiment, page.address
    if address.run is not None:
        st.caption(f"These are the settings of run {address.run}; changing one starts a new run.")
    hidden, locked = page.hidden.union(experiment.unused(address.config)), page.locked
    controls.draw(experiment, main=True, hidden=hidden, locked=locked)
    if takes_points(experiment) and not {"target"} & (hidden | locked):
        own_points(experiment)
    rest = [
        setting
        for setting in experiment.config.settings().values()
        if not setting.main and setting.name not in hidden
    ]
    with st.expander(f"More settings ({len(rest)})"):
        controls.draw(experiment, main=False, hidden=hidden, locked=locked)
    if changed := address.differing:
        st.caption("Differs from the example: " + ", ".join(f"{n} = {v}" for n, v in changed.items()))


def _share(page: Page) -> None:
    address = page.address
    way = f"{page.experiment.name}?{urlencode(address.parameters)}"
    python = snippet(page.experiment, page.run, address.preset)
    share_button(page.experiment, page.figure["id"], way, python, moment(address))


def _story(experiment: Experiment) -> None:
    with st.container(key="story"):
        for part in story.parts(story.text(experiment)):
            if isinstance(part, str):
                st.markdown(part)
            else:
                link(experiment, part.label, part.parameters)
        paper = experiment.paper
        st.caption(f"{paper.authors}: [{paper.title}]({paper.link}), arXiv {paper.arxiv}.")
