"""`/claims`: every claim of the lab, by whose sentence it is; a filter that is a link."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from lab.evidence.document import BESIDE, OUTCOMES, papers
from lab.evidence.judged import Judged, table
from lab.evidence.pages.frame import document
from lab.evidence.pages.rows import badge, byline, rows, strip
from lab.export.html import element, text

SHOWN = {name.replace(" ", "-"): name for name in OUTCOMES}
"""What `?show=` may ask for, and the outcome that it means."""
TITLE = "What holds, and what does not"


def claims_page(show: str, root: str) -> str:
    """All claims, or those of an outcome; what no claim's outcome is is said, and all are shown."""
    claims = table()
    there = {claim.outcome for claim in claims}
    outcome = next((name for slug, name in SHOWN.items() if slug == show and name in there), None)
    wanted = [claim for claim in claims if outcome in (None, claim.outcome)]
    head = element(
        "div",
        element("h1", text(TITLE)),
        element("p", text(_words(claims)), class_="c-lead"),
        _filter(claims, outcome),
        class_="c-head",
    )
    problem = _problem(show, there) if show and outcome is None else ""
    parts = [head, problem, _strips(claims, wanted), *_sections(claims, wanted, root)]
    return document(TITLE, _words(claims), "".join(parts), root)


def _words(claims: Sequence[Judged]) -> str:
    count = len(list(papers(claims)))
    return (
        f"{len(claims)} claims about {count} papers. Each criterion is frozen with its date; where one was "
        "changed, its row has the earlier words, their verdict and the reason. A disc holds, a struck ring "
        "does not, a half disc is undecided, a square is a theorem, which only a bug can break. Every row "
        "opens a run behind it."
    )


def _filter(claims: Sequence[Judged], outcome: str | None) -> str:
    """A link for each outcome that there is."""
    counts = Counter[str](claim.outcome for claim in claims)
    links = [_chip(f"All {len(claims)}", "claims", outcome is None)]
    for slug, name in SHOWN.items():
        if counts[name]:
            words = f"{counts[name]} {OUTCOMES[name][counts[name] > 1]}"
            links.append(_chip(words, f"claims?show={slug}", outcome == name))
    return element("nav", *links, class_="c-filter", aria_label="Show")


def _chip(words: str, href: str, here: bool) -> str:
    return element("a", text(words), href=href, aria_current="true" if here else None)


def _problem(show: str, there: AbstractSet[str]) -> str:
    names = ", ".join(slug for slug, name in SHOWN.items() if name in there)
    words = f"show = {show[:40]} is no outcome that a claim has; there are {names}. All are shown."
    return element("p", text(words), class_="c-problem", role="alert")


def _strips(claims: Sequence[Judged], wanted: Sequence[Judged]) -> str:
    """All marks, by whose they are; those that are not shown are faint, and lead nowhere."""
    groups = [(paper.short or paper.title, own) for paper, own in papers(claims)]
    groups += [(heading.partition("\n")[0], own) for heading, own in _beside(claims)]
    blocks = []
    for name, own in groups:
        held = sum(claim.outcome == "holds" for claim in own)
        count = element("span", text(f"{held}/{len(own)}"))
        label = element("span", text(f"{name} "), count, class_="c-name")
        blocks.append(element("div", strip(own, wanted), label))
    return element("div", *blocks, class_="c-strips")


def _sections(claims: Sequence[Judged], wanted: Sequence[Judged], root: str) -> Iterator[str]:
    for paper, own in papers(claims):
        if shown := [claim for claim in own if claim in wanted]:
            way = f"paper/{paper.arxiv}"
            title = element("h2", element("a", text(paper.title), href=way))
            head = element("header", title, byline(paper), badge(own, way))
            yield element("section", head, rows(shown, root, claims))
    for heading, own in _beside(claims):
        if shown := [claim for claim in own if claim in wanted]:
            name, _, words = heading.partition("\n")
            head = element(
                "header", element("h2", text(name)), element("span", text(words), class_="c-byline")
            )
            yield element("section", head, rows(shown, root, claims), class_="c-beside")


def _beside(claims: Sequence[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    """Neighbours' claims and ours, under their headings."""
    for whose, heading in BESIDE.items():
        if own := [claim for claim in claims if claim.source.whose == whose]:
            yield heading, own
