"""Home as the server sends it: whole in its first answer, and what it sends ahead is there."""

import re

from lab import experiments
from lab.export.assets import CLIFF, LEAD, drawings
from lab.server.ahead import ahead, streamlit_files
from tests.serving import Server

BROWSER = {"Accept": "text/html"}


def test_the_first_answer_has_the_promise_and_the_question_with_its_drawing(server: Server):
    answer = server.http.get("/")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.text.count("<h1>") == 1
    assert experiments.find(LEAD).cuts[0].cliff.question in answer.text
    assert drawings()[CLIFF] in answer.text
    assert re.findall(r'data-drawing="[^"]*"></', answer.text) == []
    assert server.http.get("/home").text == answer.text
    again = server.http.get("/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_home_sends_ahead_is_what_the_next_page_begins_with(server: Server):
    files = re.findall(r'<link rel="next-files" href="([^"]*)"', server.http.get("/").text)
    assert files == [*streamlit_files(), *ahead()]
    assert len(ahead()) > 10
    page = server.http.get("/adam-spikes").text
    assert [file for file in files if f'"{file}"' not in page] == []
    assert [file for file in files if server.http.head(file.removeprefix(".")).status_code != 200] == []


def test_a_page_that_there_is_not_is_said_with_the_way_to_those_that_there_are(server: Server):
    answer = server.http.get("/adam-spike", headers=BROWSER)
    assert answer.status_code == 404
    assert "There is no page adam-spike here" in answer.text
    assert 'href="./"' in answer.text
