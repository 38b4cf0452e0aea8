"""Two classes and a stranger on a lab that trains one run at a time: each sees its place, nobody waits for
ever."""

import pytest

from lab.runs.service.client import Client
from tests.classroom import Class, Phone, put_away
from tests.serving import Server

QUADRATIC = {"experiment": "adam-spikes", "preset": "quadratic"}


@pytest.fixture(autouse=True)
def _phones_are_put_away():
    yield
    put_away()


def runs(room: Class) -> Phone:
    """A phone of a class whose run was asked for."""
    phone = room.phone()
    while room.seen("teacher")["coming"]["kind"] != "pick":
        room.does("next")
    room.does("ask")
    assert phone.votes(2, question=str(room.seen()["step"])).status_code == 200
    room.does("close")
    assert room.does("run").status_code == 200
    return phone


def test_each_waits_its_turn_and_sees_how_many_are_before(serve):
    server: Server = serve(LAB_WORKERS="1")
    ahead = Client(server.home).ahead
    with server.visitor() as stranger:
        busy, second, third = (
            stranger.post("/runs", json={**QUADRATIC, "fields": {"steps": steps}}).json()
            for steps in (200_000, 310, 320)
        )
        classes = [runs(Class(server, lesson=name, minutes=45)) for name in ("one-brain", "rescue")]
        # Rooms take turns with addresses: one class, the stranger's second, the other class, their third.
        assert [ahead(run["recordings"][0]) for run in (second, third)] == [1, 3]
        waiting = [phone.seen()["class"] for phone in classes]
        assert [(runs["ahead"], runs["share"]) for runs in waiting] == [(0, 0), (2, 0)]
        assert stranger.post(f"/runs/{busy['id']}/commands", json={"command": "stop"}).status_code == 200
        for phone in classes:
            done = phone.hears_until(lambda state: state["class"] and state["class"]["share"] == 1)
            assert done["class"]["ahead"] is None
            assert all(dot[2] is not None for dot in done["class"]["dots"])
        assert stranger.get(f"/runs/{second['id']}").json()["recordings"][0]["state"] == "done"
