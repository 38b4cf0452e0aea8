"""Shares by real processes: short runs find a place, and whatever goes on waits its turn."""

import pytest

from lab.contract.errors import OverLimit
from lab.runs.service.fair import Asker
from tests.runs.laboratory import OWNER, Laboratory, walk

LONG = {"steps": 10_000_000, "seconds": 380.0}


def laboratory(tmp_path, **settings):
    return Laboratory(tmp_path / "home", **{"LAB_WORKERS": "2", **settings})


def test_a_short_run_finds_a_place_beside_long_ones(tmp_path, tiny):
    with laboratory(tmp_path) as lab:
        long = [lab.launch(seed=seed, owner=f"them {seed}", **LONG) for seed in range(4)]
        for recording in long[:2]:
            lab.computing(recording)
        short = lab.launch(seed=9, steps=50)
        assert lab.ended(short).state == "done"
        states = [lab.log.recording(recording).state for recording in long]
        assert states == ["running", "running", "queued", "queued"]


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
