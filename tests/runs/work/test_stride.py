"""Checkpoints lie where the specification says, and there are never too many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.contract.experiment import CHECKPOINTS
from lab.runs.work.stride import MOST, Stride


def taken(steps, marks=(), stride=None):
    stride, kept = stride or Stride(steps), set()
    for step in range(1, steps + 1):
        due, dropped = stride.take(step, step in marks)
        kept = (kept - set(dropped)) | ({step} if due else set())
    return sorted(kept)


@pytest.mark.parametrize(("steps", "length"), [(1, 1), (64, 1), (65, 2), (3000, 47)])
def test_without_marks_they_come_every_64th_of_a_run(steps, length):
    assert taken(steps) == list(range(length, steps + 1, length))


def test_marks_add_theirs():
    assert taken(640, {3, 20, 333}) == sorted({*range(10, 641, 10), 3, 333})


def test_heavy_ones_are_fewer():
    stride = Stride(640)
    stride.weigh(5 * 2**20)
    assert len(taken(640, stride=stride)) * 5 * 2**20 <= CHECKPOINTS
    stride.weigh(10**9)
    assert len(taken(640, stride=stride)) <= 1


def test_above_128_the_stride_doubles_and_the_marks_stay():
    marks = set(range(5, 800, 10))
    assert taken(800, marks) == sorted({*range(26, 801, 26), *marks})


@given(st.integers(1, 3000), st.sets(st.integers(1, 3000), max_size=400))
def test_there_are_never_more_than_128_and_the_first_marks_are_kept(steps, marks):
    kept = taken(steps, marks)
    assert len(kept) <= MOST
    assert set(sorted(mark for mark in marks if mark <= steps)[:60]) <= set(kept)


def test_it_goes_on_from_what_a_checkpoint_says():
    marks = set(range(5, 800, 7))
    whole, stride = taken(800, marks), Stride(800)
    for step in range(1, 400):
        stride.take(step, step in marks)
    resumed, kept = Stride(800, stride.length, stride.marked), set()
    for step in range(400, 801):
        due, dropped = resumed.take(step, step in marks)
        kept = (kept - set(dropped)) | ({step} if due else set())
    assert sorted(kept) == [step for step in whole if step >= 400]
