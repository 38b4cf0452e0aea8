"""What a sequence model is trained and examined on, as numpy arrays: no model, no torch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
# From the probe's negative log likelihoods and most likely tokens, both (E, M, T), one number a member, (E,).
Measure = Callable[[Floats, Integers], Floats]


@dataclass(frozen=True)
class Rows:
    """Sequences `tokens` (N, S) and what follows their last T positions: `targets` (N, T), 1 <= T <= S."""

    tokens: Integers
    targets: Integers

    def __post_init__(self) -> None:
        if len(self.tokens) != len(self.targets) or not 1 <= self.targets.shape[1] <= self.tokens.shape[1]:
            raise ValueError(
                f"tokens {self.tokens.shape} and targets {self.targets.shape} do not fit:"
                " give (N, S) and (N, T) with 1 <= T <= S"
            )

    def __getitem__(self, rows: Integers | slice) -> "Rows":
        return Rows(self.tokens[rows], self.targets[rows])

    def __len__(self) -> int:
        return len(self.tokens)


@dataclass(frozen=True)
class Task:
    """Training rows, probe rows, and the numbers to be had from predictions on the probe, by name."""

    vocabulary: int
    train: Rows
    probe: Rows
    measures: Mapping[str, Measure]

    def __post_init__(self) -> None:
        for table in (self.train.tokens, self.train.targets, self.probe.tokens, self.probe.targets):
            if table.min() < 0 or table.max() >= self.vocabulary:
                raise ValueError(
                    f"tokens from {table.min()} to {table.max()} lie outside 0 … {self.vocabulary - 1}:"
                    " give smaller meanings to the anchors, or fewer keys"
                )


def mean_loss(where: NDArray[np.bool_]) -> Measure:
    """The mean negative log likelihood over the probe's entries `where` (M, T); NaN on none."""

    def measure(nll: Floats, _: Integers) -> Floats:
        return np.array([member[where].mean() if where.any() else np.nan for member in nll])

    return measure


def share(where: NDArray[np.bool_], *answers: Integers) -> Measure:
    """How often the likeliest token is one of `answers`, each (M, T), on the entries `where`; NaN on none."""

    def measure(_: Floats, predicted: Integers) -> Floats:
        hits = np.any([predicted == answer for answer in answers], axis=0)
        return np.array([hit[where].mean() if where.any() else np.nan for hit in hits])

    return measure


def draw(data_seed: int, step: int, rows: int, size: int) -> Integers:
    """Indices (size,) of the batch of one step: a function of (data_seed, step), whoever trains on it."""
    return np.random.default_rng([data_seed, step]).integers(rows, size=size)
