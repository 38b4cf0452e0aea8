"""Curvature along the gradient: what the next step will meet."""

from collections.abc import Callable
from typing import NamedTuple

from lab.numerics.curvature.arrays import Array, on_tensors, positive_diagonal, tensor


class GradCurvature(NamedTuple):
    """λ_grad in two readings: `metric` never exceeds λ_max, `paper` may; NaN without a gradient."""

    paper: float
    metric: float


def lambda_grad(
    hvp: Callable[[Array], Array], gradient: Array, preconditioner: Array, *, scale: float = 1.0
) -> GradCurvature:
    """Curvature of scale·P⁻¹H along the gradient g, in both readings, for one product: H·w, w = P⁻¹g.

    paper = scale·gᵀP⁻¹Hg / gᵀg = scale·(Hw)ᵀg / gᵀg (Bai et al. 2026), of a matrix that is not symmetric;
    metric = scale·wᵀHw / wᵀg, the Rayleigh quotient of the symmetric form at P^-½g.
    `gradient` and the diagonal `preconditioner` are flat (D,).

    Raises:
        BadInput: the preconditioner is not a flat positive float vector.
    """
    diagonal, g = positive_diagonal(preconditioner), tensor(gradient)
    w = g / diagonal
    image = on_tensors(hvp, gradient)(w)
    length, metric_length = float(g @ g), float(w @ g)
    if not length > 0:
        return GradCurvature(float("nan"), float("nan"))
    return GradCurvature(scale * float(image @ g) / length, scale * float(image @ w) / metric_length)
