"""Runs from a click to their end, by real processes: one supervisor serves all tests of this file."""

import json
import platform
import subprocess
import sys

import psutil
import pytest
import torch

from lab.contract.errors import BadInput, Conflict, NotFound, OverLimit, Refused
from lab.runs.format import parcel
from lab.runs.names import arithmetic, probe
from lab.runs.names.specification import Intervention, set_id, specify
from lab.runs.read.recording import Recording
from lab.runs.work.entry import YIELDING
from tests.runs.laboratory import OWNER, walk


def test_a_run_is_recorded_from_its_first_row_to_its_last(lab):
    recording = lab.launch(steps=200)
    info = lab.ended(recording)
    assert (info.state, info.error, info.rows, info.last_step, info.progress) == ("done", None, 200, 199, 200)
    assert info.started <= info.ended
    assert 0 < info.durations["steps"] < info.ended - info.started
    chunks = [parcel.unpack(payload)[0] for _, payload in lab.log.chunks(recording)]
    assert [chunk["number"] for chunk in chunks] == list(range(len(chunks)))
    assert sum(chunk["rows"] for chunk in chunks) == 200
    assert Recording(lab.log, info).steps.tolist() == list(range(200))


def test_its_environment_says_what_its_bits_depend_on(lab):
    about = lab.ended(lab.launch(steps=3)).environment
    assert about["torch"] == torch.__version__
    assert about["python"] == platform.python_version()
    assert about["threads"] == 1
    assert about["device"] == "cpu"
    assert len(about["arithmetic"]) == probe.LENGTH
    assert about["mode"] == arithmetic.mode()
    assert set(about) == {"arithmetic", "mode", "torch", "python", "platform", "cpu", "device", "threads"}


def test_the_first_worker_had_every_module_from_the_fork(lab):
    lab.ended(lab.launch(steps=4))
    assert "not preloaded" not in lab.output


def test_a_recorded_run_is_not_trained_again_unless_asked(lab):
    first = lab.launch(steps=60)
    assert lab.launch(steps=60, owner="another") == first
    lab.ended(first)
    assert lab.launch(steps=60) == first
    second = lab.launch(steps=60, again=True)
    assert second != first
    assert lab.ended(second).digests == lab.log.recording(first).digests


def test_members_train_as_one_recording_and_equal_their_runs_alone(lab):
    runs = walk(gammas=(0.2, 0.5, 0.8))
    alone = lab.ended(lab.launch(gammas=(0.5,)))
    assert len(alone.members) == 1
    (recorded, rest) = lab.client.launch(runs, owner=OWNER)
    info = {len(one.members): one for one in map(lab.ended, (recorded, rest))}
    assert info[1].recording == alone.recording  # only what was missing trained
    (again,) = lab.client.launch(runs, owner=OWNER, again=True)
    batch = lab.ended(again)
    assert batch.members == tuple(run.id for run in runs)
    assert batch.digests[1] == alone.digests[0]
    assert (batch.digests[0], batch.digests[2]) == info[2].digests
    assert lab.log.set_members(set_id(runs)) == list(batch.members)


def test_members_without_a_batch_train_alone(lab):
    recordings = lab.client.launch(walk(gammas=(0.1, 0.3), alone=True), owner=OWNER)
    assert [len(lab.ended(one).members) for one in recordings] == [1, 1]


def test_pausing_stepping_and_resuming_change_nothing_in_the_numbers(lab):
    plain = lab.ended(lab.launch(steps=8000, stride=1000, seed=5))
    recording = lab.launch(steps=8000, stride=1000, seed=5, again=True)
    lab.computing(recording)
    assert lab.command(recording, "pause") == "paused"
    rows = lab.log.recording(recording).rows
    assert lab.command(recording, "step") == "paused"
    assert lab.until(recording, lambda info: info.rows > rows).rows == rows + 1
    assert lab.command(recording, "resume") == "running"
    assert lab.ended(recording).digests == plain.digests


def test_stopping_keeps_what_was_seen_and_a_checkpoint(lab):
    recording = lab.launch(steps=10_000_000, seed=1)
    lab.computing(recording)
    lab.command(recording, "stop")
    info = lab.ended(recording)
    assert info.state == "stopped"
    assert lab.log.checkpoints(recording)[-1] == info.progress == info.rows
    with pytest.raises(Conflict, match="This run is stopped"):
        lab.command(recording, "pause")


def test_an_exception_fails_the_run_in_a_sentence_and_leaves_its_traceback(lab):
    recording = lab.launch(steps=90, event="raise", at=70)
    info = lab.ended(recording)
    assert info.state == "failed"
    assert info.error == "The training failed with ZeroDivisionError: the walk fell"
    assert info.rows == 70
    assert "in misfortune" in lab.output


