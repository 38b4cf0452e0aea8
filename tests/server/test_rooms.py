"""A class through the real server: what each gets, when, and what nobody gets before Reveal."""

import csv
import io
import json
import re
import signal
import threading

import httpx
import pytest

from lab.contract.settings import ROOT
from lab.export import assets
from lab.lessons import pictures
from lab.rooms.lesson import outcome, question
from lab.rooms.lesson import steps as lesson_steps
from lab.rooms.words import Outcome, Step
from lab.runs.names.specification import set_id, specify
from lab.runs.store.log import Log
from lab.server import films
from lab.server.app import routes
from lab.server.films import PHONE
from tests.classroom import Class, Ear, Phone, files, put_away
from tests.patience import PATIENCE
from tests.serving import Server, checked_out

STROKE = re.compile(r'(?:d|points)="([^"\\]+)"')
SMALL = 60_000
"""Bytes of all that a phone loads."""


@pytest.fixture(autouse=True)
def _phones_are_put_away():
    yield
    put_away()


def came(server: Server, step: Step) -> Outcome:
    return outcome(Log(server.home / "log.sqlite"), step)


def test_a_class_is_asked_twice_and_sees_both_rounds_when_it_is_revealed(server: Server):
    room = Class(server)
    phones = [room.phone() for _ in range(3)]
    assert len({phone.name for phone in phones}) == 3
    assert (phones[0].seen()["question"], room.seen()["phones"]) == (None, 3)
    assert room.does("ask").status_code == 200
    assert [phone.votes(value).status_code for phone, value in zip(phones, (1, 1, 3), strict=True)] == [
        200
    ] * 3
    assert (room.seen()["count"], room.seen()["votes"]) == (3, None)
    room.does("close")
    assert room.seen()["votes"] == [[2, 0, 1]]
    room.does("ask")
    late = room.phone()
    assert [late.votes(3, round=2).status_code, phones[0].votes(3, round=2).status_code] == [200, 200]
    assert room.seen()["votes"] is None
    room.does("close")
    assert phones[1].seen()["revealed"] is None
    room.does("reveal")
    step = question("adam-spikes")
    truth = came(server, step)
    revealed = phones[0].seen()["revealed"]
    assert revealed == {"truth": list(truth.truth), "told": truth.told.en, "votes": [[2, 0, 1], [0, 0, 2]]}
    rows = list(csv.reader(io.StringIO(server.http.get(f"{room.teacher}/votes.csv").text)))
    assert [row[2] for row in rows[1:]] == [phones[i].name for i in (0, 1, 2, 0)] + [late.name]
    assert late.token not in str(rows)


def test_a_vote_that_is_sent_again_counts_once_and_rubbish_is_refused_in_a_sentence(server: Server):
    room = Class(server)
    phone = room.phone()
    assert phone.votes(1).status_code == 409
    room.does("ask")
    assert [phone.votes(2).json()["mine"] for _ in range(3)] == [[2]] * 3
    assert (phone.votes(3).json()["mine"], room.seen()["count"]) == ([3], 1)
    for rubbish, status in ((0, 400), (99, 400), ("1", 400), (1.5, 400), (10**400, 400), (None, 400)):
        answer = phone.votes(rubbish)
        assert (answer.status_code, "error" in answer.json()) == (status, True)
    assert phone.http.post(f"{phone.at}/votes", content="{").status_code == 400
    assert phone.votes(1, round=2).status_code == 409
    assert phone.seen()["mine"] == [3]


def test_a_reload_is_the_same_seat_and_a_removed_one_is_nobody(server: Server):
    room = Class(server)
    phone = room.phone()
    again = phone.http.post(f"{phone.at}/join", json={"language": "zh-CN", "token": phone.token}).json()
    assert again["token"] == phone.token
    assert not again["name"].isascii()
    assert room.seen()["phones"] == 1
    assert room.does("remove", seat=0).json()["phones"] == 0
    answer = phone.http.get(f"{phone.at}/state", params={"token": phone.token})
    assert (answer.status_code, answer.json()["error"][-1]) == (404, ".")


def test_the_stage_only_shows_and_a_phone_teaches_nothing(server: Server):
    room = Class(server)
    phone = room.phone()
    assert server.http.post(room.stage, json={"do": "ask"}).status_code == 403
    assert server.http.get(f"{room.stage}/votes.csv").status_code == 403
    wrong = room.teacher.rpartition("/")[0]
    for capability in (phone.token, room.code):
        assert server.http.post(f"{wrong}/{capability}", json={"do": "ask"}).status_code == 404
    stranger = httpx.post(f"{server.url}{room.teacher}", json={"do": "ask"}, headers={"Origin": "null"})
    assert stranger.status_code == 403
    foreign = httpx.post(
        f"{server.url}{phone.at}/join", json={}, headers={"Origin": "https://elsewhere.example"}
    )
    assert foreign.status_code == 403


