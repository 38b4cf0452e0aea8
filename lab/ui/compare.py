"""Compare: runs of one experiment over and beside each other, with what they differ in on top."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lab import experiments
from lab.contract.config import as_text
from lab.contract.errors import BadInput, LabError, NotFound
from lab.contract.experiment import Experiment
from lab.contract.strangers import whole
from lab.export import assets
from lab.figures import compare
from lab.figures.fork import fork
from lab.host.paths import pathless
from lab.runs.names.address import staged_changes
from lab.runs.names.link import COMPARE
from lab.runs.names.specification import ID, Run, estimated, set_id
from lab.runs.read.branch import branch
from lab.runs.service.client import Client
from lab.ui import navigation
from lab.ui.figure_data import compared_data
from lab.ui.live import live_figure
from lab.ui.offered import OTHERS, RECENT, asker, example_of, offer, visitor
from lab.ui.share import share_button
from lab.ui.store import arrived, log
from lab.ui.style import STAGE, sheet
from lab.ui.visit import Page, browsed

THROWS = 5
"""Seeds that one press of the button adds."""
ALONE = ".lab-figure .lab-columns { grid-template-columns: minmax(0, 1fr); }"
"""No claim is judged on a comparison: the figures have the page to themselves."""


def compare_page() -> None:
    """Draw the comparison that the address names: `?run=ID,ID` or `?run=SET`, and `&seeds=0,1,2`; or a run
    beside each of some changes of it at a moment, `?run=ID&at=MARK&set=NAME:VALUE,NAME:VALUE`."""
    query = browsed()
    if not query.get("run"):
        _question("Compare runs", "Runs of one experiment over each other, and what they differ in.")
        with st.container(key="offer"):
            offer()
        return
    stage = query.get("view") == "stage"
    st.html(sheet(STAGE if stage else ALONE))
    try:
        runs = _shipped_or(query)
    except LabError as error:
        _question("Compare runs", "")
        st.warning(pathless(error))
        return
    experiment = runs[0].experiment
    unread = arrived(experiment.name)
    if not compare.compares(runs):
        log().remember_set(set_id(runs), [run.id for run in runs])
        navigation.link(experiment, "These have a page of their own", {"run": set_id(runs)})
        return
    id = set_id(runs)
    log().remember(*runs)
    log().remember_set(id, [run.id for run in runs])
    if not stage:
        _question(_title(runs), experiment.question)
        st.html(_table(experiment, runs))
    missing = [run for run in runs if log().usable(run.id, visitor()) is None]
    started = _run_missing(missing) if missing else []
    with st.container(key="page-body"):
        live_figure(compared_data(experiment, runs, query, started))
    for sentence in unread:
        st.warning(sentence)
    if not stage:
        share_button(experiment, id, f"{COMPARE}?{urlencode({'run': id})}", _python(runs))


def buttons(page: Page) -> None:
    """On the page of a run: the ways to compare it."""
    experiment, run = page.experiment, page.run
    seeds = getattr(run.config, "seeds", ())
    if seeds:
        more = (*seeds, *(max(seeds) + 1 + i for i in range(THROWS)))
        fields = run.config.replace(seeds=more).differing(experiment.configure())
        navigation.link(experiment, "Again with other dice", fields)
        return
    if run.members != (run,) or not page.figure["known"]:
        return
    own = getattr(run.config, compare.SEED) if compare.rolled(run) else None
    if own is not None:
        others = ",".join(str(own + i) for i in range(THROWS + 1))
        query = {"run": run.id, "seeds": others}
        _link("Again with other dice", query)
    _together(experiment, run)
    if st.button("Compare", key="compare", width="stretch"):
        _dialog(experiment, run)


def button(run: Run) -> None:
    """The way to a comparison of a run that has no settings to change."""
    if st.button("Compare", key="compare", width="stretch"):
        _dialog(run.experiment, run)


def _together(experiment: Experiment, run: Run) -> None:
    """The way to all changes worth trying, where the run has come to the moment that they are for."""
    if experiment.together is None or run.interventions:
        return
    tried = [change for what_if in experiment.what_ifs for change in what_if.changes(run.config).items()]
    changes = ",".join(f"{name}:{as_text(value)}" for name, value in tried)
    query = {"run": run.id, "at": experiment.together.mark, "set": changes}
    try:
        asked(query)
    except LabError:
        return
    _link(experiment.together.title, query)


def _link(label: str, query: dict[str, str]) -> None:
    st.page_link(navigation.COMPARE, label=label, query_params=query, width="stretch")


@st.dialog("Compare")
def _dialog(experiment: Experiment, run: Run) -> None:
    offered = {other.id: name for name, other in _others(experiment, run)}
    most = len(compare.LOOKS) - 1
    chosen = st.pills(
        f"This run, and up to {most} of these",
        list(offered),
        format_func=offered.__getitem__,
        selection_mode="multi",
    )[:most]
    if not offered:
        st.markdown("Run another one first: nothing else of this page is recorded here.")
    if chosen:
        ids = ",".join([run.id, *chosen])
        st.page_link(navigation.COMPARE, label="Show them together", query_params={"run": ids})


def _others(experiment: Experiment, run: Run) -> list[tuple[str, Run]]:
    """Runs that are recorded here, newest first, each called by what it has otherwise."""
    ids = [info.members[0] for info in log().newest(RECENT) if len(info.members) == 1]
    found: list[tuple[str, Run]] = []
    for id in dict.fromkeys(ids):
        if id != run.id and log().written(id)["experiment"] == experiment.name and len(found) < OTHERS:
            other = log().specification(id)
            differences = [difference.called(1) for difference in compare.differences([run, other])]
            found.append((example_of(other) or ", ".join(differences), other))
    return found


def _shipped_or(query: dict[str, str]) -> tuple[Run, ...]:
    """The runs that an address names, also where they are shipped and a new store has not come to them yet.

    Raises:
        BadInput, NotFound: as `asked`.
    """
    for name in experiments.PACKAGES:
        try:
            return asked(query)
        except NotFound:
            arrived(name)
    return asked(query)


def asked(query: dict[str, str]) -> tuple[Run, ...]:
    """The runs that an address names.

    Raises:
        BadInput, NotFound: it names none, or some that cannot stand together.
    """
    ids = [id for id in query.get("run", "").split(",") if id]
    wrong = [id for id in ids if not ID.fullmatch(id)]
    if wrong or not ids:
        what = f"run = {wrong[0][:40]}" if wrong else "A comparison without runs"
        raise BadInput(f"{what} names none: open a run and press Compare, or give ?run=ID,ID with their ids.")
    named = dict.fromkeys(member for id in ids for member in (log().set_members(id) or [id]))
    runs = tuple(log().specification(id) for id in named)
    log().require(runs)
    seeds = [seed for seed in query.get("seeds", "").split(",") if seed]
    if not all(whole(seed) is not None for seed in seeds):
        raise BadInput(f"seeds = {query['seeds'][:40]} are no whole numbers. Try seeds=0,1,2.")
    if seeds:
        runs = tuple(rolled for run in runs for rolled in compare.dice(run, [int(seed) for seed in seeds]))
    if query.get("set"):
        runs = tuple(changed for run in runs for changed in _changed(run, query.get("at", ""), query["set"]))
    if len({run.experiment.name for run in runs}) > 1:
        names = ", ".join(sorted({run.experiment.name for run in runs}))
        raise BadInput(f"These are runs of {names}: only runs of one experiment can be compared.")
    if len(runs) > compare.MOST:
        raise BadInput(f"These are {len(runs)} runs; a comparison has at most {compare.MOST}.")
    return runs


def _changed(run: Run, at: str, changes: str) -> list[Run]:
    """A run, and what it becomes by each of these changes at a moment.

    Raises:
        BadInput, NotFound: there is no such moment, or a change is not allowed.
    """
    problems: list[str] = []
    staged = staged_changes(run.experiment, run.config, changes, problems)
    if problems:
        raise BadInput(problems[0])
    return [run, *(branch(log(), run.id, at, {name: value}).child for name, value in staged)]


def _title(runs: Sequence[Run]) -> str:
    experiment = runs[0].experiment
    left = fork(experiment, runs)
    if left and experiment.together and len(runs) - 1 == len(experiment.what_ifs):
        return experiment.together.question
    if left:
        return f"{len(runs) - 1} changes at step {left.step:,}, beside the run as it was"
    if compare.alike(runs):
        return f"The same settings, {len(runs)} throws of the dice"
    return f"{len(runs)} runs, and what they differ in"


def _question(title: str, below: str) -> None:
    with st.container(key="question", gap="xxsmall"):
        st.title(title, anchor=False)
        st.markdown(below)


def _table(experiment: Experiment, runs: Sequence[Run]) -> str:
    """The settings that differ, a column a run, each with the look of its curves and the way to it."""
    colors = assets.roles("dark" if st.context.theme.type == "dark" else "light")
    heads = []
    for number, (run, label) in enumerate(zip(runs, compare.labels(runs), strict=True)):
        many = len(runs) > len(compare.LOOKS)
        color, dash = ("@others" if number else "@model", "solid") if many else compare.LOOKS[number]
        name = escape(label.partition(":")[0] if not many else str(number + 1))
        look = f'<i class="lab-look" data-dash="{dash}" style="color: {colors[color[1:]]}"></i>'
        heads.append(f'<th scope="col">{look}<a href="{experiment.name}?run={run.id}">{name}</a></th>')
    rows = [
        f'<tr><th scope="row">{escape(difference.label)}</th>'
        + "".join(f"<td>{escape(value)}</td>" for value in difference.values)
        + "</tr>"
        for difference in compare.differences(runs)
    ]
    head = f"<tr><td></td>{''.join(heads)}</tr>"
    table = f"<table>{head}{''.join(rows)}</table>"
    return f'<div class="lab-differences" tabindex="0" role="region" aria-label="Differences">{table}</div>'


def _run_missing(missing: Sequence[Run]) -> list[str]:
    """The button that trains what is not recorded yet; the recordings that it has started."""
    seconds = estimated(missing).seconds
    if not st.button(f"Run the {len(missing)} that nobody ran yet · {seconds:.0f} s", key="missing"):
        return []
    try:
        return Client(log().path.parent).launch(missing, owner=asker())
    except LabError as error:
        st.warning(pathless(error))
        return []


def _python(runs: Sequence[Run]) -> str:
    opened = ", ".join(f'lab.open("{run.id}")' for run in runs)
    return f"import lab\n\nruns = [{opened}]\nframes = [run.frame for run in runs]\n"
