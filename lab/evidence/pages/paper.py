"""`/paper/ARXIV`: what one paper asserts, what was tested of it and how that came out."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from lab.contract.experiment import Paper
from lab.contract.settings import ROOT
from lab.evidence.abstracts import ABSTRACTS, Asserted
from lab.evidence.document import counted
from lab.evidence.judged import Judged
from lab.evidence.pages.frame import document, mark
from lab.evidence.pages.rows import badge, rows, strip
from lab.experiments import house
from lab.export.html import element, text
from lab.runs.names.citation import LAB, check_entry

REPLIES = ROOT / "docs" / "replies"
"""The authors' replies: a file a paper, ARXIV.md."""


def paper_page(paper: Paper, own: Sequence[Judged], all: Sequence[Judged], root: str, base: str) -> str:
    """The page of a paper with its own claims; `base` is the lab's address without a slash, for others."""
    url = f"{base}/paper/{paper.arxiv}"
    words = f"{len(own)} claims of this paper, tested in small real training runs: {counted(own)}."
    sides = element("div", _abstract(paper, all), _reply(paper), class_="c-sides")
    parts = [_head(paper, own, words), sides, _tested(own, all, root), *_beside(paper, all, root)]
    parts += [_cited(paper, own, url), _badge(paper, own, url)]
    head = [
        element("meta", property="og:title", content=f"What holds of {paper.title}"),
        element("meta", property="og:description", content=words),
        element("meta", property="og:url", content=url),
        element("link", rel="canonical", href=url),
        _reviews(paper, own, url, base),
    ]
    return document(paper.title, words, "".join(parts), root, *head)


def _head(paper: Paper, own: Sequence[Judged], words: str) -> str:
    link = element("a", text(f"arXiv {paper.arxiv}"), href=paper.link)
    authors = element("span", text(f"{paper.authors} · "), link, class_="c-byline")
    return element(
        "div",
        element("h1", text(paper.title)),
        element("p", authors, badge(own, f"{paper.arxiv}/badge.svg")),
        element("p", strip(own, own)),
        element("p", element("span", text(words), class_="c-lead")),
        class_="c-paper",
    )


def _abstract(paper: Paper, all: Sequence[Judged]) -> str:
    """Sentence by sentence what the abstract asserts, with the claims that test it."""
    lines = [_asserted(asserted, all) for asserted in ABSTRACTS.get(paper.arxiv, ())]
    heading = element("h2", text("What its abstract asserts"))
    note = "In our words; what only introduces is left out."
    told = element("ol", *lines, class_="c-told")
    return element("section", heading, element("p", text(note), class_="c-text c-soft"), told)


def _asserted(asserted: Asserted, all: Sequence[Judged]) -> str:
    tests = [claim for id in asserted.claims for claim in all if claim.id == id]
    links = [
        element("li", mark(claim.outcome), element("a", text(claim.sentence), href=f"#{claim.id}"))
        for claim in tests
    ]
    why = " ".join(part for part in (asserted.beyond, asserted.open) if part)
    told = [element("p", text(asserted.sentence))]
    told += [element("ul", *links)] if links else []
    told += [element("p", text(why), class_="c-soft")] if why else []
    return element("li", element("b", text(asserted.standing)), element("div", *told))


def _reply(paper: Paper) -> str:
    """What the authors say to it, as they sent it; or how they can."""
    file = REPLIES / f"{paper.arxiv}.md"
    if file.exists():
        blocks = file.read_text(encoding="utf-8").strip().split("\n\n")
        told = [element("p", text(block), class_="c-text") for block in blocks]
    else:
        way = (
            f"None so far. A text in Markdown, sent as docs/replies/{paper.arxiv}.md in a change to this "
            "lab, or to whoever serves it, stands here as it came, beside the verdicts."
        )
        told = [element("p", text(way), class_="c-text c-soft")]
    return element("section", element("h2", text("The authors’ reply")), *told, id="reply")


def _tested(own: Sequence[Judged], all: Sequence[Judged], root: str) -> str:
    heading = element("header", element("h2", text("What was tested")))
    return element("section", heading, rows(own, root, all), id="claims")


def _beside(paper: Paper, all: Sequence[Judged], root: str) -> Iterator[str]:
    """Claims that are not the paper's, but are decided by the same experiments, or named above."""
    names = {experiment.name for experiment in house() if experiment.paper == paper}
    named = {id for asserted in ABSTRACTS.get(paper.arxiv, ()) for id in asserted.claims}
    others = [
        claim
        for claim in all
        if claim.source.arxiv != paper.arxiv and (claim.experiment in names or claim.id in named)
    ]
    if others:
        heading = element("h2", text("Beside the paper"))
        words = (
            "Other people’s sentences, other papers’ and ours, from the same pages: none is counted above."
        )
        head = element("header", heading, element("span", text(words), class_="c-byline"))
        yield element("section", head, rows(others, root, all))


def _cited(paper: Paper, own: Sequence[Judged], url: str) -> str:
    entry = check_entry(paper, f"{len(own)} claims: {counted(own)}", url)
    return element("section", element("h2", text("Cite this check")), element("pre", text(entry)))


def _badge(paper: Paper, own: Sequence[Judged], url: str) -> str:
    """The badge as others can show it."""
    image = f'<img src="{url}/badge.svg" alt="{LAB}: {counted(own)}">'
    shown = element("img", src=f"{paper.arxiv}/badge.svg", alt=f"{LAB}: {counted(own)}", height="24")
    return element(
        "section",
        element("h2", text("The badge")),
        element("p", shown, class_="c-text"),
        element("pre", text(f'<a href="{url}">{image}</a>')),
        element("pre", text(f"[![{LAB}: {counted(own)}]({url}/badge.svg)]({url})")),
    )


def _reviews(paper: Paper, own: Sequence[Judged], url: str, base: str) -> str:
    """The verdicts as machines read them: https://schema.org/ClaimReview."""
    article = {"@type": "ScholarlyArticle", "name": paper.title, "sameAs": paper.link}
    author = {"@type": "Organization", "name": LAB, "url": f"{base}/"}
    graph = [_review(claim, url, article, author) for claim in own]
    written = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    inert = written.replace("<", "\\u003c")  # nothing in it can end the element
    return f'<script type="application/ld+json">{inert}</script>'


def _review(claim: Judged, url: str, article: dict[str, str], author: dict[str, str]) -> dict[str, Any]:
    return {
        "@type": "ClaimReview",
        "url": f"{url}#{claim.id}",
        "datePublished": claim.frozen.date,
        "author": author,
        "claimReviewed": claim.sentence,
        "itemReviewed": {"@type": "Claim", "appearance": article},
        "reviewBody": f"{claim.criterion} Measured: {claim.number}.",
        "reviewRating": {"@type": "Rating", "alternateName": claim.outcome},
    }
