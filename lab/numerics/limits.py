"""How large curvature may become under an optimizer of torch: one number for all its groups.

On a quadratic with Hessian H a step with frozen scales loses its stability where it alternates, z = −1. Each
parameter answers there to its gradient with w = η·T/P: P is the scale that the step divides by, T what the
momentum makes of a gradient whose sign alternates. So one matrix speaks for groups of different η, β and ε:

    share = λ_max(diag(w)·(H + diag(shift))) / 2,        1 is the limit,

where `shift` is weight decay, on the loss (coupled) or on the parameters (decoupled: η·decay/w).
Adam: Cohen et al. 2022 (arXiv 2207.14484); NAdam and others: Regis and Chewi 2026 (arXiv 2605.06821).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, optim

from lab.numerics import roots
from lab.numerics.curvature.scale import adam_scale_running

Group = Mapping[str, Any]
Scale = tuple[Tensor, float]
"""P, of the parameter's shape, and T."""


@dataclass(frozen=True)
class Response:
    """What a parameter's step makes of its gradient: `weight` η·T/P and `shift`, both of its shape."""

    parameter: Tensor
    weight: Tensor
    shift: Tensor


def _sgd(group: Group, _: Mapping[str, Any], gradient: Tensor) -> Scale:
    momentum, ones = group["momentum"], torch.ones_like(gradient)
    if group["nesterov"]:
        return ones, (1 + 2 * momentum) / (1 + momentum)
    return ones, (1 - group["dampening"]) / (1 + momentum) if momentum else 1.0


def _squares(group: Group, state: Mapping[str, Any], gradient: Tensor) -> tuple[Tensor, float]:
    """Adam's v with the gradient taken in, and how many it has taken in with it."""
    beta2 = float(group["betas"][1])
    before = state["exp_avg_sq"] if state else torch.zeros_like(gradient)
    return beta2 * before + (1 - beta2) * gradient.square(), _steps(state)


def _adam(group: Group, state: Mapping[str, Any], gradient: Tensor) -> Scale:
    v, t = _squares(group, state, gradient)
    if group.get("amsgrad") and state:
        v = torch.maximum(v, state["max_exp_avg_sq"])
    beta1, beta2 = map(float, group["betas"])
    return _root(v / (1 - beta2**t)) + group["eps"], adam_scale_running(beta1, beta1**t)


def _nadam(group: Group, state: Mapping[str, Any], gradient: Tensor) -> Scale:
    v, t = _squares(group, state, gradient)
    beta1, beta2 = map(float, group["betas"])
    now, ahead = (beta1 * (1 - 0.5 * 0.96 ** (k * group["momentum_decay"])) for k in (t, t + 1))
    product = float(state["mu_product"]) * now if state else now
    momentum = ahead * (1 - beta1) / ((1 + beta1) * (1 - product * ahead))
    return _root(v / (1 - beta2**t)) + group["eps"], momentum + (1 - now) / (1 - product)


def _radam(group: Group, state: Mapping[str, Any], gradient: Tensor) -> Scale:
    v, t = _squares(group, state, gradient)
    beta1, beta2 = map(float, group["betas"])
    response, unbiased = adam_scale_running(beta1, beta1**t), 1 - beta2**t
    longest = 2 / (1 - beta2) - 1
    length = longest - 2 * t * beta2**t / unbiased
    if length <= 5:
        return torch.ones_like(gradient), response
    rectified = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
    return (_root(v) + group["eps"]) / math.sqrt(unbiased), response * math.sqrt(rectified)


def _adamax(group: Group, state: Mapping[str, Any], gradient: Tensor) -> Scale:
    beta1, beta2 = map(float, group["betas"])
    largest = gradient.abs() + group["eps"]
    if state:
        largest = torch.maximum(beta2 * state["exp_inf"], largest)
    return largest, adam_scale_running(beta1, beta1 ** _steps(state))


def _rmsprop(group: Group, state: Mapping[str, Any], gradient: Tensor) -> Scale:
    alpha, zeros = group["alpha"], torch.zeros_like(gradient)
    v = alpha * (state["square_avg"] if state else zeros) + (1 - alpha) * gradient.square()
    if group["centered"]:
        mean = alpha * (state["grad_avg"] if state else zeros) + (1 - alpha) * gradient
        v = v - mean.square()
    return _root(v) + group["eps"], 1 / (1 + group["momentum"])


