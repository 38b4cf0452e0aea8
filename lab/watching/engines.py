"""Products with the Hessian of somebody's loss, by what their model allows: the first that works is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import torch
from torch import Tensor, nn

from lab.contract.errors import BadInput
from lab.watching.identity import wrapper

Name = Literal["double-backward", "differences", "one-sided", "forward"]
Loss = Callable[[], Tensor]

SHARE = 3e-5
"""‖hv‖ of a difference, as a share of ‖θ‖: between the rounding of float32 and the bending of the loss."""
ROUGH = 0.05
"""A product whose h and h/3 are further apart than this is not to be trusted."""
SMALL = 100_000
"""Up to this many parameters a second backward pass is tried first."""


class Products(Protocol):
    """Products with the Hessian of a loss at θ, flat (D,) in and out; `gradient` (D,) is there after one."""

    gradient: Tensor

    def __call__(self, vector: Tensor) -> Tensor: ...


def flat(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors as one vector (D,), in their order."""
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors])


class DoubleBackward:
    """By a second pass back through one kept graph; θ must not be moved while this lives."""

    def __init__(self, loss: Loss, parameters: Sequence[Tensor]) -> None:
        self._parameters = parameters
        self._gradients = torch.autograd.grad(loss(), parameters, create_graph=True, materialize_grads=True)
        self.gradient = flat(self._gradients)

    def __call__(self, vector: Tensor) -> Tensor:
        parts = _parts(vector, self._parameters)
        differentiable = [i for i, gradient in enumerate(self._gradients) if gradient.requires_grad]
        if not differentiable:
            return torch.zeros_like(vector)
        images = torch.autograd.grad(
            [self._gradients[i] for i in differentiable],
            self._parameters,
            [parts[i] for i in differentiable],
            retain_graph=True,
            materialize_grads=True,
        )
        return flat(images)


class Differences:
    """By gradients at θ ± hv; one-sided, by those at θ + hv and, once for all products, at θ.

    It moves the parameters, and leaves it to `undisturbed` to restore them. `length` is ‖hv‖, `place`
    is θ (D,).
    """

    def __init__(self, loss: Loss, parameters: Sequence[Tensor], *, one_sided: bool = False) -> None:
        self._loss, self._parameters, self._one_sided = loss, parameters, one_sided
        self.place = flat(parameters)
        self.length = SHARE * float(torch.linalg.vector_norm(self.place)) or SHARE
        self.gradient = self.gradient_at(self.place) if one_sided else self.place.new_empty(0)

    def __call__(self, vector: Tensor) -> Tensor:
        return self._product(vector, self.length)

    def rough(self, vector: Tensor) -> bool:
        """Whether vᵀHv depends on the step's length: the loss bends within it, or it is lost in noise."""
        whole, third = (float(vector @ self._product(vector, h)) for h in (self.length, self.length / 3))
        return not abs(whole - third) <= ROUGH * max(abs(whole), abs(third))

    def _product(self, vector: Tensor, length: float) -> Tensor:
        size = float(torch.linalg.vector_norm(vector))
        if not size > 0:
            return torch.zeros_like(vector)
        h = length / size
        ahead = self.gradient_at(self.place + h * vector)
        if self._one_sided:
            return (ahead - self.gradient) / h
        behind = self.gradient_at(self.place - h * vector)
        self.gradient = (ahead + behind) / 2
        return (ahead - behind) / (2 * h)

    def gradient_at(self, theta: Tensor) -> Tensor:
        """The gradient (D,) at a place (D,)."""
        with torch.no_grad():
            for parameter, part in zip(self._parameters, _parts(theta, self._parameters), strict=True):
                parameter.copy_(part)
        return flat(torch.autograd.grad(self._loss(), self._parameters, materialize_grads=True))


@dataclass(frozen=True)
class Choice:
    """An engine, and why it is this one, for a person."""

    name: Name
    why: str

    def products(self, loss: Loss, parameters: Sequence[Tensor]) -> Products:
        """Its products at the parameters' place; of `forward`, which makes none, never asked."""
        if self.name == "double-backward":
            return DoubleBackward(loss, parameters)
        return Differences(loss, parameters, one_sided=self.name == "one-sided")


def check(engine: str) -> str:
    """An engine's name, or `auto`.

    Raises:
        BadInput: there is none of that name.
    """
    known = ("auto", *get_args(Name))
    if engine not in known:
        raise BadInput(f"engine = {engine!r} is not known; there are {', '.join(known)}.")
    return engine


def choose(model: nn.Module, loss: Loss, parameters: Sequence[Tensor]) -> Choice:
    """The engine that works here, found by trying; to be called where `undisturbed` restores."""
    against = _against_double_backward(model, parameters)
    if not against:
        try:
            DoubleBackward(loss, parameters)(flat(parameters))
            return Choice("double-backward", "a second backward pass works, and is exact")
        except (RuntimeError, NotImplementedError) as error:
            against = f"a second backward pass fails here ({_first_line(error)})"
    try:
        Differences(loss, parameters).gradient_at(flat(parameters))
        return Choice("differences", against)
    except (RuntimeError, NotImplementedError) as error:
        return Choice("forward", f"{against}, and gradients of a moved model fail ({_first_line(error)})")


def _against_double_backward(model: nn.Module, parameters: Sequence[Tensor]) -> str:
    size = sum(parameter.numel() for parameter in parameters)
    if size > SMALL:
        return f"{size:,} parameters are more than {SMALL:,}, where a kept graph is dear"
    if wrapper(model) == "compile":
        return "a compiled model has no second backward pass"
    return ""


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def _parts(vector: Tensor, parameters: Sequence[Tensor]) -> list[Tensor]:
    """A flat vector cut into the parameters' shapes."""
    pieces = torch.split(vector, [parameter.numel() for parameter in parameters])
    return [piece.view_as(parameter) for piece, parameter in zip(pieces, parameters, strict=True)]
