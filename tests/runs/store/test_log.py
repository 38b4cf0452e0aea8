"""The log keeps what was acknowledged, refuses what it cannot keep, and outlives a damaged file."""

import multiprocessing
import pickle
import sqlite3
import stat
import threading
from pathlib import Path

import numpy as np
import pytest

from lab.contract.errors import BadInput, LabError, NotFound, Refused
from lab.contract.training import Mark
from lab.runs.format import checkpoint, parcel
from lab.runs.read.branch import branch
from lab.runs.read.recording import Recording
from lab.runs.store import database as store
from lab.runs.store import schema
from lab.runs.store.log import Log
from tests.runs.laboratory import walk
from tests.runs.work.test_writer import begun, train, whole


def chunk(number, *, row=0, steps=(), values=None, marks=(), snapshots=None, progress=0):
    """A chunk with the column x."""
    listed = [
        {"name": name, "step": step, "array": f"snapshot:{i}"}
        for i, (name, step) in enumerate(snapshots or {})
    ]
    header = {
        "type": "chunk",
        "number": number,
        "row": row,
        "rows": len(steps),
        "snapshots": listed,
        "graph": [],
    }
    header |= {"marks": [{**vars(mark), "values": dict(mark.values)} for mark in marks], "progress": progress}
    arrays = {"column:step": np.array(steps, float)}
    if len(steps):
        arrays["column:x"] = np.reshape(
            np.array(steps if values is None else values, float), (len(steps), -1)
        )
    arrays |= {f"snapshot:{i}": array for i, array in enumerate((snapshots or {}).values())}
    return parcel.pack(header, arrays)


@pytest.fixture
def recording(log):
    return log.create(walk(steps=9), owner="somebody", state="running")


def test_a_new_recording_waits_with_everything_known_of_it(log):
    (run,) = walk(steps=9)
    info = log.recording(log.create([run], owner="somebody"))
    assert (info.state, info.origin, info.owner, info.members) == ("queued", "here", "somebody", (run.id,))
    assert (info.rows, info.number, info.last_step, info.progress, info.steps) == (0, -1, -1, 0, 9)
    assert (info.digests, info.error, info.started, info.ended, info.complete) == (
        ("",),
        None,
        None,
        None,
        False,
    )
    assert log.active() == [info]
    assert log.specification(run.id) == run


def test_chunks_come_back_bit_for_bit_and_in_order(log, recording):
    payloads = [chunk(k, row=2 * k, steps=(2 * k, 2 * k + 1), progress=2 * k + 2) for k in range(4)]
    for number, payload in enumerate(payloads):
        log.append(recording, number, payload, digests=[f"digest {number}"], durations={"measuring": 0.5})
    assert log.chunks(recording) == list(enumerate(payloads))
    assert log.chunks(recording, 1, 1) == [(2, payloads[2])]
    info = log.recording(recording)
    assert (info.rows, info.number, info.last_step, info.progress) == (8, 3, 7, 8)
    assert (info.digests, info.durations) == (("digest 3",), {"measuring": 0.5})


def test_chunks_have_no_gaps(log, recording):
    with pytest.raises(ValueError, match="is not the one that comes next"):
        log.append(recording, 1, chunk(1))
    log.append(recording, 0, chunk(0))
    with pytest.raises(ValueError, match="is not the one that comes next"):
        log.append(recording, 0, chunk(0))


def test_a_chunk_its_marks_checkpoints_and_state_are_one_change(log, recording):
    mark = Mark("peak-1", 1, 0, 0, {"height": 0.25})
    whole = chunk(0, steps=(0, 1), marks=[mark], snapshots={("trail", 1): np.ones((1, 2))}, progress=2)
    with pytest.raises(ValueError, match="cannot become queued"):
        log.append(recording, 0, whole, checkpoints={2: b"state"}, state="queued")
    assert (log.chunks(recording), log.marks(recording), log.checkpoints(recording)) == ([], [], [])
    assert (log.snapshots(recording), log.recording(recording).rows) == ({}, 0)
    log.append(recording, 0, whole, checkpoints={2: b"state"}, state="done")
    assert log.marks(recording) == [mark]
    assert log.snapshots(recording) == {"trail": {1: 0}}
    assert log.checkpoint(recording, 2) == b"state"
    assert log.recording(recording).complete


def test_checkpoints_are_replaced_and_dropped(log, recording):
    log.append(recording, 0, chunk(0), checkpoints={1: b"a", 2: b"b"})
    log.append(recording, 1, chunk(1), checkpoints={1: None, 2: b"c", 3: b"d"})
    assert log.checkpoints(recording) == [2, 3]
    assert log.checkpoint(recording, 2) == b"c"
    with pytest.raises(NotFound, match="no checkpoint at step 1"):
        log.checkpoint(recording, 1)


