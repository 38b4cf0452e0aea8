"""A training goes on from a checkpoint: to the bit where its state is whole, else with a word about it."""

import subprocess
import sys

import pytest
import torch

import lab
from lab.contract.errors import BadInput, Conflict
from lab.runs.files import kept
from lab.runs.store.log import Log
from lab.watching import checkpoints, state
from lab.watching.function import OTHER_BATCHES, Own, Start
from lab.watching.resume import function
from tests.watching import functions
from tests.watching.trainings import data, plain


def own(steps=60, every=20, remembers=True):
    """A training function, and what came out of each of its steps."""
    seen = []
    return Own(lambda w: functions.trained(w, steps, remembers, seen), every), seen


def losses(w):
    frame = w.run.frame.set_index("step")["loss"]
    return {int(step): loss for step, loss in frame.items()}


def test_twenty_resumed_steps_are_those_of_the_run_that_went_on():
    train, whole = own()
    parent = train()
    assert {20, 40} <= set(kept.steps(parent.id))
    train, resumed = own()
    branch = train.begin(Start(parent.id, 40, 40, {}, losses(parent)))
    assert len(resumed) == 20
    assert resumed == whole[40:]
    assert branch.run.frame["step"].tolist() == list(range(40, 60))
    assert branch.run.frame["loss"].tolist() == [loss for loss, *_ in whole[40:]]
    (info,) = Log().recordings_of(branch.id)
    assert info.environment["parent"] == parent.id
    assert "agree to the bit up to step 40" in info.environment["batches"]
    assert OTHER_BATCHES not in [mark.name for mark in branch.run.marks]


def test_without_the_sampler_s_state_the_branch_says_so():
    train, whole = own(remembers=False)
    parent = train()
    train, resumed = own(remembers=False)
    branch = train.begin(Start(parent.id, 40, 40, {}, losses(parent)))
    assert resumed != whole[40:]
    (mark,) = [mark for mark in branch.run.marks if mark.name == OTHER_BATCHES]
    assert mark.values["parent"] == whole[40][0] != mark.values["loss"]
    (info,) = Log().recordings_of(branch.id)
    assert "no fair comparison" in info.environment["batches"]


def test_between_checkpoints_it_goes_on_unchanged_and_is_changed_at_the_step():
    train, whole = own()
    parent = train()
    train, resumed = own()
    branch = train.begin(Start(parent.id, 20, 33, {"eps": "1e-2", "lr": "0.001"}, losses(parent)))
    assert resumed[:13] == whole[20:33]
    assert resumed[13][0] == whole[33][0]
    assert resumed[13][1:] != whole[33][1:]
    assert branch.optimizer.param_groups[0]["eps"] == 1e-2
    eta = branch.run.frame.set_index("step")["eta_max"]
    before = parent.run.frame.set_index("step")["eta_max"]
    assert eta[33] == 0.001
    assert (eta.loc[33:] / before.loc[33:]).tolist() == pytest.approx([0.001 / before[33]] * 27)
    (info,) = Log().recordings_of(branch.id)
    assert info.environment["from"] == "step 33, eps = 1e-2, lr = 0.001; from the checkpoint of 20"


