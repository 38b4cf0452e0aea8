"""Claims as rows: mark, sentence with its criterion, drawing, number, and the way to where it is seen."""

import re
from collections.abc import Mapping, Sequence

from lab.contract.experiment import Paper
from lab.evidence.document import bounds, counted
from lab.evidence.frozen import Earlier
from lab.evidence.judged import Judged
from lab.evidence.pages.drawn import Axis, axes, drawing
from lab.evidence.pages.frame import mark
from lab.evidence.seen import way
from lab.evidence.turns import SOUGHT, TURNS, turned
from lab.export.html import element, text

INDEX = re.compile(r"λ_(\w+)")


def indexed(words: str) -> str:
    """Words as HTML, the name of an eigenvalue with its index below."""
    return INDEX.sub(r"λ<sub>\1</sub>", text(words))


def rows(claims: Sequence[Judged], root: str, all: Sequence[Judged]) -> str:
    """Claims one below the other, on the axes that they share with the others of their kind."""
    shared = axes(all)
    return element("ol", *(_row(claim, shared, root) for claim in claims), class_="c-rows")


def badge(claims: Sequence[Judged], href: str) -> str:
    """How many claims of a paper had which outcome, and the way to its page."""
    name = element("i", text("Learning Dynamics Lab"))
    return element("a", name, element("b", text(counted(claims))), class_="c-badge", href=href)


def strip(claims: Sequence[Judged], shown: Sequence[Judged]) -> str:
    """A mark for each claim, in their order, which leads to its row where that is shown."""
    return element("span", *(_linked(claim, claim in shown) for claim in claims), class_="c-strip")


def byline(paper: Paper) -> str:
    """Who wrote a paper and when, in short, and the way to it."""
    names, _, year = paper.authors.removesuffix(")").partition(" (")
    first, *others = names.replace(" and ", ", ").split(", ")
    many = " and others" if len(others) > 1 or "et al" in names else f" and {others[0]}" if others else ""
    link = element("a", text(f"arXiv {paper.arxiv}"), href=paper.link)
    return element("span", text(f"{first}{many} {year} · "), link, class_="c-byline")


def _linked(claim: Judged, shown: bool) -> str:
    if not shown:
        return element("span", mark(claim.outcome), class_="c-off")
    words = f"{claim.sentence} {claim.outcome}"
    return element("a", mark(claim.outcome), href=f"#{claim.id}", title=words, aria_label=words)


def _row(claim: Judged, shared: Mapping[str, Axis], root: str) -> str:
    return element(
        "li",
        mark(claim.outcome),
        element("div", element("p", indexed(claim.sentence)), _criterion(claim)),
        element("div", drawing(claim, shared.get(claim.id)), class_="c-picture"),
        element("div", *_number(claim), *_turn(claim, root), class_="c-number"),
        element("a", text("see it"), href=root + way(claim.id), aria_label=f"See it: {claim.sentence}"),
        id=claim.id,
        class_="c-row",
    )


def _number(claim: Judged) -> list[str]:
    rests = (
        f"{_interval(claim)}{claim.runs:,} run{'s' * (claim.runs != 1)} · {_duration(claim.seconds)} of CPU"
    )
    outcome = element("b", text(claim.outcome))
    return [element("p", outcome, indexed(f" · {claim.number}")), element("p", text(rests), class_="c-rests")]


def _interval(claim: Judged) -> str:
    match bounds(claim):
        case None:
            return ""
        case (low, high) if low == high:
            return "every run alike · "
        case (low, high):
            return f"95 % between {low} and {high} · "


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _turn(claim: Judged, root: str) -> list[str]:
    """The setting with which it would hold, or what was tried for one."""
    if claim.outcome not in ("does not hold", "undecided"):
        return []
    if turn := TURNS.get(claim.id):
        link = element("a", text(turn.words), href=root + turned(claim.id, turn))
        return [element("p", text("What would change it: "), link, class_="c-turn")]
    if sought := SOUGHT.get(claim.id):
        return [element("p", text(f"What would change it was not found; tried: {sought}."), class_="c-turn")]
    return []


def _criterion(claim: Judged) -> str:
    """The criterion with the place of the sentence, and what it was before; unfolded on demand."""
    changed = f", changed on {claim.history[-1].until}" if claim.history else ""
    since = f"{_place(claim)}; frozen on {claim.frozen.date}."
    return element(
        "details",
        element("summary", text(f"criterion{changed}")),
        element("p", indexed(claim.criterion)),
        element("p", text(since), class_="c-soft"),
        *map(_earlier, reversed(claim.history)),
    )


def _earlier(before: Earlier) -> str:
    was = f"Criterion changed on {before.until}: before, “{before.criterion}”"
    found = f" {before.outcome}, {before.number}; because: {before.reason}"
    return element("p", indexed(was + found), class_="c-soft")


def _place(claim: Judged) -> str:
    """Where the sentence stands, in words."""
    source = claim.source
    where = f"arXiv {source.arxiv}, {source.where}" if source.arxiv else source.where
    return {"paper": where, "neighbour": f"Neighbour: {where}", "ours": f"Ours: {where}"}[source.whose]
