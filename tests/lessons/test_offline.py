"""A lesson's file: whole in itself, in both languages, with every outcome that it will be asked for."""

import re
from html import unescape

import pytest
from typer.testing import CliRunner

from lab import lessons
from lab.cli.commands import app
from lab.lessons.offline import file, rows
from lab.lessons.outcomes import answer
from lab.lessons.words import FORMS, Lesson
from lab.runs.files import shipping
from lab.runs.store.log import Log
from tests.serving import Server

LESSONS = list(lessons.LESSONS.values())
MOST = 256 * 2**10
"""Bytes of a lesson."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    log = Log(tmp_path_factory.mktemp("offline") / "log.sqlite")
    questions = [step.question for lesson in LESSONS for step in lesson.long if step.question]
    for name in {question.experiment for question in questions}:
        shipping.ship(log, name)
    return log


@pytest.mark.parametrize("minutes", FORMS)
@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.name for lesson in LESSONS])
def test_a_file_has_all_of_its_lesson_and_asks_the_network_for_nothing(lesson: Lesson, minutes, log: Log):
    made = file(log, lesson, minutes)
    whole = made.decode()
    assert len(made) < MOST
    assert "default-src 'none'" in whole
    elsewhere = set(re.findall(r'https?://[^"\s)<]+', whole))
    assert elsewhere <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r'(?:src|href)="(?!data:)|url\(|@import', whole)
    words = unescape(whole)
    for step in lesson.steps(minutes):
        assert step.do.en in words
        assert step.do.zh in words
        if step.question:
            came = answer(log, step.question)
            shown = [came.told, step.question.text]
            shown += [label for label, _ in rows(step.question, came.truth)]
            assert all(said.en in words and said.zh in words for said in shown)
    sections = re.findall(r'<section data-kind="(\w+)">(.*?)</section>', whole, re.DOTALL)
    assert [kind for kind, _ in sections] == [step.kind for step in lesson.steps(minutes)]
    assert sections[0][1].count("<svg xmlns") == 14
    kinds = ("ask", "branch", "exit")
    right = [inside.count('<li class="right"') for kind, inside in sections if kind in kinds]
    asked = [step.question for step in lesson.steps(minutes) if step.question]
    truths = [(question, answer(log, question).truth) for question in asked]
    assert right == [
        sum(bool(set(numbers) & set(truth)) for _, numbers in rows(question, truth))
        for question, truth in truths
    ]
    pointed = sum(bool(question.plane) for question in asked)
    assert len(re.findall(r'class="after">.*?<path class="right" d="M', whole)) == pointed


def test_the_command_line_writes_it_and_says_how_large_it_is(tmp_path):
    path = tmp_path / "hall.html"
    said = CliRunner().invoke(app, ["lesson", "one-brain", "--out", str(path)])
    assert (said.exit_code, said.output) == (0, f"{path}: {path.stat().st_size} bytes\n")
    assert "<title>The class writes one brain</title>" in path.read_text(encoding="utf-8")
    refused = CliRunner().invoke(app, ["lesson", "one-brain", "--minutes", "20"])
    assert str(refused.exception) == "minutes = 20: a lesson takes 15 or 45."


def test_the_server_gives_it_as_a_file(server: Server):
    answer = server.http.get("/lessons/the-leak.html?minutes=45")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="the-leak-45.html"'
    assert answer.text.startswith("<!doctype html>")
    assert server.http.get("/lessons/the-leak.html?minutes=20").status_code == 400
    assert server.http.get("/lessons/leak.html").json()["error"].startswith("There is no lesson leak")


def test_where_a_room_is_opened_each_lesson_has_its_files(server: Server):
    page = server.http.get("/rooms").text
    ways = re.findall(r'href="\./(lessons/[^"]+)"', page)
    assert ways == [f"lessons/{name}.html?minutes={minutes}" for name in lessons.LESSONS for minutes in FORMS]
    assert server.http.get(f"/{ways[0]}").status_code == 200


def test_a_page_that_asks_its_class_gets_its_own_question(server: Server):
    def offered(query: str) -> int:
        return server.http.get(f"/rooms?{query}").text.count("data-room=")

    assert offered("experiment=fact-memories&preset=stale") == 1
    assert (
        "Asked alone, what does it answer?"
        in server.http.get("/rooms?experiment=fact-memories&preset=stale").text
    )
    assert offered("experiment=fact-memories") == 6
    assert offered("experiment=fact-memories&preset=none") == 6
