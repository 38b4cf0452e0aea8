"""A sweep: each member's numbers are those of its run alone, whoever trains beside it."""

import math

import numpy as np
import pytest
import torch

from lab.numerics.ensembles import Architecture, Member, Schedule, Sweep
from lab.numerics.initialization import std
from lab.worlds import anchors, tiny_language

STEPS = 5
MEMBERS = [
    Member(std(gamma, 32), seed, Schedule(STEPS, rate, decay, warmup=2, decay_window=window), clip)
    for (gamma, seed, rate, decay, window, clip) in [
        (0.2, 1, 5e-3, 0.1, (0.0, 1.0), 1.0),
        (0.5, 1, 1e-2, 1.0, (0.0, 0.5), 0.1),
        (0.8, 2, 5e-3, 0.0, (0.0, 1.0), 1.0),
        (1.0, 7, 2e-3, 0.3, (0.0, 1.0), 10.0),
        (1.4, 1, 5e-3, 0.1, (0.5, 1.0), 1.0),
    ]
]
SETTINGS = {
    "headline": (anchors.dataset(), Architecture(112, 3), 128),
    "odd sizes": (anchors.dataset(keys=41), Architecture(112, 3, width=23, feed_forward=37), 96),
    "deep, long, two heads": (anchors.dataset(4, copies=1), Architecture(112, 4, 24, 40, 2, 2), 32),
    "language": (tiny_language.dataset(100, 50), Architecture(64, 5, 16, 32, 2), 64),
}


def sweep(setting: str, members: list[Member], steps: int = STEPS, stride: int = 2) -> Sweep:
    task, architecture, batch = SETTINGS[setting]
    return Sweep(task, architecture, members, steps=steps, stride=stride, batch_size=batch, data_seed=3)


def rows(run: Sweep, count: int = STEPS) -> dict[str, np.ndarray]:
    """The columns (rows, E) of the next `count` rows."""
    found = [run.step() for _ in range(count)]
    return {name: np.stack([row[name] for row in found]) for name in run.columns}


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[n], other[n], equal_nan=True) for n in one)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_member_in_a_sweep_equals_its_run_alone_bit_for_bit(setting: str) -> None:
    together = sweep(setting, MEMBERS)
    columns = rows(together)
    for e, member in enumerate(MEMBERS):
        alone = sweep(setting, [member])
        assert same(rows(alone), {name: column[:, [e]] for name, column in columns.items()})
        for name, weights in alone.parameters.items():
            assert torch.equal(weights[0], together.parameters[name][e])


def test_permuting_or_splitting_a_sweep_changes_no_number() -> None:
    columns = rows(sweep("headline", MEMBERS))
    order = [3, 0, 4, 1, 2]
    permuted = rows(sweep("headline", [MEMBERS[i] for i in order]))
    assert same(permuted, {name: column[:, order] for name, column in columns.items()})
    halves = [rows(sweep("headline", part)) for part in (MEMBERS[:2], MEMBERS[2:])]
    assert same({name: np.concatenate([half[name] for half in halves], 1) for name in columns}, columns)


@pytest.mark.parametrize("setting", ["headline", "deep, long, two heads"])
def test_a_run_resumed_from_its_state_goes_on_bit_for_bit(setting: str) -> None:
    whole = rows(sweep(setting, MEMBERS))
    first = sweep(setting, MEMBERS)
    head = rows(first, 3)
    state = first.state_dict()
    first.step()
    second = sweep(setting, MEMBERS)
    second.load_state_dict(state)
    tail = rows(second, 2)
    assert same({name: np.concatenate((head[name], tail[name])) for name in whole}, whole)
    assert all(isinstance(value, int | torch.Tensor) for value in state.values())


def test_rows_are_evaluated_on_the_stride_and_at_the_end() -> None:
    columns = rows(sweep("headline", MEMBERS[:2], steps=6, stride=4), 6)
    assert np.isfinite(columns["train_loss"]).all()
    for name in set(columns) - {"train_loss"}:
        assert np.isfinite(columns[name]).all(1).tolist() == [True, False, False, False, True, True]


def test_row_zero_is_the_state_before_any_update() -> None:
    row = sweep("headline", MEMBERS).step()
    # The same normals in another scale: what does not depend on the scale is equal.
    seed_one = [0, 1, 4]
    for name in ("stable_rank_embedding", "stable_rank_mlp", "stable_rank_query", "cosine_mlp"):
        assert np.ptp(row[name][seed_one]) < 1e-5 * row[name][0]
    assert row["weight_norm"][1] / row["weight_norm"][0] == pytest.approx(32 ** (0.2 - 0.5), rel=1e-6)
    small = row["id_loss"][4]
    assert small == pytest.approx(math.log(112), rel=0.01)


def test_the_last_state_of_a_longer_run_is_on_the_way() -> None:
    """A step's numbers depend on the schedule, not on where the run is looked at."""
    often, rarely = (rows(sweep("headline", MEMBERS[:1], stride=stride)) for stride in (1, 100))
    assert np.array_equal(often["train_loss"], rarely["train_loss"])


def test_an_evaluation_counts_each_probe_row_once() -> None:
    task, architecture, _ = SETTINGS["odd sizes"]
    run = sweep("odd sizes", MEMBERS[:2])
    nll, predicted = run.examine()
    assert nll.shape == predicted.shape == (2, len(task.probe), 1)
    assert architecture.vocabulary > predicted.max()
    assert run.measure()["id_accuracy"] == pytest.approx(task.measures["id_accuracy"](nll, predicted))


def test_a_finished_run_says_so() -> None:
    run = sweep("headline", MEMBERS[:1], steps=1)
    run.step()
    with pytest.raises(ValueError, match="over after 1 steps"):
        run.step()


@pytest.mark.parametrize(("members", "batch"), [([], 128), (MEMBERS[:1], 0), (MEMBERS[:1], 33)])
def test_no_members_or_an_odd_batch_is_refused(members: list[Member], batch: int) -> None:
    task, architecture, _ = SETTINGS["headline"]
    with pytest.raises(ValueError, match="multiple of 32"):
        Sweep(task, architecture, members, steps=1, batch_size=batch)
