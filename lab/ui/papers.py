"""What holds of each paper: a row of marks, one a claim, in the order of the table."""

from collections.abc import Sequence
from html import escape

from lab.evidence import BESIDE, Judged, counted, papers
from lab.ui import drawing


def marks(claims: Sequence[Judged]) -> str:
    """HTML of each paper, then of what stands beside them, with the marks of the claims."""
    rows = [(paper.title, own) for paper, own in papers(claims)]
    for whose, heading in BESIDE.items():
        own = [claim for claim in claims if claim.source.whose == whose]
        rows += [(heading.partition("\n")[0], own)] if own else []
    blocks = (
        f'<div class="lab-paper"><h3>{escape(title)}</h3>'
        f'<p class="lab-marks">{"".join(map(_marked, own))}</p><p>{counted(own)}</p></div>'
        for title, own in rows
    )
    return f'<div class="lab-tiles lab-papers" style="--lab-row: 3">{"".join(blocks)}</div>'


def _marked(claim: Judged) -> str:
    """A claim's mark, which leads to its row among all."""
    words = escape(f"{claim.sentence} {claim.outcome}")
    link = f'<a href="claims#{claim.id}" target="_self" title="{words}" aria-label="{words}">'
    return f"{link}{drawing.mark(claim.outcome)}</a>"


STYLE = """
.lab-papers { gap: 1.1rem 1.5rem; }
.lab-paper { padding-top: 0.75rem; border-top: 1px solid var(--lab-hairline); }
.lab-paper h3 { font-size: 0.9375rem; font-weight: 600; line-height: 1.25rem; letter-spacing: 0; }
.lab-paper p { margin: 0.25rem 0 0; font-size: 0.8125rem; color: var(--lab-soft); }
.lab-marks a { display: inline-block; padding: 5px 2.5px; color: var(--lab-ink) !important; }
.lab-marks .lab-mark { width: 14px; height: 14px; }
.lab-marks a:is(:hover, :focus-visible) .lab-mark { transform: scale(1.25); }
"""