def test_a_transaction_inside_another_falls_with_it(log):
    with pytest.raises(NotFound):
        create_and_fail(log)
    assert log.newest(10) == []


def create_and_fail(log):
    with log.transaction():
        log.create(walk(steps=9), owner="somebody")
        log.move("nothing", "done")


def test_states_move_as_their_table_allows_and_the_same_end_may_be_seen_twice(log, recording):
    log.move(recording, "paused")
    log.move(recording, "interrupted", "killed")
    log.move(recording, "interrupted", "its supervisor saw it, too")
    info = log.recording(recording)
    assert (info.error, info.ended is not None, log.active()) == ("killed", True, [])
    with pytest.raises(ValueError, match="interrupted cannot become done"):
        log.move(recording, "done")
    with pytest.raises(NotFound):
        log.move("nothing", "done")


def test_a_run_shows_its_newest_complete_local_recording_else_shipped_else_computing_else_imported(log):
    runs = walk(steps=9)

    def recorded(origin, state):
        made = log.create(runs, owner="somebody", origin=origin, state="running")
        log.move(made, state)
        return made

    log.create(runs, owner="somebody")
    assert log.shown(runs[0].id) is None  # it only waits
    for origin, state in (("here", "stopped"), ("imported", "done"), ("shipped", "done"), ("here", "done")):
        expected = recorded(origin, state)
        assert log.shown(runs[0].id).recording == expected
    recorded("imported", "done")
    recorded("here", "failed")
    assert log.shown(runs[0].id).recording == expected
    assert log.usable(runs[0].id) is not None
    (other,) = walk(steps=9, seed=1)
    log.move(brought := log.create([other], owner="file", origin="imported", state="running"), "done")
    assert log.usable(other.id) is None
    computing = log.create([other], owner="somebody", state="running")
    assert (log.shown(other.id).recording, log.usable(other.id)) == (computing, computing)
    log.move(computing, "failed")
    assert log.shown(other.id).recording == brought
    assert log.usable("0" * 16) is None
    assert len(log.recordings_of(runs[0].id)) == len(log.newest(100)) - 2 == 7


def test_sets_remember_their_members_in_order(log):
    log.remember_set("f" * 16, ["b" * 16, "a" * 16])
    assert log.set_members("f" * 16) == ["b" * 16, "a" * 16]
    assert log.set_members("0" * 16) is None
    with pytest.raises(NotFound, match="Run 0000000000000000 is not in this store"):
        log.specification("0" * 16)


def test_threads_and_processes_write_at_once_and_nothing_is_lost(log, tiny):
    runs = walk(steps=9)
    recordings = [log.create(runs, owner="somebody", state="running") for _ in range(4)]
    threads = [threading.Thread(target=append_many, args=(log, one)) for one in recordings[:2]]
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=append_many, args=(log, one)) for one in recordings[2:]]
    for worker in (*processes, *threads):
        worker.start()
    for worker in (*processes, *threads):
        worker.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert [log.recording(one).number for one in recordings] == [29] * 4


def append_many(log, recording):
    for number in range(30):
        log.append(recording, number, chunk(number))


