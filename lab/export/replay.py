"""A run as one page of its own: a file that needs no network, or what a frame of another site shows.

Both hold the same data and use the front end's own modules; only who answers is exchanged, by an import map.
"""

import base64
import functools
import gzip
import hashlib
import json
import posixpath
import re
from typing import Any

from lab.contract.errors import LabError
from lab.export import assets, bundle
from lab.export.citation import bibtex, provenance
from lab.export.front import front, settings
from lab.export.html import data, element, page, pairs, text
from lab.export.picture import SIZE
from lab.export.recorded import recorded
from lab.figures.exhibit import Exhibit
from lab.figures.film import asked, cut_of, untold

EXCHANGED = {"server.js": "replay-server.js", "connection.js": "replay-connection.js"}
"""Modules that speak to a server, and what a replay has in their place."""
ALONE = {**EXCHANGED, "plotly.js": "replay-plotly.js"}
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:"
)
"""A file may load nothing at all, whatever is in it."""
UNLOADED = "The figure has not loaded: its scripts do not come through, or may not run here."
"""The text in the place of a figure that has not loaded."""
MOST_BYTES = 24 * 2**20
"""Bytes of a file at most."""


def file(subject: Exhibit, address: str) -> bytes:
    """The standalone replay, an HTML file; `address` is where the lab shows this run.

    Raises:
        LabError: it would be larger than a file should be.
    """
    rows = recorded(subject)
    head = "\n".join(
        [
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            element("style", _styles()),
            f'<script type="importmap">{json.dumps({"imports": _inline()})}</script>',
        ]
    )
    body = "\n".join(
        [
            _figure(subject, rows, address),
            _library(),
            '<script type="module">import "lab/replay.js";</script>',
        ]
    )
    about = "\n".join([_details(subject), element("p", element("a", text(address), href=address))])
    whole = page(subject.experiment.question, head, element("main", _head(subject), body, about)).encode()
    if len(whole) > MOST_BYTES:
        raise LabError(f"The replay would be {len(whole) / 2**20:.0f} MB; take the .labrun instead.")
    return whole


def embedded(
    subject: Exhibit, root: str, plotly: str, address: str, until: str | None = None
) -> tuple[str, str]:
    """The page for a frame, and the policy it needs; `root` is the way from it to the lab's beginning,
    `plotly` that from there to the drawing library, `address` where the run is shown."""
    modules = f"{root}live/assets/{assets.version()}"
    importmap = json.dumps(
        {"imports": {f"{modules}/{name}": f"{modules}/{other}" for name, other in EXCHANGED.items()}}
    )
    head = "\n".join(
        [
            element("link", rel="stylesheet", href=f"{modules}/plain.css"),
            f'<script type="importmap">{importmap}</script>',
            element("script", type="module", src=f"{modules}/replay.js"),
        ]
    )
    way = {"href": root + subject.path, "target": "_blank"}
    onward = element("a", text("Open in the Learning Dynamics Lab"), **way)
    figure = _figure(subject, recorded(subject), address, plotly, until)
    body = element("main", _head(subject), figure, _still(subject, root, until), element("p", onward))
    digest = base64.b64encode(hashlib.sha256(importmap.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; base-uri 'none'; form-action 'none'"
    )
    return page(subject.experiment.question, head, body, kind="lab-plain lab-embedded"), policy


def _still(subject: Exhibit, root: str, until: str | None) -> str:
    """What a frame shows that may run no scripts: the picture, and why it stands still."""
    cut = asked(subject, until)
    picture = f"{root}s/{subject.id}.png" + ("?until=cliff" if cut else "")
    sentence = cut.cliff.question if cut else subject.sentence
    image = element("img", src=picture, alt=sentence, width=str(SIZE[0]), height=str(SIZE[1]))
    why = "This is a picture: the page around it lets the frame run no scripts, so nothing here can play."
    return element("noscript", image, element("p", text(sentence)), element("p", text(why)))


def _head(subject: Exhibit) -> str:
    return element("h1", text(subject.experiment.question))


def _figure(
    subject: Exhibit, rows: bytes, address: str, plotly: str = "about:blank", until: str | None = None
) -> str:
    page = {
        **front(subject.experiment, subject.config, subject.runs),
        "module": "",
        "plotly": plotly,
        "known": True,
        "preset": subject.preset,
        "settings": "" if subject.compares or not subject.preset else _settings(subject),
        "link": address,
        "launch": {},
        "step": None,
        "until": until,
        "cut": untold(cut_of(subject.experiment, subject.id)),
        "replay": True,
    }
    plain: dict[str, Any] = json.loads(json.dumps(page, default=dict))
    waiting = element("p", text(UNLOADED), class_="lab-unloaded")
    return "\n".join(
        [element("div", waiting, id="lab-replay"), data(plain, "lab-data"), _packed("lab-rows", rows)]
    )


def _settings(subject: Exhibit) -> str:
    return settings(subject.preset, subject.changed())


def _details(subject: Exhibit) -> str:
    settings = [(name, str(value)) for name, value in subject.config.values().items()]
    acts = [
        (f"at step {act.step}", f"{act.name} = {act.value}")
        for run in subject.runs[:1]
        for act in run.interventions
    ]
    folded = [
        ("Settings", pairs([*settings, *acts])),
        ("Moments", element("dl", id="lab-moments")),
        ("Where it was computed", pairs(provenance(subject))),
        ("How to cite", element("pre", text(bibtex(subject)))),
    ]
    return "\n".join(element("details", element("summary", text(name)), inside) for name, inside in folded)


@functools.cache
def _library() -> str:
    return _packed("lab-plotly", bundle.plotly())


def _packed(id: str, content: bytes) -> str:
    """Bytes as `assets/live/packed.js` reads them."""
    written = base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
    return f'<script type="text/plain" id="{id}">{written}</script>'


def _styles() -> str:
    return "\n".join(assets.modules()[name].decode() for name in ("style.css", "frame.css", "plain.css"))


def _inline() -> dict[str, str]:
    """Each module as an address that holds it; modules name each other by `lab/NAME`."""
    sources = {name: content for name, content in assets.modules().items() if name.endswith(".js")}
    return {
        f"lab/{name}": "data:text/javascript;base64,"
        + base64.b64encode(_renamed(sources[ALONE.get(name, name)], posixpath.dirname(name))).decode()
        for name in sources
    }


def _renamed(source: bytes, folder: str) -> bytes:
    """A module of that folder, whose relative imports are names of the import map; so are those that it loads
    when it runs, `import(`./bindings/${kind}.js`)`."""

    def name(found: re.Match[bytes]) -> bytes:
        path = posixpath.normpath(posixpath.join(folder, found[3].decode()))
        return found[1] + found[2] + f"lab/{path}".encode() + found[2]

    return re.sub(rb"""(\b(?:from|import) |\bimport\()(["`])(\.{1,2}/[\w$\{\}./-]+\.js)\2""", name, source)