def test_too_much_memory_fails_the_run_in_a_sentence(lab):
    info = lab.ended(lab.launch(event="allocate"))
    assert info.state == "failed"
    assert info.error.startswith("It needed more than the 4096 MB of memory allowed here")


def test_commands_belong_to_whoever_started_the_run(lab):
    recording = lab.launch(steps=10_000_000, seed=2)
    with pytest.raises(Refused, match="Someone else started this run"):
        lab.client.command(recording, "stop", owner="a stranger")
    with pytest.raises(BadInput, match="explode is not a command"):
        lab.command(recording, "explode")
    assert lab.command(recording, "stop") == "stopped"
    with pytest.raises(NotFound, match="Recording nothing is not in this store"):
        lab.command("nothing", "stop")


def test_interventions_act_before_the_row_of_their_step(lab):
    acts = [Intervention(60, "eta", 0.5), Intervention(90, "push", {"by": 5.0})]
    changed = specify("tiny", interventions=acts, steps=120)
    (recording,) = lab.client.launch([changed], owner=OWNER)
    child = Recording(lab.log, lab.ended(recording))
    parent = Recording(lab.log, lab.ended(lab.launch(steps=120)))
    assert child.column("eta").tolist() == [0.1] * 60 + [0.5] * 60
    x, before = child.column("x"), parent.column("x")
    assert x[:60].tobytes() == before[:60].tobytes()
    assert x[60] != before[60]
    assert x[90] > 3


def test_what_is_too_dear_is_refused_before_it_starts(lab):
    with pytest.raises(OverLimit, match="about 700 s of computing, and 600 s is the limit"):
        lab.launch(seconds=700.0)
    with pytest.raises(OverLimit, match="about 1200 s"):
        lab.launch(seconds=300.0, gammas=(0.1, 0.2, 0.3, 0.4))
    with pytest.raises(OverLimit, match="about 573 MB, and 512 MB is the limit here: ask for fewer steps"):
        lab.launch(steps=10_000_000, gammas=(0.1, 0.2))


def test_runs_wait_their_turn_in_fair_order_and_a_paused_one_gives_its_place(lab):
    long = {"steps": 10_000_000}
    first, second = (lab.launch(seed=seed, **long) for seed in (11, 12))
    for one in (first, second):
        lab.computing(one)
    mine = [lab.launch(seed=seed, **long) for seed in (13, 14)]
    other = lab.launch(seed=15, owner="another", **long)
    assert [lab.client.ahead(one) for one in (mine[0], mine[1], other)] == [1, 2, 0]
    with pytest.raises(Conflict, match="waits for its turn"):
        lab.command(mine[1], "pause")
    assert lab.command(mine[1], "stop") == "stopped"
    lab.command(first, "pause")
    lab.computing(other)
    assert lab.log.recording(mine[0]).state == "queued"
    assert lab.command(first, "resume") == "paused"  # it waits for a place
    lab.command(second, "stop")
    lab.computing(mine[0])
    lab.client.command(other, "stop", owner="another")
    assert lab.until(first, lambda info: info.state == "running")
    lab.command(first, "stop")
    lab.command(mine[0], "stop")
    for one in (first, mine[0], other):
        assert lab.ended(one).state == "stopped"


def test_a_visitor_may_have_only_so_many(lab):
    many = walk(steps=10_000_000, alone=True, gammas=tuple(k / 20 for k in range(16)))
    recordings = lab.client.launch(many, owner="greedy")
    with pytest.raises(OverLimit, match="makes 17 runs of yours waiting or computing, and 16 is the limit"):
        lab.launch(steps=7, owner="greedy")
    for recording in recordings:
        lab.client.command(recording, "stop", owner="greedy")


def test_a_malformed_request_is_answered_and_harms_nobody(lab):
    connection = lab.client._connect()
    with connection, connection.makefile("rb") as lines:
        for request in (b"{}", b"[", b'{"do": "launch", "runs": [{}], "owner": "", "again": false}'):
            connection.sendall(request + b"\n")
            assert "error" in json.loads(lines.readline())
    assert lab.client.alive()


def test_the_web_process_needs_no_torch_for_any_of_this():
    rooms = "files.archive, service.client, service.supervisor, read.follow, read.history, store.log"
    imports = ", ".join(f"lab.runs.{name}" for name in rooms.split(", "))
    code = f"import sys, {imports}; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_worker_yields_to_whoever_looks(lab):
    recording = lab.launch(seed=64, steps=10_000_000, stride=100_000)
    worker = lab.computing(recording)
    assert worker.nice() == min(psutil.Process().nice() + YIELDING, 19)
    lab.command(recording, "stop")
