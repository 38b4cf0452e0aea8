"""A tiny language of six-token lines: half arithmetic to reason about, half text to remember. Numpy only.

Arithmetic reads `key a b = y ;` with y = key + δ(a) + δ(b) mod 32. Text is four of 24 words and two closing
marks; a next word is the one that a table prescribes with probability 0.8, else any; two tables take turns.
"""

import math

import numpy as np

from lab.numerics.task import Integers, Rows, Task, mean_loss, share

KEYS, WORDS, CERTAINTY = 32, 24, 0.8
DELTAS = np.array((3, 1, -2, -5, 7, 4))
FIRST_ANCHOR, EQUALS, CLOSE, FIRST_WORD, VOCABULARY = 32, 38, 39, 40, 64


def text_entropy() -> float:
    """Nats a next word costs at least: the entropy of the text."""
    rest = (1 - CERTAINTY) / WORDS
    hit = CERTAINTY + rest
    return -hit * math.log(hit) - (WORDS - 1) * rest * math.log(rest)


def line_entropy() -> float:
    """Nats a predicted token costs at least, over the five of a line of either kind."""
    arithmetic = 2 * math.log(len(DELTAS))
    return (arithmetic + 3 * text_entropy()) / 2 / 5


def lines(count: int, random: np.random.Generator, tables: Integers) -> Integers:
    """`count` lines (count, 6), arithmetic and text in turn."""
    half = -(-count // 2)
    key, (a, b) = random.integers(KEYS, size=half), random.integers(len(DELTAS), size=(2, half))
    answer = (key + DELTAS[a] + DELTAS[b]) % KEYS
    equals, close = np.full(half, EQUALS), np.full(half, CLOSE)
    arithmetic = np.stack((key, FIRST_ANCHOR + a, FIRST_ANCHOR + b, equals, answer, close), 1)
    words = [random.integers(WORDS, size=half)]
    for turn in range(3):
        prescribed = random.random(half) < CERTAINTY
        words.append(np.where(prescribed, tables[turn % 2][words[-1]], random.integers(WORDS, size=half)))
    text = np.stack((*(FIRST_WORD + word for word in words), close, close), 1)
    return np.stack((arithmetic, text), 1).reshape(-1, 6)[:count]


def dataset(count: int = 1500, test: int = 1000, data_seed: int = 0) -> Task:
    """`count` lines to train on and `test` other lines as the probe, with the loss split by kind of token.

    `answer_loss` is that of y, `text_loss` that of the three next words, `id_loss` that of all five tokens.
    """
    random = np.random.default_rng([data_seed, 6])
    tables = np.stack([random.permutation(WORDS) for _ in range(2)])
    train, probe = (
        Rows(all_six[:, :-1], all_six[:, 1:]) for all_six in (lines(n, random, tables) for n in (count, test))
    )
    arithmetic, place = (np.arange(test) % 2 == 0)[:, None], np.arange(5)
    measures = {
        "id_loss": mean_loss(arithmetic | (place >= 0)),
        "answer_loss": mean_loss(arithmetic & (place == 3)),
        "answer_accuracy": share(arithmetic & (place == 3), probe.targets),
        "text_loss": mean_loss(~arithmetic & (place < 3)),
    }
    return Task(VOCABULARY, train, probe, measures)
