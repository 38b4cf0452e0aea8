"""Share: what one sends on of a run, in a dialog that costs nothing until it is opened."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urljoin

import segno
import streamlit as st

from lab import experiments
from lab.contract.errors import LabError
from lab.contract.experiment import Experiment
from lab.export import citation, replay
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.film import cut_of
from lab.host.address import base
from lab.host.paths import pathless
from lab.runs.files import take
from lab.runs.names.address import Address
from lab.runs.names.citation import cited
from lab.ui import navigation
from lab.ui.bar import BESIDE_SHARE
from lab.ui.store import log
from lab.ui.style import sheet

GUESS, RESULT = "Let them guess first", "Show the result"
WIDTH = 856
"""Of the dialog, px."""
FRAME = (900, 820)
"""Width and height of an embedded figure, in px."""


def share_button(
    experiment: Experiment, id: str, page: str, python: str, kept: Mapping[str, str] | None = None
) -> None:
    """The button that opens the dialog about a run, a set or a comparison.

    `page` is its page with its settings, sent on where nothing is recorded; `kept` what stays of the moment
    in the link, None where only the page itself holds it; `python` makes it.
    """
    st.html(sheet(BESIDE_SHARE))
    if st.button("Share", key="share", width="stretch"):
        _dialog(experiment, id, page, python, kept)


@st.dialog("Send this moment on", width=WIDTH)
def _dialog(experiment: Experiment, id: str, page: str, python: str, kept: Mapping[str, str] | None) -> None:
    subject = recorded(id)
    cut = cut_of(experiment, id)
    guess = cut is not None and subject is not None
    preview, way = st.columns(2, gap="medium")
    with way:
        if guess:
            shown = st.segmented_control(
                "Show",
                [GUESS, RESULT],
                default=GUESS,
                required=True,
                label_visibility="collapsed",
                width="stretch",
            )
            guess = shown == GUESS
        _link(address_of(subject, page, kept, guess=guess))
        if cut is not None:
            st.html(f"{asking(experiment, cut.preset)}: phones guess first, then you reveal.")
    with preview:
        _preview(subject, guess=guess)
    ways = ["Embed", "Download", "Python", "Cite", "Open a file"]
    chosen = st.pills("Other ways", ways, label_visibility="collapsed")
    if chosen == "Embed":
        _embed(experiment, subject, guess=guess)
    elif chosen == "Download":
        _download(subject)
    elif chosen == "Python":
        st.code(python, language="python", wrap_lines=True)
    elif chosen == "Cite":
        _cite(experiment, id, subject)
    elif chosen == "Open a file":
        _open_file()


def asking(experiment: Experiment, preset: str = "") -> str:
    """The way to a room with the question of an example; to choose from the experiment's, without one."""
    parameters = urlencode({"experiment": experiment.name, **({"preset": preset} if preset else {})})
    return f'<a class="lab-class" href="rooms?{escape(parameters)}" target="_self">Ask my class this</a>'


def recorded(id: str) -> Exhibit | None:
    """What can be sent on of a run or a set; None where nothing of it is recorded."""
    try:
        return exhibit(log(), id)
    except LabError:
        return None


def moment(address: Address) -> dict[str, str] | None:
    """What a link to a recording keeps of a page's address; None if a change is prepared there."""
    kept = {name: value for name, value in address.kept if name in ("at", "step", "view")}
    return None if address.staged else kept


def address_of(subject: Exhibit | None, page: str, kept: Mapping[str, str] | None, *, guess: bool) -> str:
    """The link: with a preview where there is a recording, else to the page with its settings."""
    if subject is None or kept is None:
        return f"{_base()}/{page}" + ("&until=cliff" if guess else "")
    kept = {"until": "cliff"} if guess else kept
    return f"{_base()}/s/{subject.id}" + (f"?{urlencode(kept)}" if kept else "")


def _base() -> str:
    return base(urljoin(str(st.context.url), "."))


def _preview(subject: Exhibit | None, *, guess: bool) -> None:
    """The picture that people get with the link."""
    if subject is None:
        st.markdown("Run it first: a link to what is recorded has a picture. This one opens the settings.")
        return
    picture = f"s/{subject.id}.png" + ("?until=cliff" if guess else "")
    st.html(f'<img class="lab-preview" src="{picture}" width="1200" height="630" alt="Preview of the link">')
    st.caption("This is the preview people get in a chat.")


def _cite(experiment: Experiment, id: str, subject: Exhibit | None) -> None:
    st.code(cited(experiment, id), language=None)
    facts = citation.provenance(subject) if subject else []
    st.code("\n".join(f"{name}: {value}" for name, value in facts), language=None)


def _link(link: str) -> None:
    st.code(link, language=None, wrap_lines=True)
    drawn = segno.make(link, error="m", micro=False).svg_data_uri(scale=5, dark="#1b1f24", light="#ffffff")
    st.html(f'<img class="lab-code" src="{escape(drawn)}" alt="QR code of the link">')


def _embed(experiment: Experiment, subject: Exhibit | None, *, guess: bool) -> None:
    if subject is None:
        st.markdown("Run it first: a frame shows what is recorded.")
        return
    source = f"{_base()}/embed/{subject.id}" + ("?until=cliff" if guess else "")
    width, height = FRAME
    frame = f'<iframe src="{source}" width="{width}" height="{height}" title="{experiment.title}"></iframe>'
    st.code(frame, language="html", wrap_lines=True)
    st.caption("Plays and scrubs, and can do nothing else.")


def _download(subject: Exhibit | None) -> None:
    if subject is None:
        st.markdown("Run it first: there is nothing recorded yet.")
        return
    at = f"runs/{subject.id}/export"
    st.markdown(
        f"- [Replay]({at}/html), one HTML file that needs no network: {_size(subject)}\n"
        f'- [Rows as CSV]({at}/csv): `pandas.read_csv(path, comment="#")`\n'
        + (f"- [The whole recording]({at}/labrun), `.labrun`\n" if subject.complete else "")
        + f"- [Picture for a slide](s/{subject.id}.png), 1200 × 630\n"
        "- [Picture of the figure as it stands](#lab-picture)"
    )


def _open_file() -> None:
    """Take a recording that somebody brings, and offer the way to it."""
    limit = take.MOST_BYTES // 2**20
    upload = st.file_uploader("A recording, `.labrun`", type="labrun", max_upload_size=limit)
    if upload is None:
        return
    try:
        taken = take.take(log(), upload.getvalue())
    except LabError as error:
        st.error(pathless(error))
    else:
        navigation.link(experiments.find(taken.experiment), "Open the imported run", {"run": taken.id})


def _size(subject: Exhibit) -> str:
    try:
        size = len(replay.file(subject, f"{_base()}/{subject.path}"))
    except LabError as error:
        return pathless(error)
    return f"{size / 2**20:.1f} MB"
