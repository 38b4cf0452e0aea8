"""Pages of claims as they are written: every claim once, under whose sentence it is, with what is behind."""

import json
import re
from html import escape, unescape
from html.parser import HTMLParser

import pytest

from lab.evidence import papers, table
from lab.evidence.abstracts import ABSTRACTS
from lab.evidence.document import counted
from lab.evidence.pages import paper as page_of_a_paper
from lab.evidence.pages.badge import badge_picture
from lab.evidence.pages.everything import SHOWN, claims_page
from lab.evidence.pages.paper import paper_page

CLAIMS = table()
OWN = {paper.arxiv: (paper, own) for paper, own in papers(CLAIMS)}
BASE = "https://lab.example.org"
OUTCOMES = sorted({claim.outcome for claim in CLAIMS})


class Rows(HTMLParser):
    """Ids of the rows of a page, with their marks; addresses of its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: dict[str, str] = {}
        self.links: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if given.get("class") == "c-row":
            self.inside = given["id"]
        if self.inside and "data-mark" in given:
            self.rows.setdefault(self.inside, given["data-mark"])
        if tag == "a":
            self.links.append(given["href"])


def plain(page: str) -> str:
    """Its words as the table has them: an index is written behind its letter."""
    return re.sub(r"λ<sub>(\w+)</sub>", r"λ_\1", unescape(page))


def written(arxiv: str) -> str:
    paper, own = OWN[arxiv]
    return paper_page(paper, own, CLAIMS, "../", BASE)


def test_every_claim_is_one_row_with_the_mark_of_its_outcome_and_its_number():
    page = claims_page("", "./")
    assert Rows(page).rows == {claim.id: claim.outcome for claim in CLAIMS}
    words = plain(page)
    assert "λ_" not in page  # its index stands below
    assert [claim.id for claim in CLAIMS if f" · {claim.number}" not in words] == []
    assert f"{len(CLAIMS)} claims about {len(OWN)} papers" in words


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_filter_leaves_what_it_names_and_says_so(outcome):
    slug = outcome.replace(" ", "-")
    page = claims_page(slug, "./")
    assert Rows(page).rows == {claim.id: outcome for claim in CLAIMS if claim.outcome == outcome}
    assert f'href="claims?show={slug}" aria-current="true"' in page
    chips = page.partition('aria-label="Show"')[2].partition("</nav>")[0]
    assert chips.count("aria-current") == 1
    assert page.count("data-mark") >= len(CLAIMS)  # the strip has all of them


@pytest.mark.parametrize("show", ["<b>good", *(slug for slug, name in SHOWN.items() if name not in OUTCOMES)])
def test_what_is_no_outcome_is_one_sentence_and_all_are_shown(show):
    page = claims_page(show, "./")
    assert f"show = {escape(show)} is no outcome that a claim has; there are holds, " in page
    assert len(Rows(page).rows) == len(CLAIMS)
    assert set(SHOWN.values()) >= set(OUTCOMES)


def test_what_a_criterion_was_before_stands_in_its_row_with_the_reason():
    page = plain(claims_page("", "./"))
    changed = [(claim, before) for claim in CLAIMS for before in claim.history]
    assert changed
    for claim, before in changed:
        words = f"Criterion changed on {before.until}: before, “{before.criterion}” {before.outcome}, "
        assert f"{words}{before.number}; because: {before.reason}" in page, claim.id


def test_neighbours_and_ours_stand_apart_after_the_papers():
    page = claims_page("", "./")
    order = list(Rows(page).rows)
    whose = {claim.id: claim.source.whose for claim in CLAIMS}
    assert [whose[id] for id in order] == sorted(whose.values(), key=["paper", "neighbour", "ours"].index)
    assert page.index("<h2>Neighbours</h2>") < page.index("<h2>Ours</h2>")


def test_every_sentence_of_an_abstract_names_claims_that_exist_or_says_why_none():
    known = {claim.id for claim in CLAIMS}
    assert ABSTRACTS.keys() == OWN.keys()
    for sentences in ABSTRACTS.values():
        for asserted in sentences:
            assert set(asserted.claims) <= known, asserted
            assert asserted.claims or asserted.beyond or asserted.open, asserted
            assert len(set(asserted.claims)) == len(asserted.claims)
            assert (asserted.standing == "tested") == (not asserted.beyond and not asserted.open)


@pytest.mark.parametrize("arxiv", OWN)
def test_a_paper_s_page_has_its_own_claims_first_and_each_link_within_it_arrives(arxiv):
    page = written(arxiv)
    found = Rows(page)
    own = [claim.id for claim in OWN[arxiv][1]]
    assert list(found.rows)[: len(own)] == own
    within = {link[1:] for link in found.links if link.startswith("#")}
    assert within <= found.rows.keys() | {"reply"}
    assert [id for sentence in ABSTRACTS[arxiv] for id in sentence.claims if id not in found.rows] == []


@pytest.mark.parametrize("arxiv", OWN)
def test_machines_read_every_verdict_of_a_paper(arxiv):
    (inside,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', written(arxiv))
    reviews = json.loads(inside)["@graph"]
    assert [(one["claimReviewed"], one["reviewRating"]["alternateName"]) for one in reviews] == [
        (claim.sentence, claim.outcome) for claim in OWN[arxiv][1]
    ]
    assert {one["@type"] for one in reviews} == {"ClaimReview"}
    assert reviews[0]["url"] == f"{BASE}/paper/{arxiv}#{OWN[arxiv][1][0].id}"


def test_the_authors_reply_stands_beside_the_verdicts_as_it_came(tmp_path, monkeypatch):
    monkeypatch.setattr(page_of_a_paper, "REPLIES", tmp_path)
    assert "sent as docs/replies/2407.01178.md" in written("2407.01178")
    (tmp_path / "2407.01178.md").write_text("We <agree>.\n\nBut for one.\n", encoding="utf-8")
    page = written("2407.01178")
    assert "We &lt;agree&gt;.</p>" in page
    assert "But for one.</p>" in page
    assert "None so far" not in page


@pytest.mark.parametrize("arxiv", OWN)
def test_a_badge_counts_the_paper_s_claims(arxiv):
    words = counted(OWN[arxiv][1])
    picture = badge_picture(OWN[arxiv][1])
    assert f"<title>Learning Dynamics Lab: {words}</title>" in picture
    assert f"{words}</b>" in written(arxiv)
    assert sum(map(int, re.findall(r"\d+", words))) == len(OWN[arxiv][1])
