"""However a run is held up and goes on, its numbers are those of the run that nobody touched."""

import pytest

from lab.contract.errors import Conflict, OverLimit, Refused
from lab.experiments import PACKAGES
from lab.runs.read.recording import Recording
from tests.runs.laboratory import Laboratory

LENGTH = {"steps": 10_000, "stride": 1000}


@pytest.fixture(scope="module")
def plain(running):
    """The digests of the run that nobody touches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PACKAGES, "tiny", "tests.runs.tiny")
        return running.ended(running.launch(**LENGTH)).digests


def goes_on(lab, recording):
    rows = lab.log.recording(recording).rows
    lab.until(recording, lambda info: info.rows > rows or info.complete)


def paused(lab, recording):
    lab.computing(recording)
    lab.command(recording, "pause")
    lab.command(recording, "resume")


def stepped(lab, recording):
    lab.computing(recording)
    before = [lab.command(recording, "step") for _ in range(3)]
    assert before == ["paused"] * 3
    lab.command(recording, "resume")


def stopped(lab, recording):
    for _ in range(2):
        lab.computing(recording)
        assert lab.command(recording, "stop") == "stopped"
        assert lab.command(recording, "resume") in ("queued", "running", "done")
        goes_on(lab, recording)


def killed(lab, recording):
    for _ in range(2):
        lab.computing(recording).kill()
        assert lab.ended(recording).state == "interrupted"
        lab.command(recording, "resume")
        goes_on(lab, recording)


def killed_and_stepped(lab, recording):
    lab.computing(recording).kill()
    rows = lab.ended(recording).rows
    lab.command(recording, "step")
    assert lab.until(recording, lambda info: info.rows > rows).rows == rows + 1
    lab.command(recording, "resume")


@pytest.mark.parametrize("treated", [paused, stepped, stopped, killed, killed_and_stepped])
def test_whatever_held_it_up_its_digest_is_that_of_the_untouched_run(lab, plain, treated):
    recording = lab.launch(again=True, **LENGTH)
    treated(lab, recording)
    info = lab.ended(recording)
    assert (info.state, info.rows, info.error) == ("done", LENGTH["steps"], None)
    assert Recording(lab.log, info).steps.tolist() == list(range(LENGTH["steps"]))
    assert info.digests == plain


def test_a_run_may_begin_paused_and_be_stepped_from_its_first_row(lab):
    recording = lab.launch(seed=3, paused=True, steps=5)
    assert lab.until(recording, lambda info: info.state == "paused").rows == 0
    for rows in (1, 2):
        assert lab.command(recording, "step") == "paused"
        assert lab.until(recording, lambda info, rows=rows: info.rows == rows)
    lab.command(recording, "resume")
    assert lab.ended(recording).digests == lab.ended(lab.launch(seed=3, again=True, steps=5)).digests


def test_only_its_owner_takes_a_run_up_and_only_one_that_can_go_on(lab):
    recording = lab.launch(steps=10_000_000, seed=5)
    lab.computing(recording)
    lab.command(recording, "stop")
    with pytest.raises(Refused, match="Someone else started this run"):
        lab.client.command(recording, "resume", owner="a stranger")
    with pytest.raises(Conflict, match="This run is stopped: there is nothing to pause"):
        lab.command(recording, "pause")
    done = lab.launch(steps=2)
    lab.ended(done)
    for command in ("resume", "step"):
        with pytest.raises(Conflict, match=f"This run is done: there is nothing to {command}"):
            lab.command(done, command)


def test_what_is_taken_up_counts_waits_its_turn_and_begins_with_the_step_it_was_asked_for(tmp_path, tiny):
    with Laboratory(tmp_path / "home", LAB_WORKERS="1", LAB_QUEUE_PER_VISITOR="1") as lab:
        first = lab.launch(steps=10_000_000)
        lab.computing(first)
        lab.command(first, "stop")
        second = lab.launch(steps=10_000_000, seed=1)
        with pytest.raises(OverLimit, match="makes 2 runs of yours"):
            lab.command(first, "resume")
        lab.computing(second)
        other = lab.launch(seed=2, owner="another")
        assert lab.client.command(other, "step", owner="another") == "queued"
        rows = lab.log.recording(first).rows
        lab.command(second, "stop")
        assert lab.until(other, lambda info: info.state == "paused" and info.rows > 0).rows == 1
        lab.command(first, "resume")
        lab.until(first, lambda info: info.rows > rows)
