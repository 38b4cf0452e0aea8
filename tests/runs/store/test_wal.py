"""The store's WAL is deleted while it is open: nothing is lost, and everybody goes on."""

import multiprocessing
import threading

import pytest

from lab.runs.store.log import Log
from tests.runs.laboratory import walk

FILES = {"wal": ("-wal",), "shm": ("-shm",), "both": ("-wal", "-shm")}


def in_thread(act):
    """What a function returns in a thread that has no connection yet."""
    found = []
    thread = threading.Thread(target=lambda: found.append(act()))
    thread.start()
    thread.join()
    return found[0] if found else None


def elsewhere(path, answers):
    """Count the recordings in a process of its own."""
    answers.put(len(Log(path).newest(9)))


def counted(path):
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=elsewhere, args=(path, answers))
    process.start()
    found = answers.get()
    process.join()
    return found


def delete(log, names):
    for end in names:
        log.path.with_name(log.path.name + end).unlink()


@pytest.mark.parametrize("names", FILES.values(), ids=FILES)
@pytest.mark.parametrize("first", ["who had it open", "who opens it"])
def test_what_was_written_is_still_there_and_more_can_be(log, names, first):
    log.create(walk(steps=9), owner="a")
    delete(log, names)
    if first == "who had it open":
        assert len(log.newest(9)) == 1
    elif names != ("-wal", "-shm"):  # with both gone nothing tells a newcomer that there was a WAL
        assert in_thread(lambda: len(log.newest(9))) == 1
    log.create(walk(steps=9), owner="b")
    assert in_thread(lambda: log.create(walk(steps=9), owner="c"))
    assert {info.owner for info in log.newest(9)} == {"a", "b", "c"}
    assert counted(log.path) == 3
    assert log.query("PRAGMA integrity_check")[0][0] == "ok"


def test_it_may_happen_again_and_again(log):
    for k in range(3):
        log.create(walk(steps=9), owner=str(k))
        delete(log, ("-wal",))
        in_thread(lambda k=k: log.create(walk(steps=9), owner=f"thread {k}"))
    assert len(log.newest(9)) == 6
