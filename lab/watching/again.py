"""A loss computed once more: the same batch, the same dice, and nothing of the training disturbed by it."""

import random
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

Closure = Callable[[], Tensor]


class Dice:
    """The states of the generators that a loss may draw from: torch's, its devices', numpy's and Python's."""

    def __init__(self, devices: Sequence[torch.device]) -> None:
        self._torch = torch.get_rng_state()
        self._cuda = [(device, torch.cuda.get_rng_state(device)) for device in devices]
        self._numpy: Any = np.random.get_state()
        self._python = random.getstate()

    def restore(self) -> None:
        """Let the next draws be those that came after this state was taken."""
        torch.set_rng_state(self._torch)
        for device, state in self._cuda:
            torch.cuda.set_rng_state(state, device)
        np.random.set_state(self._numpy)
        random.setstate(self._python)


def bound(closure: Closure) -> Closure:
    """The closure with its variables as they are now: in a loop over batches they will be other ones."""
    if not isinstance(closure, types.FunctionType):
        return closure
    cells = tuple(types.CellType(*_content(cell)) for cell in closure.__closure__ or ())
    names = dict(closure.__globals__)
    kept = types.FunctionType(closure.__code__, names, closure.__name__, closure.__defaults__, cells)
    kept.__kwdefaults__ = closure.__kwdefaults__
    return kept


def _content(cell: types.CellType) -> tuple[Any, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # nothing is in it yet
        return ()


@dataclass(frozen=True)
class Call:
    """A loss of the step in hand: how it was computed, what came out, and the dice before it (or None)."""

    closure: Closure
    value: Tensor
    dice: Dice | None

    def again(self) -> Tensor:
        """The loss at the parameters that are there now, with the same dice."""
        if self.dice is not None:
            self.dice.restore()
        return self.closure()


def total(calls: Sequence[Call]) -> Tensor:
    """The sum of a step's losses, as accumulated gradients sum: the user's scaling is in each."""
    losses = [call.again() for call in calls]
    return torch.stack(losses).sum() if len(losses) > 1 else losses[0]


@contextmanager
def undisturbed(
    parameters: Sequence[Tensor], buffers: Sequence[Tensor], devices: Sequence[torch.device]
) -> Iterator[None]:
    """Whatever is computed within: parameters, buffers and dice are afterwards what they were, to the bit.

    They are restored from copies, since θ + hv − hv is not θ. Copies weigh one set of `parameters`.
    """
    dice = Dice(devices)
    kept = [(tensor, tensor.detach().clone()) for tensor in (*parameters, *buffers)]
    try:
        with torch.enable_grad():
            yield
    finally:
        with torch.no_grad():
            for tensor, copy in kept:
                tensor.copy_(copy)
        dice.restore()
