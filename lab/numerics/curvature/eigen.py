"""The largest eigenvalue from scratch: thick-restart Lanczos."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic

import torch
from torch import Tensor

from lab.contract.errors import BadInput
from lab.numerics.curvature.arrays import Array, like, on_tensors, positive_diagonal, tensor
from lab.numerics.roots import sqrt

DENSE = 64
"""Up to this many parameters the matrix is formed: no more products, and no doubt."""
BASIS, KEPT = 60, 12
"""Vectors held before a restart, and Ritz vectors that survive it."""
CONFIRMED = 4
"""Products for which a pair must stand: where the start hardly overlapped with the first vector, the second
converges before it, and the first shows itself one or two products later."""
MOST_PRODUCTS = 2000


@dataclass(frozen=True)
class EigenPair(Generic[Array]):
    """An eigenvalue, its unit vector, ‖Av − λv‖, and how many Hessian-vector products they took."""

    value: float
    vector: Array
    residual: float
    matvecs: int


def lambda_max(
    hvp: Callable[[Array], Array],
    preconditioner: Array,
    *,
    scale: float = 1.0,
    start: Array | None = None,
    tol: float = 1e-6,
    most: int = MOST_PRODUCTS,
) -> EigenPair[Array]:
    """The largest algebraic eigenvalue of A = scale·P^-½ H P^-½, which is that of scale·P⁻¹H.

    `hvp` maps a flat (D,) array to H times it; `preconditioner` is the diagonal of P, (D,), positive;
    `start` (D,) is a guess of the vector and need not overlap with it: a seeded random direction is mixed
    in. Stops when ‖Av − λv‖ ≤ tol·λ (tol no smaller than √eps of the float type, where λ is exact
    already) stayed true for four products more, or after `most` products: then the returned residual tells.
    P⁻¹H's own eigenvector is P^-½v.
    Lanczos with thick restarts: Wu and Simon 2000.

    Raises:
        BadInput: scale is not positive, or the preconditioner is not a flat positive float vector.
    """
    diagonal = positive_diagonal(preconditioner)
    if not scale > 0:
        raise BadInput(f"scale = {scale} is not positive: give (1−β1)/((1+β1)(1−β1^t)) for Adam, else 1.")
    root, product = 1 / sqrt(diagonal), on_tensors(hvp, preconditioner)

    def operate(vector: Tensor) -> Tensor:
        return scale * root * product(root * vector)

    if len(diagonal) <= DENSE:
        found = _dense(operate, diagonal)
    else:
        guess = None if start is None else tensor(start)
        found = _lanczos(operate, _first(diagonal, guess), tol, most)
    return EigenPair(found.value, like(found.vector, preconditioner), found.residual, found.matvecs)


def _dense(operate: Callable[[Tensor], Tensor], diagonal: Tensor) -> EigenPair[Tensor]:
    columns = [
        operate(unit) for unit in torch.eye(len(diagonal), dtype=diagonal.dtype, device=diagonal.device)
    ]
    matrix = torch.stack(columns)
    values, vectors = torch.linalg.eigh((matrix + matrix.T) / 2)
    value, vector = values[-1], vectors[:, -1]
    residual = torch.linalg.norm(matrix @ vector - value * vector)
    return EigenPair(float(value), vector, float(residual), len(diagonal))


def _first(diagonal: Tensor, guess: Tensor | None) -> Tensor:
    """A unit vector near the guess that overlaps with everything."""
    generator = torch.Generator().manual_seed(0)
    noise = torch.randn(len(diagonal), generator=generator, dtype=torch.float64).to(diagonal)
    noise /= torch.linalg.norm(noise)
    if guess is None or not float(torch.linalg.norm(guess)) > 0:
        return noise
    mixed: Tensor = guess / torch.linalg.norm(guess) + 0.1 * noise
    mixed /= torch.linalg.norm(mixed)
    return mixed


def _lanczos(operate: Callable[[Tensor], Tensor], first: Tensor, tol: float, most: int) -> EigenPair[Tensor]:
    eps = torch.finfo(first.dtype).eps
    tol = max(tol, math.sqrt(eps))
    basis, images = first.new_empty(BASIS, len(first)), first.new_empty(BASIS, len(first))
    new, held, matvecs = first, 0, 0
    met: list[EigenPair[Tensor]] = []
    while True:
        basis[held], images[held] = new, operate(new)
        held, matvecs = held + 1, matvecs + 1
        projected = basis[:held] @ images[:held].T
        values, ritz = torch.linalg.eigh((projected + projected.T) / 2)
        value, size = float(values[-1]), float(values.abs().max())
        vector, image = ritz[:, -1] @ basis[:held], ritz[:, -1] @ images[:held]
        remainder = image - value * vector
        residual = float(torch.linalg.norm(remainder))
        # A zero eigenvalue has no relative error: there the operator's own size is the measure.
        pair = EigenPair(value, vector, residual, matvecs)
        met = [*met, pair] if residual <= tol * max(abs(value), math.sqrt(eps) * size) else []
        if len(met) > CONFIRMED or residual == 0 or matvecs >= most:
            return replace(met[0] if met else pair, matvecs=matvecs)
        if held == BASIS:
            best = ritz[:, -KEPT:].T
            basis[:KEPT], images[:KEPT] = best @ basis, best @ images
            held = KEPT
        for _ in range(2):  # "twice is enough" for orthogonality (Kahan and Parlett)
            remainder = remainder - (basis[:held] @ remainder) @ basis[:held]
            remainder = remainder / torch.linalg.norm(remainder)
        new = remainder
