"""Two classes and a stranger on a lab that trains one run at a time: each sees its place, nobody waits for
ever; and whose runs are interrupted runs them again."""

import pytest

from lab.runs.service.client import Client
from lab.runs.store.log import Log
from tests.classroom import Class, Phone, put_away
from tests.serving import Server

QUADRATIC = {"experiment": "adam-spikes", "preset": "quadratic"}


@pytest.fixture(autouse=True)
def _phones_are_put_away():
    yield
    put_away()


def chooses(room: Class) -> Phone:
    """A phone of a class that has chosen what is to be run."""
    phone = room.phone()
    while room.seen("teacher")["coming"]["kind"] != "pick":
        room.does("next")
    room.does("ask")
    assert phone.votes(2, question=str(room.seen()["step"])).status_code == 200
    room.does("close")
    return phone


def test_each_waits_its_turn_and_sees_how_many_are_before(serve):
    server: Server = serve(LAB_WORKERS="1")
    ahead = Client(server.home).ahead
    classes = [Class(server, lesson=name, minutes=45) for name in ("one-brain", "rescue")]
    phones = [chooses(room) for room in classes]  # before what is busy for ten seconds, and no more
    with server.visitor() as stranger:
        busy, second, third = (
            stranger.post("/runs", json={**QUADRATIC, "fields": {"steps": steps}}).json()
            for steps in (200_000, 310, 320)
        )
        assert [room.does("run").status_code for room in classes] == [200, 200]
        # Rooms take turns with addresses: one class, the stranger's second, the other class, their third.
        assert [ahead(run["recordings"][0]) for run in (second, third)] == [1, 3]
        waiting = [phone.seen()["class"] for phone in phones]
        assert [(runs["ahead"], runs["share"]) for runs in waiting] == [(0, 0), (2, 0)]
        assert stranger.post(f"/runs/{busy['id']}/commands", json={"command": "stop"}).status_code == 200
        for phone in phones:
            done = phone.hears_until(lambda state: state["class"] and state["class"]["share"] == 1)
            assert done["class"]["ahead"] is None
            assert all(dot[2] is not None for dot in done["class"]["dots"])
        assert stranger.get(f"/runs/{second['id']}").json()["recordings"][0]["state"] == "done"


def test_a_class_whose_runs_were_interrupted_reads_so_and_is_run_again(serve):
    server: Server = serve(LAB_WORKERS="1")
    room = Class(server, lesson="one-brain", minutes=45)
    phone = chooses(room)
    with server.visitor() as stranger:
        busy = stranger.post("/runs", json={**QUADRATIC, "fields": {"steps": 200_000}}).json()
        assert "run" not in room.does("run").json()["can"]
        waiting = {info.recording: info.owner for info in Log(server.home / "log.sqlite").active()}
        del waiting[busy["recordings"][0]]
        for recording, owner in waiting.items():
            assert Client(server.home).command(recording, "stop", owner=owner) == "stopped"
        assert phone.hears_until(lambda state: state["class"]["lost"])["class"]["share"] == 0
        assert "run" in room.seen("teacher")["can"]
        again = room.does("run").json()
        assert (again["class"]["lost"], "run" in again["can"]) == (False, False)
        assert stranger.post(f"/runs/{busy['id']}/commands", json={"command": "stop"}).status_code == 200
        done = phone.hears_until(lambda state: state["class"]["share"] == 1)
        assert all(dot[2] is not None for dot in done["class"]["dots"])
