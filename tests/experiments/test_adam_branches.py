"""The sentence of a branch tells what came of the change."""

import numpy as np

from lab import experiments
from lab.contract.training import Mark
from tests.experiments.cases.adam_spikes import phases
from tests.experiments.rows import Rows

ADAM = experiments.find("adam-spikes")


def branch(losses, marks=()):
    """Twenty rows, changed at step 10."""
    steps = np.arange(20.0)
    columns = {"step": steps, "loss": losses, "lambda_max": 0 * steps, "threshold": 0 * steps + 1}
    return Rows(ADAM.configure("fnn-sin"), columns, marks, changes=[(10, "beta2", 0.9)])


def test_a_change_that_did_not_help_is_told_with_its_number():
    losses = np.ones(20)
    losses[14] = 2.44
    said = ADAM.sentence(branch(losses), 19)
    assert (
        said
        == "Step 19: β₂ = 0.9 at step 10, and the loss jumps anyway, to 2.4 times what it was, 4 steps later."
    )
    spike = Mark("spike-1", 15, 12, values={"peak": 14.0, "height": 3.6})
    assert "and it spikes anyway: the loss jumped to 3.6 times its level, 2 steps later" in ADAM.sentence(
        branch(losses, [spike]), 19
    )


def test_a_change_that_helped_says_for_how_long():
    assert "β₂ = 0.9 since step 10, and no spike in 9 steps" in ADAM.sentence(branch(np.ones(20)), 19)


def test_before_the_change_the_sentence_is_the_parents():
    assert "β₂" not in ADAM.sentence(branch(np.ones(20)), 9)


def test_a_set_is_told_in_one_sentence():
    cells = phases(late=0.0)
    assert (
        ADAM.sentence_of_set(cells, 500)
        == "Step 500: at 9 of 9 pairs of β the step size has crossed its limit."
    )
    said = ADAM.sentence_of_set(cells, 19_999)
    assert said.startswith("Of 9 pairs of β 11.1 % go on spiking just where the line says; 0 of the others")
    assert said.endswith("8 have come to rest. Without these two it is 100 %.")
    few, many = (Mark(f"spike-{n}", 9, 9, values={"height": 4.0}) for n in (1, 2))
    seeds = [
        Rows(ADAM.configure("fnn-sin", device="cpu", seeds=(seed,)), {"step": [0.0]}, marks)
        for seed, marks in ((0, [few, many]), (3, []))
    ]
    assert ADAM.sentence_of_set(seeds, 20) == "Step 20: spikes so far: 2 with seed 0, 0 with seed 3."
