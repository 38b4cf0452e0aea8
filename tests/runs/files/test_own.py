"""Spools come into the store: once, further, anew, and from a process that was killed."""

import math
import os
import signal
import socket
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from lab import experiments
from lab.contract.errors import BadInput, NotFound
from lab.contract.training import Mark
from lab.experiments.own.columns import COLUMNS
from lab.runs.files import archive, own
from lab.runs.format import digest, spool
from lab.runs.format.spool import Header, Spool
from lab.runs.names.specification import Run, specify
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log

OWN = experiments.find("own")


def specification(start="a" * 32):
    facts = {"name": "mine", "start": start, "optimizer": '{"class":"Adam","groups":[]}'}
    return Run(OWN, OWN.config.make(facts | {"shapes": "b" * 64, "initial": "c" * 64}))


def spooled(path, run=None, pid=None, **changes):
    """A spool of a training in this process."""
    pid = os.getpid() if pid is None else pid
    facts = {"host": socket.gethostname(), "pid": pid, "began": own.began(pid), "created": 1.0}
    run = run or specification()
    facts |= {"specification": run.specification, "environment": {}, "columns": tuple(COLUMNS)}
    return Spool(path, Header(**facts | changes))


def row(step):
    return [float(step + place) for place in range(len(COLUMNS))]


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "log.sqlite")


def chained(rows):
    """The digest, made row by row."""
    chain = digest.START
    for step in range(rows):
        chain = digest.add_row(chain, step, row(step))
    return chain.hex()


def test_a_spool_is_a_recording_and_brought_twice_it_is_the_same(log, tmp_path):
    writer = spooled(path := tmp_path / "a.spool")
    for step in range(own.ROWS + 5):
        writer.row(step, row(step))
    writer.mark(Mark("near", 7, 7))
    writer.end("done")
    first = own.bring(log, path)
    info = log.recording(first)
    assert (info.origin, info.state, info.rows, info.number) == ("own", "done", own.ROWS + 5, 1)
    assert info.digests == (chained(own.ROWS + 5),)
    assert own.bring(log, path) == first
    assert log.recording(first) == info
    recording = Recording(log, info)
    assert recording.columns == sorted(COLUMNS)
    assert recording.column("loss").tolist() == [
        row(step)[list(COLUMNS).index("loss")] for step in range(2005)
    ]
    assert [mark.name for mark in recording.marks] == ["near"]


def test_what_grows_is_followed_without_its_last_row(log, tmp_path):
    writer = spooled(path := tmp_path / "a.spool")
    for step in range(10):
        writer.row(step, row(step))
        info = log.recording(own.bring(log, path))
        assert (info.state, info.rows) == ("running", step)
    writer.end("done")
    info = log.recording(own.bring(log, path))
    assert (info.state, info.rows, info.digests) == ("done", 10, (chained(10),))


def test_a_column_that_is_named_late_makes_the_recording_anew(log, tmp_path):
    writer = spooled(path := tmp_path / "a.spool")
    for step in range(4):
        writer.row(step, row(step))
    before = own.bring(log, path)
    writer.logged(3, {"accuracy": 0.5})
    writer.row(4, row(4))
    assert own.bring(log, path) == before
    accuracy = Recording(log, log.recording(before)).column("accuracy")
    assert np.isnan(accuracy[:3]).all()
    assert accuracy[3] == 0.5


def test_who_is_gone_is_interrupted_and_who_comes_again_runs(log, tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    writer = spooled(path := tmp_path / "a.spool", pid=gone.pid)
    writer.row(0, row(0))
    assert log.recording(own.bring(log, path)).state == "interrupted"
    writer.row(1, row(1))
    writer.end("done")
    info = log.recording(own.bring(log, path))
    assert (info.state, info.rows) == ("done", 2)


def test_another_machine_s_training_lives_by_its_last_word(tmp_path):
    writer = spooled(path := tmp_path / "a.spool", host="elsewhere", pid=1, began=1)
    writer.close()
    about = spool.read(path).header
    assert own.alive(about, path)
    os.utime(path, (0, 0))
    assert not own.alive(about, path)


def test_a_pid_that_another_process_has_by_now_is_not_the_training(tmp_path):
    spooled(path := tmp_path / "a.spool", began=1).close()
    assert not own.alive(spool.read(path).header, path)


KILLED = """
import sys
import lab, torch
theta = torch.nn.Parameter(torch.ones(3))
model = torch.nn.Module()
model.theta = theta
optimizer = torch.optim.Adam([theta])
w = lab.watch(model, optimizer)
print(w.id, flush=True)
while True:
    loss = w.loss(lambda: theta.square().sum())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(flush=True)
"""


def test_a_training_that_is_killed_keeps_every_step(tmp_path, monkeypatch):
    """kill -9 after the 30th step was told: all 30 are there, and nobody believes that it runs."""
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    command = [sys.executable, "-c", textwrap.dedent(KILLED)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        run = process.stdout.readline().strip()
        for _ in range(30):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    (path,) = own.spools()
    log = Log(tmp_path / "log.sqlite")
    info = log.recording(own.bring(log, path))
    assert info.members == (run,)
    assert info.state == "interrupted"
    assert info.rows >= 30
    assert Recording(log, info).column("step").tolist() == list(range(info.rows))


def test_a_stranger_s_spool_is_refused(log, tmp_path):
    other = specify("adam-spikes", "quadratic")
    spooled(tmp_path / "a.spool", other).end("done")
    with pytest.raises(BadInput, match="only trainings that are watched"):
        own.bring(log, tmp_path / "a.spool")
    unknown = {"specification": {**other.specification, "experiment": "nothing"}}
    spooled(tmp_path / "b.spool", **unknown).end("done")
    with pytest.raises(NotFound):
        own.bring(log, tmp_path / "b.spool")
    assert log.newest(9) == []


def test_it_travels_as_a_file_and_cannot_be_started(log, tmp_path):
    writer = spooled(tmp_path / "a.spool")
    for step in range(3):
        writer.row(step, row(step))
    writer.end("done")
    own.bring(log, tmp_path / "a.spool")
    elsewhere = Log(tmp_path / "other" / "log.sqlite")
    info = elsewhere.recording(archive.take(elsewhere, archive.packed(log, specification().id)))
    assert (info.rows, info.digests, info.origin) == (3, (chained(3),), "imported")
    with pytest.raises(BadInput, match="own is nothing to start from here"):
        specify("own")
    with pytest.raises(BadInput, match="own is nothing to train here"):
        OWN.train([specification().config])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "a" * 81),
        ("name", "a\nb"),
        ("start", "A" * 32),
        ("initial", ""),
        ("torch", "<b>"),
        ("optimizer", "[]"),
        ("optimizer", "{"),
        ("parameters", -1),
    ],
)
def test_a_specification_that_says_more_than_it_may_is_refused(field, value):
    with pytest.raises(BadInput):
        specification().config.replace(**{field: value})
    assert math.isfinite(specification().config.parameters)
