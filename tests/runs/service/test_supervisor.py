"""The supervisor's life: started by who needs it, one a store, ended when nobody does."""

import os
import signal
import subprocess
import sys
import threading

import psutil
import pytest

from lab.contract.errors import LabError, Refused
from lab.runs.files import own
from lab.runs.names.specification import specify
from lab.runs.service.client import Client
from lab.runs.store.log import Log
from lab.runs.store.wake import Bell, ring
from tests.patience import PATIENCE
from tests.runs.files.test_own import row, spooled
from tests.runs.laboratory import Laboratory, walk


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A store so deep that a socket's path in it would be too long."""
    deep = tmp_path.joinpath(*["deep" * 6] * 6)
    monkeypatch.setenv("LAB_HOME", str(deep))
    return deep


def test_whoever_needs_it_first_starts_it_and_a_second_one_leaves(home):
    client, log = Client(), Log()
    assert not client.alive()
    threads = [threading.Thread(target=hold, args=(Client(),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.alive()
    second = subprocess.run([sys.executable, "-m", "lab.runs.service.supervisor"], timeout=PATIENCE)
    assert second.returncode == 0
    with Bell(home) as bell:
        (recording,) = client.launch([specify("adam-spikes", "quadratic", steps=20)], owner="somebody")
        rung = set()
        while recording not in rung or log.recording(recording).state != "done":
            rung |= bell.wait(PATIENCE)
    client.shutdown()
    assert not client.alive()
    assert (home / "supervisor.log").read_text(encoding="utf-8") == ""


def test_a_training_of_somebody_s_own_is_no_supervisor_s_to_end(tmp_path, tiny, monkeypatch):
    """What a supervisor before left unfinished is interrupted; what another process trains goes on."""
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    writer = spooled(path := tmp_path / "a.spool")
    for step in range(3):
        writer.row(step, row(step))
    log = Log()
    foreign = own.bring(log, path)
    left = log.create(walk(), owner=own.OWNER, state="running")
    with Laboratory(tmp_path) as lab:
        assert lab.log.recording(left).state == "interrupted"
        assert lab.log.recording(foreign).state == "running"
        recording = lab.launch(steps=5)
        assert lab.ended(recording).state == "done"
        with pytest.raises(Refused, match="Another process trains this"):
            lab.client.command(foreign, "stop", owner=own.OWNER)
    assert lab.log.recording(foreign).state == "running"
    writer.row(3, row(3))
    own.bring(lab.log, path)
    assert lab.log.recording(foreign).rows == 3


def hold(client):
    with client.hold():
        assert client.alive()


def test_who_leaves_does_not_end_it_under_somebody_who_holds_it(tmp_path, tiny):
    with Laboratory(tmp_path / "home") as lab:
        recording = lab.launch(steps=10_000_000)
        with lab.client.hold() as hold:
            assert lab.client.leave() is False
            assert not hold.lost
            lab.computing(recording)
        assert lab.client.leave() is True
        assert lab.process.wait(PATIENCE) == 0
    assert lab.log.recording(recording).state == "interrupted"


HOLDER = (
    "import os; from lab.runs.service.client import Client; held = Client().hold(); os.kill(os.getpid(), 9)"
)


def test_who_was_killed_holds_nothing(tmp_path):
    with Laboratory(tmp_path / "home") as lab:
        environment = {**os.environ, "LAB_HOME": str(lab.home)}
        subprocess.run([sys.executable, "-c", HOLDER], env=environment, check=False)
        lab.wait(lab.client.leave)
        assert lab.process.wait(PATIENCE) == 0


def test_a_hold_knows_when_the_supervisor_is_gone(tmp_path):
    with Laboratory(tmp_path / "home") as lab, lab.client.hold() as hold:
        lab.supervisor.kill()
        lab.process.wait(PATIENCE)
        assert hold.lost


def test_it_ends_by_itself_without_clients_and_runs(tmp_path, tiny):
    with Laboratory(tmp_path / "home", linger=0.2) as lab:
        with lab.client.hold():
            recording = lab.launch(steps=30)
            lab.ended(recording)
            assert lab.supervisor.is_running()
        assert lab.process.wait(PATIENCE) == 0
    assert lab.log.recording(recording).state == "done"


def test_told_to_end_it_has_the_workers_write_what_they_have(tmp_path, tiny):
    with Laboratory(tmp_path / "home") as lab:
        running, paused, waiting = (lab.launch(steps=10_000_000, seed=seed) for seed in (1, 2, 3))
        for one in (running, paused):
            lab.computing(one)
        lab.command(paused, "pause")
        lab.computing(waiting)
        last = lab.launch(steps=10_000_000, seed=4)
        family = lab.supervisor.children(recursive=True)
        lab.client.shutdown()
        assert lab.process.wait(PATIENCE) == 0
    for recording in (running, paused, waiting, last):
        info = lab.log.recording(recording)
        assert info.state == "interrupted"
        assert info.error.startswith("The lab was shut down; ")
    for recording in (running, paused, waiting):
        info = lab.log.recording(recording)
        assert lab.log.checkpoints(recording)[-1] == info.progress == info.rows
    assert len(family) >= 4  # forkserver, resource tracker, workers
    assert psutil.wait_procs(family, PATIENCE)[1] == []


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_in_good_order(tmp_path, signum):
    with Laboratory(tmp_path / "home") as lab:
        lab.supervisor.send_signal(signum)
        assert lab.process.wait(PATIENCE) == 0
        assert "Traceback" not in lab.output


def test_a_store_that_cannot_be_used_is_named_by_the_client(home, monkeypatch):
    Log().query("PRAGMA user_version = 99")
    with (
        pytest.raises(LabError, match=r"The supervisor does not start; its log, supervisor.log in LAB_HOME"),
        Client().hold(),
    ):
        pass
    assert "is of version 99, newer than this lab's" in (home / "supervisor.log").read_text(encoding="utf-8")


def test_listeners_that_were_killed_or_do_not_read_cost_nothing(tmp_path):
    with Bell(tmp_path) as deaf, Bell(tmp_path) as well:
        dead = Bell(tmp_path)
        dead.socket.close()  # as when its process is killed: the file stays
        for _ in range(2000):
            ring(tmp_path, "a" * 32)
            assert well.wait(PATIENCE) == {"a" * 32}
        assert deaf.drain() == {"a" * 32}
        assert len(list((tmp_path / "wake").iterdir())) == 2
    assert list((tmp_path / "wake").iterdir()) == []
    ring(tmp_path / "nowhere", "a" * 32)
