"""Sweeps of transformers: what differs between members, when it acts, and what their pictures count."""

import numpy as np
import pytest

from lab import experiments
from lab.contract.errors import BadInput
from lab.experiments.complexity.sweep.config import BINS, OFFSETS
from lab.numerics.initialization import equivalent_rate, std
from lab.runs.names.specification import specify
from lab.runs.service.batches import in_batches
from tests.experiments.rows import frames, rows

SMALL = {"width": 8, "keys": 40, "steps": 21, "stride": 10, "warmup": 5}


def trained(name, preset, **fields):
    """One batch of an example, a few steps of it on small networks."""
    experiment = experiments.find(name)
    runs = [run.config for run in specify(name, preset, **fields).members]
    return experiment.train(runs)


def test_members_of_one_seed_start_from_the_same_numbers_scaled():
    fields = {**SMALL, "gammas": (0.2, 0.8), "seeds": (3,)}
    weights = trained("initialization-rate", "headline", **fields).sweep.parameters["query.0"].numpy()
    assert weights[1] * std(0.2, 8) / std(0.8, 8) == pytest.approx(weights[0], rel=1e-5)


def test_runs_batch_where_shape_and_data_agree():
    batches = in_batches(list(specify("initialization-rate", "depth").members))
    assert [len(batch) for batch in batches] == [14, 14, 14]
    batches = in_batches(list(specify("scaling-law", "width").members))
    assert [len(batch) for batch in batches] == [6] * 6
    batches = in_batches(list(specify("scaling-law", "data").members))
    assert [len(batch) for batch in batches] == [4] * 5


def test_offsets_count_every_key_of_the_unseen_pair_once():
    seen = frames(trained("initialization-rate", "headline", **SMALL))
    pictures = [frame.arrays["offsets"] for frame in seen if frame.arrays]
    assert [frame.step for frame in seen if frame.arrays] == [0, 10, 20]
    assert {picture.shape for picture in pictures} == {(27, OFFSETS[1] - OFFSETS[0] + 1)}
    assert np.all(np.array(pictures).sum(2) == SMALL["keys"])


def test_the_unseen_pair_s_cell_is_the_share_of_rule_answers():
    recorded = rows(trained("reason-or-memorize", "duel", **SMALL))
    assert recorded.arrays["pairs"][3, 2] == pytest.approx(recorded.columns["reasoning"][-1])
    assert np.mean(recorded.arrays["answers"] == -10) == pytest.approx(recorded.columns["reasoning"][-1])


def test_decay_acts_inside_its_window_and_nowhere_else():
    fields = {**SMALL, "windows": ("0-0", "50-100"), "seeds": (1,), "steps": 20}
    training = trained("reason-or-memorize", "decay-window", **fields)
    never, late = (
        [schedule.decay(step) for step in range(20)] for schedule in training.sweep.optimizer.schedules
    )
    assert never == [0.0] * 20
    assert [decay > 0 for decay in late] == [False] * 10 + [True] * 10
    losses = np.array([frame.scalars["train_loss"] for frame in frames(training)])
    assert np.array_equal(losses[:11, 0], losses[:11, 1])  # row 10 shows the state before its update
    assert not np.array_equal(losses[11:, 0], losses[11:, 1])


@pytest.mark.parametrize("window", ["50", "50-20", "0-101", "a-b", "0–25"])
def test_a_window_that_is_none_is_refused(window):
    with pytest.raises(BadInput, match="windows = "):
        experiments.find("reason-or-memorize").configure("decay-window", windows=(window,))


@pytest.mark.parametrize("width", [16, 24, 96])
def test_both_schemes_agree_at_the_base_width_and_part_beyond_it(width):
    configure = experiments.find("scaling-law").configure
    one = {"widths": (width,), "seeds": (1,)}
    rate, fixed = (configure("width", scheme=(scheme,), **one) for scheme in ("constant-rate", "fixed-std"))
    assert equivalent_rate(rate.sigma, width) == pytest.approx(0.7)
    assert fixed.sigma == pytest.approx(16**-0.7)
    assert (rate.sigma == fixed.sigma) == (width == 16)
    assert rate.rate * width == pytest.approx(0.01 * 16)
    literal = configure("width", scheme=("fixed-std",), fixed_std=0.02, **one)
    assert literal.sigma == 0.02


def test_at_a_constant_rate_the_kept_std_makes_no_difference_and_a_set_trains_it_once():
    kept = specify("scaling-law", "width", fixed_std=(0.0, 0.02), widths=(16, 24), seeds=(1,)).members
    assert len({run.id for run in kept}) == len(kept) == 2 * 3
    for scheme, alike in (("constant-rate", True), ("fixed-std", False)):
        one, other = (
            specify("scaling-law", "width", scheme=scheme, widths=(16,), seeds=(1,), fixed_std=fixed).id
            for fixed in (0.0, 0.02)
        )
        assert (one == other) == alike


def test_the_pictured_weights_are_those_of_the_network():
    training = trained("initialization-rate", "headline", **SMALL, gammas=(0.2, 1.0), seeds=(1,))
    (first, *_) = frames(training)
    shares = first.arrays["weights"].astype(float)
    assert shares.sum(1) == pytest.approx(1, abs=2e-3)
    centres = np.linspace(-1, 1, BINS + 1)[:-1] + 1 / BINS
    spread = np.sqrt((shares * centres**2).sum(1))
    assert spread[1] == pytest.approx(std(1.0, 8), rel=0.1)
    assert spread[0] > 0.5  # what lies outside counts at the ends


def test_complexity_names_its_gamma_and_decay():
    configure = experiments.find("scaling-law").configure
    large, small = (configure("data", complexity=(name,), samples=(500,)) for name in ("large", "small"))
    assert (large.sigma, large.decay) == (pytest.approx(32**-0.5), 0.01)
    assert (small.sigma, small.decay) == (pytest.approx(1 / 32), 0.1)


def test_a_heads_that_do_not_divide_a_width_is_refused():
    with pytest.raises(BadInput, match="heads = 3 does not divide width = 32"):
        experiments.find("initialization-rate").configure("headline", heads=3)


def test_what_is_reached_is_marked_once_for_each_member():
    training = trained("initialization-rate", "headline", **SMALL)
    reached = {"train_accuracy": np.full(27, 0.995), "reasoning": np.linspace(0, 1, 27)}
    first, again = training._marks(10, reached), training._marks(20, reached)
    assert [mark.member for mark in first if mark.name == "fits"] == list(range(27))
    assert [mark.member for mark in first if mark.name == "rule"] == list(range(13, 27))
    assert again == ()