def test_news_come_by_the_stream_and_a_quiet_room_still_beats(server: Server):
    room = Class(server)
    phone = room.phone()
    heard: list[str] = []
    listening = threading.Thread(target=lambda: heard.extend(phone.hears(3)))
    listening.start()
    while not heard and listening.is_alive() and room.seen()["phase"] == "closed":
        room.does("ask")
    listening.join(PATIENCE)
    assert heard[0].removeprefix("data:").strip(), "the first is a whole state"
    assert '"phase": "open"' in "".join(heard)


def test_a_stream_has_the_figure_of_a_question_once(server: Server):
    room = Class(server)
    ear, other = Ear(room.phone()), room.phone()
    room.does("ask")
    assert "<svg" in ear.until(lambda state: state["question"])["question"]["figure"]
    other.votes(1)
    assert "figure" not in ear.until(lambda state: state["count"])["question"]
    again = ear.phone.seen(drawn="")["question"]
    assert "<svg" in again["figure"], "who comes back gets it again"
    ear.close()


def test_a_room_outlives_its_server(serve):
    """Killed in the middle of Ask: everybody is in the same place again, no vote is lost or counted twice."""
    server = serve()
    room = Class(server)
    phones = [room.phone() for _ in range(4)]
    room.does("ask")
    for phone in phones[:3]:
        phone.votes(2)
    before = [phone.seen() for phone in phones]
    server.end(signal.SIGKILL)
    server.start()
    assert [phone.seen() for phone in phones] == before
    phones[0].votes(2)
    assert room.seen()["count"] == 3


def test_all_that_a_phone_loads_is_small_and_framed_by_anybody(server: Server):
    room = Class(server)
    phone, loaded = room.phone(), 0
    page = phone.http.get(phone.at)
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers
    for address in (phone.at, *files()):
        answer = phone.http.get(address)
        assert answer.status_code == 200, address
        loaded += len(answer.content)
    room.does("ask")
    assert loaded + len(json.dumps(phone.seen())) < SMALL


def reached(phone: Phone) -> bytes:
    """Every byte that the server gives to a phone's token: each route, with all that a phone knows as its
    parts, what its page loads, and what a vote is answered with."""
    own = f"/live/room/{assets.version('room')}"
    addresses = {f"{own}/{name}" for name in assets.modules("room")}
    for route in routes:
        path = getattr(route, "path", "/{")
        for known in (phone.at.removeprefix("/r/"), phone.token):
            addresses.add("/".join(known if part.startswith("{") else part for part in path.split("/")))
    bodies = [phone.reads(address) for address in sorted(addresses) if not address.startswith("/{")]
    bodies.append(phone.votes(1).content)
    assert all(bodies)
    return b"\n".join(bodies)


def secrets(server: Server, experiment: str, preset: str) -> list[bytes]:
    """What tells the outcome of an example's question, as an answer or a stream has it."""
    told = came(server, question(experiment, preset)).told
    words = [
        told.en,
        told.zh,
        *(json.dumps(words)[1:-1] for words in (told.en, told.zh)),
        set_id(specify(experiment, preset).members),
    ]
    return [word.encode() for word in words] + TOLD


def picture(server: Server, experiment: str, preset: str) -> bytes:
    """The longest stroke of the drawing of what came that is in no drawing before it."""
    log = Log(server.home / "log.sqlite")
    strokes = STROKE.findall(pictures.frames(log, experiment, preset, PHONE, outcome=True)[-1])
    before = "".join(pictures.frames(log, experiment, preset, PHONE))
    return max((stroke for stroke in strokes if stroke not in before), key=len).encode()


TOLD = [b'"truth":[', b'"truth": [', b'"votes":[', b'"votes": [']
CUTS = [("adam-spikes", "fnn-sin"), ("initialization-rate", "headline"), ("memcube", "leak")]
"""A run, a set, and a store: what differs in how an outcome is computed."""


@pytest.mark.parametrize(("experiment", "preset"), CUTS)
def test_no_byte_that_a_phone_can_reach_has_the_outcome_before_it_is_revealed(
    server: Server, experiment: str, preset: str
):
    kept = secrets(server, experiment, preset)
    drawn = picture(server, experiment, preset)
    room = Class(server, experiment, preset)
    phone, other = room.phone(), room.phone()
    assert [room.does(do).status_code for do in ("follow", "play")] == [200, 200]
    assert phone.seen()["film"]["part"] == "before"
    found = phone.reads(f"{phone.at}/film")
    assert b"<svg" in found
    for at, reader in ((phone.at, phone.http), (room.stage, server.http)):
        ahead = reader.get(f"{at}/film", params={"token": phone.token, "part": "after"})
        assert ahead.status_code == 409, "not even to the stage"
    found += reached(phone)
    room.does("ask")
    other.votes(2)
    found += reached(phone)
    room.does("close")
    found += reached(phone)
    assert question(experiment, preset).text.en.encode() in found
    assert [secret for secret in (*kept, drawn) if secret in found] == []
    room.does("reveal")
    assert kept[0] in reached(phone), "the search finds it once it is there"
    assert drawn in phone.http.get(f"{phone.at}/film", params={"token": phone.token, "part": "after"}).content
    room.does("follow")
    assert (
        drawn
        not in phone.http.get(f"{phone.at}/film", params={"token": phone.token, "part": "after"}).content
    )


