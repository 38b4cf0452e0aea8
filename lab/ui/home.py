"""Home: the promise with a question, the experiments by question, what holds of their papers.

It is a page of the server's own: nothing on it needs Streamlit, whose files come while it is read.
"""

import functools

from starlette.requests import Request
from starlette.responses import Response

from lab import experiments
from lab.contract.experiment import Experiment
from lab.evidence import papers, table
from lab.evidence.pages.frame import FRONT, document
from lab.experiments.groups import GROUPS
from lab.export import assets
from lab.export.html import element
from lab.server.ahead import ahead, streamlit_files
from lab.server.resource import AGAIN, written
from lab.ui import drawing, gallery
from lab.ui.lead import DESCRIPTION, PROMISE, lead
from lab.ui.lead import STYLE as LEAD_STYLE
from lab.ui.papers import STYLE as PAPERS_STYLE
from lab.ui.papers import marks

FACES = ("reason-or-memorize", "memcube")
"""Experiments that come first in their group, and whose drawings stand for it."""
FURTHER = (
    (
        "Ask a class",
        "rooms",
        "Phones join by a code and guess before anybody knows: one question, or a whole lesson.",
    ),
    (
        "With a class",
        "teachers",
        "One question in 15 minutes, or a lesson of 45: what to show, what many expect, what to try then.",
    ),
    (
        "Your own run",
        "own",
        "Two lines in your own PyTorch loop: its curvature against the limit, and an alarm before it jumps.",
    ),
    (
        "Two runs at once",
        "compare",
        "Lay runs of one experiment over each other, and see from which step on they differ.",
    ),
)
"""Where to go from here: name, page, and what is there."""


def home(request: Request) -> Response:
    """The home page."""
    return written(request, home_page(), "text/html", AGAIN)


@functools.cache
def home_page() -> str:
    """The document of the home page."""
    head = [
        element("style", gallery.STYLE + LEAD_STYLE + PAPERS_STYLE + STYLE),
        element("script", type="module", src=f"./{FRONT}/home.js"),
        *(element("link", rel="next-files", href=file, crossorigin="") for file in _next_files()),
    ]
    return document(PROMISE, DESCRIPTION, _body(), "./", *head, claims=False)


def _next_files() -> list[str]:
    """What a page with a figure loads, in its order."""
    return [*streamlit_files(), *ahead()]


def _body() -> str:
    first, groups, claims = experiments.find(assets.LEAD), _groups(), table()
    failed = sum(claim.outcome == "does not hold" for claim in claims)
    counts = (
        (len(list(papers(claims))), "papers"),
        (len(claims), "claims tested"),
        (failed, "did not hold"),
    )
    parts = [lead(first, first.cuts[0], len(experiments.every()), counts), gallery.questions(groups)]
    sections = [gallery.section(*group) for group in groups.items() if len(group[1]) > 1]
    parts.append(f'<div id="experiments">{"".join(sections)}</div>')
    words = (
        f'<a href="claims" target="_self">All {len(claims)} claims</a>, each with its test fixed in advance'
    )
    parts.append(gallery.part("What holds, and what does not", words, marks(claims), "claims"))
    parts.append(gallery.part("Take it further", "", _further(), "further"))
    parts.append('<p class="lab-foot"><a href="you" target="_self">What this lab keeps of you</a></p>')
    return drawing.filled(f'<div class="lab-home">{"".join(parts)}</div>')


def _groups() -> dict[str, list[Experiment]]:
    """The experiments of each group by its question, those first that stand for it."""
    members = sorted(experiments.every(), key=lambda experiment: experiment.name not in FACES)
    return {question: [one for one in members if one.group == group] for group, question in GROUPS.items()}


def _further() -> str:
    blocks = (
        f'<a href="{page}" target="_self"><h3>{name}</h3><p>{words}</p></a>' for name, page, words in FURTHER
    )
    return f'<div class="lab-tiles lab-further" style="--lab-row: 4">{"".join(blocks)}</div>'


STYLE = """
.lab-home { padding-top: 18px; font-size: 1rem; line-height: 1.6; --lab-serif: var(--serif); }
.lab-home * { box-sizing: border-box; }
.lab-home :is(h1, h2, h3) { margin: 0; padding: 0; }
.lab-foot { margin: 24px 0 0; font-size: .875rem; }
.lab-further a { color: inherit !important; text-decoration: none !important; }
.lab-further h3 { font: 600 1.375rem/1.75rem var(--lab-serif); }
.lab-further a:is(:hover, :focus-visible) h3 { text-decoration: underline; text-decoration-thickness: 1px; }
.lab-further p { margin: 0.35rem 0 0; color: var(--lab-soft); }
.lab-home .lab-part header a { color: inherit; text-underline-offset: 3px; }
"""
