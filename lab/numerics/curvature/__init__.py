"""Curvature that training sees: the largest eigenvalue of the preconditioned Hessian, at every step.

Training with preconditioner P (Adam's √v̂+ε, as a vector) and step size η is stable on a quadratic while
λ_max(Ĥ) < 2/η, where Ĥ = c·P⁻¹H, H is the loss's Hessian and c is Adam's factor for its momentum.
Ĥ is not symmetric, but it has the eigenvalues of the symmetric c·P^-½HP^-½, which is what is computed.
"""

from lab.numerics.curvature.dense import dense_curvature, dense_hessian, dense_lambda_max, difference_hessian
from lab.numerics.curvature.eigen import EigenPair, lambda_max
from lab.numerics.curvature.gradient import GradCurvature, lambda_grad
from lab.numerics.curvature.products import Point, differences, double_backward, evaluate
from lab.numerics.curvature.scale import adam_scale, adam_scale_running
from lab.numerics.curvature.tracker import Curvature, Tracker

__all__ = [
    "Curvature",
    "EigenPair",
    "GradCurvature",
    "Point",
    "Tracker",
    "adam_scale",
    "adam_scale_running",
    "dense_curvature",
    "dense_hessian",
    "dense_lambda_max",
    "difference_hessian",
    "differences",
    "double_backward",
    "evaluate",
    "lambda_grad",
    "lambda_max",
]
