"""Sizes of what an optimizer has: of its gradients, and of its memory of their squares."""

from collections.abc import Sequence
from math import hypot, nan

import torch
from torch import Tensor, optim


def parameters(optimizer: optim.Optimizer) -> list[Tensor]:
    """The optimizer's parameters, each once."""
    every = (p for group in optimizer.param_groups for p in group["params"])
    return list({id(p): p for p in every}.values())


def sizes(parameters: Sequence[Tensor], squares: list[Tensor]) -> tuple[float, float]:
    """‖g‖ of all gradients and Σv, in one pass over each and one wait for the device; NaN of none."""
    grads = [p.grad for p in parameters if p.grad is not None]
    # None of v is below zero, and a sum takes a sixth of the time of its norm of order 1.
    sums = [square.sum(dtype=torch.float32) for square in squares]
    norms = (_norms(grads) if grads else []) + (_whole(sums) if sums else [])
    numbers = torch.stack(norms).tolist() if norms else []
    norm = hypot(*numbers[: len(grads)]) if grads else nan
    return norm, sum(numbers[len(grads) :]) if squares else nan


def _norms(tensors: list[Tensor]) -> list[Tensor]:
    single = all(tensor.dtype == torch.float32 for tensor in tensors)
    # To name a type, though it is theirs, costs as much again.
    return _whole(torch._foreach_norm(tensors, 2, dtype=None if single else torch.float32))


def _whole(numbers: Sequence[Tensor]) -> list[Tensor]:
    """Numbers on the device of the first; of what is sharded, of all its parts."""
    if type(numbers[0]) is Tensor and len({number.device for number in numbers}) == 1:
        return list(numbers)
    whole = [number.full_tensor() if hasattr(number, "full_tensor") else number for number in numbers]
    return [number.to(whole[0].device) for number in whole]
