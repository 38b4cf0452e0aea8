"""A person's own points: what can be read, what is refused in one sentence, and that nothing is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lab.contract.errors import BadInput
from lab.worlds import points

PLACES = arrays(float, st.tuples(st.integers(8, 40), st.just(2)), elements=st.floats(-1e3, 1e3), unique=True)


def csv(given):
    return "\n".join(f"{x!r},{y!r}" for x, y in given.tolist())


@given(given=PLACES)
def test_what_is_read_fills_the_square_and_keeps_its_shape(given):
    read = points.within(given)
    assert np.abs(read.points).max() == pytest.approx(points.REACH, abs=1e-3)
    if len(read.points) == len(given):  # moved and scaled alike in both directions, to within the raster
        size = (np.ptp(given, axis=0)).max() / 2 / points.REACH
        np.testing.assert_allclose(np.ptp(read.points, axis=0), np.ptp(given, axis=0) / size, atol=1e-3)


@given(given=PLACES)
def test_a_link_holds_the_points_to_the_bit(given):
    read = points.within(given).points
    target = points.written(read)
    assert target.startswith("own-")
    assert len(target) == 4 + 4 * len(read)
    np.testing.assert_array_equal(points.load(target), read)


def test_many_points_are_held_by_their_hash():
    many = points.drawn(np.random.default_rng(0).uniform(-1, 1, (400, 2))).points
    written = points.written(many)
    np.testing.assert_array_equal(points.load(written), many)
    target = points.named(written)
    assert len(target) < 60
    points.check(target)  # that it can be wanted is seen without any store
    with pytest.raises(BadInput, match="are not on this machine: upload them again"):
        points.load(target)


def test_a_heading_and_other_separators_are_understood_and_the_transform_is_told():
    read = points.read("x;y\n10;20\n12;20\n10;24\n12;24\n12;24\n")
    np.testing.assert_allclose(
        read.points, [[-0.45, -0.9], [0.45, -0.9], [-0.45, 0.9], [0.45, 0.9]], atol=1e-3
    )
    assert read.sentence == ("Shown is (x − 11) / 2.22, (y − 22) / 2.22; 1 stood there twice and count once.")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("", "There are no points in this file: give two numbers a line, x and y."),
        ("x,y\n", "There are no points in this file: give two numbers a line, x and y."),
        ("1,2", "1 different point cannot be used: give 4 to 5,000, half of them are held out."),
        ("1,2\n" * 9, "1 different point cannot be used: give 4 to 5,000, half of them are held out."),
        ("1,2\nnan,3\n", "Line 2, 'nan,3', is no place: both numbers must be finite."),
        ("1,2,3\n", "Line 1, '1,2,3', is not two numbers: give x, y."),
        ("1,2\nhello\n", "Line 2, 'hello', is not two numbers: give x, y."),
        (b"\0" * 50_000_000, "This file has 50 MB; give at most 1 MB, which is 5000 points."),
    ],
    ids=["empty", "heading-alone", "one", "one-again-and-again", "nan", "three-numbers", "words", "50-MB"],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(wrong, sentence):
    with pytest.raises(BadInput) as refused:
        points.read(wrong)
    assert str(refused.value) == sentence


def test_too_many_and_outside_are_refused_in_one_sentence():
    many = np.random.default_rng(0).uniform(-1, 1, (6000, 2))
    with pytest.raises(BadInput, match=r"^[\d,]+ different points cannot be used: give 4 to 5,000"):
        points.drawn(many)
    with pytest.raises(BadInput, match=r"^The point \(3, 0\) lies outside the square"):
        points.drawn([[0, 0], [3, 0]])
    with pytest.raises(BadInput, match="lies outside"):
        points.drawn([[0, float("nan")]])


@pytest.mark.parametrize("target", ["own-", "own-abc", "own-????", "own-sha256-../../etc", "own-AAAA"])
def test_a_link_that_holds_no_points_is_refused(target):
    with pytest.raises(BadInput):
        points.load(target)
