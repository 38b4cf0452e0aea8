"""A pasted link becomes a frame where a learning platform asks, and only a link of this lab does."""

import re
from html import unescape
from typing import Any

import pytest

from lab import experiments
from lab.runs.names.specification import set_id, specify
from tests.serving import Server

SPIKES = set_id(specify("adam-spikes", "fnn-sin").members)
ROOM = "/r/"


def framed(server: Server, link: str, **more: str) -> dict[str, Any]:
    """What is said to a platform that asks for a link."""
    answer = server.http.get("/oembed", params={"url": f"{server.url}{link}", **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
    return dict(answer.json())


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("/adam-spikes?preset=fnn-sin", f"/embed/{SPIKES}"),
        ("/adam-spikes?preset=fnn-sin&until=cliff&utm_source=x", f"/embed/{SPIKES}?until=cliff"),
        (f"/adam-spikes?run={SPIKES}", f"/embed/{SPIKES}"),
        (f"/s/{SPIKES}", f"/embed/{SPIKES}"),
        (f"/embed/{SPIKES}?until=cliff", f"/embed/{SPIKES}?until=cliff"),
    ],
)
def test_a_link_of_the_lab_becomes_a_frame_that_opens(server: Server, link: str, shown: str):
    said = framed(server, link)
    assert (said["version"], said["type"]) == ("1.0", "rich")
    assert said["title"] == experiments.find("adam-spikes").question
    (source,) = re.findall(r'^<iframe src="([^"]*)"', said["html"])
    assert unescape(source) == f"{server.url}{shown}"
    assert f'width="{said["width"]}" height="{said["height"]}"' in said["html"]
    page = server.http.get(unescape(source))
    assert page.status_code == 200
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert server.http.get(said["thumbnail_url"]).headers["content-type"] == "image/png"


def test_a_set_that_its_settings_name_is_framed(server: Server):
    said = framed(server, "/initialization-rate?preset=headline")
    members = specify("initialization-rate", "headline").members
    assert f"/embed/{set_id(members)}" in said["html"]


def test_a_room_is_framed_as_a_platform_may_frame_it(server: Server):
    opening = {"experiment": "memcube", "preset": "leak"}
    code = server.http.post("/rooms", json=opening).json()["code"]
    said = framed(server, f"/r/{code}")
    assert f'src="{server.url}/r/{code}"' in said["html"]
    assert 'sandbox="allow-scripts allow-forms"' in said["html"]
    assert "thumbnail_url" not in said


def test_a_platform_that_has_less_room_gets_a_smaller_frame(server: Server):
    said = framed(server, f"/s/{SPIKES}", maxwidth="480", maxheight="9999")
    assert (said["width"], said["height"]) == (480, 820)


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ({}, 400, "oembed needs a link of this lab"),
        (
            {"url": "https://example.org/adam-spikes"},
            404,
            "https://example.org/adam-spikes is not a link of this",
        ),
        ({"url": "HERE.example.org/adam-spikes"}, 404, "is not a link of this lab"),
        ({"url": "http://["}, 404, "is not a link of this lab"),
        ({"url": "javascript:alert(1)"}, 404, "is not a link of this lab"),
        ({"url": "HERE/r/QQQQQ"}, 404, "There is no room QQQQQ"),
        ({"url": "HERE/claims"}, 404, "/claims has no figure to frame"),
        ({"url": "HERE/embed/0123456789abcdef"}, 404, "0123456789abcdef"),
        ({"url": "HERE/adam-spikes?eta=fast"}, 400, "eta"),
        ({"url": "HERE/adam-spikes?preset=fnn-sin&eta=0.0123"}, 404, ""),
        ({"url": "HERE/adam-spikes", "format": "xml"}, 400, "ask for format=json"),
        ({"url": "HERE/adam-spikes", "maxwidth": "wide"}, 400, "maxwidth = wide is no number of pixels"),
    ],
)
def test_what_is_not_of_this_lab_is_refused_in_one_sentence(server: Server, asked, status, sentence):
    here = {name: value.replace("HERE", server.url) for name, value in asked.items()}
    answer = server.http.get("/oembed", params=here)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert sentence in answer.json()["error"]


@pytest.mark.parametrize(
    "link", ["/adam-spikes?preset=fnn-sin&until=cliff", f"/s/{SPIKES}?until=cliff", ROOM]
)
def test_a_page_says_in_its_head_where_its_frame_is_found(server: Server, link: str):
    if link == ROOM:
        link += server.http.post("/rooms", json={"lesson": "rescue"}).json()["code"]
    head = server.http.get(link).text.partition("</head>")[0]
    (found,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]*)"', head)
    said = server.http.get(unescape(found)).json()
    assert said == framed(server, link)
    shown = link if link.startswith(ROOM) else f"/embed/{SPIKES}?until=cliff"
    assert f'{shown}"' in unescape(said["html"])


def test_a_page_that_has_no_figure_says_nothing_of_frames(server: Server):
    assert "oembed" not in server.http.get("/teachers").text
