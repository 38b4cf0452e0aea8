"""What is stored is what was recorded: a byte that has changed is found, and named."""

import pytest

from lab.runs.files import archive, shipping
from lab.runs.files.shipping import RECORDINGS
from lab.runs.store.log import Log
from lab.server.inspection import inspect
from tests.serving import Server, becomes, stocked


@pytest.fixture
def log(tmp_path) -> Log:
    """A log with two recordings."""
    log = Log(tmp_path / "log.sqlite")
    for name in ("quadratic", "quadratic-map"):
        archive.take(log, (RECORDINGS / "adam-spikes" / f"{name}.labrun").read_bytes(), origin="shipped")
    return log


def flip(log: Log, recording: str, place: int) -> None:
    """Change a byte of its first chunk, counted from its end."""
    ((number, payload), *_) = log.chunks(recording)
    changed = bytearray(payload)
    changed[place] ^= 1
    with log.transaction() as database:
        statement = "UPDATE chunks SET payload = ? WHERE recording = ? AND number = ?"
        database.execute(statement, (bytes(changed), recording, number))


@pytest.mark.parametrize("place", [-9, 20], ids=["a number", "its header"])
def test_what_was_changed_where_it_lies_is_named_and_stands_for_nothing(log, caplog, place):
    first = inspect(log, "")
    second = inspect(log, first)
    assert (len({first, second}), inspect(log, second)) == (2, "")
    assert log.recording(second).complete
    flip(log, second, place)
    assert inspect(log, first) == second
    damaged = log.recording(second)
    assert damaged.state == "failed"
    assert f"Recording {second} is damaged where it is stored" in damaged.error
    assert damaged.error in caplog.text
    assert log.usable(damaged.members[0]) is None
    assert log.recording(first).complete


def test_what_came_with_the_lab_comes_again_where_it_was_damaged(log):
    flip(log, inspect(log, ""), -9)
    assert len(shipping.unshipped(log, "adam-spikes")) == (every := _shipped()) - 2
    inspect(log, "")
    missing = shipping.unshipped(log, "adam-spikes")
    assert len(missing) == every - 1
    for path in missing:
        shipping.take_shipped(log, path)
    assert shipping.unshipped(log, "adam-spikes") == []


def _shipped() -> int:
    return len(list((RECORDINGS / "adam-spikes").rglob("*.labrun")))


def test_all_that_comes_with_the_lab_is_sound(tmp_path):
    log, last, seen = Log(stocked(tmp_path / "home") / "log.sqlite"), "", 0
    while last := inspect(log, last):
        seen += 1
    assert seen == sum(info.complete for info in log.newest(10_000)) > 200


def test_what_is_damaged_leaves_in_no_format(server: Server):
    body = {"experiment": "adam-spikes", "preset": "quadratic", "fields": {"steps": 77}}
    started = server.http.post("/runs", json=body).json()
    log, (recording,) = Log(server.home / "log.sqlite"), started["recordings"]
    assert becomes(server.process, lambda: log.recording(recording).complete)
    export = f"/runs/{started['id']}/export"
    formats = ("csv", "html", "labrun")
    assert [server.http.get(f"{export}/{name}").status_code for name in formats] == [200] * 3
    flip(log, recording, -9)
    for name in formats:
        answer = server.http.get(f"{export}/{name}")
        assert (answer.status_code, recording in answer.json()["error"]) == (500, True)
    anew = server.http.post("/runs", json=body).json()["recordings"]
    assert anew != [recording]