def _adagrad(group: Group, state: Mapping[str, Any], gradient: Tensor) -> Scale:
    return _root(state["sum"] + gradient.square()) + group["eps"], 1 / (
        1 + (_steps(state) - 1) * group["lr_decay"]
    )


def _root(v: Tensor) -> Tensor:
    """The right √v, in float32 at least."""
    return roots.sqrt(v if v.dtype == torch.float64 else v.float())


def _steps(state: Mapping[str, Any]) -> float:
    """Gradients that a state holds once it has taken in the one in hand."""
    return float(state["step"]) + 1 if state else 1.0


SCALES: dict[type[optim.Optimizer], Callable[[Group, Mapping[str, Any], Tensor], Scale]] = {
    optim.SGD: _sgd,
    optim.Adam: _adam,
    optim.AdamW: _adam,
    optim.NAdam: _nadam,
    optim.RAdam: _radam,
    optim.Adamax: _adamax,
    optim.RMSprop: _rmsprop,
    optim.Adagrad: _adagrad,
}
"""What is known: each makes P and T of a group, a parameter's state before the step, and the gradient."""

WHY = {
    "Muon": "it steps by the orthogonal factor of a matrix, whose limit is in the spectral norm",
    "LBFGS": "it searches along a line, with the gradients of earlier steps",
    "Rprop": "it steps by signs alone",
    "ASGD": "it averages parameters, and its step size falls by itself",
    "SparseAdam": "it moves only those parameters that a batch touches",
    "Adafactor": "its scale is a product of rows and columns, and it clips its own step",
    "Adadelta": "its step size follows its own earlier steps",
}


def refusal(optimizer: optim.Optimizer) -> str | None:
    """Why an optimizer has no limit here, in a sentence; None where it has one."""
    name = type(optimizer).__name__
    if type(optimizer) not in SCALES:
        why = WHY.get(name, "its step is not one that is known here")
        known = ", ".join(sorted(kind.__name__ for kind in SCALES))
        return f"{name} has no limit for the curvature that is measured: {why}; there is one for {known}."
    if any(group.get("maximize") for group in optimizer.param_groups):
        return f"This {name} climbs (maximize=True), and the limit is that of a descent."
    return None


def responses(optimizer: optim.Optimizer) -> list[Response]:
    """Weight and shift of each parameter that the coming step moves, in the order of the groups.

    To be called when gradients are there and the step is not yet made: what the step would take in is
    taken in here, and nothing is changed. Parameters without a gradient, and those of a group whose η is 0,
    do not move and are left out. The optimizer must be one without `refusal`.
    """
    scale, found = SCALES[type(optimizer)], []
    with torch.no_grad():
        for group in optimizer.param_groups:
            eta, decay = float(group["lr"]), float(group["weight_decay"])
            for parameter in group["params"] if eta > 0 else ():
                if parameter.grad is None:
                    continue
                decoupled = bool(group.get("decoupled_weight_decay"))
                absorbed = parameter.grad.detach()
                if decay and not decoupled:
                    absorbed = absorbed + decay * parameter
                p, response = scale(group, optimizer.state.get(parameter, {}), absorbed)
                weight = eta * response / p
                shift = eta * decay / weight if decoupled else torch.full_like(weight, decay)
                found.append(Response(parameter, weight, shift))
    return found


SQUARES = ("exp_avg_sq", "square_avg", "sum")


def second_moments(optimizer: optim.Optimizer) -> list[Tensor]:
    """Its own averages of squared gradients, one tensor a parameter; none before its first step."""
    states = (optimizer.state.get(p, {}) for group in optimizer.param_groups for p in group["params"])
    return [state[name] for state in states for name in SQUARES if name in state]


def memory(optimizer: optim.Optimizer) -> float | None:
    """The shortest β2 of its groups, with which squared gradients are forgotten; None where none are."""
    betas = [group["betas"][1] for group in optimizer.param_groups if "betas" in group]
    alphas = [group["alpha"] for group in optimizer.param_groups if type(optimizer) is optim.RMSprop]
    return min(map(float, [*betas, *alphas]), default=None)
