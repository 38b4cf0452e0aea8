"""Numbers, JSON and quotes as strangers send them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.contract.errors import SENTENCE, BadInput, NotFound
from lab.contract.strangers import DIGITS, QUOTED, quoted, read_json, whole
from lab.experiments import find
from lab.runs.names.address import read
from lab.runs.names.specification import Run
from lab.runs.read.history import Series


@given(st.integers(0, 10**DIGITS - 1))
def test_a_whole_number_is_read(number: int):
    assert whole(str(number)) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1e3", "١", "²", "1" * (DIGITS + 1), "1" * 5000, " 1"])
def test_what_is_no_whole_number_is_none(text: str):
    assert whole(text) is None


@given(st.text() | st.integers() | st.floats())
def test_what_a_sentence_repeats_is_short_and_can_be_sent(value: object):
    assert len(quoted(value).encode()) <= 4 * QUOTED


def test_numbers_that_no_text_shows_are_quoted_all_the_same():
    assert quoted(10**9000) == quoted(-(10**9000)) == f"a number of over {DIGITS} digits"
    assert quoted("a\ud800b") == "a?b"


LEAVES = (
    st.none() | st.text() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
)


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_json_is_read_as_it_was_written(value: object):
    assert read_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text", ["1" * 400, "1e999", "-1e999", "NaN", "-Infinity", '"\\ud800"', "[", "[" * 9000]
)
def test_json_of_no_use_is_refused(text: str):
    with pytest.raises(BadInput, match=r".*\.$"):
        read_json(text)


def _none(id: str) -> Run:
    raise NotFound(id)


def test_a_link_s_step_of_many_digits_is_no_step():
    address = read(find("adam-spikes"), {"step": "1" * 5000}, _none)
    assert address.step is None


@pytest.mark.parametrize("given", ["x" * 5000, "a\ud800b", "\udfff" * 3000])
def test_a_refusal_can_be_sent_whatever_it_quotes(given: str):
    """A name is quoted by whoever refuses it; that the sentence is short and has bytes is seen to once."""
    for refused in (find, find("adam-spikes").preset, lambda text: Series.parse(f"{text}\0")):
        with pytest.raises((BadInput, NotFound)) as caught:
            refused(given)
        assert len(str(caught.value).encode()) <= 4 * SENTENCE
        assert str(caught.value).endswith((".", "…"))
