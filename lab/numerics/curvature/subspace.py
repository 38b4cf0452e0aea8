"""Rayleigh and Ritz with vectors whose images are of today, and others whose images are not.

Long arrays are plain (see `arrays.plain`): numpy on the CPU, tensors elsewhere. There are a handful of them,
so all else happens in small matrices of their inner products. The eigenproblem is Hx = λPx, with the
diagonal of P as p; lengths and angles are those of P.
"""

from collections.abc import Callable
from math import sqrt
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import dsyev, dtrtri  # numpy's take four times as long on small matrices

from lab.numerics.curvature.arrays import numbers, rows

Small = npt.NDArray[np.float64]

DISTINCT = 0.3
"""What of a held vector must lie outside of the others: of less, the stale image is mostly noise."""
NEW = 1e-3
"""What of a fresh vector must: of less, the error of its product is too large."""
TINY = 1e-12
"""A residual of less than this share of λ_max is rounding."""


class Subspace:
    """Fresh vectors with exact images, and held ones with images of earlier steps: rows of one block.

    The held ones stand last; `room` rows before them fill with fresh ones, from below.
    """

    def __init__(self, p: Any, product: Callable[[Any], Any], held: Any, images: Any, room: int) -> None:
        self.p, self.product = p, product
        self._vectors, self._duals, self._images = (rows(p, room + len(held)) for _ in range(3))
        self._vectors[room:], self._duals[room:], self._images[room:] = held, p * held, images
        self.first = self.room = room
        self.products = 0

    @property
    def fresh(self) -> int:
        """How many rows are fresh."""
        return self.room - self.first

    @property
    def vectors(self) -> Any:
        """All rows (n, D), fresh ones first."""
        return self._vectors[self.first :]

    @property
    def duals(self) -> Any:
        """P times the rows."""
        return self._duals[self.first :]

    @property
    def images(self) -> Any:
        """H times the rows, as far as known."""
        return self._images[self.first :]

    def add(self, vector: Any, image: Any = None) -> int:
        """Take in a fresh vector, and its image if that is known; returns its place."""
        if image is None:
            image = self.product(vector)
        self.first -= 1
        self.products += 1
        self._vectors[self.first], self._duals[self.first] = vector, self.p * vector
        self._images[self.first] = image
        return self.first

    def row(self, place: int) -> tuple[Any, Any]:
        """The vector at a place, and P times it."""
        return self._vectors[place], self._duals[place]

    def image(self, parts: dict[int, float]) -> Any:
        """H times a sum of fresh vectors, given by place and factor."""
        return sum(factor * self._images[place] for place, factor in parts.items())

    def again(self) -> None:
        """Make the images of all fresh vectors anew, from the other side: Hv = −H(−v)."""
        for row in range(self.first, self.room):
            self._images[row] = -self.product(-self._vectors[row])
        self.products += self.fresh


class Ritz:
    """The best pair of a subspace: `exact` by its fresh vectors alone, `value` with what else is known.

    To the fresh vectors come the held ones and the residual of the fresh ones' best pair. The projected
    matrix is exact wherever a fresh image is involved; the block of the others is stale or guessed.
    `asymmetry` tells how far products contradict each other, `residual` the length of Hx − λPx of the
    exact pair. `guess` is the curvature along that residual, as a share of the exact pair's.
    """

    def __init__(self, space: Subspace, guess: float) -> None:
        self.space, self.guess = space, guess
        n, vectors = space.fresh, space.vectors.T
        products = numbers(space.images @ vectors)
        products[n:, :n] = products[:n, n:].T
        self.basis, fresh = _orthonormal(numbers(space.duals @ vectors), n)
        projected = self.basis @ products @ self.basis.T
        exact = projected[:fresh, :fresh]
        self.asymmetry = float(abs(exact - exact.T).max() / (abs(exact).max() or 1.0))
        self.projected = (projected + projected.T) / 2

        values, turn, _ = dsyev(self.projected[:fresh, :fresh])
        self.exact = float(values[-1])
        best = rows(space.p, turn[:, -1] @ self.basis[:fresh])
        dual = best @ space.images - self.exact * (best @ space.duals)
        self.rest = dual / space.p
        square = float(self.rest @ dual)
        overlap = self.basis[fresh:] @ numbers(space.vectors @ dual)
        beyond = sqrt(max(square - float(overlap @ overlap), 0.0))
        self.residual = sqrt(square)
        self._border(turn[:, -1], fresh, overlap, beyond)

    def _border(self, best: Small, fresh: int, overlap: Small, beyond: float) -> None:
        """The projected matrix with the residual's part beyond the rows as one more, and its best pair."""
        held = len(self.projected)
        matrix = np.zeros((held + 1, held + 1))
        matrix[:held, :held] = self.projected
        matrix[:fresh, held] = matrix[held, :fresh] = beyond * best
        matrix[held, held] = self.exact - (1 - self.guess) * abs(self.exact)
        values, turn, _ = dsyev(matrix)
        self.value, y = float(values[-1]), turn[:, -1]
        self.by_rest = y[held] ** 2 > y[fresh:held] @ y[fresh:held]
        self.link = matrix[:held, held]
        self.share = float(y[held]) / beyond if beyond > TINY * abs(self.exact) else 0.0
        y[fresh:held] -= self.share * overlap
        self.all, self.unfresh = y[:held] @ self.basis, y[fresh:held] @ self.basis[fresh:]

    def hindsight(self, value: float) -> float:
        """The guess with which this pair would have had a value that is known by now, within 0 … 0.9."""
        lifted = value * np.eye(len(self.projected)) - self.projected
        lent = float(self.link @ np.linalg.solve(lifted, self.link))
        return min(max(1 - (self.exact - value + lent) / abs(self.exact), 0.0), 0.9)

    def vector(self) -> Any:
        """The vector of `value`, (D,), of length 1."""
        return rows(self.space.p, self.all) @ self.space.vectors + self.share * self.rest

    def unknown(self) -> Any:
        """The part of the vector for which no fresh image speaks."""
        return rows(self.space.p, self.unfresh) @ self.space.vectors + self.share * self.rest

    def others(self, count: int) -> tuple[Small, Any, Any]:
        """The next best pairs of what has images, best first: values (m,), vectors (m, D), their images."""
        best = slice(-2, -2 - count, -1)
        values, turn, _ = dsyev(self.projected)
        mix = rows(self.space.p, turn[:, best].T @ self.basis)
        return values[best], mix @ self.space.vectors, mix @ self.space.images


def _orthonormal(gram: Small, fresh: int) -> tuple[Small, int]:
    """Rows that make vectors with these inner products orthonormal, in order, and how many are fresh.

    Vectors that lie within those before them are left out. Cholesky on lists: numpy's calls take longer.
    """
    kept: list[int] = []
    root: list[list[float]] = []
    for index, products in enumerate(gram.tolist()):
        row: list[float] = []
        for other, above in zip(kept, root, strict=True):
            row.append((products[other] - sum(map(mul, row, above))) / above[-1])
        square = products[index] - sum(map(mul, row, row))
        if square > (NEW if index < fresh else DISTINCT) ** 2 * products[index]:
            kept.append(index)
            root.append([*row, sqrt(square)])
    lower = np.array([row + [0.0] * (len(root) - len(row)) for row in root])
    basis = np.zeros((len(root), len(gram)))
    basis[:, kept] = dtrtri(lower, lower=1)[0]
    return basis, sum(index < fresh for index in kept)
