"""A store that is full at whichever write: one sentence, no half chunk, reads go on, and so does the run."""

from multiprocessing import Pipe

import pytest

from lab.contract.errors import LabError
from lab.runs.read.history import Series, history
from lab.runs.store.log import Log
from lab.runs.work import writer
from lab.runs.work.worker import execute
from tests.runs.laboratory import walk
from tests.runs.soundness import sound

LENGTH = {"steps": 24, "stride": 8}
MOST = 400
"""Pages: more than the run needs."""


def trained(log, recording):
    """Train a recording in this process, as a worker does; its facts, which are sound."""
    ours, theirs = Pipe()
    with ours, theirs:
        execute(log, recording, theirs, lambda written: None)
    return sound(log, recording)


def test_whichever_write_finds_the_store_full_nothing_is_halved_or_lost(tmp_path, tiny, monkeypatch, caplog):
    monkeypatch.setattr(writer, "INTERVAL", 0.0)  # a chunk a step
    sentence = "The store cannot be used: database or disk is full."
    log = Log(tmp_path / "log.sqlite")
    whole = trained(log, log.create(walk(**LENGTH), owner="somebody"))
    failed, rows = 0, set()
    for room in range(MOST):
        recording = log.create(walk(**LENGTH), owner="somebody")
        pages = log.query("PRAGMA page_count")[0][0]
        log.query(f"PRAGMA max_page_count = {pages + room}")
        info = trained(log, recording)
        if info.complete:
            break
        failed += 1
        assert (info.state, info.error) == ("interrupted", sentence)
        assert info.rows <= LENGTH["steps"]
        rows.add(info.rows)
        history(log, info.members[0], [info], [Series("x")], 100)
        with pytest.raises(LabError, match="database or disk is full"):
            fill(log, recording)
        log.query("PRAGMA max_page_count = 1000000")
        assert trained(log, recording).digests == whole.digests
    assert info.digests == whole.digests
    assert failed > 5
    assert len(rows) > 2  # it was full at several places: at how many depends on when chunks went out
    assert "Traceback" in caplog.text


def fill(log, recording):
    with log.transaction() as database:
        database.execute("INSERT INTO checkpoints VALUES (?, -1, zeroblob(1000000))", (recording,))
