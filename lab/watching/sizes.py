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
    norms = [norm for part, order in ((grads, 2), (squares, 1)) if part for norm in _norms(part, order)]
    numbers = torch.stack(norms).tolist() if norms else []
    norm = hypot(*numbers[: len(grads)]) if grads else nan
    return norm, sum(numbers[len(grads) :]) if squares else nan


def _norms(tensors: list[Tensor], order: int) -> list[Tensor]:
    """Norms of tensors, on the device of the first; of what is sharded, of all its parts."""
    single = all(tensor.dtype == torch.float32 for tensor in tensors)
    # To name a type, though it is theirs, costs as much again.
    norms: Sequence[Tensor] = torch._foreach_norm(tensors, order, dtype=None if single else torch.float32)
    if type(norms[0]) is Tensor and len({norm.device for norm in norms}) == 1:
        return list(norms)
    whole = (norm.full_tensor() if hasattr(norm, "full_tensor") else norm for norm in norms)
    return [norm.to(tensors[0].device) for norm in whole]
