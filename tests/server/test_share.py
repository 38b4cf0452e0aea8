"""What is sent on, as a crawler without scripts sees it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lab import experiments
from lab.runs.names.address import read
from lab.runs.names.specification import spanned
from lab.runs.store.log import Log
from tests.server.test_runs import body, finished
from tests.serving import Server


@pytest.fixture(scope="module")
def run(server: Server) -> str:
    """Id of a short run that is done."""
    return str(finished(server, server.http.post("/runs", json=body(steps=310)).json())["id"])


@pytest.fixture(scope="module")
def swept(server: Server) -> str:
    """Id of a set of two that is done."""
    started = server.http.post("/runs", json=body(steps=210, beta1s=[0.5, 0.9])).json()
    return str(finished(server, started)["id"])


class Head(HTMLParser):
    """Names and contents of the meta elements, the title, the links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.named: dict[str, str] = {}
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "meta" and "content" in given:
            self.named[given.get("property") or given.get("name") or ""] = given["content"] or ""
        if tag == "a":
            self.links.append(given["href"] or "")


@pytest.mark.parametrize("which", ["run", "swept"])
def test_a_crawler_sees_title_sentence_and_picture_of_that_very_run(server, request, which):
    id = request.getfixturevalue(which)
    answer = server.http.get(f"/s/{id}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    head = Head(answer.text)
    last = {"run": 309, "swept": 209}[which]
    assert head.named["og:title"] == server.http.get(f"/runs/{id}/describe?step={last}").json()["text"]
    assert head.named["og:image"] == f"{server.url}/s/{id}.png"
    assert head.named["twitter:card"] == "summary_large_image"
    assert head.links == [f"../adam-spikes?run={id}"]
    image = server.http.get(head.named["og:image"])
    assert (image.status_code, image.headers["Content-Type"]) == (200, "image/png")
    assert image.content[:4] == b"\x89PNG"


def test_the_link_of_a_set_opens_its_settings(server: Server, swept: str):
    log = Log(server.home / "log.sqlite")
    of = [log.specification(one) for one in log.set_members(swept)]
    address = read(experiments.find("adam-spikes"), {"run": swept}, lambda _: spanned(of))
    assert (address.run, address.config.beta1s, address.problems) == (swept, (0.5, 0.9), ())


def test_the_share_page_runs_nothing_inline(server: Server, run: str):
    text = server.http.get(f"/s/{run}").text
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text)
    assert [inside for _, inside in scripts] == [""]
    (address,) = re.findall(r'src="\.\.(/live/[^"]+)"', text)
    assert server.http.get(address).status_code == 200


def test_the_moment_of_a_link_goes_on_and_nothing_else_does(server: Server, run: str):
    text = server.http.get(f'/s/{run}?until=cliff).&x=1&fbclid=2&at="><script>').text
    assert f"/adam-spikes?run={run}&amp;until=cliff&amp;at=%3E%3Cscript" in text
    assert "<script>" not in text


@pytest.mark.parametrize("id", ["0123456789abcdef", "nonsense"])
def test_an_unknown_id_is_answered_in_a_sentence(server: Server, id: str):
    page, image = server.http.get(f"/s/{id}"), server.http.get(f"/s/{id}.png")
    assert (page.status_code, image.status_code) == (404, 404)
    assert image.json()["error"].endswith(".")
    assert f"<p>{image.json()['error']}</p>" in page.text


def test_drawing_leaves_the_web_process_small(server: Server, run: str):
    before = server.memory
    assert server.http.get(f"/s/{run}.png").status_code == 200
    assert "matplotlib" not in Path(f"/proc/{server.process.pid}/maps").read_text(encoding="utf-8")
    assert server.small(max(250e6, before + 15e6)), (before, server.memory)
