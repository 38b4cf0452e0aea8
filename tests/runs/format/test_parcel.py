"""A parcel carries every bit, and whatever is not one is refused in a sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lab.contract.errors import BadInput
from lab.runs.format.parcel import pack, unpack


@given(arrays(np.float64, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)))
def test_every_bit_survives_with_nan_and_infinities(values):
    header, back = unpack(pack({"type": "chunk"}, {"a": values, "b": np.arange(3, dtype=np.float32)}))
    assert header == {"type": "chunk"}
    assert back["a"].shape == values.shape
    assert back["a"].tobytes() == values.tobytes()


def test_arrays_start_on_multiples_of_eight_so_that_the_browser_can_view_them():
    data = pack({"type": "x"}, {"small": np.zeros(3, np.uint8), "large": np.ones(2)})
    start = 4 + int.from_bytes(data[:4], "little")
    assert start % 8 == 0
    assert np.frombuffer(data, "<f8", 2, start + 8).tolist() == [1.0, 1.0]


def test_objects_are_not_carried():
    with pytest.raises(TypeError, match="does not carry"):
        pack({}, {"o": np.array([object()])})


@given(st.binary(max_size=200))
def test_noise_is_refused_in_a_sentence(data):
    with pytest.raises(BadInput, match="not a parcel"):
        unpack(data)


def test_a_parcel_cut_short_is_refused():
    data = pack({"type": "x"}, {"a": np.arange(10.0)})
    with pytest.raises(BadInput, match="not a parcel"):
        unpack(data[:-8])
