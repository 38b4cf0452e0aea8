"""Arithmetic is measured, and portable unless told otherwise; what does not repeat in it goes on anyhow."""

import os
import subprocess
import sys

import pytest

from lab.contract.errors import BadInput
from lab.runs.format import checkpoint
from lab.runs.names import arithmetic
from lab.runs.names.arithmetic import JOINED, alike, bits, comparable
from lab.runs.read.branch import branch
from lab.runs.read.family import successor
from lab.runs.read.follow import follow
from lab.runs.read.recording import Recording
from tests.runs.laboratory import OWNER, Laboratory

OTHER_MACHINE = {"LAB_ARITHMETIC": "native", "ATEN_CPU_CAPABILITY": "default"}
"""A cheap one: torch's kernels without any vectors."""
LENGTH = {"steps": 20_000, "stride": 1000}

PROBE = """
import torch
torch.set_num_threads(1)
from lab.runs.names.probe import arithmetic
print(arithmetic(), arithmetic())
"""


def probed(**settings):
    """What a process with these settings measures, twice."""
    program = [sys.executable, "-c", PROBE]
    environment = {**os.environ, **settings}
    return subprocess.run(
        program, env=environment, capture_output=True, encoding="utf-8", check=True
    ).stdout.split()


def test_the_probe_tells_arithmetics_apart_and_repeats():
    portable = probed(**arithmetic.PORTABLE, **arithmetic.ONE_THREAD)
    other = probed(ATEN_CPU_CAPABILITY="default")
    assert portable[0] == portable[1] != other[0] == other[1]


def test_portable_goes_before_what_the_environment_says(monkeypatch):
    for setting, mode in (("portable", "portable"), ("native", "native")):
        monkeypatch.setenv("LAB_ARITHMETIC", setting)
        assert arithmetic.mode() == mode
    monkeypatch.setenv("LAB_ARITHMETIC", "portable")
    assert arithmetic.PORTABLE.items() <= arithmetic.variables().items()
    monkeypatch.setattr(arithmetic, "_features", frozenset)
    assert arithmetic.variables() == arithmetic.ONE_THREAD


def test_an_unknown_arithmetic_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setenv("LAB_ARITHMETIC", "exact")
    with pytest.raises(BadInput, match="LAB_ARITHMETIC = 'exact' is not known; there are"):
        arithmetic.mode()


HERE = {"arithmetic": "a" * 16, "torch": "2.13.0+cpu", "device": "cpu", "threads": 1, "cpu": "AMD EPYC"}


@pytest.mark.parametrize(
    ("changed", "equal"),
    [
        ({}, True),
        ({"cpu": "Intel(R) Xeon(R)", "python": "3.99"}, True),
        ({"torch": "2.13.0+cu130"}, True),
        ({"torch": "2.14.0"}, False),
        ({"arithmetic": "b" * 16}, False),
        ({"device": "NVIDIA H200"}, False),
    ],
)
def test_two_machines_compute_alike_if_what_they_measure_is_equal(changed, equal):
    assert alike(HERE, HERE | changed) is equal


def test_what_was_recorded_before_there_was_a_measurement_is_elsewhere():
    before = {name: value for name, value in HERE.items() if name != "arithmetic"}
    assert not alike(HERE, before)
    assert not alike(before, before)


def test_rows_of_two_arithmetics_are_not_compared():
    joined = {**HERE, JOINED: "From step 5 on it is computed here."}
    assert alike(HERE, joined)
    assert not comparable(HERE, joined)
    assert bits(joined) == bits({}) == ""


