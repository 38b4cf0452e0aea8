"""Own points that settings name by their hash: kept while a run needs them, sent on with its recording."""

from dataclasses import replace
from multiprocessing import Pipe
from weakref import WeakValueDictionary

import numpy as np
import pytest

from lab.contract.errors import BadInput
from lab.runs.files import archive
from lab.runs.format.labrun import ArchiveRefused, pack, unpack
from lab.runs.names.specification import specify
from lab.runs.read.subject import run_of
from lab.runs.service.fair import Asker
from lab.runs.service.scheduler import Scheduler
from lab.runs.store.blobs import LOOSE
from lab.runs.store.log import Log
from lab.runs.work.worker import execute
from lab.worlds import points

SHORT = {"device": "cpu", "steps": 4, "evaluations": 2, "generated": 20, "test_points": 20}


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch):
    """No store is open but those of the test, and nothing has been read before."""
    monkeypatch.setattr(points, "stores", WeakValueDictionary())
    points._held.cache_clear()
    yield
    points._held.cache_clear()


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "log.sqlite")


def many(seed, count=300):
    return points.drawn(np.random.default_rng(seed).uniform(-1, 1, (count, 2))).points


def trained(log, run):
    """A run to its end, as a worker trains it: the file of its recording."""
    recording = log.create([run], owner="test")
    ours, theirs = Pipe()
    execute(log, recording, theirs, lambda _: None)
    ours.close()
    return archive.packed(log, run.id)


def test_what_others_bring_pushes_out_no_points_that_a_run_needs(log):
    drawn = many(0)
    run = specify("gan", target=log.keep(points.written(drawn)), **SHORT)
    log.remember(run)
    first, *others = [log.keep(points.written(many(seed))) for seed in range(1, LOOSE + 2)]
    assert run_of(log, run.id) == run
    np.testing.assert_array_equal(run.config.own, drawn)
    assert log.points(first) is None
    assert all(log.points(name) is not None for name in others)


def test_points_that_come_back_are_needed_by_the_runs_that_name_them(log):
    written = points.written(many(0))
    run = specify("gan", target=points.named(written), **SHORT)
    log.remember(run)
    with pytest.raises(BadInput, match="are not on this machine: upload them again"):
        run_of(log, run.id)
    log.keep(written)
    for seed in range(1, LOOSE + 2):
        log.keep(points.written(many(seed)))
    assert run_of(log, run.id) == run


def test_a_run_of_points_that_are_not_here_is_refused_before_it_waits(log):
    run = specify("gan", target=points.HASHED + "0" * 32, **SHORT)
    with pytest.raises(BadInput, match=r"^The points own-sha256-0{13}… are not on this machine"):
        Scheduler(log, None).launch([run], Asker("somebody"))
    assert log.newest(9) == []


def test_a_recording_takes_its_points_along_to_another_store(log, tmp_path, monkeypatch):
    drawn = many(0)
    run = specify("gan", target=log.keep(points.written(drawn)), **SHORT)
    data = trained(log, run)
    points._held.cache_clear()
    monkeypatch.setattr(points, "stores", WeakValueDictionary())
    other = Log(tmp_path / "other" / "log.sqlite")
    archive.take(other, data)
    assert run_of(other, run.id) == run
    np.testing.assert_array_equal(run.config.own, drawn)
    assert run.experiment.figures(run.config)
    assert archive.packed(other, run.id) == data


def test_a_file_with_other_points_is_refused_and_one_of_before_they_travelled_is_taken(log, tmp_path):
    run = specify("gan", target=log.keep(points.written(many(0))), **SHORT)
    whole = unpack(trained(log, run))
    with pytest.raises(ArchiveRefused, match="its points are not those whose hash"):
        unpack(pack(replace(whole, points=dict.fromkeys(whole.points, points.written(many(1))))))
    with pytest.raises(ArchiveRefused, match=r"cannot be used: target = .* holds no points"):
        unpack(pack(replace(whole, points=dict.fromkeys(whole.points, "own-????"))))
    other = Log(tmp_path / "other" / "log.sqlite")
    archive.take(other, pack(replace(whole, points={})))
    with pytest.raises(BadInput, match="upload them again"):
        run_of(other, run.id)


def test_points_that_an_earlier_lab_kept_as_a_file_are_found(log):
    drawn = many(0)
    written = points.written(drawn)
    name = points.named(written)
    folder = log.path.parent / "points"
    folder.mkdir()
    (folder / name.removeprefix(points.HASHED)).write_text(
        written.removeprefix(points.PREFIX), encoding="utf-8"
    )
    np.testing.assert_array_equal(points.load(name), drawn)
    assert log.points(points.HASHED + "../log.sqlite") is None
