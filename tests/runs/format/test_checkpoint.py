"""A checkpoint gives back every bit of a state, and nothing else is taken for one."""

import math
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.contract.errors import BadInput
from lab.runs.format.checkpoint import pack, unpack
from tests.runs.store.test_log import Bomb

TENSORS = [
    torch.tensor(1.5, dtype=torch.float64),
    torch.arange(6, dtype=torch.int64).reshape(2, 3).T,
    torch.tensor([float("nan"), float("inf"), -0.0]),
    torch.zeros(0, 3, dtype=torch.bfloat16),
    torch.tensor([True, False]),
    torch.Generator().manual_seed(7).get_state(),
]
ARRAYS = [one.numpy() for one in TENSORS if one.dtype != torch.bfloat16]
# By their places, because Hypothesis writes down what it draws.
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats()
    | st.text(max_size=5)
    | st.integers(0, len(TENSORS) - 1).map(TENSORS.__getitem__)
    | st.integers(0, len(ARRAYS) - 1).map(ARRAYS.__getitem__)
)
names = st.text(max_size=5)
nested = st.recursive(leaves, lambda one: st.lists(one) | st.dictionaries(names, one), max_leaves=8)
states = st.dictionaries(names, nested, max_size=4)


def same(a, b):
    assert type(a) is type(b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and a.shape == b.shape and torch.equal(_bits(a), _bits(b))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return a == b or (math.isnan(a) and math.isnan(b))


def _bits(tensor):
    return tensor.contiguous().flatten().view(torch.uint8)


@given(states)
@settings(max_examples=60)
def test_a_state_comes_back_bit_for_bit(state):
    assert same(unpack(pack(state)), state)


def test_a_generator_goes_on_where_it_was():
    generator = np.random.Generator(np.random.PCG64(3))
    generator.normal(size=5)
    kept = unpack(pack(generator.bit_generator.state))
    expected = generator.normal(size=5)
    generator.bit_generator.state = kept
    assert (generator.normal(size=5) == expected).all()


def test_what_comes_back_may_be_changed():
    state = unpack(pack({"numpy": np.zeros(3), "torch": torch.zeros(3)}))
    state["numpy"] += 1
    state["torch"] += 1
    assert state["numpy"].sum() == state["torch"].sum() == 3


def test_what_is_neither_array_nor_number_is_refused():
    with pytest.raises(TypeError, match="/deep/0 is a set, which a checkpoint does not hold"):
        pack({"deep": [{1, 2}]})


@pytest.mark.parametrize("data", [b"", b"\xff" * 40, pickle.dumps(Bomb()), pack({"a": 1})[:-3] + b"{}}"])
def test_other_bytes_are_refused_and_never_executed(data, capfd):
    with pytest.raises(BadInput, match="This is not a checkpoint"):
        unpack(data)
    assert "executed" not in capfd.readouterr().out
