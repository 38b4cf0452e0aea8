"""Following a recording gives its frames as the training made them."""

import numpy as np
import pytest

from lab.contract.errors import LabError
from lab.contract.training import Mark
from lab.runs.read.follow import follow, frames
from tests.runs.laboratory import walk
from tests.runs.store.test_log import chunk
from tests.runs.work.test_writer import whole


def test_frames_come_from_the_first_with_marks_and_snapshots(log):
    info = whole(log, walk(steps=40), every=7)
    seen = list(follow(log, info.recording))
    assert [frame.step for frame in seen] == list(range(40))
    assert all(set(frame.scalars) == {"x", "eta"} for frame in seen)
    assert [frame.step for frame in seen if frame.arrays] == [0, 10, 20, 30]
    assert [mark.step for frame in seen for mark in frame.marks] == [1, 38]


def test_a_snapshot_without_a_row_is_a_frame_of_its_own():
    (first, second) = frames(chunk(0, steps=(4,), snapshots={("map", 2): np.ones((1, 2))}))
    assert (first.step, first.scalars, first.arrays["map"].tolist()) == (2, {}, [[1, 1]])
    assert (second.step, second.scalars) == (4, {"x": 4.0})


def test_a_run_that_failed_raises_its_sentence(log):
    recording = log.create(walk(steps=9), owner="somebody", state="running")
    log.append(
        recording, 0, chunk(0, steps=(0,), marks=[Mark("tick", 0, 0)]), state="failed", error="It fell."
    )
    seen = follow(log, recording)
    assert next(seen).marks[0].name == "tick"
    with pytest.raises(LabError, match="It fell"):
        next(seen)
