"""Frames become chunks: cut anywhere, continued from anywhere, with the same digest."""

import itertools

import numpy as np
import pytest
import torch

from lab import experiments
from lab.contract.training import Frame, Mark
from lab.runs.format import checkpoint, parcel
from lab.runs.read.recording import Recording
from lab.runs.work.execution import LogSink
from lab.runs.work.writer import CameOutDifferently, Writer
from tests.runs.laboratory import walk


def begun(log, runs, recording=None):
    """A training and the writer of its recording."""
    recording = recording or log.create(runs, owner="somebody", state="running")
    training = experiments.find("tiny").train([run.config for run in runs])
    return recording, training, Writer(LogSink(log, recording), log.recording(recording))


def train(training, writer, every, last=10**9):
    """Train to step `last`, with a chunk every so many steps."""
    while training.progress() < last:
        try:
            writer.take(training.step(), training)
        except StopIteration:
            writer.flush(training, state="done")
            return
        if training.progress() % every == 0:
            writer.flush(training)


def whole(log, runs, every=10**9):
    recording, training, writer = begun(log, runs)
    train(training, writer, every)
    return log.recording(recording)


def test_the_digest_does_not_depend_on_how_chunks_were_cut(log):
    runs = walk(steps=100)
    infos = [whole(log, runs, every) for every in (1, 7, 1000)]
    assert [info.number + 1 for info in infos] == [101, 15, 1]
    assert len({info.digests for info in infos}) == 1
    columns = [Recording(log, info).column("x").tobytes() for info in infos]
    assert len(set(columns)) == 1


def test_the_digest_tells_any_other_bit_apart(log):
    one, other = (whole(log, walk(steps=100, eta=eta)) for eta in (0.1, np.nextafter(0.1, 1)))
    assert one.digests != other.digests


@pytest.mark.parametrize(("written", "from_checkpoint"), list(itertools.product((61, 75), (0, -1))))
def test_a_run_that_lost_its_worker_goes_on_without_a_gap_or_a_row_twice(log, written, from_checkpoint):
    runs = walk(steps=200, gammas=(0.5, 0.9))
    expected = whole(log, runs)
    recording, training, writer = begun(log, runs)
    train(training, writer, 5, last=written)  # what came after the last chunk is lost
    steps = log.checkpoints(recording)
    log.move(recording, "interrupted")
    log.move(recording, "running")
    rows = log.recording(recording).rows
    recording, training, writer = begun(log, runs, recording)
    writer.restore(training, log.checkpoint(recording, steps[from_checkpoint]))
    assert training.progress() == steps[from_checkpoint] <= rows
    train(training, writer, 11)
    info = log.recording(recording)
    assert (info.state, info.rows, info.digests) == ("done", 200, expected.digests)
    members = [(Recording(log, info, m), Recording(log, expected, m)) for m in (0, 1)]
    for found, wanted in members:
        assert found.steps.tolist() == list(range(200))
        assert found.column("x").tobytes() == wanted.column("x").tobytes()
        assert found.marks == wanted.marks
    assert log.snapshots(recording).keys() == log.snapshots(expected.recording).keys()
    assert list(log.snapshots(recording)["trail"]) == list(range(0, 200, 10))
    assert set(log.checkpoints(expected.recording)) <= set(log.checkpoints(recording))


def test_a_repetition_that_comes_out_differently_is_an_error(log):
    runs = walk(steps=200)
    recording, training, writer = begun(log, runs)
    train(training, writer, 50, last=100)
    state = checkpoint.unpack(log.checkpoint(recording, log.checkpoints(recording)[0]))
    state["training"]["x"] += 1e-12
    _, training, writer = begun(log, runs, recording)
    writer.restore(training, checkpoint.pack(state))
    with pytest.raises(CameOutDifferently):
        train(training, writer, 50)


def test_checkpoints_lie_on_the_stride_and_after_marks(log):
    info = whole(log, walk(steps=130))
    marks = {mark.step + 1 for mark in Recording(log, info).marks}
    assert log.checkpoints(info.recording) == sorted({*range(3, 131, 3), *marks})


def test_a_step_may_show_nothing_or_only_a_snapshot(log):
    recording, training, writer = begun(log, walk(steps=9))
    training.done = 1
    writer.take(None, training)
    training.done = 2
    writer.take(Frame(1, {}, {"map": np.eye(2)[None]}), training)
    training.done = 3
    writer.take(Frame(2, {"x": 1.0}), training)
    writer.flush(training)
    header, arrays = parcel.unpack(log.chunks(recording)[0][1])
    assert (header["rows"], header["progress"], arrays["column:step"].tolist()) == (1, 3, [2])
    assert arrays["snapshot:0"].shape == (1, 2, 2)
    assert log.recording(recording).rows == 1


def test_columns_are_those_of_the_first_row(log):
    _, training, writer = begun(log, walk(steps=9))
    training.done = 1
    writer.take(Frame(0, {"x": 1.0}), training)
    training.done = 2
    with pytest.raises(ValueError, match="row 1 has columns"):
        writer.take(Frame(1, {"x": 1.0, "y": 2.0}), training)


def test_marks_that_hold_no_finite_number_are_still_sent(log):
    recording, training, writer = begun(log, walk(steps=9))
    training.done = 1
    mark = Mark("fell", 0, 0, 0, {"height": float("inf"), "depth": np.float64(2)})
    writer.take(Frame(0, {"x": float("nan")}, marks=(mark,)), training)
    writer.flush(training)
    assert log.marks(recording) == [Mark("fell", 0, 0, 0, {"depth": 2.0})]


def test_the_state_in_a_checkpoint_is_that_of_its_step_not_of_a_later_one(log):
    recording, training, writer = begun(log, walk(steps=9))
    x = training.x
    writer.keep(training)
    training.x += 5  # in place, as an optimizer would
    writer.flush(training)
    assert torch.equal(x, training.x)
    assert checkpoint.unpack(log.checkpoint(recording, 0))["training"]["x"].item() == 0
