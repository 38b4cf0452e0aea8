"""A run whose loss leaves the range of numbers ends there; in a batch, the others go on."""

from multiprocessing import Pipe

import numpy as np
import pytest

from lab import api
from lab.contract.divergence import DIVERGED
from lab.contract.errors import BadInput
from lab.runs.files import archive
from lab.runs.names.specification import set_id, specify
from lab.runs.read.branch import branch
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log
from lab.runs.work.execution import Execution
from lab.runs.work.worker import execute

STEEP = {"optimizer": "gradient-descent", "eta": 3.0, "steps": 1200}
"""Gradient descent beyond its limit: θ is doubled at every step, and θ² is infinite after 512 of them."""
EDGE = {"dtype": "float32", "epsilon": 1e-30, "eta": 10.0, "power": 12.0, "curvature": 1e6, "steps": 300}
BETAS = {"beta1s": (0.0, 0.9), "beta2s": (0.0, 0.5, 0.9)}
"""Six memories on a curve that is steep at its sides: one run leaves the numbers at step 3, one at 261."""


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "log.sqlite")


def record(log, runs):
    """The facts of a new recording of these runs, trained as a worker does."""
    return end(log, log.create(runs, owner="test"))


def end(log, recording):
    """Its facts once it is trained to its end."""
    ours, theirs = Pipe()
    execute(log, recording, theirs, lambda _: None)
    ours.close()
    return log.recording(recording)


@pytest.fixture
def edge():
    return specify("adam-spikes", "quadratic", device="cpu", **EDGE, **BETAS).members


def test_it_ends_done_with_the_row_and_the_mark_of_the_step(log):
    info = record(log, [specify("adam-spikes", "quadratic", **STEEP)])
    assert (info.state, info.error, info.rows, info.progress, info.last_step) == ("done", None, 513, 513, 512)
    one = Recording(log, info)
    assert one.complete
    assert (one.marks[-1].name, one.marks[-1].step, one.marks[-1].at) == (DIVERGED, 512, 512)
    assert np.flatnonzero(~np.isfinite(one.column("loss"))).tolist() == [512]


def test_a_member_of_a_batch_ends_as_its_run_alone_and_the_others_go_on(log, edge):
    batch = record(log, edge)
    assert (batch.state, batch.rows) == ("done", 300)
    ended = {}
    for place, run in enumerate(edge):
        alone, member = (Recording(log, record(log, [run])), Recording(log, batch, place))
        assert batch.digests[place] == alone.info.digests[0]
        for name in ("step", "loss", "lambda_max"):
            assert member.column(name).tobytes() == alone.column(name).tobytes()
        assert [(mark.name, mark.at) for mark in member.marks] == [
            (mark.name, mark.at) for mark in alone.marks
        ]
        if alone.info.rows < 300:
            ended[run.config.resolved.betas] = alone.info.rows
    assert ended == {(0.9, 0.0): 4, (0.0, 0.5): 262}


def test_the_rows_of_those_who_have_ended_are_not_handed_out(log, edge):
    batch = record(log, edge)
    rows = list(api.Opened(log, edge, [batch.recording]).rows())
    counted = [sum(row["run"] == run.id for row in rows) for run in edge]
    assert counted == [len(Recording(log, batch, place).steps) for place in range(len(edge))]


def test_a_batch_that_goes_on_from_a_checkpoint_still_knows_who_has_ended(log, edge):
    whole = record(log, edge)
    recording = log.create(edge, owner="test")
    first = Execution(log, recording)
    for _ in range(100):
        first.advance()
    first.end("interrupted")
    again = end(log, recording)
    assert (again.state, again.digests) == ("done", whole.digests)
    assert log.marks(recording) == log.marks(whole.recording)


def test_a_file_of_it_opens_elsewhere_with_its_digests(log, edge, tmp_path):
    other = Log(tmp_path / "other.sqlite")
    for runs in (edge, [specify("adam-spikes", "quadratic", **STEEP)]):
        info = record(log, runs)
        log.remember_set(set_id(runs), [run.id for run in runs])
        archive.export(log, set_id(runs), tmp_path / "it.labrun")
        taken = other.recording(archive.load(other, tmp_path / "it.labrun"))
        assert (taken.state, taken.rows, taken.digests) == ("done", info.rows, info.digests)


def test_it_can_be_branched_before_its_end_and_after_it_is_refused(log):
    run = specify("adam-spikes", "quadratic", **STEEP)
    record(log, [run])
    made = branch(log, run.id, 100, {"eta": 0.5})
    info = end(log, log.create([made.child], owner="test", begun=made.begun))
    assert (info.state, info.rows) == ("done", 1200)
    assert not [mark for mark in log.marks(info.recording) if mark.name == DIVERGED]
    with pytest.raises(BadInput, match="after the run's end: its loss left the range of numbers at step 512"):
        branch(log, run.id, 600, {"eta": 0.5})
