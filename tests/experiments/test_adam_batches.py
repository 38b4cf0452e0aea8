"""Adam in batches: what the sustained criterion is, what is marked by it, and who may train it where."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lab import experiments
from lab.contract.errors import BadInput, OverLimit
from lab.experiments.optimization.adam_spikes.moments import Sustained
from lab.experiments.optimization.adam_spikes.network import network_of
from lab.numerics.curvature import dense_hessian, dense_lambda_max
from lab.runs.names import specification
from lab.runs.names.address import read
from lab.runs.names.specification import Run, specify
from lab.runs.work import limits
from tests.experiments.cases.adam_spikes import WITHOUT_GPU
from tests.experiments.rows import frames, rows

ADAM = experiments.find("adam-spikes")
LARGE = [preset.name for preset in ADAM.presets if preset.needs_gpu]


def held(values):
    """The sustained form of a curvature."""
    seen = Sustained()
    return [seen.see(one, 0.0)[0] for one in values]


@pytest.fixture
def no_gpu(monkeypatch, tmp_path):
    """This machine has no GPU, whatever it has."""
    monkeypatch.setattr(specification, "GPU", str(tmp_path / "none"))


@given(st.lists(st.floats(0, 2), min_size=3))
def test_sustained_is_the_least_of_three_steps(values):
    assert np.isnan(held(values)[:2]).all()
    assert held(values)[2:] == [min(values[i - 2 : i + 1]) for i in range(2, len(values))]


def test_noise_that_leaves_every_other_step_below_never_counts_and_a_rise_does_two_steps_later():
    noise = [1 + 0.5 * (-1) ** step for step in range(40)]
    assert np.nanmax(held(noise)) == 0.5
    rising = [0.98 + 0.01 * (step >= 20) * 4 for step in range(40)]
    assert next(step for step, one in enumerate(held(rising)) if one > 1) == 22


@pytest.mark.parametrize("preset", LARGE)
def test_the_model_runs_small_on_a_cpu_and_is_marked_by_what_is_sustained(preset):
    config = ADAM.configure(preset, **WITHOUT_GPU, steps=12)
    training = ADAM.train([config])
    seen = rows(training)
    for name in ("lambda_max", "lambda_grad"):
        expected = held(seen.column(name))
        np.testing.assert_array_equal(seen.column(f"{name}_held"), expected)
    assert np.isfinite(seen.column("loss")).all()
    assert len(set(seen.column("loss"))) == 12
    share = np.array(held(seen.column("lambda_max"))) / seen.column("threshold")
    above = np.flatnonzero((share[1:] > 1) & ~(share[:-1] > 1)) + 1
    marked = [mark.at for mark in seen.marks if mark.name.startswith("crossing-") and "grad" not in mark.name]
    assert marked in (above.tolist(), above.tolist()[1:])  # a first row above has not risen above


def test_curvature_is_that_of_the_batch_that_the_step_saw():
    training = ADAM.train([ADAM.configure("tf-deep", **WITHOUT_GPU)])
    for frame in frames(training, 3):
        last = frame
    optimizer, batch = training.optimizer, training.network
    assert batch.examples == WITHOUT_GPU["batch_size"] < training.whole.examples
    before = training.theta + optimizer.eta * optimizer.m_hat / optimizer.preconditioner
    hessian = dense_hessian(batch.loss, before)
    exact = dense_lambda_max(hessian, optimizer.preconditioner, scale=optimizer.curvature_scale).value
    assert last.scalars["lambda_max"] == pytest.approx(exact, rel=0.05)
    assert last.scalars["lambda_max"] <= exact * (1 + 1e-3)


@pytest.mark.parametrize("preset", LARGE)
def test_without_a_gpu_it_is_refused_in_one_sentence_that_says_what_to_do(preset, no_gpu):
    with pytest.raises(BadInput) as refused:
        specify("adam-spikes", preset)
    said = str(refused.value)
    assert said.startswith("device = cuda, but this machine has no GPU: use device=cpu, width=4,")
    assert said.count(".") == 1
    instead = dict(one.split("=") for one in said.removesuffix(".").split("use ")[1].split(", "))
    run = specify("adam-spikes", preset, **instead)
    assert ADAM.estimate([run.config]).seconds < 120
    wanted = ADAM.configure(preset)
    with pytest.raises(BadInput, match="no GPU"):  # a run that came in a file, or from an older link
        limits.check_cost([Run(ADAM, wanted)])
    with pytest.raises(OverLimit):
        limits.check_cost([Run(ADAM, wanted.replace(device="cpu", batch_size=960))])


@pytest.mark.parametrize("preset", LARGE)
def test_its_page_shows_the_small_form_says_so_and_the_link_stays_true(preset, no_gpu):
    address = read(ADAM, {"preset": preset}, find_run=lambda id: None)
    (said,) = address.problems
    assert "no GPU" in said
    assert (address.config.device, address.config.width) == ("cpu", 4)
    link = address.parameters
    assert link["device"] == "cpu"
    again = read(ADAM, link, find_run=lambda id: None)
    assert (again.config, again.problems) == (address.config, ())


def test_batches_are_refused_where_there_are_none():
    for fields in (
        {"architecture": "fnn-sin", "batch_size": 8},
        {"architecture": "tf-deep", "batch_size": 962},
        {"architecture": "cnn-deep", "batch_size": 0},
        {"architecture": "tf-deep", "batch_size": 8, "width": 6},
        {"architecture": "cnn-deep", "batch_size": 8, "width": 32, "verify": 50},
    ):
        with pytest.raises(BadInput) as refused:
            ADAM.config.make(fields)
        assert str(refused.value).endswith(".")


@pytest.mark.parametrize("preset", LARGE)
def test_both_ends_of_width_and_batch_compute(preset):
    for fields in ({"width": 128, "batch_size": 1}, {"width": 4, "batch_size": 960}):
        network = network_of(ADAM.configure(preset, device="cpu", **fields))
        few = network.on(torch.arange(fields["batch_size"]))
        losses, gradients = few.gradients(network.initial(0)[None])
        assert torch.isfinite(losses).all()
        assert torch.isfinite(gradients).all()
