"""Two-layer networks f(x) = Σ a_k σ(w_k x + b_k), E at once, and how their neurons condense.

Gradient descent whose step is c / λ_max of the tangent kernel follows gradient flow with another clock, so
one setting serves initial weights from 1 to 1e-6 (arXiv:2007.07497, 2105.11686). Float64 is obligatory.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lab.numerics.complexity import effective_neurons

Floats = NDArray[np.float64]

STEP = 0.5  # c: the fastest mode of the error halves in a step
LARGEST_CHANGE = 0.1  # of the norm of either layer, in one step


def _relu(z: Tensor) -> tuple[Tensor, Tensor]:
    return z.clamp(min=0), (z > 0).to(z.dtype)


def _tanh(z: Tensor) -> tuple[Tensor, Tensor]:
    # A member at a time: the ends of a long vector round differently.
    t = torch.stack([torch.tanh(member) for member in z])
    return t, 1 - t * t


def _x_tanh(z: Tensor) -> tuple[Tensor, Tensor]:
    t, slope = _tanh(z)
    return z * t, t + z * slope


# Value and derivative.
ACTIVATIONS: dict[str, Callable[[Tensor], tuple[Tensor, Tensor]]] = {
    "relu": _relu,
    "tanh": _tanh,
    "x-tanh": _x_tanh,
}


class TwoLayer:
    """E networks of m neurons, trained by full-batch descent on points x, y (n,), each at its own step size.

    Row k shows the state before update k: `loss` (half the mean squared error) and `relative_distance`
    ‖w(k) - w(0)‖ / ‖w(0)‖ of the inner layer, bias included, always; `effective_neurons` on rows 0, stride …
    and on the last, NaN between.
    """

    columns = ("loss", "relative_distance", "effective_neurons")

    def __init__(
        self,
        x: Floats,
        y: Floats,
        outer: Floats,
        inner: Floats,
        *,
        steps: int,
        activation: str = "relu",
        stride: int = 10,
        subtract_initial: bool = False,
        device: torch.device | str = "cpu",
    ) -> None:
        """Initial weights: outer a (E, m), inner (w, b) (E, m, 2). ValueError for an unknown activation.

        `subtract_initial` takes the output at the start away, which the linear regime needs.
        """
        if activation not in ACTIVATIONS:
            raise ValueError(
                f"activation = {activation!r} is unknown; choose one of {', '.join(ACTIVATIONS)}"
            )
        self.steps, self.row, self._stride = steps, 0, stride
        self._activation = ACTIVATIONS[activation]
        self.outer, self.inner = (torch.tensor(w, dtype=torch.float64, device=device) for w in (outer, inner))
        self._start = self.inner.clone()
        points = np.stack((x, np.ones_like(x)))
        # One copy a member: products with a shared matrix are folded into one whose rounding depends on E.
        self._points = torch.tensor(points, device=device).repeat(len(self.outer), 1, 1)
        self._target = torch.tensor(y, dtype=torch.float64, device=device).repeat(len(self.outer), 1)
        if subtract_initial:
            self._target += self.output(self._points)

    def output(self, points: Tensor) -> Tensor:
        """f (E, n) at points (E, 2, n), rows x and 1."""
        value, _ = self._activation(torch.bmm(self.inner, points))
        return torch.bmm(self.outer[:, None], value).squeeze(1)

    def step(self) -> dict[str, Floats]:
        """One row, (E,) by name, then the update. ValueError after the last."""
        if self.row >= self.steps:
            raise ValueError(f"the run is over after {self.steps} steps; start one with more")
        value, slope = self._activation(torch.bmm(self.inner, self._points))
        error = torch.bmm(self.outer[:, None], value)[:, 0] - self._target
        row = self._measure(error)
        carried = self.outer[..., None] * slope
        kernel = torch.bmm(value.mT, value)
        kernel += torch.bmm(carried.mT, carried) * torch.bmm(self._points.mT, self._points)
        # The 1/n of the loss's gradient and the 1/n of its kernel cancel.
        # As rows: with the error as a column the product of one member alone rounds differently.
        towards_outer = torch.bmm(error[:, None], value.mT).squeeze(1)
        towards_inner = torch.bmm(carried * error[:, None], self._points.mT)
        rate = STEP / torch.linalg.eigvalsh(kernel)[:, -1]
        for weights, gradient in ((self.outer, towards_outer), (self.inner, towards_inner)):
            rate = torch.minimum(rate, LARGEST_CHANGE * _norms(weights) / _norms(gradient))
        # A network whose neurons are all silent has neither gradient nor kernel: it stays.
        rate = rate.nan_to_num(nan=0.0, posinf=0.0)
        self.outer -= rate[:, None] * towards_outer
        self.inner -= rate[:, None, None] * towards_inner
        self.row += 1
        return {name: numbers.cpu().numpy() for name, numbers in row.items()}

    def orientation(self) -> Tensor:
        """θ (E, m): where neuron k's (w, b) points, atan2(b, w)."""
        return torch.atan2(self.inner[..., 1], self.inner[..., 0])

    def amplitude(self) -> Tensor:
        """A (E, m): the norm of neuron k's (w, b)."""
        norms: Tensor = torch.linalg.vector_norm(self.inner, dim=-1)
        return norms

    def state_dict(self) -> dict[str, Any]:
        """Everything that changes: the weights as tensors, the row as a number."""
        return {"row": self.row, "outer": self.outer.clone(), "inner": self.inner.clone()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on from a state of networks with the same start."""
        self.row = int(state["row"])
        self.outer.copy_(state["outer"])
        self.inner.copy_(state["inner"])

    def _measure(self, error: Tensor) -> dict[str, Tensor]:
        distance = _norms(self.inner - self._start) / _norms(self._start)
        neurons = torch.full_like(distance, math.nan)
        if self.row % self._stride == 0 or self.row == self.steps - 1:
            neurons = effective_neurons(self.outer, self.amplitude(), self.orientation())
        return {
            "loss": error.square().mean(1) / 2,
            "relative_distance": distance,
            "effective_neurons": neurons,
        }


def _norms(weights: Tensor) -> Tensor:
    norms: Tensor = torch.linalg.vector_norm(weights.flatten(1), dim=1)
    return norms
