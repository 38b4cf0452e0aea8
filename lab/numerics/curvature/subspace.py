"""Rayleigh and Ritz with vectors whose images are of today, and others whose images are not.

All arrays are plain (see `arrays.plain`): numpy on the CPU, tensors elsewhere. Inner products are those of
the metric P, whose diagonal is p; the eigenproblem is Hx = λPx.
"""

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.numerics.curvature.arrays import numbers, rows

Small = npt.NDArray[np.float64]

DISTINCT = 0.3
"""What of a held vector must lie outside of the fresh ones: of less, the stale image is mostly noise."""
GUESS = 0.25
"""Curvature along the residual, which has no image, as a share of λ_max."""
TINY = 1e-7
"""Share of a vector that must be new for it to be added at all."""


class Subspace:
    """Fresh vectors with exact images, and held ones that are kept orthogonal to them; all P-orthonormal."""

    def __init__(self, p: Any, product: Callable[[Any], Any], room: int) -> None:
        self.p, self.product = p, product
        self._vectors, self._duals, self._images = (rows(p, room) for _ in range(3))
        self.size = self.products = 0
        self.held = self.held_images = rows(p, 0)

    @property
    def vectors(self) -> Any:
        """The fresh vectors (n, D)."""
        return self._vectors[: self.size]

    @property
    def images(self) -> Any:
        """H times the fresh vectors."""
        return self._images[: self.size]

    def add(self, vector: Any, image: Any = None) -> Small:
        """Take in a fresh vector, with its image if known; its coordinates in the space, (n,)."""
        start = self.length(vector)
        along = self._duals[: self.size] @ vector
        vector = vector - along @ self.vectors
        length = self.length(vector)
        if not length > TINY * start:
            return numbers(along)
        vector = vector / length
        if image is None:
            image, self.products = self.product(vector), self.products + 1
        else:
            image = (image - along @ self.images) / length
        new = self.size
        self._vectors[new], self._duals[new], self._images[new] = vector, self.p * vector, image
        self.size += 1
        return np.append(numbers(along), length)

    def length(self, vector: Any) -> float:
        return sqrt(float(vector @ (self.p * vector)))

    def hold(self, vectors: Any, images: Any) -> None:
        """Hold what of these vectors (m, D) is distinct from the fresh ones, with images of earlier steps."""
        if not len(vectors):
            return
        along = vectors @ self._duals[: self.size].T
        vectors, images = vectors - along @ self.vectors, images - along @ self.images
        gram, turn = np.linalg.eigh(numbers((vectors * self.p) @ vectors.T))
        distinct = gram > DISTINCT**2
        combine = rows(self.p, (turn[:, distinct] / gram[distinct] ** 0.5).T)
        self.held, self.held_images = combine @ vectors, combine @ images

    def again(self) -> None:
        """Make the images of all fresh vectors anew, from the other side: Hv = −H(−v)."""
        for row in range(self.size):
            self._images[row] = -self.product(-self._vectors[row])
        self.products += self.size

    def asymmetry(self) -> float:
        """How far the products contradict each other, relative to their largest."""
        exact = self.exact()
        return float(np.abs(exact - exact.T).max() / (np.abs(exact).max() or 1.0))

    def exact(self) -> Small:
        """The projected matrix of the fresh vectors as their products give it: symmetric but for errors."""
        return numbers(self.images @ self.vectors.T)


class Ritz:
    """The best pair of a subspace: `exact` by its fresh vectors alone, `value` with what else is known.

    To the fresh vectors come the held ones and the residual of the fresh ones' best pair. The projected
    matrix is exact wherever a fresh image is involved; the block of the others is stale or guessed.
    """

    def __init__(self, space: Subspace) -> None:
        self.space = space
        fresh, held = space.size, space.size + len(space.held)
        matrix = np.zeros((held + 1, held + 1))
        matrix[:fresh, :fresh] = _symmetric(space.exact())
        values, turn = np.linalg.eigh(matrix[:fresh, :fresh])
        self.exact, best = float(values[-1]), rows(space.p, turn[:, -1])
        dual = best @ space.images - self.exact * (space.p * (best @ space.vectors))
        rest = dual / space.p
        self.residual = sqrt(float(rest @ dual))
        rest = rest - (space.held @ dual) @ space.held
        length = space.length(rest)
        self.rest = rest / length if length > TINY * abs(self.exact) else 0 * rest
        matrix[:fresh, fresh:held] = numbers(space.images @ space.held.T)
        matrix[:fresh, held] = length * turn[:, -1]  # to any but the best pair the guess would not fit
        matrix[fresh:held, fresh:held] = _symmetric(numbers(space.held_images @ space.held.T))
        matrix[held, held] = self.exact - (1 - GUESS) * abs(self.exact)
        self.matrix = matrix
        values, self.turn = np.linalg.eigh(matrix, UPLO="U")
        self.value = float(values[-1])

    def vector(self) -> Any:
        """The vector of `value`."""
        fresh = rows(self.space.p, self.turn[: self.space.size, -1])
        return fresh @ self.space.vectors + self.unfresh()

    def unfresh(self) -> Any:
        """The part of the vector that no fresh image speaks for."""
        held = rows(self.space.p, self.turn[self.space.size :, -1])
        return held[:-1] @ self.space.held + held[-1] * self.rest

    def others(self, count: int) -> tuple[Small, Any, Any]:
        """The next best pairs of what has images, best first: values (m,), vectors (m, D), their images."""
        space, best = self.space, slice(-2, -2 - count, -1)
        values, turn = np.linalg.eigh(self.matrix[:-1, :-1], UPLO="U")
        turn = rows(space.p, turn[:, best].T)
        fresh, held = turn[:, : space.size], turn[:, space.size :]
        images = fresh @ space.images + held @ space.held_images
        return values[best], fresh @ space.vectors + held @ space.held, images


def _symmetric(matrix: Small) -> Small:
    return (matrix + matrix.T) / 2
