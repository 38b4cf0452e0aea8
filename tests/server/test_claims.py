"""Claims over HTTP: pages with a tag, a paper that is none, and a badge for anybody's page."""

import gzip

import pytest

from lab.evidence import papers, table
from tests.serving import Server

PAPERS = [paper.arxiv for paper, _ in papers(table())]
PAGE = {"Accept": "text/html"}


def test_all_claims_are_one_document_and_the_same_again_is_not_sent(server: Server):
    answer = server.http.get("/claims", headers=PAGE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.count('class="c-row"') == len(table())
    again = server.http.get("/claims", headers={**PAGE, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = server.http.get("/claims?show=does-not-hold", headers=PAGE)
    assert other.headers["ETag"] != answer.headers["ETag"]
    assert len(gzip.compress(answer.content)) < 60_000


@pytest.mark.parametrize("arxiv", PAPERS)
def test_a_paper_has_a_page_and_a_badge(server: Server, arxiv):
    page = server.http.get(f"/paper/{arxiv}", headers=PAGE)
    assert page.status_code == 200
    assert f'<link rel="canonical" href="{server.url}/paper/{arxiv}">' in page.text
    badge = server.http.get(f"/paper/{arxiv}/badge.svg")
    assert (badge.status_code, badge.headers["Content-Type"]) == (200, "image/svg+xml")
    assert "max-age=600" in badge.headers["Cache-Control"]
    tag = {"If-None-Match": f"W/{badge.headers['ETag']}"}
    assert server.http.get(f"/paper/{arxiv}/badge.svg", headers=tag).status_code == 304


@pytest.mark.parametrize("written", ["2407.01178v2", "arXiv:2407.01178", "2407.01178%29.", "2407.01178/"])
def test_a_paper_s_number_may_be_written_as_people_do(server: Server, written):
    answer = server.http.get(f"/paper/{written}", headers=PAGE, follow_redirects=True)
    assert answer.status_code == 200
    assert f'href="{server.url}/paper/2407.01178"' in answer.text


@pytest.mark.parametrize("path", ["/paper/1234.56789", "/paper/", "/paper", "/paper/2407.01178/other"])
def test_a_paper_that_is_none_is_one_sentence_with_those_that_there_are(server: Server, path):
    answer = server.http.get(path, headers=PAGE, follow_redirects=True)
    assert answer.status_code == 404
    assert all(arxiv in answer.text for arxiv in PAPERS)
    assert answer.text.count("<p>") == 1
    assert "error" in server.http.get(path, follow_redirects=True).json()
