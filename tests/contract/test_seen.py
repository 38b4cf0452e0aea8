"""A sentence sees a recording as far as its step, and no further."""

import math

import numpy as np

from lab.contract.config import ExperimentConfig
from lab.contract.seen import Seen, last
from lab.contract.training import Mark
from tests.experiments.rows import Rows

MARKS = (Mark("turn", 30, 10), Mark("end", 30, 30))
RUN = Rows(ExperimentConfig(), {"step": [0, 10, 20, 30], "loss": [4.0, 3.0, math.nan, 1.0]}, MARKS)


def test_rows_marks_and_numbers_end_with_the_step():
    seen = Seen(RUN, 25)
    assert (seen.step, seen.now, seen.rows) == (25, 20, 3)
    assert seen.column("step").tolist() == [0, 10, 20]
    assert math.isnan(seen.at("loss"))
    assert seen.last("loss") == 3.0
    assert seen.told == {"turn"}
    assert not seen.complete


def test_at_its_end_it_is_the_whole_recording():
    seen = Seen(RUN, 1000)
    assert (seen.rows, seen.now, seen.told, seen.complete) == (4, 30, {"turn", "end"}, True)
    assert np.array_equal(seen.column("loss"), RUN.column("loss"), equal_nan=True)


def test_before_the_first_row_there_is_nothing():
    seen = Seen(RUN, -1)
    assert (seen.rows, seen.told) == (0, set())
    assert math.isnan(last(seen, "loss"))
