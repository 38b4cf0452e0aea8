"""The page of an experiment, one anatomy for all: question, examples, figure, controls, story, share."""

from urllib.parse import urlencode

import streamlit as st

from lab import experiments
from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.export import assets
from lab.export.snippet import snippet
from lab.ui import compare, controls, settings, story, storyboard
from lab.ui.live import drawings, live_figure
from lab.ui.navigation import link
from lab.ui.share import asking, moment, share_button
from lab.ui.story import Section
from lab.ui.style import STAGE, UNANSWERED, sheet, without
from lab.ui.visit import Page, go_on, show_address, visit


def experiment_page(name: str) -> None:
    """Draw the page of the experiment of that name, and keep its address true."""
    page = visit(experiments.find(name))
    stage = page.address.stage
    st.html(sheet((STAGE if stage else without(page.hidden)) + (UNANSWERED if page.film else "")))
    if not stage:
        with st.container(key="head"):
            _question(page.experiment)
            _examples(page)
    with st.container(key="page-body"):
        above = st.container()
        live_figure(
            page.figure,
            lambda id: go_on(page, preset=page.address.preset, run=id),
            lambda values: controls.take(page.experiment, values),
            lambda name: go_on(page, preset=name),
        )
    with above:
        for sentence in page.problems:
            st.warning(sentence)
        if page.film and not stage:
            _storyboard(page.experiment, page.film)
    if not stage:
        st.html(sheet(settings.STYLE))
        _controls(page)
        _share(page)
        _story(page.experiment, page.film)
    show_address(page)


def _storyboard(experiment: Experiment, film: Cut) -> None:
    st.html(sheet(storyboard.STYLE))
    if html := storyboard.storyboard(experiment, film):
        st.html(html)
        drawings(assets.stills(experiment, film.preset))


def _question(experiment: Experiment) -> None:
    with st.container(key="question"):
        st.title(experiment.question, anchor=False)


def _examples(page: Page) -> None:
    titles = {preset.name: preset.title for preset in page.experiment.presets}
    key = controls.preset(page.experiment)
    number = list(titles).index(st.session_state[key]) + 1
    with st.container(key="examples"):
        st.selectbox(
            f"Example {number} of {len(titles)}",
            list(titles),
            format_func=lambda name: titles[name],
            key=key,
            on_change=lambda: go_on(page, preset=st.session_state[key]),
            filter_mode=None,
        )


def _controls(page: Page) -> None:
    with st.container(key="controls"):
        settings.dials(page)
        settings.drawer(page)
    with st.container(key="beside"):
        compare.buttons(page)


def _share(page: Page) -> None:
    address = page.address
    way = f"{page.experiment.name}?{urlencode(address.parameters)}"
    python = snippet(page.experiment, page.run, address.preset)
    share_button(page.experiment, page.figure["id"], way, python, moment(address))


def _story(experiment: Experiment, film: Cut | None) -> None:
    with st.container(key="answer"):
        _section(0, Section("In short", experiment.answer, ()), experiment)
    with st.container(key="story"):
        for number, section in enumerate(story.sections(story.text(experiment)), start=1):
            _section(number, section, experiment)
        paper = experiment.paper
        st.caption(f"{paper.authors}: [{paper.title}]({paper.link}), arXiv {paper.arxiv}.")
        st.html(asking(experiment, film.preset if film else ""))


def _section(number: int, section: Section, experiment: Experiment) -> None:
    with st.container(key=f"section-{number}"):
        st.subheader(section.heading, anchor=False)
        with st.container(key=f"text-{number}"):
            for part in story.parts(section.text):
                if isinstance(part, str):
                    st.markdown(part)
                else:
                    link(experiment, part.label, part.parameters)
        if section.asides:
            with st.container(key=f"aside-{number}"):
                st.markdown("\n\n".join(section.asides))
