"""A lesson that is over opens again with the class's votes: for everybody, and without a token."""

import re

import pytest

from lab import lessons
from tests.classroom import Class, put_away
from tests.serving import Server

COUNT = re.compile(
    r'data-round="(\w+)"><span lang="en">[^<]*</span><span lang="zh-Hans">[^<]*</span><output>(\d+)'
)


@pytest.fixture(autouse=True)
def _phones_are_put_away():
    yield
    put_away()


def test_a_lesson_that_is_over_opens_again_with_the_votes_of_its_class(server: Server):
    room = Class(server, lesson="rescue", minutes=45)
    phones = [room.phone() for _ in range(3)]
    address = room.teacher.rpartition("/")[0]
    steps = [step.kind for step in lessons.find("rescue").long]
    for kind in steps[: steps.index("pick") + 1]:
        if kind == "pick" or (kind == "ask" and room.seen()["step"] == 2):
            room.does("ask")
            for phone, value in zip(phones, (1, 3, 3), strict=True):
                assert phone.votes(value, question=str(room.seen()["step"])).status_code == 200
            room.does("close")
            room.does("run" if kind == "pick" else "reveal")
        if kind != "pick":
            room.does("next")
    phones[0].hears_until(lambda state: state["class"] and state["class"]["share"] == 1)
    early = server.http.get(address)
    assert (early.status_code, "once the teacher has ended it" in early.text) == (409, True)
    room.does("end")
    with server.visitor() as anybody:
        whole = anybody.get(address)
    assert whole.status_code == 200
    assert "script-src 'unsafe-inline'" in whole.headers["content-security-policy"]
    sections = re.findall(r'<section data-kind="(\w+)">(.*?)</section>', whole.text, re.DOTALL)
    assert [kind for kind, _ in sections] == steps
    assert COUNT.findall(sections[1][1]) == [("alone", "1"), ("alone", "0"), ("alone", "2")]
    rows = re.findall(
        r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>", sections[steps.index("pick")][1]
    )
    assert [(value, count) for value, count, _ in rows] == [("0.8", "1"), ("0.95", "2")]
    assert all(height for *_, height in rows)
    for secret in (room.teacher, room.stage, *(phone.token for phone in phones), *(p.name for p in phones)):
        assert secret.rpartition("/")[2] not in whole.text


def test_a_question_alone_opens_again_too_and_a_wrong_room_is_none(server: Server):
    room = Class(server)
    phone = room.phone()
    room.does("ask")
    phone.votes(2)
    room.does("close")
    room.does("end")
    whole = server.http.get(room.teacher.rpartition("/")[0]).text
    assert COUNT.findall(whole) == [("alone", "0"), ("alone", "1"), ("alone", "0")]
    assert server.http.get("/room/0123456789abcdef").status_code == 404
