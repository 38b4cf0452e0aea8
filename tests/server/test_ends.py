"""How the server ends, on purpose and not: nobody waits for ever, and nothing that was recorded is lost."""

import signal

import numpy as np
import psutil
import pytest

from lab.runs.format import parcel
from lab.runs.read.follow import watch
from lab.runs.service.client import Client
from lab.runs.store.log import Log
from tests.patience import PATIENCE
from tests.server.writing import Recorded, Viewer, quadratic
from tests.serving import Server

pytestmark = pytest.mark.long
LONG = {"experiment": "adam-spikes", "preset": "quadratic", "fields": {"steps": 6000}}


class Follower:
    """A viewer's rows of one run over several connections: chunks, and the history where it is told to."""

    def __init__(self, server: Server, id: str, recording: str) -> None:
        self.server, self.id, self.recording = server, id, recording
        self.steps: list[float] = []
        self.cursor = -1

    def follow(self, last: int) -> None:
        """Take rows until chunk `last` is among them."""
        with Viewer(self.server) as viewer:
            viewer.watch(self.id, **{self.recording: self.cursor})
            while self.cursor < last:
                message = viewer.next()
                if message["type"] == "chunk":
                    assert message["number"] == self.cursor + 1
                    self.steps += message["arrays"]["column:step"].tolist()
                    self.cursor = message["number"]
                elif message["type"] == "resync":
                    self._read()
                    viewer.watch(self.id, **{self.recording: self.cursor})

    def _read(self) -> None:
        answer = self.server.http.get(f"/runs/{self.id}/history?series=loss&points=20000")
        header, arrays = parcel.unpack(answer.content)
        assert header["exact"]
        self.steps, self.cursor = arrays["x:0:0"].tolist(), header["recordings"][self.recording]


def test_killed_while_a_run_computes_nothing_is_missing_between(serve):
    server: Server = serve()
    started = server.http.post("/runs", json=LONG).json()
    (recording,) = started["recordings"]
    log = Log(server.home / "log.sqlite")
    follower = Follower(server, started["id"], recording)
    follower.follow(2)
    server.process.kill()
    server.process.wait(PATIENCE)
    went_on = next(info for info in watch(log, recording) if info.number > follower.cursor + 2)
    assert went_on.state in ("running", "done")
    server.start()
    follower.follow(next(info.number for info in watch(log, recording) if info.state == "done"))
    assert follower.steps == list(range(6000))


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 1)])
def test_asked_to_end_it_says_good_bye_and_waits_for_nobody(serve, how: signal.Signals, code: int):
    server: Server = serve()
    recorded = Recorded(server, quadratic(steps=1000))
    megabyte = np.zeros((1, 2**17))
    with Viewer(server) as idle, Viewer(server, max_queue=1) as stuck, Viewer(server) as reader:
        idle.watch(recorded.runs[0].id)
        for viewer in (stuck, reader):
            viewer.watch(recorded.runs[0].id, **{recorded.recording: -1})
        for number in range(20):  # more than the connection of one who does not read can hold
            recorded.write(snapshots={"theta": megabyte})
            reader.chunks(number)
        assert server.end(how) == code
        assert idle.until("bye")
        assert reader.until("bye")


def test_its_end_ends_everything_and_what_computed_can_go_on(serve):
    server: Server = serve()
    started = server.http.post("/runs", json={**LONG, "fields": {"steps": 200_000}}).json()
    with Viewer(server) as viewer:
        viewer.watch(started["id"], **dict.fromkeys(started["recordings"], -1))
        viewer.chunks(1)
        children = [
            process
            for process in psutil.process_iter(["environ"])
            if (process.info["environ"] or {}).get("LAB_HOME") == str(server.home)
        ]
        server.end()
    gone, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert (len(alive), len(gone) >= 3) == (0, True)
    assert not Client(server.home).alive()
    info = Log(server.home / "log.sqlite").recording(started["recordings"][0])
    assert info.state == "interrupted"
    assert not list((server.home / "wake").iterdir())


def test_another_supervisor_is_started_when_one_is_needed(serve):
    server: Server = serve()
    (supervisor,) = [
        process
        for process in psutil.process_iter(["cmdline", "environ"])
        if "lab.runs.service.supervisor" in (process.info["cmdline"] or [])
        and (process.info["environ"] or {}).get("LAB_HOME") == str(server.home)
    ]
    supervisor.kill()
    psutil.wait_procs([supervisor], timeout=PATIENCE)
    assert server.http.get("/health").json()["supervisor"] is False
    assert server.http.post("/runs", json=LONG).status_code == 202
    assert server.http.get("/health").json()["supervisor"] is True
