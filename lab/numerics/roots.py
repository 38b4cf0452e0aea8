"""Square roots that are right to the last bit, on every machine.

`torch.sqrt` of a long CPU tensor goes to MKL, whose vectorised root is one bit off for up to 16 % of all
numbers, other ones on other processors. The processor's own instruction, which numpy uses, is right.
"""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Array = TypeVar("Array", npt.NDArray[Any], Tensor)


def sqrt(x: Array, out: Array | None = None) -> Array:
    """The correctly rounded √x of a tensor or an array, of the same kind; into `out` if given.

    Of a tensor it can be differentiated, as often as one likes.
    """
    if not isinstance(x, Tensor):
        return np.asarray(np.sqrt(x, out=out))
    if x.requires_grad and torch.is_grad_enabled():
        return _Root.apply(x)  # type: ignore[no-any-return, no-untyped-call]
    return _root(x, out)


def _root(x: Tensor, out: Tensor | None = None) -> Tensor:
    if x.device.type != "cpu":
        return torch.sqrt(x, out=out)
    found = torch.empty_like(x) if out is None else out
    with np.errstate(invalid="ignore"):  # of a negative number it is NaN, as torch has it
        np.sqrt(x.detach().numpy(), out=found.detach().numpy())
    return found


class _Root(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, x: Tensor) -> Tensor:
        root = _root(x)
        context.save_for_backward(root)
        return root

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> Tensor:
        (root,) = context.saved_tensors
        found: Tensor = gradients[0] / (2 * root)
        return found
