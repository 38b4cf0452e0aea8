"""Whatever is killed with -9: no acknowledged chunk is lost, nobody else is affected, and it is said."""

import random
import signal

import psutil
import pytest

from lab.experiments import PACKAGES
from lab.runs.names.specification import specify
from tests.patience import PATIENCE
from tests.runs.laboratory import OWNER, Laboratory
from tests.runs.soundness import sound

pytestmark = pytest.mark.long
LONG = {"steps": 10_000_000, "stride": 50}
REPEATS = 2
ALONE = "Its supervisor ended; it can go on from here."


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGES, "tiny", "tests.runs.tiny")


@pytest.fixture
def lab(tmp_path):
    with Laboratory(tmp_path / "home", LAB_WORKERS="3") as started:
        yield started


def test_a_killed_worker_is_shown_and_nobody_else_is_affected(lab):
    neighbour = lab.launch(seed=999, **LONG)
    before = lab.computing(neighbour)
    for seed in range(REPEATS):
        recording = lab.launch(seed=seed, **LONG)
        worker = lab.computing(recording)
        lab.bell.wait(random.Random(seed).random() / 10)
        acknowledged = lab.log.recording(recording)
        worker.kill()
        info = lab.ended(recording)
        assert info.state == "interrupted"
        assert (
            info.error
            == "Its process ended without a word (signal 9); it can go on from its last checkpoint."
        )
        assert sound(lab.log, recording).rows >= acknowledged.rows
    rows = lab.log.recording(neighbour).rows
    assert lab.until(neighbour, lambda info: info.rows > rows).state == "running"
    assert lab.computing(neighbour) == before
    lab.command(neighbour, "stop")
    lab.ended(neighbour)


def test_a_worker_without_its_supervisor_writes_and_ends_and_the_next_one_goes_on(lab):
    for seed in range(REPEATS):
        running, paused = (lab.launch(seed=2 * seed + k, **LONG) for k in (0, 1))
        workers = [lab.computing(one) for one in (running, paused)]
        lab.command(paused, "pause")
        waiting = [lab.launch(seed=1000 + 10 * seed + k, **LONG) for k in range(4)][-1]
        lab.supervisor.kill()
        lab.process.wait(PATIENCE)
        for recording in (running, paused):
            info = lab.ended(recording)
            assert (info.state, info.error) == (
                "interrupted",
                "Its supervisor ended; it can go on from here.",
            )
            assert lab.log.checkpoints(recording)[-1] == info.progress == sound(lab.log, recording).rows
        assert psutil.wait_procs(workers, PATIENCE)[1] == []
        assert lab.log.recording(waiting).state == "queued"
        lab.start()
        assert lab.log.recording(waiting).state == "interrupted"
        assert lab.log.active() == []


def test_everything_killed_at_once_is_marked_by_the_next_start_up(lab):
    recording = lab.launch(seed=1, **LONG)
    worker = lab.computing(recording)
    family = [*lab.supervisor.children(recursive=True), lab.supervisor]
    for one in family:
        one.suspend()  # so that nobody sees another die
    for one in family:
        one.kill()
    lab.process.wait(PATIENCE)
    assert psutil.wait_procs([worker], PATIENCE)[1] == []
    assert lab.log.recording(recording).state == "running"
    lab.start()
    info = lab.log.recording(recording)
    assert (info.state, info.error) == ("interrupted", ALONE)
    sound(lab.log, recording)
    assert lab.ended(lab.launch(steps=30)).state == "done"


def test_a_killed_forkserver_takes_no_run_with_it_and_is_replaced(lab):
    recording = lab.launch(seed=1, **LONG)
    worker = lab.computing(recording)
    worker.parent().kill()
    assert lab.ended(lab.launch(steps=30)).state == "done"
    assert lab.log.recording(recording).state == "running"
    assert lab.command(recording, "pause") == "paused"
    lab.command(recording, "stop")
    assert lab.ended(recording).state == "stopped"


def test_a_worker_stuck_in_one_step_does_not_keep_the_supervisor(lab):
    recording = lab.launch(steps=100, event="block", at=60)
    worker = psutil.Process(int(lab.computing(recording).pid))
    lab.supervisor.send_signal(signal.SIGTERM)
    assert lab.process.wait(PATIENCE) == 0
    assert psutil.wait_procs([worker], PATIENCE)[1] == []
    info = lab.log.recording(recording)
    assert info.state == "interrupted"
    sound(lab.log, recording)


def test_too_much_processor_time_fails_the_run_in_a_sentence(tmp_path):
    with Laboratory(tmp_path / "home", LAB_MAX_SECONDS="0.5") as lab:
        info = lab.ended(lab.launch(seed=1, **LONG))
        assert (info.state, info.error) == (
            "failed",
            "It took more than the 0.5 s of computing allowed here.",
        )
        assert sound(lab.log, info.recording).rows > 0


def test_an_experiment_that_cannot_be_imported_fails_alone(tmp_path, monkeypatch):
    monkeypatch.setitem(PACKAGES, "broken", "tests.runs.broken")
    with Laboratory(tmp_path / "home", TESTS_BROKEN="1") as lab:
        (broken,) = lab.client.launch(specify("broken").members, owner=OWNER)
        info = lab.ended(broken)
        assert (info.state, info.error) == (
            "failed",
            "The training failed with RuntimeError: a file of the server is broken",
        )
        assert lab.ended(lab.launch(steps=30)).state == "done"
