"""The anchor tasks: their algebra, and what is taught, held out and never taught."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.numerics.task import Rows, draw
from lab.worlds import anchors
from lab.worlds.anchors import label, reasoning_answer, symmetric_answer

ANCHORS = st.integers(1, 4)


@given(x=st.integers(20, 99), a1=ANCHORS, a2=ANCHORS)
def test_answers_add_what_the_anchors_mean(x: int, a1: int, a2: int) -> None:
    meaning = {1: 5, 2: 1, 3: -2, 4: -8}
    assert reasoning_answer(x, a1, a2) == x + meaning[a1] + meaning[a2]
    assert label(x, a1, a2) - reasoning_answer(x, a1, a2) == (4 if (a1, a2) == (3, 4) else 0)
    assert symmetric_answer(x, a1, a2) == label(x, a2, a1)
    assert type(label(x, a1, a2)) is int


def test_the_unseen_pair_tells_reasoning_from_symmetry() -> None:
    assert (label(50, 3, 4), reasoning_answer(50, 4, 3), symmetric_answer(50, 4, 3)) == (44, 40, 44)


def test_arrays_are_answered_element_by_element() -> None:
    x, a1, a2 = np.array([20, 30]), np.array([3, 4]), np.array([4, 3])
    assert label(x, a1, a2).tolist() == [14, 20]
    assert symmetric_answer(x, a1, a2).tolist() == [10, 24]


@pytest.mark.parametrize("anchor", [0, 5, -1])
def test_an_anchor_that_does_not_exist_is_refused(anchor: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 4"):
        label(20, anchor, 1)


def rows_of(tokens: np.ndarray) -> set[tuple[int, ...]]:
    return set(map(tuple, tokens.tolist()))


def test_the_mini_task_trains_on_1067_of_1200_rows_and_never_on_the_unseen_pair() -> None:
    task = anchors.dataset()
    assert len(task.train) == 1067
    assert rows_of(task.probe.tokens) == set(itertools.product(range(20, 100), range(1, 5), range(1, 5)))
    assert all(pair != (4, 3) and (x + 4 * pair[0] + pair[1]) % 9 for x, *pair in rows_of(task.train.tokens))
    assert np.array_equal(task.train.targets[:, 0], label(*task.train.tokens.T))


def test_without_the_shifted_pair_neither_order_is_taught() -> None:
    taught = {tuple(row[1:]) for row in anchors.dataset(shifted_pair=False).train.tokens.tolist()}
    assert taught == set(itertools.product(range(1, 5), repeat=2)) - {(3, 4), (4, 3)}


@pytest.mark.parametrize("sequence", [4, 5])
def test_in_longer_sequences_the_triple_stands_at_every_place_and_keys_are_held_out(sequence: int) -> None:
    task = anchors.dataset(sequence=sequence, copies=2)
    assert len(task.probe) == 1280 * (sequence - 2)
    places = set()
    for tokens, (target,) in zip(task.train.tokens.tolist(), task.train.targets.tolist(), strict=True):
        place = next(i for i, token in enumerate(tokens) if token < 20) - 1
        x, a1, a2 = tokens[place : place + 3]
        assert (x + place) % 9
        assert target == label(x, a1, a2)
        places.add(place)
    assert places == set(range(sequence - 2))


def answered(task, answers: np.ndarray) -> dict[str, float]:
    nll = np.zeros((1, *task.probe.targets.shape))
    return {name: float(measure(nll, answers[None, :, None])[0]) for name, measure in task.measures.items()}


@pytest.mark.parametrize("sequence", [3, 4])
def test_measures_recognize_the_three_kinds_of_model(sequence: int) -> None:
    task = anchors.dataset(sequence=sequence, copies=1)
    start = (task.probe.tokens < 20).argmax(1) - 1
    x, a1, a2 = (task.probe.tokens[np.arange(len(start)), start + i] for i in range(3))
    taught = label(x, a1, a2)
    mirror = np.where((a1 == 4) & (a2 == 3), symmetric_answer(x, a1, a2), taught)
    lost = np.where((a1 == 4) & (a2 == 3), 0, taught)
    for answers, shares in ((taught, (1, 0, 0)), (mirror, (0, 1, 0)), (lost, (0, 0, 1))):
        found = answered(task, answers)
        assert (found["reasoning"], found["symmetric"], found["other"]) == shares
        assert (found["train_accuracy"], found["id_accuracy"]) == (1, 1)
    grid = anchors.pair_accuracy(task, mirror[None, :, None])
    assert grid.shape == (1, 4, 4)
    assert grid[0, 3, 2] == 0
    assert grid.sum() == 15


def test_the_mixture_has_as_much_to_reason_about_as_to_memorize() -> None:
    task = anchors.mixture(rows=640)
    reasoning = task.train.tokens[:, 1] <= 4
    assert reasoning.sum() == (~reasoning).sum() == 640
    assert len(rows_of(task.train.tokens)) == 1280
    assert np.array_equal(task.train.targets[reasoning, 0], reasoning_answer(*task.train.tokens[reasoning].T))
    found = answered(task, np.where(reasoning, task.train.targets[:, 0], 0))
    assert (found["reasoning_accuracy"], found["memory_accuracy"], found["train_accuracy"]) == (1, 0, 0.5)


def test_the_composition_tests_on_rows_it_did_not_train_on() -> None:
    task = anchors.composition(rows=2500, test=1000, data_seed=3)
    test = rows_of(task.probe.tokens) - rows_of(task.train.tokens)
    assert (len(task.train), len(task.probe), len(test)) == (2500, 3500, 1000)
    assert not rows_of(task.train.tokens) & test
    assert rows_of(anchors.composition(rows=500, data_seed=3).train.tokens) < rows_of(task.train.tokens)
    assert 0 <= task.probe.targets.min() <= task.probe.targets.max() < task.vocabulary


@pytest.mark.parametrize(
    "make",
    [
        lambda: anchors.dataset(sequence=2),
        lambda: anchors.dataset(deltas=(1, 2)),
        lambda: anchors.dataset(deltas=(50, 1, 1, 1)),
        lambda: anchors.composition(rows=5000),
        lambda: anchors.mixture(rows=2000),
        lambda: Rows(np.zeros((3, 2), np.int64), np.zeros((3, 3), np.int64)),
    ],
)
def test_what_cannot_be_made_is_refused(make) -> None:
    with pytest.raises(ValueError, match="give"):
        make()


def test_a_batch_is_a_function_of_seed_and_step() -> None:
    assert np.array_equal(draw(1, 7, 100, 32), draw(1, 7, 100, 32))
    assert not np.array_equal(draw(1, 7, 100, 32), draw(1, 8, 100, 32))
    assert not np.array_equal(draw(1, 7, 100, 32), draw(2, 7, 100, 32))
