"""Gradient and Hessian-vector products at one point, the cheap way for its float type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

STEP = 1e-8
"""‖hv‖ of a difference of gradients: in float64 its error is 1e-8 to 1e-7 of the product. Longer steps are
no better and meet a hundred times more kinks of a ReLU, each of which spoils a product altogether."""


class Model(Protocol):
    """What a loss must offer: one scalar at a flat vector, and gradients of members in one pass."""

    def loss(self, theta: Tensor) -> Tensor:
        """The loss at (D,), twice differentiable."""

    def gradients(self, thetas: Tensor) -> tuple[Tensor, Tensor]:
        """Losses (n,) and gradients (n, D) at (n, D)."""


@dataclass(frozen=True)
class Point:
    """Loss and gradient (D,) at θ, products with its Hessian, and the images (k, D) of given directions."""

    loss: Tensor
    gradient: Tensor
    hvp: Callable[[Tensor], Tensor]
    images: Tensor | None


def evaluate(model: Model, theta: Tensor, directions: Tensor | None = None) -> Point:
    """The point θ (D,) of a model: by differences in float64, by double backward otherwise.

    `directions` (k, D), as a tracker's, are vectors whose products are wanted anyway: in float64 they are
    made in the same pass as the gradient, at a fraction of its cost.
    """
    if theta.dtype == torch.float64:
        return differences(model.gradients, theta, directions)
    return double_backward(model.loss, theta)


def differences(
    gradients: Callable[[Tensor], tuple[Tensor, Tensor]], theta: Tensor, directions: Tensor | None = None
) -> Point:
    """Products as (∇L(θ+hv) − ∇L(θ))/h with ‖hv‖ = 1e-8: one more gradient each, no graph; float64 only.

    `gradients` maps parameters (n, D) to losses (n,) and gradients (n, D).
    """
    ahead = theta.new_empty(0, len(theta)) if directions is None else directions
    h = STEP / torch.linalg.vector_norm(ahead, dim=1, keepdim=True)
    losses, found = gradients(torch.cat((theta[None], theta + h * ahead)))
    gradient = found[0]

    def hvp(vector: Tensor) -> Tensor:
        h = STEP / torch.linalg.vector_norm(vector)
        image: Tensor = (gradients((theta + h * vector)[None])[1][0] - gradient) / h
        return image

    return Point(losses[0], gradient, hvp, None if directions is None else (found[1:] - gradient) / h)


def double_backward(loss: Callable[[Tensor], Tensor], theta: Tensor) -> Point:
    """Products by a second backward pass through one kept graph, which lives as long as the point."""
    point = theta.detach().requires_grad_()
    value = loss(point)
    (gradient,) = torch.autograd.grad(value, point, create_graph=True)

    def hvp(vector: Tensor) -> Tensor:
        return torch.autograd.grad(gradient, point, vector, retain_graph=True)[0]

    return Point(value.detach(), gradient.detach(), hvp, None)
