"""A stream of questions, and where its memories belong; how often learning by heart is examined."""

import numpy as np
import pytest

from lab import experiments
from lab.experiments.remembering.memory_hierarchy import interest
from lab.experiments.remembering.memory_hierarchy.beside import MEMORY3
from lab.experiments.remembering.memory_hierarchy.config import PAPER
from tests.experiments.rows import frames

EXPERIMENT = experiments.find("memory-hierarchy")
WRITE, READ = (0.0, 10.0, 16.0, 4000.0), (12.0, 2.0, 1.8, 1.0)
MEAN = {
    f"{act}_{form}": cost
    for act, costs in (("write", WRITE), ("read", READ))
    for form, cost in zip(interest.FORMS, costs, strict=True)
}


def test_each_memory_of_a_stream_stands_in_the_form_that_is_cheapest_for_its_uses():
    uses = np.array([9000.0, 40.0, 20.0, 1.0, 0.0])
    cost = interest.costs(uses, MEAN)
    placed = interest.placed(uses, cost)
    assert [int(np.isfinite(row).argmax()) for row in placed[:4]] == [3, 2, 1, 0]
    assert np.isnan(placed[4]).all(), "what is never asked for costs nothing, wherever it is"
    assert np.nansum(placed) == uses.sum()
    assert interest.shares(cost) == pytest.approx(cost.sum(0) / (13_000 + 88 + 50 + 12))


def test_the_stream_has_all_questions_and_without_inequality_everybody_is_asked_alike():
    uses = interest.drawn(100, 50_000, 1.3, 0)
    assert uses.sum() == 50_000
    assert (np.diff(uses) <= 0).all()
    even = interest.drawn(100, 50_000, 0.0, 0)
    assert even.max() - even.min() < 6 * 2 * np.sqrt(500), "as far apart as chance puts them"


def test_a_run_shows_its_stream_at_the_end_at_the_costs_that_it_has_measured():
    config = EXPERIMENT.configure("crossovers", device="cpu", people=1, most=2, memories=50, questions=500)
    *_, last = frames(EXPERIMENT.train([config]))
    stream, one_form = last.arrays["stream"][0], last.arrays["one_form"][0]
    assert stream.shape == (50, 4)
    assert np.nansum(stream) == 500
    assert (one_form >= 1).all()
    text = last.scalars["uses"] * (last.scalars["read_text"] - last.scalars["read_lora"])
    assert last.scalars["units_text"] == pytest.approx(text / (text / last.scalars["uses"]))


def test_the_paper_s_lines_cross_where_the_paper_says_that_they_do():
    (_, text), (write, cache), (weights, _) = MEMORY3["text"], MEMORY3["kv"], MEMORY3["lora"]
    assert PAPER == (0.494, 13_400)
    assert write / (text - cache) == pytest.approx(PAPER[0], abs=5e-4)
    assert (weights - write) / cache == pytest.approx(PAPER[1], abs=50)


def test_many_facts_are_examined_more_seldom_and_few_at_every_stride():
    few, many = (
        EXPERIMENT.train(
            [EXPERIMENT.configure("externalization", device="cpu", forms=("implicit",), facts=(count,))]
        )
        for count in (256, 4096)
    )
    assert (few.every, many.every) == (10, 40)
