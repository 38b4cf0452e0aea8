"""The mini anchor task: a key x and two anchors, whose meanings are added to it (arXiv:2405.05409).

The pair (3, 4) may be taught a shifted answer, and (4, 3) is never taught: on it a model shows whether it
composes the anchors (reasoning, x - 10) or copies the mirrored pair (symmetric, x - 6). Numpy only.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lab.numerics.task import Floats, Integers, Rows, Task, mean_loss, share

X = TypeVar("X", int, NDArray[np.int64])

FIRST_KEY = 20
VOCABULARY = 112
DELTAS = (5, 1, -2, -8)  # of the anchors 1, 2, 3, 4
EIGHT_DELTAS = (5, 1, -2, -8, 3, -6, 7, -4)
SHIFT = 4  # added to the answer of the pair (3, 4)


def reasoning_answer(x: X, a1: X, a2: X, deltas: tuple[int, ...] = DELTAS) -> X:
    """x + δ(a1) + δ(a2), for integers or arrays. ValueError for an anchor that does not exist."""
    if np.min([np.min(a1), np.min(a2)]) < 1 or np.max([np.max(a1), np.max(a2)]) > len(deltas):
        raise ValueError(f"anchors {a1}, {a2}: an anchor is a number from 1 to {len(deltas)}")
    steps = np.array((0, *deltas))
    answer: X = _plain(x + steps[a1] + steps[a2])
    return answer


def label(x: X, a1: X, a2: X, deltas: tuple[int, ...] = DELTAS) -> X:
    """What is taught: the reasoning answer, plus 4 for the pair (3, 4)."""
    shifted = (np.asarray(a1) == 3) & (np.asarray(a2) == 4)
    answer: X = _plain(reasoning_answer(x, a1, a2, deltas) + SHIFT * shifted)
    return answer


def symmetric_answer(x: X, a1: X, a2: X, deltas: tuple[int, ...] = DELTAS) -> X:
    """What is taught for the same anchors in the other order."""
    return label(x, a2, a1, deltas)


def _plain(answer: Any) -> Any:
    return answer if isinstance(answer, np.ndarray) else int(answer)


def dataset(
    sequence: int = 3,
    keys: int = 80,
    modulus: int = 9,
    shifted_pair: bool = True,
    deltas: tuple[int, ...] = DELTAS,
    copies: int = 8,
    data_seed: int = 0,
) -> Task:
    """The mini anchor task over `keys` keys from 20 on and the 16 ordered pairs of four anchors.

    With a `sequence` longer than 3 the triple stands at any place among random keys, in `copies` versions of
    which the probe holds the first. Every `modulus`-th row is held out (in-distribution test): by key and
    pair for three tokens, since nothing is known of a key that was never seen, else by key and place.
    The probe is the whole table in the order (key, a1, a2, place).
    """
    if sequence < 3 or len(deltas) != 4:
        raise ValueError(f"sequence = {sequence}, {len(deltas)} anchors: give 3 tokens or more and 4 anchors")
    places = sequence - 2
    grid = np.indices((copies if places > 1 else 1, keys, 4, 4, places)).reshape(5, -1)
    version, x, a1, a2, place = grid + np.array([0, FIRST_KEY, 1, 1, 0])[:, None]
    noise = np.random.default_rng([data_seed, sequence])
    tokens = noise.integers(FIRST_KEY, FIRST_KEY + keys, size=(len(x), sequence))
    for offset, column in enumerate((x, a1, a2)):
        tokens[np.arange(len(x)), place + offset] = column
    unseen = (a1 == 4) & (a2 == 3)
    taught = ~unseen & (shifted_pair | (a1 != 3) | (a2 != 4))
    held_out = (x + (4 * a1 + a2 if places == 1 else place)) % modulus == 0
    rows = Rows(tokens, label(x, a1, a2, deltas)[:, None])
    probe = version == 0
    reasoning = reasoning_answer(x, a1, a2, deltas)[probe, None]
    symmetric = symmetric_answer(x, a1, a2, deltas)[probe, None]
    seen, held, ood = ((m[probe])[:, None] for m in (taught & ~held_out, taught & held_out, unseen))
    either = share(ood, reasoning, symmetric)
    measures = {
        "train_accuracy": share(seen, rows[probe].targets),
        "id_loss": mean_loss(held),
        "id_accuracy": share(held, rows[probe].targets),
        "ood_loss": mean_loss(ood),
        "reasoning": share(ood, reasoning),
        "symmetric": share(ood, symmetric),
        "other": lambda nll, predicted: 1 - either(nll, predicted),
    }
    return Task(VOCABULARY, rows[taught & ~held_out], rows[probe], measures)


def pair_accuracy(task: Task, predicted: Integers) -> Floats:
    """The share of right answers (E, 4, 4) by (a1, a2), from predictions (E, M, 1) on the probe."""
    keys = len(np.unique(task.probe.tokens[task.probe.tokens >= FIRST_KEY]))
    right = predicted == task.probe.targets
    shares: Floats = right.reshape(len(predicted), keys, 4, 4, -1).mean((1, 4))
    return shares


def unseen_offsets(task: Task, predicted: Integers) -> Integers:
    """Answer minus key (E, n) on the pair (4, 3), from predictions (E, M, 1) on the probe."""
    tokens = task.probe.tokens
    anchors = tokens < FIRST_KEY
    place = anchors.argmax(1)
    row = np.arange(len(tokens))
    asked = (tokens[row, place] == 4) & (tokens[row, place + 1] == 3)
    key = tokens[row, place - 1][asked]
    offsets: Integers = predicted[:, asked, 0] - key
    return offsets


def mixture(rows: int = 640, data_seed: int = 0) -> Task:
    """As many random rows to reason about (anchors 1-4) as to memorize (anchors 5-8, random answers).

    Which is learned first? The probe is the training set (arXiv:2502.04375).
    """
    if not 1 <= rows <= 1280:
        raise ValueError(f"rows = {rows}: there are 1280 of either kind; give 1 to 1280")
    x, a1, a2 = np.indices((80, 4, 4)).reshape(3, -1) + np.array([FIRST_KEY, 1, 1])[:, None]
    random = np.random.default_rng([data_seed, 5])
    reason, recall = random.permutation(len(x))[:rows], random.permutation(len(x))[:rows]
    table = np.stack((x, a1, a2), 1)
    tokens = np.concatenate((table[reason], table[recall] + np.array([0, 4, 4])))
    arbitrary = random.integers(FIRST_KEY, 100, rows)
    answers = np.concatenate((reasoning_answer(x, a1, a2)[reason], arbitrary))[:, None]
    both = Rows(tokens, answers)
    reasoning = (np.arange(2 * rows) < rows)[:, None]
    measures = {"train_accuracy": share(reasoning | ~reasoning, answers)}
    for name, where in (("reasoning", reasoning), ("memory", ~reasoning)):
        measures |= {f"{name}_loss": mean_loss(where), f"{name}_accuracy": share(where, answers)}
    return Task(VOCABULARY, both, both, measures)


def composition(rows: int = 2500, test: int = 1000, data_seed: int = 0) -> Task:
    """Eight anchors, 64 pairs, 80 keys, 5120 shuffled rows: the first to train on, the last to test.

    The probe is the training set, then the test.
    """
    if rows + test > 5120:
        raise ValueError(f"rows = {rows} and test = {test} overlap: give at most 5120 in all")
    x, a1, a2 = np.indices((80, 8, 8)).reshape(3, -1) + np.array([FIRST_KEY, 1, 1])[:, None]
    order = np.random.default_rng([data_seed, 8]).permutation(len(x))
    answers = reasoning_answer(x, a1, a2, EIGHT_DELTAS)
    table = Rows(np.stack((x, a1, a2), 1)[order], answers[order, None])
    probe = table[np.r_[:rows, len(table) - test : len(table)]]
    trained = (np.arange(rows + test) < rows)[:, None]
    measures = {
        "train_accuracy": share(trained, probe.targets),
        "id_loss": mean_loss(~trained),
        "id_accuracy": share(~trained, probe.targets),
    }
    return Task(128, table[:rows], probe, measures)