def test_whoever_asks_otherwise_for_a_film_is_shown_one_that_was_drawn_before(server: Server):
    """Strangers can think of any number of languages, and of questions before the same film."""
    steps = [step for step in lesson_steps("the-leak", 15) if step.film[0]]
    assert len(steps) > 1
    assert len({films._of_film(step) for step in steps}) == len({step.preset for step in steps})
    room = Class(server, lesson="the-leak", minutes=15)
    asked = [{"language": language} for language in ("en", "EN-us", "xx", "", "zh" * 40, "zh-CN")]
    found = [server.http.get(f"{room.stage}/film", params=how).content for how in asked]
    assert len(set(found)) == 2
    assert (len(set(found[:4])), len(set(found[4:]))) == (1, 1)


def test_a_class_trains_what_its_phones_picked_once_for_each_value(server: Server):
    room = Class(server, lesson="pick-your-gamma", minutes=45)
    phones = [room.phone() for _ in range(4)]
    while room.seen("teacher")["coming"]["kind"] != "pick":
        room.does("next")
    number = str(room.seen()["step"])
    room.does("ask")
    axes = room.seen()["axes"]
    assert (axes["dots"], axes["ends"], axes["across"]) == ([], [0.2, 1.2], "smallness γ")
    for phone, value in zip(phones, (2, 13, 13, 21), strict=True):
        phone.votes(value, question=number)
    assert room.does("run").status_code == 409
    room.does("close")
    assert room.does("run").json()["class"]["share"] < 1
    phones[0].hears_until(lambda state: state["class"] and state["class"]["share"] == 1)
    view = phones[0].seen(language="zh")
    assert [(dot[0], dot[3]) for dot in view["class"]["dots"]] == [(2, 1), (13, 2), (21, 1)]
    assert all(dot[2] > 0 for dot in view["class"]["dots"])
    assert view["mine"] == [2]
    assert room.does("ask").status_code == 409


def test_a_moment_is_chosen_in_the_film_itself_which_still_keeps_what_came(server: Server):
    room = Class(server, lesson="stop-the-film", minutes=15)
    phone = room.phone()
    room.does("next")

    def moments() -> httpx.Response:
        return phone.http.get(f"{phone.at}/film", params={"token": phone.token, "part": "moments"})

    assert moments().status_code == 409, "nothing is asked yet"
    room.does("ask")
    axis = phone.seen(language="zh")["question"]["axis"]
    assert (axis["name"], axis["log"], axis["moves"], axis["values"][-1]) == ("时间 t", True, True, 1e6)
    frames = moments()
    assert len(frames.json()["frames"]) == len(axis["values"])
    assert picture(server, "bias-potential", "ring8") not in frames.content
    assert [phone.votes(value, question="2").status_code for value in (11, 26)] == [200, 400]
    room.does("close")
    room.does("reveal")
    seen = phone.seen()
    assert 11 in seen["revealed"]["truth"], "t = 300, and the least is at 296"
    assert seen["revealed"]["votes"][0] == [int(number == 11) for number in range(1, 26)]
    assert room.seen()["film"]["part"] == "after"
    rows = list(csv.reader(io.StringIO(server.http.get(f"{room.teacher}/votes.csv").text)))
    assert rows[1] == ["2", "ask", phone.name, "1", "300", "1"]


LIFTED = """
from lab.rooms import seen

student = seen.student
seen.student = lambda *those: {{**student(*those), {name!r}: {value!r}}}
"""
VEILS = {"revealed": {"truth": [3], "told": "", "votes": []}, "votes": [[0, 1, 0]]}
"""What a phone's view would have too much: the outcome, others' votes."""


@pytest.mark.parametrize("name", VEILS)
def test_the_search_finds_it_when_one_veil_is_lifted_on_purpose(tmp_path, name: str):
    served = (ROOT / "app.py").read_text(encoding="utf-8") + LIFTED.format(name=name, value=VEILS[name])
    (tmp_path / "lifted.py").write_text(served, encoding="utf-8")

    def lifted(port: int) -> list[str]:
        return [str(tmp_path / "lifted.py") if word == "app.py" else word for word in checked_out(port)]

    with Server(tmp_path / "home", lifted, PYTHONPATH=str(ROOT)) as server:
        room = Class(server)
        phone = room.phone()
        room.does("ask")
        found = reached(phone)
    assert any(secret in found for secret in TOLD)
