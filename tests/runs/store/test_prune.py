"""A full log loses its oldest recordings, but never what something refers to."""

import numpy as np
import pytest

from lab.contract.errors import Conflict, NotFound, OverLimit, Refused
from lab.runs.names.specification import set_id
from lab.runs.service.fair import Asker
from lab.runs.service.scheduler import Scheduler
from lab.runs.store.prune import PROTECTED, by_owner, delete, forget, prune
from tests.runs.laboratory import walk
from tests.runs.store.test_log import chunk

MEGABYTE = 2**20


def recorded(log, runs, state="done", origin="here", owner="somebody"):
    recording = log.create(runs, owner=owner, origin=origin, state="running")
    shots = {("trail", 0): np.zeros((1, MEGABYTE // 8))}
    log.append(recording, 0, chunk(0, steps=(0,), snapshots=shots), checkpoints={1: b"x"})
    if state != "running":
        log.move(recording, state)
    return recording


def test_the_oldest_go_first_and_only_as_many_as_must(log):
    recordings = [recorded(log, walk(steps=9, seed=seed)) for seed in range(5)]
    assert prune(log, 10 * MEGABYTE) == []
    assert prune(log, 3.5 * MEGABYTE) == recordings[:2]
    assert log.used() < 3.5 * MEGABYTE
    assert log.path.stat().st_size < 7 * MEGABYTE
    assert [info.recording for info in log.newest(9)] == recordings[:1:-1]
    assert log.chunks(recordings[0]) == []
    assert log.specification(walk(steps=9, seed=0)[0].id) == walk(steps=9, seed=0)[0]


def test_what_computes_or_came_with_the_lab_stays_and_what_is_referred_to_goes_last(log):
    of_a_set = walk(steps=9, gammas=(0.1, 0.2))
    log.remember_set(set_id(of_a_set), [run.id for run in of_a_set])
    referred = recorded(log, of_a_set[:1])
    kept = [
        recorded(log, walk(steps=9, seed=1), "running"),
        recorded(log, walk(steps=9, seed=2), origin="shipped"),
        recorded(log, walk(steps=9, seed=3), origin="own"),
    ]
    gone = [recorded(log, walk(steps=9, seed=4)), recorded(log, walk(steps=9, seed=5), "failed")]
    assert prune(log, 0) == [*gone, referred]
    assert {info.recording for info in log.newest(9)} == set(kept)


def test_what_came_as_a_file_goes_first_though_a_set_names_it(log):
    of_a_set = walk(steps=9, gammas=(0.1, 0.2))
    log.remember_set(set_id(of_a_set), [run.id for run in of_a_set])
    mine = recorded(log, walk(steps=9, seed=1))
    files = [recorded(log, of_a_set[:1], origin="imported", owner=f"file {k}") for k in range(6)]
    assert prune(log, 1.5 * MEGABYTE) == files
    assert [info.recording for info in log.newest(9)] == [mine]


def test_nobody_pushes_others_out(log):
    theirs = recorded(log, walk(steps=9, seed=1), owner="quiet")
    of_a_set = walk(steps=9, gammas=(0.1, 0.2, 0.3, 0.4))
    log.remember_set(set_id(of_a_set), [run.id for run in of_a_set])
    named = [recorded(log, [run], owner="greedy") for run in of_a_set]
    loose = [recorded(log, walk(steps=9, seed=seed), owner="greedy") for seed in range(10, 15)]
    assert prune(log, 8.5 * MEGABYTE) == loose[:2]
    assert prune(log, 4.5 * MEGABYTE) == [*loose[2:], named[0]]
    assert {info.recording for info in log.newest(9)} == {theirs, *named[1:]}


def test_what_is_referred_to_is_protected_for_a_month(log):
    of_a_set = walk(steps=9, gammas=(0.1, 0.2))
    log.remember_set(set_id(of_a_set), [run.id for run in of_a_set])
    referred, other = recorded(log, of_a_set[:1]), recorded(log, walk(steps=9, seed=1))
    log.query("UPDATE recordings SET ended = ended - ? WHERE recording = ?", (PROTECTED + 60, referred))
    assert prune(log, 1.5 * MEGABYTE) == [referred]
    assert log.recording(other).complete


def test_a_run_is_deleted_by_name_unless_it_computes_is_needed_or_came_with_the_lab(log):
    (run,), (other,), of_a_set = walk(steps=9), walk(steps=9, seed=1), walk(steps=9, gammas=(0.1, 0.2))
    mine, needed = recorded(log, [run]), recorded(log, [other])
    child = recorded(log, walk(steps=9, seed=2))
    log.remember_branch(walk(steps=9, seed=2)[0], other.id, 3)
    log.remember_set(set_id(of_a_set), [one.id for one in of_a_set])
    recorded(log, of_a_set[:1])
    recorded(log, walk(steps=9, seed=3), "running")
    recorded(log, walk(steps=9, seed=4), origin="shipped")
    assert delete(log, run.id) == [mine]
    assert log.specification(run.id) == run
    for id, kind, sentence in (
        (run.id, NotFound, "is not recorded here"),
        (other.id, Refused, "is needed by a branch"),
        (of_a_set[0].id, Refused, "is needed by a set"),
        (walk(steps=9, seed=3)[0].id, Conflict, "stop it first"),
        (walk(steps=9, seed=4)[0].id, Refused, "came with the lab"),
    ):
        with pytest.raises(kind, match=sentence):
            delete(log, id)
    assert delete(log, walk(steps=9, seed=2)[0].id) == [child]
    assert delete(log, other.id) == [needed]


def test_an_owner_deletes_what_is_theirs_and_leaves_what_others_made_of_the_same(log):
    (run,), of_a_set = walk(steps=9), walk(steps=9, gammas=(0.1, 0.2))
    theirs, mine = recorded(log, [run]), recorded(log, [run], owner="me")
    with pytest.raises(Refused, match="Somebody else recorded"):
        delete(log, run.id, "nobody")
    assert delete(log, run.id, "me") == [mine]
    assert [info.recording for info in log.recordings_of(run.id)] == [theirs]
    id = set_id(of_a_set)
    log.remember_set(id, [one.id for one in of_a_set])
    whole = recorded(log, of_a_set, owner="me")
    with pytest.raises(Refused, match="is needed by a set"):
        delete(log, of_a_set[0].id, "me")
    assert delete(log, id, "me") == [whole]
    assert log.set_members(id) == [one.id for one in of_a_set]


def test_a_set_of_which_another_set_needs_a_member_stays(log):
    large, small = walk(steps=9, gammas=(0.1, 0.2, 0.3)), walk(steps=9, gammas=(0.1, 0.2))
    for one in (large, small):
        log.remember_set(set_id(one), [run.id for run in one])
    recorded(log, large)
    with pytest.raises(Refused, match="is needed by a set"):
        delete(log, set_id(large), "somebody")


def test_a_log_full_of_what_computes_and_its_past_takes_no_more(log, monkeypatch):
    recording = recorded(log, walk(steps=9, seed=1))
    log.remember_branch(walk(steps=9, seed=2)[0], walk(steps=9, seed=1)[0].id, 3)
    recorded(log, walk(steps=9, seed=2), "running")
    monkeypatch.setenv("LAB_STORE_MEGABYTES", "1")
    assert prune(log, MEGABYTE) == []
    with pytest.raises(
        OverLimit, match="holds 2 MB of what computes and came with the lab, and 1 MB is the limit"
    ):
        Scheduler(log, None).launch(walk(steps=9, seed=3), Asker("somebody"))
    assert log.recording(recording).complete


def test_all_that_a_person_has_recorded_is_removed_though_a_set_names_it(log):
    of_a_set = walk(steps=9, gammas=(0.1, 0.2))
    log.remember_set(set_id(of_a_set), [run.id for run in of_a_set])
    mine = [recorded(log, [run], owner="me") for run in of_a_set]
    running = recorded(log, walk(steps=9, seed=1), "running", owner="me")
    theirs = recorded(log, walk(steps=9, seed=2), owner="them")
    assert [(owner, count) for owner, count, _ in by_owner(log)] == [("me", 2), ("them", 1)]
    removed, kept = forget(log, "me")
    assert (set(removed), kept) == ({*mine}, [running])
    assert {info.recording: info.owner for info in log.newest(9)} == {running: "", theirs: "them"}
    with pytest.raises(NotFound, match="has recorded nothing here"):
        forget(log, "me")
    recorded(log, walk(steps=9, seed=4), origin="shipped", owner="file x")
    with pytest.raises(Refused, match="came with the lab"):
        forget(log, "file x")
