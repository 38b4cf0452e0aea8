"""A watched training is the unwatched one, to the last bit, whatever is measured beside it."""

import math

import pytest

import lab
from tests.watching.trainings import CASES, Unwatched, left

UNMEASURED = {"no limit", "LBFGS"}
"""These have no curvature to measure, and say why."""


def unlimited(model, optimizer):
    return lab.watch(model, optimizer, overhead=math.inf)


@pytest.mark.parametrize("case", CASES)
def test_watching_changes_no_bit(case):
    _, *unwatched = CASES[case].train(lambda *_: Unwatched())
    before = left(*unwatched)
    w, *watched = CASES[case].train(unlimited)
    assert left(*watched) == before
    assert (w.measured > 0) == (case not in UNMEASURED), w.refused
    assert (w.refused is None) == (case not in UNMEASURED)
    w.close()


@pytest.mark.parametrize("engine", ["double-backward", "differences", "one-sided"])
@pytest.mark.parametrize("case", ["dropout", "BatchNorm", "accumulation"])
def test_no_engine_changes_one(case, engine):
    _, *unwatched = CASES[case].train(lambda *_: Unwatched(), steps=32)
    before = left(*unwatched)
    w, *watched = CASES[case].train(lambda *a: lab.watch(*a, overhead=math.inf, engine=engine), steps=32)
    assert left(*watched) == before
    assert w.measured > 0
    assert w.engine.name == engine
    w.close()
