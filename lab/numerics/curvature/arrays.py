"""Numpy arrays or tensors in, the same kind out: the one place that converts."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.contract.errors import BadInput

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
        kind = f"{diagonal.dtype} of shape {tuple(diagonal.shape)}"
        raise BadInput(f"The preconditioner is {kind}: give its diagonal, flat, in float32 or float64.")
    if not bool((torch.isfinite(diagonal) & (diagonal > 0)).all()):
        raise BadInput("Some entry of the preconditioner is not positive and finite: is epsilon zero?")
    return diagonal


def plain(value: Tensor) -> Any:
    """A tensor as what computes fastest on small vectors: a view in numpy on the CPU, itself elsewhere."""
    return value.detach().numpy() if value.device.type == "cpu" else value.detach()


def numbers(value: Any) -> npt.NDArray[np.float64]:
    """A small array or tensor as float64 numbers at hand."""
    return np.asarray(value.cpu() if isinstance(value, Tensor) else value, dtype=np.float64)


def rows(model: Any, values: int | npt.NDArray[np.float64]) -> Any:
    """Rows for plain arrays like the vector `model`: that many empty ones of its length, or small numbers."""
    if isinstance(values, int):
        shape = (values, len(model))
        return np.empty(shape, model.dtype) if isinstance(model, np.ndarray) else model.new_empty(shape)
    if isinstance(model, np.ndarray):
        return values.astype(model.dtype, copy=False)
    return torch.as_tensor(values).to(model)
