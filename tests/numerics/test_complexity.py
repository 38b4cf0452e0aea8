"""Complexity of weights against matrices and neurons whose complexity is known."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lab.numerics.complexity import cosine_matrix, effective_neurons, mean_cosine, stable_rank


@given(values=st.lists(st.floats(0.1, 10), min_size=1, max_size=8), seed=st.integers(0, 99))
def test_stable_rank_is_the_sum_of_squared_singular_values_over_the_largest(values, seed) -> None:
    left, right = (np.linalg.qr(np.random.default_rng([seed, i]).normal(size=(9, 9)))[0] for i in (1, 2))
    matrix = left[:, : len(values)] * values @ right[: len(values)]
    assert stable_rank(matrix) == pytest.approx(sum(v * v for v in values) / max(values) ** 2)


def test_stable_rank_of_the_identity_of_rank_one_and_of_nothing() -> None:
    assert stable_rank(np.eye(5)) == pytest.approx(5)
    assert stable_rank(np.outer([1.0, 2], [3.0, 4, 5])) == pytest.approx(1)
    assert math.isnan(stable_rank(np.zeros((3, 4))))


def test_cosines_of_columns() -> None:
    columns = np.array([[1.0, 1, 0], [0, 1, 2]])
    expected = np.array([[1, math.sqrt(0.5), 0], [math.sqrt(0.5), 1, math.sqrt(0.5)], [0, math.sqrt(0.5), 1]])
    assert cosine_matrix(columns) == pytest.approx(expected)
    assert mean_cosine(columns) == pytest.approx(2 * math.sqrt(0.5) / 3)
    assert mean_cosine(-columns * np.array([1, -2, 3])) == pytest.approx(mean_cosine(columns))
    with pytest.raises(ValueError, match="at least 2"):
        mean_cosine(np.ones((3, 1)))


@given(groups=st.integers(1, 12), each=st.integers(1, 5), turn=st.floats(-10, 10))
def test_neurons_count_as_their_directions_wherever_these_point(groups: int, each: int, turn: float) -> None:
    theta = np.repeat(np.linspace(0, 2 * math.pi, groups, endpoint=False), each) + turn
    ones = np.ones(groups * each)
    assert effective_neurons(ones, ones, theta) == pytest.approx(groups)


def test_strong_neurons_outweigh_weak_ones_and_the_circle_is_closed() -> None:
    assert effective_neurons(np.array([-3.0, 1]), np.array([1.0, 1]), np.array([0.0, 2])) == pytest.approx(
        1.6
    )
    assert effective_neurons(np.ones(2), np.ones(2), np.array([math.pi, -math.pi + 0.05])) == pytest.approx(1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_goes_in_comes_out(dtype) -> None:
    matrix = np.random.default_rng(0).normal(size=(3, 5, 4)).astype(dtype)
    row = matrix[:, 0]
    for function, arguments in (
        (stable_rank, (matrix,)),
        (mean_cosine, (matrix,)),
        (effective_neurons, (row,) * 3),
    ):
        numbers = function(*arguments)
        tensors = function(*(torch.from_numpy(a) for a in arguments))
        assert isinstance(numbers, np.ndarray)
        assert numbers.dtype == dtype
        assert isinstance(tensors, torch.Tensor)
        assert np.array_equal(tensors.numpy(), numbers)
        assert [type(function(*(a[0] for a in arguments)))] == [float]
