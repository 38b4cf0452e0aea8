"""What is said of a run is true: beyond its limit, without Adam, and where its loss is no number any more."""

import numpy as np
import pytest

from lab import experiments
from lab.contract.divergence import DIVERGED, Divergence
from lab.contract.training import Mark
from lab.figures.sheet import Sheet
from lab.figures.together import figures_of
from tests.experiments.rows import Rows, gathered, rows
from tests.experiments.test_every import example, here, short, some_members
from tests.experiments.words import plain

ADAM = experiments.find("adam-spikes")
DESCENT = {"optimizer": "gradient-descent", "device": "cpu"}
LEFT = "The loss left the range of numbers at step {:,}, and the run ends there."


def broken(recording, loss, value, *, marked):
    """A recording whose loss is that value from its third row on; as the lab makes it, or as it once did."""
    row = min(2, len(recording.column("step")) - 1)
    columns = {name: values.copy() for name, values in recording.columns.items()}
    columns[loss][row:] = value
    at = int(columns["step"][row])
    kept = [mark for mark in recording.marks if mark.step <= at]
    if not marked:
        return Rows(recording.config, columns, kept, recording.arrays), at
    columns = {name: values[: row + 1] for name, values in columns.items()}
    return Rows(recording.config, columns, [*kept, Mark(DIVERGED, at, at)], recording.arrays), at


@example
def test_where_the_loss_is_no_number_the_sentence_says_since_when_and_nothing_else(experiment, preset):
    (config,) = map(short, some_members(experiment, preset, most=1))
    recording = rows(experiment.train([config]))
    if experiment.loss not in recording.columns or len(recording.column("step")) < 3:
        assert plain(experiment.sentence(recording, 10**6))
        return
    for value in (np.inf, -np.inf, np.nan):
        for marked in (True, False):
            lost, at = broken(recording, experiment.loss, value, marked=marked)
            for step in (at, at + 1, 10**6):
                assert experiment.sentence(lost, step) == LEFT.format(at)
            for step in lost.column("step")[:2]:
                assert experiment.sentence(lost, int(step)) == experiment.sentence(recording, int(step))


@example
def test_of_a_set_those_that_are_left_are_described_and_the_others_counted(experiment, preset):
    configs = [short(config) for config in some_members(experiment, preset)]
    alone = [rows(experiment.train([config])) for config in configs]
    watched = [one for one in alone if experiment.loss in one.columns and len(one.column("step")) > 2]
    if experiment.describe_set is None or len(watched) < 2:
        return
    lost, at = broken(watched[0], experiment.loss, np.nan, marked=True)
    some = experiment.sentence_of_set([lost, *watched[1:]], 10**6)
    assert plain(some)
    assert some.endswith(
        f"1 of {len(watched)} runs left the range of numbers and have ended, the first at step {at:,}."
    )
    every = experiment.sentence_of_set(
        [broken(one, experiment.loss, np.inf, marked=True)[0] for one in watched], at
    )
    assert every == f"The loss of every run has left the range of numbers, the last one at step {at:,}."


@example
def test_the_figures_mark_where_a_run_ended(experiment, preset):
    run = here(experiment, preset)
    for figure in figures_of(experiment, run.config, [run]):
        by_step = [one for one in figure.bindings if getattr(one, "x", "") == "step" and hasattr(one, "over")]
        ends = [one for one in figure.bindings if getattr(one, "mark", "") == DIVERGED]
        assert len(ends) == bool(by_step)


def adam(preset="quadratic", **fields):
    """A real run of the spikes, to its end."""
    config = ADAM.configure(preset, **{"device": "cpu", **fields})
    training, watch, seen = ADAM.train([config]), Divergence(ADAM.loss, 1), []
    while not watch.over and training.progress() < config.steps:
        frame = training.step()
        seen += [watch.see(frame)] if frame is not None else []
    return gathered(training, seen)


def test_beyond_its_limit_from_the_first_step_it_says_so_and_names_no_adam():
    recording = adam(**DESCENT, eta=2.5, steps=20)
    assert ADAM.sentence(recording, 19) == (
        "Step 19: the step size η is at 1.25 of its limit, above its limit since the first step; "
        "loss 2.46e+06."
    )


def test_the_smallest_run_that_leaves_the_numbers_says_at_which_step():
    recording = adam(**DESCENT, eta=3.0, steps=1200)
    assert len(recording.column("step")) == 513
    assert ADAM.sentence(recording, 511).endswith("loss 2.25e+307.")
    assert ADAM.sentence(recording, 512) == LEFT.format(512)


@pytest.mark.parametrize("optimizer", ["adam", "gradient-descent"])
@pytest.mark.parametrize("eta", [0.1, 2.5, 10.0])
@pytest.mark.parametrize(("preset", "steps"), [("quadratic", 40), ("fnn-sin", 40), ("tf-mod7", 12)])
def test_no_row_of_any_step_size_is_said_to_be_where_it_is_not(preset, steps, eta, optimizer):
    recording = adam(preset, eta=eta, optimizer=optimizer, steps=steps)
    shares = recording.column("lambda_max") / recording.column("threshold")
    for step in range(len(shares)):
        sentence = ADAM.sentence(recording, step)
        assert plain(sentence)
        assert ("Adam" in sentence or "√v̂" in sentence) <= (optimizer == "adam")
        assert ("not crossed" in sentence) <= bool((shares[: step + 1] <= 1).all())
        assert ("since the first step" in sentence) <= bool((shares[: step + 1] > 1).all())


@pytest.mark.parametrize("preset", ["quadratic", "fnn-sin", "cnn-digits"])
def test_without_adam_no_figure_speaks_of_it_or_of_what_it_divides_by(preset):
    config = ADAM.configure(preset, **DESCENT)
    assert not [
        word for word in ("Adam", "v̂", "√", "Σv") for one in ADAM.figures(config) if word in repr(one)
    ]


@pytest.mark.parametrize("fields", [{"optimizer": "gradient-descent"}, {}])
@pytest.mark.parametrize("eta", [0.1, 2.5, 10.0])
def test_the_first_step_is_inside_the_picture_however_far_beyond_the_limit(eta, fields):
    config = ADAM.configure("quadratic", device="cpu", eta=eta, steps=2, **fields)
    recording = adam(eta=eta, steps=2, **fields)
    top = ADAM.figures(config)[0].layout["yaxis2"]["range"][1]
    assert recording.column("lambda_max")[0] / recording.column("threshold")[0] <= top


def test_a_map_without_adam_and_one_above_its_limit_are_told_as_they_are():
    above = adam("quadratic-map", eta=2.5, beta1s=(), beta2s=(), steps=60, **DESCENT)
    assert ADAM.sentence(above, 59) == (
        "The step size η was above its limit from the first step and never crossed it again from below."
    )
    assert ADAM.sentence_of_set([above, above], 59) == "Gradient descent has no β: all 2 runs are the same."


def test_of_those_who_have_ended_no_point_is_drawn():
    experiment = experiments.find("initialization-rate")
    configs = [short(config) for config in some_members(experiment, "headline", most=2)]
    recordings = [rows(experiment.train([config])) for config in configs]
    lost, _ = broken(recordings[0], experiment.loss, np.inf, marked=True)
    sheet = Sheet(experiment.figures(configs[0])[0], [], 10**6, 10**6)
    assert np.isnan(sheet.latest(lost, "ood_loss"))
    assert np.isfinite(sheet.latest(recordings[1], "ood_loss"))
