"""Numpy arrays or tensors in, the same kind out: the one place that converts."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.errors import BadInput

Array = TypeVar("Array", npt.NDArray[Any], Tensor)


def tensor(array: npt.NDArray[Any] | Tensor) -> Tensor:
    """The array as a tensor of its own float type, cut from any graph."""
    return array.detach() if isinstance(array, Tensor) else torch.from_numpy(np.array(array))


def like(value: Tensor, model: Array) -> Array:
    """A tensor as the kind of array that `model` is."""
    return value if isinstance(model, Tensor) else value.numpy()


def on_tensors(hvp: Callable[[Array], Array], model: Array) -> Callable[[Tensor], Tensor]:
    """A product for arrays of the kind of `model`, as one for tensors."""
    if isinstance(model, Tensor):
        return lambda vector: hvp(vector).detach()
    return lambda vector: tensor(hvp(vector.numpy()))


def positive_diagonal(preconditioner: Array) -> Tensor:
    """The preconditioner's diagonal as a tensor.

    Raises:
        BadInput: it is not a flat vector of float32 or float64, or some entry is not positive and finite.
    """
    diagonal = tensor(preconditioner)
    if diagonal.ndim != 1 or diagonal.dtype not in (torch.float32, torch.float64):
        given = f"{diagonal.dtype} of shape {tuple(diagonal.shape)}"
        raise BadInput(f"The preconditioner is {given}: give its diagonal, flat, in float32 or float64.")
    if not bool((torch.isfinite(diagonal) & (diagonal > 0)).all()):
        raise BadInput("Some entry of the preconditioner is not positive and finite: is epsilon zero?")
    return diagonal
