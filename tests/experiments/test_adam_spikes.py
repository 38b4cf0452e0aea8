"""The numbers of adam-spikes against closed forms, and its moments against rows made by hand."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import experiments
from lab.contract.errors import BadInput
from lab.experiments.optimization.adam_spikes.moments import Moments, Stage
from lab.numerics.curvature import adam_scale, dense_hessian, dense_lambda_max
from tests.experiments.rows import frames, rows

ADAM = experiments.find("adam-spikes")


def train(preset="quadratic", **fields):
    return ADAM.train([ADAM.configure(preset, device="cpu", **fields)])


def steps_of(recorded, name):
    return [mark.at for mark in recorded.marks if mark.name.rpartition("-")[0] == name]


def values_of(seen, name, member):
    return [np.broadcast_to(frame.scalars[name], 5)[member] for frame in seen]


# --- the parabola


@pytest.mark.parametrize(
    ("beta1", "beta2", "eta", "steps", "crossing", "peak", "s_max"),
    [
        (0.9, 0.99, 0.1, 1000, 887, 948, 1.336),
        (0.9, 0.99, 0.01, 1700, 1578, 1663, 1.508),
        (0.5, 0.9, 0.1, 120, 73, 92, 2.448),
        (0.0, 0.9, 0.1, 100, 53, 86, 5.146),
        (0.0, 0.99, 0.1, 620, 297, 587, 4.344),
    ],
)
def test_the_parabola_spikes_where_its_step_size_meets_the_limit(
    beta1, beta2, eta, steps, crossing, peak, s_max
):
    seen = rows(train(beta1=beta1, beta2=beta2, eta=eta, steps=steps))
    s = seen.column("lambda_max") / seen.column("threshold")
    assert steps_of(seen, "crossing")[0] == crossing
    # The step size grows by β2^-½ a step at most, so the first one over the limit is within that of it.
    limit = 2 * (1 + beta1) / (1 - beta1)
    effective = eta * seen.column("lambda_max")[crossing] / adam_scale(beta1, crossing + 1)
    assert limit < effective <= limit / math.sqrt(beta2)
    spike = next(mark for mark in seen.marks if mark.name == "spike-1")
    assert spike.values["peak"] == peak
    assert spike.values["crossing"] == crossing < spike.at <= peak <= spike.step
    assert steps_of(seen, "recovery")[0] - peak in (0, 1)
    assert s[: peak + 1].max() == pytest.approx(s_max, abs=1e-3)


def test_between_crossing_and_maximum_the_step_grows_as_v_decays():
    seen = rows(train(steps=1000))
    s = seen.column("lambda_max") / seen.column("threshold")
    predicted = 2 * math.log(s.max()) / -math.log(0.99)
    assert s.argmax() - 887 == pytest.approx(predicted, abs=5)


def test_a_short_memory_beside_that_momentum_never_crosses():
    seen = rows(train(beta2=0.9, steps=3000))
    assert not steps_of(seen, "crossing")
    assert not steps_of(seen, "spike")
    assert seen.column("lambda_max").max() / 20 == pytest.approx(0.9929, abs=1e-3)


def test_epsilon_is_a_floor_under_the_curvature():
    seen = rows(train(epsilon=0.01, steps=3000))
    s = seen.column("lambda_max") / seen.column("threshold")
    bound = 0.1 / 2 * (0.1 / 1.9) / 0.01
    assert 0.9999 * bound < s.max() <= bound


def test_gradient_descent_glides_where_adam_spikes():
    loss = rows(train(optimizer="gradient-descent", steps=500)).column("loss")
    np.testing.assert_allclose(loss[1:] / loss[:-1], 0.9**2, rtol=1e-12)


def test_a_flatter_floor_needs_a_shorter_memory_to_spike():
    # L = k|θ|⁴/4: the border is β2 = β1^{2(n−2)/n} = 0.9.
    crossings = {}
    for beta2 in (0.85, 0.95):
        seen = rows(train(power=4, beta2=beta2, epsilon=1e-150, steps=2500))
        crossings[beta2] = len(steps_of(seen, "crossing"))
    assert crossings[0.85] >= 3 > crossings[0.95] == 0


@pytest.mark.parametrize("power", [2.0, 3.5, 4.0])
def test_parabolas_of_a_batch_have_the_bits_of_each_alone(power):
    base = ADAM.configure("quadratic", device="cpu", steps=400, power=power)
    betas = [(0.9, 0.99), (0.5, 0.9), (0.0, 0.0), (0.3, 0.7), (0.999, 0.999999)]
    configs = [base.replace(beta1=one, beta2=two) for one, two in betas]
    assert len({ADAM.batch_key(config) for config in configs}) == 1
    together = ADAM.train(configs)
    seen = frames(together)
    for member, config in enumerate(configs):
        alone = frames(ADAM.train([config]))
        for name in alone[0].scalars:
            expected = [frame.scalars[name] for frame in alone]
            np.testing.assert_array_equal(values_of(seen, name, member), expected)
        marks = [(m.name, m.step, m.at, m.values) for frame in alone for m in frame.marks]
        batched = [(m.name, m.step, m.at, m.values) for f in seen for m in f.marks if m.member == member]
        assert batched == marks


def test_the_map_counts_what_the_full_run_marks():
    fields = {"beta1": 0.5, "beta2": 0.9, "steps": 700}
    full = rows(train(**fields))
    counted = rows(train(**fields, record="summary", stride=100))
    crossings = steps_of(full, "crossing")
    assert counted.column("step").tolist() == [699]
    assert counted.column("crossings")[0] == len(crossings) > 10
    assert counted.column("first_crossing")[0] == crossings[0]
    assert counted.column("s_max")[0] == (full.column("lambda_max") / full.column("threshold")).max()


def test_the_map_is_filled_while_it_trains():
    config = ADAM.configure("quadratic-map", device="cpu", steps=1000, stride=250)
    members = [config.replace(beta1s=(0.5,), beta2s=(beta2,)) for beta2 in (0.9, 0.98)]
    seen = frames(ADAM.train(members))
    assert [frame.step for frame in seen] == [0, 250, 500, 750, 999]
    assert [bool(frame.scalars) for frame in seen] == [False] * 4 + [True]
    counts = np.array([frame.arrays["crossings"] for frame in seen])
    assert (np.diff(counts, axis=0) >= 0).all()
    assert (counts[-1] > counts[1]).all()


def test_far_from_the_border_the_cubic_law_says_who_keeps_spiking():
    base = ADAM.configure("quadratic-map", device="cpu", steps=4000)
    deltas = [(d1, factor) for d1 in (0.1, 0.2, 0.3) for factor in (0.5, 2)]
    members = [
        base.replace(beta1s=(1 - d1,), beta2s=(1 - factor * 15.6 * d1**3.07,)) for d1, factor in deltas
    ]
    (last,) = frames(ADAM.train(members))[-1:]
    keeps = last.scalars["crossings"] > 20
    assert keeps.tolist() == [factor < 1 for _, factor in deltas]


def test_a_parabola_starts_from_one_or_where_its_seed_says():
    members = [ADAM.configure("quadratic", device="cpu", seeds=(seed,)) for seed in (0, 1, 2)]
    starts = np.sqrt(2 * frames(ADAM.train(members), 1)[0].scalars["loss"])
    assert starts[0] == 1
    assert ((starts[1:] > 0.5) & (starts[1:] < 2)).all()
    assert starts[1] != starts[2]


def test_float32_loses_the_depths_and_a_height_stays_a_number():
    seen = rows(train(dtype="float32", eta=0.01, steps=1700))
    assert seen.column("loss").min() == 0.0
    assert all(math.isfinite(one) for mark in seen.marks for one in mark.values.values())


# --- the network


@pytest.fixture(scope="module")
def sine():
    training = train("fnn-sin", steps=60)
    seen = frames(training, 31)
    return training, seen


def test_the_network_takes_torch_s_own_adam_steps(sine):
    training, seen = sine
    theta = training.network.initial(1).requires_grad_()
    optimizer = torch.optim.Adam([theta], lr=0.01, betas=(0.9, 0.999), eps=1e-8)
    for frame in seen:
        optimizer.zero_grad()
        loss = training.network.loss(theta)
        loss.backward()
        assert frame.scalars["loss"] == pytest.approx(loss.item(), rel=1e-9)
        assert frame.scalars["grad_norm"] == pytest.approx(theta.grad.norm().item(), rel=1e-6)
        optimizer.step()


@pytest.mark.parametrize(("tracker", "close"), [("subspace", 1e-3), ("dense", 1e-5)])
def test_curvatures_of_the_network_are_those_of_double_backward(tracker, close):
    fresh = train("fnn-sin", steps=60, tracker=tracker)
    frames(fresh, 20)
    theta = fresh.theta
    values = fresh.step().scalars
    hessian = dense_hessian(fresh.network.loss, theta)
    p, scale = fresh.optimizer.preconditioner, adam_scale(0.9, 21)
    top = dense_lambda_max(hessian, p, scale=scale)
    assert values["lambda_max"] == pytest.approx(top.value, rel=close)
    _, gradient = fresh.network.gradients(theta[None])
    w = gradient[0] / p
    paper = scale * (hessian @ w) @ gradient[0] / (gradient[0] @ gradient[0])
    assert values["lambda_grad"] == pytest.approx(float(paper), rel=1e-4)
    metric = scale * (w @ hessian @ w) / (w @ gradient[0])
    assert values["lambda_grad_metric"] == pytest.approx(float(metric), rel=1e-4)
    assert values["lambda_raw"] == pytest.approx(float(torch.linalg.eigvalsh(hessian)[-1]), rel=close)
    assert values["lambda_grad_metric"] <= values["lambda_max"] * (1 + close)
    assert values["threshold"] == 200.0


def test_a_check_against_the_whole_matrix_finds_the_tracker_true():
    seen = rows(train("fnn-sin", steps=13, verify=12))
    found = seen.column("discrepancy")
    assert np.flatnonzero(np.isfinite(found)).tolist() == [12]
    assert abs(found[12]) < 1e-3


def test_the_predicted_change_of_the_loss_is_of_second_order(sine):
    _, seen = sine
    predicted = [frame.scalars["predicted_change"] for frame in seen]
    assert [math.isfinite(one) for one in predicted] == [step % 10 == 0 for step in range(31)]
    for step in (10, 20):
        change = seen[step + 1].scalars["loss"] - seen[step].scalars["loss"]
        assert predicted[step] == pytest.approx(change, rel=0.1)


def test_float32_measures_by_double_backward():
    full, single = (frames(train("fnn-sin", dtype=dtype), 5) for dtype in ("float64", "float32"))
    for one, two in zip(full, single, strict=True):
        assert two.scalars["lambda_max"] == pytest.approx(one.scalars["lambda_max"], rel=1e-2)


def test_a_network_that_diverges_goes_on_to_show_it():
    seen = frames(train("fnn-sin", optimizer="gradient-descent", eta=10.0, steps=80))
    assert len(seen) == 80
    assert not math.isfinite(seen[-1].scalars["loss"])
    assert math.isnan(seen[-1].scalars["lambda_max"])


def test_a_live_field_acts_on_the_next_row_and_an_unknown_one_is_refused():
    training = train(steps=40)
    frames(training, 20)
    training.intervene("eta", 0.05)
    assert training.step().scalars["threshold"] == 40.0
    with pytest.raises(BadInput, match="gradient descent has a learning rate alone"):
        train(optimizer="gradient-descent").intervene("beta2", 0.9)


def test_the_guard_lets_nothing_cross():
    seen = rows(train(steps=1500, guard=True))
    s = seen.column("lambda_max") / seen.column("threshold")
    assert not steps_of(seen, "crossing")
    assert not steps_of(seen, "spike")
    assert 0.98 < s.max() < 0.98 / 0.99**0.5 * 1.001
    training = train("fnn-sin", steps=100)
    frames(training, 50)
    training.intervene("guard", True)
    training.optimizer.v = training.optimizer.v / 1e4
    first, second = frames(training, 2)
    assert first.scalars["lambda_max"] > 1.5 * first.scalars["threshold"]
    assert second.scalars["lambda_max"] < 1.05 * second.scalars["threshold"]


def test_actions_change_v_and_nothing_else():
    for preset in ("quadratic", "fnn-sin"):
        left, scaled, reset = (train(preset, steps=60) for _ in range(3))
        for training in (left, scaled, reset):
            frames(training, 40)
        scaled.intervene("scale_v", {"factor": 4.0})
        reset.intervene("reset_v", {})
        rows_now = [training.step().scalars for training in (left, scaled, reset)]
        assert len({row["loss"] for row in rows_now}) == 1
        assert rows_now[1]["v_norm"] == pytest.approx(2 * rows_now[0]["v_norm"], rel=0.01)
        assert rows_now[1]["lambda_max"] == pytest.approx(rows_now[0]["lambda_max"] / 2, rel=0.02)
        assert rows_now[2]["v_norm"] == pytest.approx(
            rows_now[0]["grad_norm"] * (1 - left.config.betas[1]) ** 0.5
        )


def test_what_cannot_be_is_refused_in_a_sentence():
    with pytest.raises(BadInput, match="tracker = dense is for at most 1000 parameters"):
        ADAM.configure("tf-mod7", tracker="dense")
    with pytest.raises(BadInput, match="guard = true acts on Adam's v"):
        ADAM.configure("quadratic", optimizer="gradient-descent", guard=True)
    with pytest.raises(BadInput, match="record = summary is for the quadratic"):
        ADAM.configure("fnn-sin", record="summary")
    with pytest.raises(BadInput, match="vanishes in float32"):
        ADAM.configure("quadratic", dtype="float32", epsilon=1e-300)


# --- moments and stages


def moments_of(losses, curvatures=None):
    finder, marks = Moments(), []
    for step, loss in enumerate(losses):
        curvature = 0.5 if curvatures is None else curvatures[step]
        marks += finder.see(step, loss, curvature, curvature)
    return marks


def spike_at_150(height):
    """A loss that falls to 1, rises within 10 steps and falls back."""
    up = [height ** (i / 10) for i in range(1, 11)]
    return [*np.linspace(2, 1, 150).tolist(), *up, *up[::-1], *[1.0] * 60]


def test_a_spike_is_known_after_its_peak_and_begins_ten_percent_up():
    curvatures = [1.01 if 120 <= step <= 160 else 0.99 for step in range(230)]
    marks = {mark.name: mark for mark in moments_of(spike_at_150(8.0), curvatures)}
    assert set(marks) == {"crossing-1", "crossing-grad-1", "warning-1", "spike-1", "recovery-1"}
    spike = marks["spike-1"]
    assert spike.values == {"peak": 159.0, "height": pytest.approx(8.0, rel=0.15), "crossing": 120.0}
    assert 150 <= spike.at <= 152
    assert spike.step == 169
    assert marks["recovery-1"].at == 161


def test_a_bump_below_three_is_no_spike():
    assert not moments_of(spike_at_150(2.9))


def test_ringing_belongs_to_its_spike():
    loss = np.concatenate(
        (np.ones(150), 10 * np.exp(-np.arange(100) / 15) * (1.2 + np.sin(np.arange(100) * 1.5)))
    )
    assert [mark.name for mark in moments_of(np.maximum(loss, 0.9)) if "spike" in mark.name] == ["spike-1"]


def test_a_first_row_above_the_limit_has_not_crossed_it():
    assert [mark.at for mark in moments_of([1.0] * 4, [1.5, 0.9, 1.1, 1.2]) if mark.name == "crossing-1"] == [
        2
    ]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.floats(1e-6, 1e3), st.floats(0.5, 1.5)), min_size=2, max_size=80),
    st.integers(1, 79),
)
def test_moments_follow_from_the_rows_so_far_and_survive_a_checkpoint(rows, cut):
    whole, seen = Moments(), []
    first, early = Moments(), []
    for step, (loss, curvature) in enumerate(rows):
        seen += whole.see(step, loss, curvature, curvature)
        if step == cut:
            state = first.state_dict()
            first = Moments()
            first.load_state_dict(state)
        early += first.see(step, loss, curvature, curvature)
    assert early == seen
    assert all(mark.at <= mark.step for mark in seen)
    names = [mark.name for mark in seen]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("curvatures", "growth", "decoupling", "stage"),
    [
        ([0.9] * 5, 0.01, 0.5, 1),
        ([0.9] * 5, math.log(0.99) / 2, 0.01, 2),
        ([0.9] * 5, math.log(0.99) / 2, 0.5, 1),
        ([0.9, 0.9, 1.1, 1.1, 1.1], math.log(0.99) / 2, 0.01, 3),
        ([1.1] * 5, 0.02, 0.5, 4),
        ([1.1, 1.1, 1.1, 0.9, 0.9], 0.02, 0.5, 5),
        ([1.1, 0.9, 0.9, 0.9, 0.9, 0.9], 0.02, 0.5, 1),
    ],
)
def test_the_stage_is_told_by_the_last_five_rows(curvatures, growth, decoupling, stage):
    told = Stage()
    for step, curvature in enumerate(curvatures):
        last = told.see(curvature, math.exp(growth * step), decoupling, 0.99)
    assert last == stage
