"""The page of an experiment, one anatomy for all: question, examples, figure, controls, story, share."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from lab import experiments
from lab.contract.experiment import Experiment
from lab.export import assets
from lab.export.snippet import snippet
from lab.figures.film import cut_of
from lab.runs.names.specification import Run, example, set_id
from lab.ui import compare, controls, story, storyboard
from lab.ui.address import Address, browsed, read, settle, write
from lab.ui.figure_data import figure_data
from lab.ui.live import drawings, live_figure
from lab.ui.navigation import link
from lab.ui.own_points import own_points, takes_points
from lab.ui.share import moment, share_button
from lab.ui.store import find_run, ship
from lab.ui.style import STAGE, UNANSWERED, sheet, without


def experiment_page(name: str) -> None:
    """Draw the page of the experiment of that name, and keep its address true."""
    experiment = experiments.find(name)
    unread = ship(name)
    before, completed = _address(experiment)
    config, wrong = controls.current(experiment)
    address = before.changed(config)
    st.session_state[_held(experiment)] = address
    run = Run(experiment, address.config, address.interventions)
    hidden, locked = (_names(dict(address.kept).get(word)) for word in ("hide", "lock"))

    st.html(sheet(STAGE if address.stage else without(hidden)))
    if not address.stage:
        _question(experiment)
        _examples(experiment, address)
    shown = figure_data(experiment, run, address)
    cut = cut_of(experiment, shown["id"])
    st.html(sheet(storyboard.STYLE + (UNANSWERED if cut else "")))
    still = storyboard.storyboard(experiment, cut) if cut and not address.stage else ""
    st.html(still or sheet(""))
    drawings(assets.stills(experiment, cut.preset) if cut and still else ())
    main, side = st.container(key="page-body").columns([5, 1], gap="medium")
    said = main.container()  # above the figure, where it is seen
    with main:
        live_figure(
            {**shown, "completed": completed},
            lambda id: _take_run(experiment, address, id),
            lambda values: controls.take(experiment, values),
        )
    for sentence in (*address.problems, *wrong, *([unread] if unread else [])):
        said.warning(sentence)
    if not address.stage:
        with side:
            _controls(experiment, address, hidden, locked)
            compare.buttons(experiment, run)
            page = f"{name}?{urlencode(write(experiment, address))}"
            python = snippet(experiment, run, address.preset)
            share_button(experiment, set_id(run.members), page, python, moment(address))
        _story(experiment)
    if completed is None:
        _write_address(experiment, address)


def forget_others(path: str) -> None:
    """Let go of what was held of pages that have been left: whoever comes back comes anew."""
    for experiment in experiments.every():
        if experiment.name != path:
            st.session_state.pop(_held(experiment), None)


def _address(experiment: Experiment) -> tuple[Address, str | None]:
    """The address the page is at, the browser's where it is news, else the one we hold; and, on arrival, the
    query that is to take the place of the browser's: of one that we write Streamlit makes another entry."""
    given = browsed()
    held: Address | None = st.session_state.get(_held(experiment))
    written = st.session_state.get(_written(experiment), ({},))
    if held is not None and given in written:
        return held, None
    address = read(experiment, given, find_run)
    controls.seed(experiment, address.settings)
    st.session_state[_preset(experiment)] = address.preset
    parameters = write(experiment, address) if held is None else written[-1]
    st.session_state[_written(experiment)] = (given, parameters)
    return address, urlencode(parameters) if held is None else None


def _write_address(experiment: Experiment, address: Address) -> None:
    """Make what a person has changed, or a link within the page, an entry of the browser's history.

    It is sent even where the script was asked for just these: the link does not move the address bar.
    """
    parameters = write(experiment, address)
    if parameters == st.session_state[_written(experiment)][-1]:
        return
    st.query_params.from_dict(parameters)
    st.session_state[_written(experiment)] = (parameters,)


def _question(experiment: Experiment) -> None:
    with st.container(key="question", gap="xxsmall"):
        st.title(experiment.question, anchor=False)
        st.markdown(experiment.answer)


def _examples(experiment: Experiment, address: Address) -> None:
    titles = {preset.name: preset.title for preset in experiment.presets}
    with st.container(key="examples"):
        st.pills(
            "Examples",
            list(titles),
            format_func=lambda name: titles[name],
            key=_preset(experiment),
            on_change=_take_preset,
            args=(experiment, address),
            required=True,
            label_visibility="collapsed",
        )


def _take_preset(experiment: Experiment, address: Address) -> None:
    """A chip was pressed: its settings, nothing else of the old address but how the page is shown."""
    name = st.session_state[_preset(experiment)]
    config, problems = settle(experiment, experiment.configure(name))
    kept = tuple(pair for pair in address.kept if pair[0] in ("view", "hide", "lock"))
    controls.seed(experiment, config)
    st.session_state[_held(experiment)] = Address(name, config, kept=kept, problems=tuple(problems))


def _take_run(experiment: Experiment, address: Address, id: str) -> None:
    """The figure has gone on to a branch, or to another run of the family."""
    kept = {name: text for name, text in address.kept if name in ("view", "hide", "lock")}
    taken = read(experiment, {"preset": address.preset, "run": id, **kept}, find_run)
    controls.seed(experiment, taken.settings)
    st.session_state[_held(experiment)] = taken


def _controls(
    experiment: Experiment, address: Address, hidden: frozenset[str], locked: frozenset[str]
) -> None:
    if address.run is not None:
        st.caption(f"These are the settings of run {address.run}; changing one starts a new run.")
    hidden = hidden.union(experiment.unused(address.config))
    controls.draw(experiment, main=True, hidden=hidden, locked=locked)
    if takes_points(experiment) and not {"target"} & (hidden | locked):
        own_points(experiment)
    rest = [one for one in experiment.config.settings().values() if not one.main and one.name not in hidden]
    with st.expander(f"More settings ({len(rest)})"):
        controls.draw(experiment, main=False, hidden=hidden, locked=locked)
    changed = _changed(experiment, address)
    if changed:
        st.caption("Differs from the example: " + ", ".join(f"{n} = {v}" for n, v in changed.items()))


def _changed(experiment: Experiment, address: Address) -> Mapping[str, str]:
    base = example(experiment, address.preset)
    return address.config.differing(base)


def _story(experiment: Experiment) -> None:
    with st.container(key="story"):
        for part in story.parts(story.text(experiment)):
            if isinstance(part, str):
                st.markdown(part)
            else:
                link(experiment, part.label, part.parameters)
        paper = experiment.paper
        st.caption(f"{paper.authors}: [{paper.title}]({paper.link}), arXiv {paper.arxiv}.")


def _names(text: str | None) -> frozenset[str]:
    return frozenset((text or "").split(",")) - {""}


def _held(experiment: Experiment) -> str:
    return f"{experiment.name}/address"


def _written(experiment: Experiment) -> str:
    return f"{experiment.name}/written"


def _preset(experiment: Experiment) -> str:
    return f"{experiment.name}/preset"
