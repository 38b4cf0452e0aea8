"""Shares by real processes: pauses become checkpoints, short runs find a place, nobody waits for a click."""

import pytest

from lab.contract.errors import OverLimit
from lab.runs.service.fair import Asker
from tests.runs.laboratory import OWNER, Laboratory, walk

LONG = {"steps": 10_000_000, "seconds": 380.0}


def laboratory(tmp_path, **settings):
    return Laboratory(tmp_path / "home", **{"LAB_WORKERS": "2", **settings})


def test_a_long_pause_becomes_a_checkpoint_from_which_it_goes_on(tmp_path, tiny):
    with laboratory(tmp_path, LAB_PAUSE_SECONDS="0.2") as lab:
        recording = lab.launch(steps=400, seed=1, paused=True)
        info = lab.until(recording, lambda info: info.state == "interrupted")
        assert "paused for long" in info.error
        assert lab.command(recording, "resume") in ("queued", "running", "done")
        whole = lab.ended(recording)
        assert (whole.state, whole.rows) == ("done", 400)
        assert whole.digests == lab.ended(lab.launch(steps=400, seed=1, again=True)).digests


def test_a_pause_that_ends_in_time_is_none(tmp_path, tiny):
    with laboratory(tmp_path, LAB_PAUSE_SECONDS="3600") as lab:
        recording = lab.launch(steps=40, paused=True)
        lab.until(recording, lambda info: info.state == "paused")
        lab.command(recording, "resume")
        assert lab.ended(recording).state == "done"


def test_many_runs_that_begin_paused_keep_few_processes(tmp_path, tiny):
    with laboratory(tmp_path, LAB_PAUSED="4") as lab:
        made, refused = [], 0
        for k in range(20):
            try:
                asker = Asker(f"stranger {k}", "192.0.2.1", known=False)
                made += lab.client.launch(walk(seed=k, steps=50), owner=asker, paused=True)
            except OverLimit:
                refused += 1
        assert refused >= 4
        infos = [lab.until(one, lambda info: info.state in ("paused", "interrupted")) for one in made]
        lab.wait(lambda: sum(lab.log.recording(one).state == "paused" for one in made) <= 4)
        assert len(infos) + refused == 20


def test_who_rests_at_the_fullest_address_is_put_down_first(tmp_path, tiny):
    with laboratory(tmp_path, LAB_PAUSED="2") as lab:
        (mine,) = lab.client.launch(walk(seed=1), owner=Asker(OWNER, "192.0.2.2"), paused=True)
        lab.until(mine, lambda info: info.state == "paused")
        theirs = []
        for k in range(3):
            theirs += lab.client.launch(walk(seed=9 + k), owner=Asker("them", "192.0.2.1"), paused=True)
            lab.until(theirs[-1], lambda info: info.state == "paused")
        for recording in theirs[:2]:
            lab.until(recording, lambda info: info.state == "interrupted")
        assert [lab.log.recording(one).state for one in (mine, theirs[2])] == ["paused", "paused"]


def test_a_short_run_finds_a_place_beside_long_ones(tmp_path, tiny):
    with laboratory(tmp_path) as lab:
        long = [lab.launch(seed=seed, owner=f"them {seed}", **LONG) for seed in range(4)]
        for recording in long[:2]:
            lab.computing(recording)
        short = lab.launch(seed=9, steps=50)
        assert lab.ended(short).state == "done"
        states = [lab.log.recording(recording).state for recording in long]
        assert states == ["running", "running", "queued", "queued"]


def test_a_run_that_waits_for_a_click_is_nobody_else_s(tmp_path, tiny):
    with laboratory(tmp_path) as lab:
        paused = lab.launch(seed=5, steps=60, paused=True)
        (other,) = lab.client.launch(walk(seed=5, steps=60), owner="another")
        assert other != paused
        assert lab.ended(other).state == "done"
        lab.until(paused, lambda info: info.state == "paused")
        assert lab.launch(seed=5, steps=60) == other
        again = lab.launch(seed=6, steps=60, paused=True)
        lab.until(again, lambda info: info.state == "paused")
        assert lab.launch(seed=6, steps=60) == again


def test_a_resumption_counts_as_a_launch_and_is_told_what_is_before_it(tmp_path, tiny):
    with laboratory(tmp_path, LAB_QUEUE_SECONDS="1000", LAB_WORKERS="1") as lab:
        asker = Asker(OWNER, "192.0.2.1")
        first, second = (lab.client.launch(walk(seed=k, **LONG), owner=asker)[0] for k in (1, 2))
        lab.computing(first)
        lab.client.command(second, "stop", owner=asker)
        lab.client.launch(walk(seed=3, **LONG), owner=asker)
        before = "From your address 760 s .* 500 s may: what is before it takes about 13 minutes"
        with pytest.raises(OverLimit, match=before):
            lab.client.command(second, "resume", owner=asker)
