"""What trainings write is followed into the log: in parts, several at once, and to an end nobody wrote."""

import os
import subprocess
import sys

import pytest

from lab.contract.errors import BadInput
from lab.contract.training import Mark
from lab.experiments.own.columns import COLUMNS
from lab.runs.files import own, tail
from lab.runs.files.tail import Tail, Tails
from lab.runs.format import spool
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log
from tests.runs.files.test_own import chained, row, specification, spooled


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    own.folder().mkdir()
    return Log()


def path_of(run):
    return own.folder() / f"{run.id}.spool"


@pytest.fixture
def followed(log):
    """A training that goes on: its run, its writer after six rows, and its tail, which has seen them."""
    run = specification()
    writer, following = spooled(path_of(run), run), Tail(path_of(run))
    for step in range(6):
        writer.row(step, row(step))
    following.look(log)
    return run, writer, following


def test_a_place_is_where_the_last_row_is_read_once_more(tmp_path):
    writer = spooled(path := tmp_path / "a.spool")
    assert spool.read(path).next == spool.Place(spool.read(path).size, 0, ())
    for step in range(5):
        writer.row(step, row(step))
        writer.logged(step, {"accuracy": step / 4})
    writer.mark(Mark("near", 4, 4))
    place = spool.read(path).next
    assert (place.rows, place.names) == (4, ("accuracy",))
    writer.row(5, row(5))
    part = spool.read(path, place)
    assert (part.first, part.steps.tolist()) == (4, [4, 5])
    assert part.columns["accuracy"][0] == 1.0
    assert [mark.name for mark in part.marks] == ["near"]


def test_what_is_followed_in_parts_is_what_is_brought_whole(log, tmp_path):
    """Rows, marks, snapshots, late values and digest; each part but the first is read from its place on."""
    run = specification()
    writer, following = spooled(path_of(run), run), Tail(path_of(run))
    read, places = spool.read, []

    def counted(path, place=None):
        places.append(place)
        return read(path, place)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tail.spool, "read", counted)
        for step in range(40):
            writer.logged(step, {"accuracy": float(step)})
            writer.row(step, row(step))
            if step % 7 == 0:
                writer.mark(Mark(f"moment-{step}", step, max(step - 3, 0)))
                writer.snapshot("layers", step, [[float(step)]])
            if step % 3 == 0:
                following.look(log)
                following.look(log)
                assert log.recordings_of(run.id)[0].rows == step
        writer.note("curvature", "differences")
        writer.end("done")
        following.look(log)
        following.look(log)
    assert [place and place.rows for place in places] == [None, *range(0, 40, 3)]
    other = Log(tmp_path / "other.sqlite")
    (info,), whole = log.recordings_of(run.id), other.recording(own.bring(other, path_of(run)))
    assert (info.state, info.rows, info.digests) == ("done", 40, whole.digests)
    assert info.environment == whole.environment == {"curvature": "differences"}
    one, two = Recording(log, info), Recording(other, whole)
    for name in ("step", "accuracy", *COLUMNS):
        assert one.column(name).tolist() == two.column(name).tolist()
    assert one.marks == two.marks
    assert log.snapshots(info.recording)["layers"].keys() == other.snapshots(whole.recording)["layers"].keys()


def test_a_column_that_is_named_late_is_followed_from_the_start_again(log, followed):
    run, writer, following = followed
    writer.logged(5, {"accuracy": 0.5})
    writer.row(6, row(6))
    following.look(log)
    (info,) = log.recordings_of(run.id)
    assert Recording(log, info).column("accuracy").tolist()[5] == 0.5
    assert Recording(log, info).column("step").tolist() == [0, 1, 2, 3, 4, 5]


def test_who_was_deleted_in_between_comes_whole(log, followed):
    run, writer, following = followed
    with log.transaction() as database:
        database.execute("DELETE FROM recordings")
    writer.row(6, row(6))
    following.look(log)
    assert log.recordings_of(run.id)[0].rows == 6


def test_two_trainings_and_one_that_cannot_be_read(log, caplog):
    runs = [specification(start * 32) for start in "ab"]
    writers = [spooled(path_of(run), run) for run in runs]
    damaged = own.folder() / "damaged.spool"
    damaged.write_bytes(b"{}\n")
    following = Tails(log)
    for step in range(5):
        for writer in writers:
            writer.row(step, row(step))
        following.look()
        assert [log.recordings_of(run.id)[0].rows for run in runs] == [step, step]
    writers[0].end("done")
    following.look()
    assert [log.recordings_of(run.id)[0].state for run in runs] == ["done", "running"]
    assert log.recordings_of(runs[0].id)[0].digests == (chained(5),)
    assert [record.args[0] for record in caplog.records] == ["damaged.spool"]
    own.drop([runs[0].id])
    following.look()
    assert len(caplog.records) == 1


def test_what_cannot_be_read_is_read_again_when_it_has_grown(log):
    damaged, run = own.folder() / "damaged.spool", specification()
    damaged.write_bytes(b"{}\n")
    following = Tail(damaged)
    with pytest.raises(BadInput):
        following.look(log)
    following.look(log)
    written = spooled(path_of(run), run)
    written.row(0, row(0))
    written.row(1, row(1))
    damaged.write_bytes(path_of(run).read_bytes())
    following.look(log)
    assert log.recordings_of(run.id)[0].rows == 1


def test_a_training_that_is_gone_without_a_word_is_interrupted(log):
    """Its spool does not grow any more: only its process says that it is over."""
    command = [sys.executable, "-c", "input()"]
    run = specification()
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        writer, following = spooled(path_of(run), run, pid=process.pid), Tail(path_of(run))
        writer.row(0, row(0))
        writer.row(1, row(1))
        following.look(log)
        assert [(info.state, info.rows) for info in log.recordings_of(run.id)] == [("running", 1)]
        process.kill()
    following.look(log)
    assert [(info.state, info.rows) for info in log.recordings_of(run.id)] == [("interrupted", 2)]
    size = os.stat(path_of(run)).st_size
    following.look(log)
    assert os.stat(path_of(run)).st_size == size