def test_an_interrupted_run_goes_on_in_other_arithmetic_from_its_checkpoint_and_says_so(tmp_path, tiny):
    home = tmp_path / "home"
    with Laboratory(home, **OTHER_MACHINE) as lab:
        recording = lab.launch(**LENGTH)
        lab.until(recording, lambda info: info.rows > 2 * LENGTH["steps"] // 64)
        lab.command(recording, "stop")
        before = lab.ended(recording)
    with Laboratory(home, LAB_ARITHMETIC="portable") as lab:
        lab.command(recording, "resume")
        left = lab.until(recording, lambda info: info.state == "left")
        made = successor(lab.log, left)
        after = lab.ended(made.recording)
        saved = lab.log.checkpoints(recording)[-1]
        assert (after.state, after.rows, after.begun["shared"]) == ("done", LENGTH["steps"], saved)
        assert (left.rows, left.digests) == (before.rows, before.digests)
        assert after.environment["arithmetic"] != before.environment["arithmetic"]
        sentence = after.environment[JOINED]
        assert sentence.startswith("It began elsewhere (")
        assert sentence.endswith(f"): from step {saved} on it is computed here.")
        assert left.error == sentence
        whole = Recording(lab.log, after).column("x")
        assert whole[:saved].tobytes() == Recording(lab.log, before).column("x")[:saved].tobytes()
        assert [frame.step for frame in follow(lab.log, recording)] == [
            *range(before.rows),
            *range(saved, LENGTH["steps"]),
        ]


@pytest.mark.parametrize("members", [{}, {"gammas": (0.5, 0.9)}])
def test_what_does_not_repeat_its_digest_goes_on_from_its_checkpoint_in_a_recording_of_its_own(lab, members):
    recording = lab.launch(steps=9000, stride=3000, seed=71, **members)
    worker = lab.computing(recording)
    lab.until(recording, lambda info: info.rows > 400)
    worker.kill()
    before = lab.ended(recording)
    saved = lab.log.checkpoints(recording)[-1]
    with lab.log.transaction() as database:
        database.execute("UPDATE members SET digest = ? WHERE recording = ?", ("0" * 64, recording))
    lab.command(recording, "resume")
    left = lab.until(recording, lambda info: info.state == "left")
    after = lab.ended(successor(lab.log, left).recording)
    assert (after.state, after.rows, after.members) == ("done", 9000, before.members)
    assert after.environment[JOINED] == (
        "Repeated from its checkpoint, this run came out differently: "
        f"from step {saved} on it is computed here."
    )
    for member in range(len(before.members)):
        whole = Recording(lab.log, after, member).column("x")
        assert whole[:saved].tobytes() == Recording(lab.log, before, member).column("x")[:saved].tobytes()


def test_a_branch_that_does_not_repeat_its_parent_s_past_is_trained_all_the_same(lab):
    parent = lab.ended(lab.launch(steps=400, seed=72))
    saved = [step for step in lab.log.checkpoints(parent.recording) if step <= 205][-1]
    state = checkpoint.unpack(lab.log.checkpoint(parent.recording, saved))
    state["training"]["x"] += 1e-12
    with lab.log.transaction() as database:
        statement = "UPDATE checkpoints SET payload = ? WHERE recording = ? AND step = ?"
        database.execute(statement, (checkpoint.pack(state), parent.recording, saved))
    child = branch(lab.log, parent.members[0], 205, {"eta": 0.3})
    recording = lab.client.branch(child, owner=OWNER)
    left = lab.until(recording, lambda info: info.state == "left")
    made = lab.ended(successor(lab.log, left).recording)
    assert (made.state, made.rows, made.begun["shared"], made.begun["step"]) == ("done", 400, saved, 205)
    assert made.begun["run"] == parent.members[0]
    assert f"from step {saved} on it is computed here" in made.environment[JOINED]


def test_a_run_keeps_checkpoints_where_its_first_marks_point_to(lab):
    info = lab.ended(lab.launch(steps=9000, seed=73))
    places = [mark.at for mark in lab.log.marks(info.recording) if mark.at > 0]
    assert set(places[:6]) <= set(lab.log.checkpoints(info.recording))
    made = lab.client.branch(branch(lab.log, info.members[0], places[0], {"eta": 0.3}), owner=OWNER)
    assert lab.ended(made).begun["checkpoint"] == places[0]


def test_what_was_kept_where_marks_point_to_repeats_like_any_checkpoint(lab):
    info = lab.ended(lab.launch(steps=3000, seed=74))
    place = next(mark.at for mark in lab.log.marks(info.recording) if mark.at > 0)
    child = branch(lab.log, info.members[0], place + 1, {"eta": 0.3})
    made = lab.ended(lab.client.branch(child, owner=OWNER))
    assert made.begun["checkpoint"] == place
    (alone,) = lab.client.launch([child.child], owner=OWNER, again=True)
    assert made.digests == lab.ended(alone).digests
