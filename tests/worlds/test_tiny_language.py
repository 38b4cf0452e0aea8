"""The tiny language: its lines, and the entropies below which no loss can be."""

import math

import numpy as np
import pytest

from lab.worlds import tiny_language
from lab.worlds.tiny_language import line_entropy, lines, text_entropy


def test_arithmetic_lines_are_right_and_text_lines_are_text() -> None:
    tables = np.stack([np.roll(np.arange(24), 1), np.arange(24)])
    all_lines = lines(2001, np.random.default_rng(0), tables)
    assert all_lines.shape == (2001, 6)
    key, a, b, equals, answer, close = all_lines[::2].T
    meaning = {32: 3, 33: 1, 34: -2, 35: -5, 36: 7, 37: 4}
    expected = [(k + meaning[i] + meaning[j]) % 32 for k, i, j in zip(key, a, b, strict=True)]
    assert answer.tolist() == expected
    assert set(equals) == {38}
    assert set(close) == set(all_lines[1::2, 4:].ravel()) == {39}
    assert all_lines[1::2, :4].min() >= 40


def test_the_text_has_the_entropy_that_is_claimed() -> None:
    tables = np.stack([np.random.default_rng(i).permutation(24) for i in (1, 2)])
    words = lines(20_000, np.random.default_rng(0), tables)[1::2, :4] - 40
    hit = np.stack([words[:, i + 1] == tables[i % 2][words[:, i]] for i in range(3)])
    surprise = -np.log(np.where(hit, 0.8 + 0.2 / 24, 0.2 / 24))
    assert surprise.mean() == pytest.approx(text_entropy(), abs=4 * surprise.std() / math.sqrt(surprise.size))
    assert text_entropy() == pytest.approx(1.0896, abs=1e-4)


def test_a_line_costs_two_free_anchors_or_three_words() -> None:
    assert line_entropy() == pytest.approx((2 * math.log(6) + 3 * text_entropy()) / 10)


def test_measures_split_the_loss_by_kind_of_token() -> None:
    task = tiny_language.dataset(count=10, test=20)
    assert (len(task.train), len(task.probe)) == (10, 20)
    nll = np.zeros((1, 20, 5))
    nll[0, ::2, 3] = 2.0
    nll[0, 1::2, :3] = 1.0
    found = {
        name: float(measure(nll, task.probe.targets[None])[0]) for name, measure in task.measures.items()
    }
    assert found == {"id_loss": 0.5, "answer_loss": 2.0, "answer_accuracy": 1.0, "text_loss": 1.0}
