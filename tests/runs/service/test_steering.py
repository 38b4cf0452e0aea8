"""A knob turned while it computes: the same worker goes on as a child, and the parent can be taken up."""

import psutil
import pytest

from lab.contract.errors import BadInput, Conflict, Refused
from lab.runs.read.family import family
from lab.runs.read.recording import Recording
from tests.patience import PATIENCE
from tests.runs.laboratory import OWNER, walk
from tests.runs.read.test_branching import alone, same_past

ENDLESS = {"steps": 10_000_000, "stride": 100_000}
LONG = {"steps": 6000, "stride": 1000}


def change(lab, recording, **changes):
    return lab.client.intervene(recording, changes, owner=OWNER)


def test_the_worker_goes_on_as_the_child_and_the_parent_is_left_where_it_stood(lab):
    parent = lab.launch(seed=61, **LONG)
    worker = lab.computing(parent)
    lab.command(parent, "pause")
    answer = change(lab, parent, eta=0.5)
    step, made = answer["at"], answer["recording"]
    assert (answer["state"], lab.log.recording(made).state) == ("paused", "paused")
    left = lab.log.recording(parent)
    assert (left.state, left.progress, left.rows) == ("left", step, step)
    assert lab.log.recording(made).begun == {
        "run": left.members[0],
        "parent": parent,
        "step": step,
        "shared": step,
        "checkpoint": step,
    }
    lab.command(made, "resume")
    assert lab.computing(made) == worker
    child = lab.ended(made)
    assert (child.state, child.rows) == ("done", LONG["steps"])
    assert child.members == (answer["run"],)
    same_past(lab.log, child, left, step)
    assert Recording(lab.log, child).column("eta")[step] == 0.5
    assert child.digests == alone(lab, lab.log.specification(answer["run"])).digests
    lab.command(parent, "resume")
    assert lab.ended(parent).digests == alone(lab, walk(seed=61, **LONG)[0]).digests


def test_twenty_changes_are_one_line_by_one_worker_and_nothing_is_left_behind(lab):
    head = lab.launch(seed=62, **ENDLESS)
    worker = lab.computing(head)
    runs = [lab.log.recording(head).members[0]]
    for turn in range(20):
        rows = lab.log.recording(head).rows
        lab.until(head, lambda info, rows=rows: info.rows > rows)
        answer = change(lab, head, eta=0.2 if turn % 2 else 0.3)
        head = answer["recording"]
        runs.append(answer["run"])
    lab.until(head, lambda info: info.rows > info.begun["step"])
    assert lab.computing(head) == worker
    assert lab.command(head, "stop") == "stopped"
    states = [lab.log.shown(run).state for run in runs]
    assert states == ["left"] * 20 + ["stopped"]
    middle = family(lab.log, runs[10])
    assert [one["run"] for one in middle["chain"]] == runs
    steps = [one["at"] for one in middle["chain"][1:]]
    assert steps == sorted(set(steps))
    assert lab.log.active() == []
    assert psutil.wait_procs([worker], PATIENCE)[1] == []
    eta = Recording(lab.log, lab.log.recording(head)).column("eta")
    wanted = [0.1, *(0.2 if turn % 2 else 0.3 for turn in range(20))]
    changes = [0, *steps, len(eta)]
    for value, first, last in zip(wanted, changes, changes[1:], strict=False):
        assert set(eta[first:last]) == {value}


def test_changes_at_one_step_replace_each_other_and_hang_on_the_same_parent(lab):
    root = lab.launch(seed=63, paused=True, **ENDLESS)
    lab.until(root, lambda info: info.state == "paused")
    for _ in range(3):
        lab.command(root, "step")
    lab.until(root, lambda info: info.rows == 3)
    first = change(lab, root, eta=0.2)
    second = change(lab, first["recording"], push=2)
    third = change(lab, second["recording"], eta=0.3)
    assert {one["at"] for one in (first, second, third)} == {3}
    with pytest.raises(BadInput, match="Nothing would change"):
        change(lab, third["recording"], eta=0.3)
    lab.command(third["recording"], "step")
    info = lab.until(third["recording"], lambda info: info.rows == 4)
    assert Recording(lab.log, info).column("eta").tolist() == [0.1, 0.1, 0.1, 0.3]
    acts = lab.log.specification(third["run"]).interventions
    assert [(act.name, act.value) for act in acts] == [("eta", 0.3), ("push", {"by": 2.0})]
    tree = family(lab.log, lab.log.recording(root).members[0])
    assert [one["run"] for one in tree["children"]] == [third["run"]]
    lab.command(third["recording"], "stop")


def test_a_change_before_the_first_step_is_one_too(lab):
    root = lab.launch(seed=64, paused=True, **LONG)
    lab.until(root, lambda info: info.state == "paused")
    answer = change(lab, root, eta=0.4)
    assert answer["at"] == 0
    lab.command(answer["recording"], "resume")
    assert lab.ended(answer["recording"]).digests == alone(lab, lab.log.specification(answer["run"])).digests


def test_a_child_whose_worker_is_killed_goes_on_as_itself(lab):
    root = lab.launch(seed=65, **LONG)
    worker = lab.computing(root)
    answer = change(lab, root, eta=0.4)
    worker.kill()
    info = lab.ended(answer["recording"])
    assert info.state in ("interrupted", "done")
    if info.state != "done":
        lab.command(answer["recording"], "resume")
    child = lab.ended(answer["recording"])
    assert child.digests == alone(lab, lab.log.specification(answer["run"])).digests
    assert lab.log.recording(root).state == "left"


def test_what_cannot_be_changed_is_refused_and_harms_nothing(lab):
    running = lab.launch(seed=66, **ENDLESS)
    lab.computing(running)
    with pytest.raises(Refused, match="Someone else started this run"):
        lab.client.intervene(running, {"eta": 1}, owner="a stranger")
    for changes, sentence in (({"gamma": 1}, "gamma cannot be changed"), ({}, "Nothing would change")):
        with pytest.raises(BadInput, match=sentence):
            lab.client.intervene(running, changes, owner=OWNER)
    rows = lab.log.recording(running).rows
    lab.until(running, lambda info: info.rows > rows)
    lab.command(running, "stop")
    with pytest.raises(Conflict, match="This run is stopped: branch it at a step instead"):
        change(lab, lab.ended(running).recording, eta=1)
    (batch,) = lab.client.launch(walk(gammas=(0.2, 0.4), seed=67, steps=5_000_000), owner=OWNER)
    lab.computing(batch)
    with pytest.raises(Conflict, match="2 runs train together here"):
        change(lab, batch, eta=1)
    lab.command(batch, "stop")