def test_the_command_runs_the_function_in_a_process_of_its_own():
    parent = functions.train()
    assert kept.function(parent.id).module == "tests.watching.functions"
    command = [sys.executable, "-m", "lab.cli", "own", "branch", parent.id, "--at", "55"]
    first = max(step for step in kept.steps(parent.id) if step <= 55)
    done = subprocess.run([*command, "eps=1e-4"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    newest = next(info for info in Log().newest(20) if info.environment.get("parent") == parent.id)
    branch = lab.open(newest.members[0])
    assert branch.frame["step"].tolist() == list(range(first, 60))
    after, before = (run.frame.set_index("step")["loss"] for run in (branch, parent.run))
    assert after.loc[:55].tolist() == before.loc[first:55].tolist()
    assert after.loc[56] != before.loc[56]
    assert newest.environment["from"].startswith("step 55, eps = 1e-4;")
    assert "agree to the bit up to step 55" in newest.environment["batches"]
    for change, sentence in (
        ("epsilon=1", "epsilon is no setting of Adam: there are"),
        ("betas=0.9", "betas = 0.9 is not possible: it is (0.9, 0.999) now"),
        ("eps", "eps is no change: give NAME=VALUE"),
    ):
        done = subprocess.run([*command, change], capture_output=True, encoding="utf-8")
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith(sentence)
    there = ", ".join(map(str, kept.steps(parent.id)))
    done = subprocess.run([*command[:-1], "1"], capture_output=True, encoding="utf-8")
    assert done.stderr == f"{parent.id} has no checkpoint at or before step 1: there are {there}.\n"


def test_a_plain_loop_keeps_checkpoints_and_cannot_be_branched():
    model, (x, y) = plain(), data()
    optimizer, weights = torch.optim.Adam(model.parameters()), []
    with lab.watch(model, optimizer, checkpoint_every=10) as w:
        for step in range(35):
            weights.append(model[0].weight.tolist())
            loss = w.loss(lambda: (model(x) - y).square().mean())
            optimizer.zero_grad()
            loss.backward()
            if step == 25:
                w.mark("here")
            optimizer.step()
    steps = kept.steps(w.id)
    assert {10, 20, 30} <= set(steps)
    for step in steps:
        found = checkpoints.load(w.id, step)
        assert found["model"]["0.weight"].tolist() == weights[step]
        assert found["optimizer"]["state"][0]["step"] == step
    with pytest.raises(BadInput, match="a plain loop has checkpoints only"):
        function(w.id)
    command = [sys.executable, "-m", "lab.cli", "own", "branch", w.id, "--at", "20"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "@lab.own()" in done.stderr


def test_the_oldest_go_first_and_those_at_marks_last(monkeypatch):
    model = plain()
    optimizer = torch.optim.Adam(model.parameters())
    capture = lambda: state.captured(model, optimizer)  # noqa: E731
    keeps = checkpoints.Checkpoints("0123456789abcdef", 10)
    keeps.see(10, capture)
    size = kept.path("0123456789abcdef", 10).stat().st_size
    monkeypatch.setattr(keeps, "_budget", int(3.5 * size))
    keeps.ask()
    keeps.see(15, capture)  # too near
    keeps.see(25, capture)
    for step in (30, 40, 50):
        keeps.see(step, capture)
    assert kept.steps("0123456789abcdef") == [25, 40, 50]
    keeps.ask()
    keeps.see(60, capture)
    assert kept.steps("0123456789abcdef") == [25, 50, 60]
    monkeypatch.setattr(keeps, "_budget", size // 2)
    keeps.see(70, capture)
    assert "LAB_OWN_CHECKPOINT_MEGABYTES" in keeps.problem
    assert kept.steps("0123456789abcdef") == [25, 50, 60]
    kept.forget(["0123456789abcdef"])
    assert kept.steps("0123456789abcdef") == []


def test_a_checkpoint_that_would_run_something_is_not_read():
    """A file that unpickles into a call: it is refused, and the call is never made."""
    place = kept.path("0123456789abcde0", 5)
    place.parent.mkdir(parents=True)
    torch.save({"model": Trap()}, place)
    with pytest.raises(BadInput, match="cannot be read"):
        checkpoints.load("0123456789abcde0", 5)
    assert Trap.sprung == 0


class Trap:
    """Counts how often it is unpickled."""

    sprung = 0

    def __reduce__(self):
        return spring, ()


def spring():
    Trap.sprung += 1


class Odd:
    """A sampler whose state is no plain value."""

    def state_dict(self):
        return {"order": {1, 2}}

    def load_state_dict(self, state):
        raise AssertionError


def test_a_state_that_cannot_be_kept_is_said_once_and_the_training_goes_on(caplog):
    made = []

    def train(w):
        model, (x, y) = plain(), data()
        optimizer = torch.optim.Adam(model.parameters())
        w.watch(model, optimizer)
        for step in w.steps(30, also=[Odd()]):
            w.loss(lambda: (model(x) - y).square().mean()).backward()
            optimizer.step()
            made.append(step)

    w = Own(train, 10)()
    assert made == list(range(30))
    (sentence,) = caplog.messages
    assert "on: state/also/0/order is a set, neither a tensor nor a plain value" in sentence
    assert kept.steps(w.id) == []


def test_what_a_function_does_wrong_is_said():
    with pytest.raises(Conflict, match=r"call w\.watch\(model, optimizer\) before w\.steps"):
        Own(lambda w: list(w.steps(3)), 0)()
    with pytest.raises(BadInput, match="with the brackets"):
        lab.own(checkpoint_every=lambda w: None)
    train, _ = own(steps=30)
    parent = train()
    again, _ = own(steps=15)
    with pytest.raises(BadInput, match=r"w\.steps\(15\) ends before step 20"):
        again.begin(Start(parent.id, 20, 20, {}, {}))
    (info,) = [info for info in Log().newest(1)]
    assert info.rows in (0, 30)