def test_the_file_is_for_its_owner_only_and_commits_reach_the_disk(log):
    assert stat.S_IMODE(log.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600
    values = {
        name: log.query(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "user_version")
    }
    assert values == {"journal_mode": "wal", "synchronous": 2, "user_version": len(schema.MIGRATIONS)}


def test_an_older_log_is_migrated_and_keeps_its_rows(log, monkeypatch, recording):
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE newer (row TEXT)"))
    newer = Log(log.path)
    assert newer.query("SELECT * FROM newer") == []
    assert newer.recording(recording).state == "running"


def test_a_log_of_version_1_is_read_gone_on_with_and_branched(tmp_path, tiny):
    database = sqlite3.connect(tmp_path / "log.sqlite")
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(Path(__file__).with_name("log-1.sql").read_text(encoding="utf-8"))
    assert database.execute("PRAGMA user_version").fetchone() == (1,)
    database.close()
    old = Log(tmp_path / "log.sqlite")
    assert old.query("PRAGMA user_version")[0][0] == len(schema.MIGRATIONS)
    (info,) = old.newest(9)
    assert (info.state, info.rows, info.begun, info.error) == ("interrupted", 4, None, "killed")
    assert Recording(old, info).steps.tolist() == [0, 1, 2, 3]
    made = branch(old, info.members[0], 2, {"eta": 0.5})
    assert (made.parent.id, made.recording) == (info.members[0], info.recording)
    old.move(info.recording, "running")
    _, training, writer = begun(old, walk(steps=6, stride=3), info.recording)
    writer.restore(training, old.checkpoint(info.recording, old.checkpoints(info.recording)[-1]))
    train(training, writer, 1)
    assert old.recording(info.recording).digests == whole(old, walk(steps=6, stride=3)).digests


def test_a_backup_is_whole_however_much_is_written_meanwhile(log, recording, tmp_path):
    done = threading.Event()
    writer = threading.Thread(target=append_until, args=(log, recording, done))
    writer.start()
    for number in range(5):
        log.backup(tmp_path / f"{number}.sqlite")
    done.set()
    writer.join()
    for number in range(5):
        copy = Log(tmp_path / f"{number}.sqlite")
        assert copy.query("PRAGMA integrity_check")[0][0] == "ok"
        numbers = [number for number, _ in copy.chunks(recording)]
        assert numbers == list(range(copy.recording(recording).number + 1))
        assert stat.S_IMODE(copy.path.stat().st_mode) == 0o600
        assert copy.query("PRAGMA journal_mode")[0][0] == "wal"
    with pytest.raises(Refused, match="exists already: give another name"):
        log.backup(tmp_path / "0.sqlite")
    with pytest.raises(LabError, match="cannot be written: "):
        log.backup(tmp_path / "nowhere" / "0.sqlite")


def append_until(log, recording, done):
    number = 0
    while not done.is_set():
        log.append(recording, number, chunk(number))
        number += 1


def test_a_log_of_a_newer_lab_is_left_alone(log):
    log.query("PRAGMA user_version = 99")
    with pytest.raises(LabError, match="is of version 99, newer than this lab's"):
        Log(log.path)
    assert log.set_aside == []


def test_a_network_file_system_is_refused(tmp_path, monkeypatch):
    assert store.file_system(tmp_path) not in store.NETWORK
    monkeypatch.setattr(store, "NETWORK", {store.file_system(tmp_path)})
    with pytest.raises(Refused, match="where a log is not safe: set LAB_HOME"):
        Log(tmp_path / "home" / "log.sqlite")


def test_the_kernels_names_of_file_systems_are_read(tmp_path):
    assert store.file_system(Path("/proc")) == "proc"
    assert store.file_system(Path("/sys/kernel")) == "sysfs"


@pytest.mark.parametrize("damage", ["not a database", "zeros in the middle", "cut short"])
def test_a_damaged_log_is_set_aside_and_a_new_one_opened(log, recording, damage):
    for number in range(20):
        log.append(recording, number, chunk(number, steps=range(100), row=0))
    log.query("PRAGMA wal_checkpoint(TRUNCATE)")
    other = Log(log.path)  # another process, say: it has the file open and will meet the damage later
    assert other.recording(recording).number == 19
    content = log.path.read_bytes()
    half = len(content) // 2
    log.close()
    if damage == "not a database":
        log.path.write_bytes(b"This is text." * 1000)
    elif damage == "cut short":
        log.path.write_bytes(content[:half])
    else:
        log.path.write_bytes(content[:4096] + bytes(len(content) - 4096))
    opened = Log(log.path)
    assert opened.chunks(recording) == []  # at the latest where the damage is read
    assert opened.newest(10) == []
    assert len(opened.set_aside) == 1
    fresh = opened.create(walk(steps=9), owner="somebody", state="running")
    for one in (log, other):  # whoever had the old file follows
        assert one.recording(fresh).state == "running"
        assert one.set_aside == opened.set_aside


def test_a_full_or_locked_store_says_so_in_a_sentence(log, recording, monkeypatch):
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.01)
    with log.transaction():
        other = Log(log.path)
        with pytest.raises(LabError, match="cannot be used: database is locked"):
            other.move(recording, "paused")


class Bomb:
    def __reduce__(self):
        return (print, ("executed",))


def test_a_planted_pickle_is_only_bytes(log, recording, capfd):
    bomb = pickle.dumps(Bomb())
    (log.path.parent / "planted.pickle").write_bytes(bomb)
    log.append(recording, 0, chunk(0), checkpoints={1: b"x"})
    with sqlite3.connect(log.path) as database:
        database.execute("UPDATE chunks SET payload = ?", (bomb,))
        database.execute("UPDATE checkpoints SET payload = ?", (bomb,))
    database.close()
    with pytest.raises(BadInput, match="not a parcel"):
        Recording(log, log.recording(recording)).column("x")
    with pytest.raises(BadInput, match="not a checkpoint"):
        checkpoint.unpack(log.checkpoint(recording, 1))
    assert "executed" not in capfd.readouterr().out
