"""Several choices, a place on a figure, a run in the lesson's place: through the real server."""

import csv
import io

import pytest

from tests.classroom import Class, put_away
from tests.serving import Server


@pytest.fixture(autouse=True)
def _phones_are_put_away():
    yield
    put_away()


def rows(server: Server, room: Class) -> list[list[str]]:
    return list(csv.reader(io.StringIO(server.http.get(f"{room.teacher}/votes.csv").text)))[1:]


def test_a_class_takes_several_choices_and_is_right_with_all_of_them(server: Server):
    room = Class(server, lesson="the-leak", minutes=15)
    phones = [room.phone() for _ in range(3)]
    room.does("next")
    room.does("ask")
    asked = phones[0].seen(language="zh")["question"]
    assert (asked["several"], asked["most"], len(asked["choices"])) == (True, 15, 4)
    assert [
        phone.votes(value, question="2").status_code for phone, value in zip(phones, (2, 6, 16), strict=True)
    ] == [
        200,
        200,
        400,
    ]
    assert (room.seen()["count"], room.seen()["votes"]) == (2, None)
    room.does("close")
    assert room.seen()["votes"] == [[0, 2, 1, 0]]
    assert phones[0].seen()["revealed"] is None
    room.does("reveal")
    assert phones[0].seen()["revealed"]["truth"] == [2]
    found = rows(server, room)
    assert [row[5] for row in found] == ["1", "0"]
    assert found[1][4] == "The weights that all share + Another store that was sent a file"


def test_a_class_points_at_places_on_the_figure_and_the_right_ones_come_at_reveal_only(server: Server):
    room = Class(server, lesson="stop-the-film", minutes=45)
    phone = room.phone()
    while (room.seen("teacher")["coming"]["plane"] or None) is None:
        room.does("next")
    number = str(room.seen()["step"])
    room.does("ask")
    asked = phone.seen()["question"]
    assert (asked["most"], asked["choices"]) == (576, [])
    assert phone.votes(577, question=number).status_code == 400
    assert phone.votes(300, question=number).status_code == 200
    room.does("close")
    assert phone.seen()["revealed"] is None
    room.does("reveal")
    truth = phone.seen()["revealed"]["truth"]
    assert 10 < len(truth) < 150
    assert rows(server, room)[0][4:] == ["(-0.0417, 0.0417)", str(int(300 in truth))]


def test_drawings_and_films_speak_the_language_of_who_looks(server: Server):
    room = Class(server, lesson="rescue", minutes=15)
    phone = room.phone()
    room.does("follow")
    assert "<svg" not in str(phone.seen()["question"].get("figure")), "nothing of a film before it is played"
    room.does("play")
    films = {
        language: phone.http.get(
            f"{phone.at}/film", params={"token": phone.token, "part": "before", "language": language}
        ).json()["frames"][-1]
        for language in ("en", "zh-CN")
    }
    assert ">loss<" in films["en"]
    assert ">损失<" in films["zh-CN"]
    assert ">loss<" not in films["zh-CN"]
    room.does("next")
    room.does("ask")
    assert ">损失<" in phone.seen(language="zh")["question"]["figure"]
    with server.visitor() as anybody:
        assert ">损失" in anybody.get(f"{room.stage}/state?language=zh").json()["figure"]


def test_phones_that_follow_show_the_run_that_the_teacher_shows_and_only_when_nothing_is_asked(
    server: Server,
):
    room = Class(server, lesson="rescue", minutes=15)
    phone = room.phone()
    link = f"{server.url}/bias-potential?preset=ring8&at=early-stop&view=stage"
    assert room.does("show", link=link).status_code == 200
    assert room.seen()["film"]["part"] == "shown"
    told = room.seen()["shown"]
    assert "shown" not in phone.seen(), "phones do not follow"
    assert phone.seen()["film"] is None

    def drawing(at: str) -> str:
        answer = server.http.get(f"{at}/film", params={"token": phone.token, "part": "shown"})
        assert answer.status_code == 200, answer.text
        (frame,) = answer.json()["frames"]
        return frame

    assert (
        phone.http.get(f"{phone.at}/film", params={"token": phone.token, "part": "shown"}).status_code == 409
    )
    room.does("follow")
    assert (phone.seen()["shown"], phone.seen()["film"]["part"]) == (told, "shown")
    early = drawing(phone.at)
    assert drawing(room.stage) == early
    room.does("show", link="/bias-potential?preset=ring8")
    assert drawing(phone.at) != early
    for wrong in (
        "https://elsewhere.example/x",
        "no link",
        "/bias-potential?preset=ring8&at=nowhere",
    ):
        refused = room.does("show", link=wrong)
        assert refused.status_code in (400, 404), wrong
        assert refused.json()["error"].endswith("."), wrong
    assert drawing(phone.at) != early, "what is refused changes nothing"
    room.does("show", link="")
    assert (phone.seen()["shown"], phone.seen()["film"]) == (None, None)
    room.does("next")
    assert room.does("show", link=link).status_code == 409, "a question waits"
    room.does("ask")
    assert room.does("show", link=link).status_code == 409
    room.does("close")
    room.does("reveal")
    assert room.does("show", link=link).status_code == 200
    room.does("next")
    assert phone.seen()["shown"] is None, "the lesson goes on"


def test_a_run_that_is_shown_at_its_cliff_keeps_what_came(server: Server):
    room = Class(server, lesson="rescue", minutes=15)
    shows = [
        room.does("show", link=f"/bias-potential?preset=ring8{more}").status_code
        for more in ("&at=cliff", "")
    ]
    assert shows == [200, 200]
    whole = server.http.get(f"{room.stage}/film?part=shown").json()["frames"][0]
    room.does("show", link="/bias-potential?preset=ring8&until=cliff")
    kept = server.http.get(f"{room.stage}/film?part=shown").json()["frames"][0]
    assert whole.count("<path") > kept.count("<path")
    assert "turns here" in whole
    assert "turns here" not in kept
