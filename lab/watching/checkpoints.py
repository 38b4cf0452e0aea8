"""Checkpoints of a watched training: the last, those at marks, and as many as a number of bytes allows."""

import os
from collections.abc import Callable
from typing import Any

import torch

from lab.contract.errors import BadInput, LabError
from lab.contract.settings import number, writable
from lab.runs.files import kept
from lab.watching.record import LOGGER
from lab.watching.state import Unkept

APART = 10
"""Steps between the last checkpoint and one that a mark asks for, at least."""


class Checkpoints:
    """Keeps states between steps. Where one cannot be kept that is said once, and the training goes on."""

    def __init__(self, id: str, every: int) -> None:
        if every < 0:
            raise BadInput(f"checkpoint_every = {every} is not allowed: give how many steps apart, or 0.")
        self.problem: str | None = None
        self._id, self._every = id, every
        self._sizes: dict[int, int] = {}
        self._marked: set[int] = set()
        self._asked = False
        self._budget = int(number("LAB_OWN_CHECKPOINT_MEGABYTES") * 2**20)

    def ask(self) -> None:
        """Have a checkpoint kept before the coming step, since something is marked there."""
        self._asked = True

    def see(self, step: int, capture: Callable[[], dict[str, Any]]) -> None:
        """Keep the state before `step`, if it is due."""
        last = max(self._sizes, default=-APART)
        marked = self._asked and step - last >= APART
        due = self._every > 0 and step > 0 and step % self._every == 0
        if self.problem is not None or not (marked or due):
            return
        self._asked = False
        try:
            self._keep(step, capture())
        except (OSError, LabError, Unkept) as error:
            self.problem = f"No more checkpoints are kept from step {step} on: {error}"
            LOGGER.warning("%s. The training goes on.", self.problem)
            return
        if marked:
            self._marked.add(step)
        self._thin()

    def _keep(self, step: int, state: dict[str, Any]) -> None:
        place = kept.path(self._id, step)
        writable(place.parent)
        beside = place.with_suffix(".part")
        try:
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                torch.save(state, file)
            size = beside.stat().st_size
            if size > self._budget:
                raise OSError(f"one has {size / 2**20:.0f} MB, and LAB_OWN_CHECKPOINT_MEGABYTES allows less")
            os.replace(beside, place)
        except RuntimeError as error:  # torch's own word for a full disk
            raise OSError(str(error).splitlines()[0][:200]) from error
        finally:
            beside.unlink(missing_ok=True)
        self._sizes[step] = size

    def _thin(self) -> None:
        """Drop the oldest, those at marks last, until all fit; the newest stays."""
        while sum(self._sizes.values()) > self._budget:
            older = sorted(self._sizes)[:-1]
            step = min(older, key=lambda step: (step in self._marked, step))
            del self._sizes[step]
            kept.path(self._id, step).unlink(missing_ok=True)


def load(id: str, step: int) -> dict[str, Any]:
    """The state before a step, on the CPU: tensors and plain values, nothing that would run.

    Raises:
        BadInput: it cannot be read, or is none.
    """
    try:
        state = torch.load(kept.path(id, step), map_location="cpu", weights_only=True)
    except Exception as error:
        raise BadInput(f"The checkpoint of {id} at step {step} cannot be read: {str(error)[:120]}.") from None
    if not isinstance(state, dict) or set(state) != {"model", "optimizer", "dice", "also"}:
        raise BadInput(f"{kept.path(id, step)} is no checkpoint of a training.")
    return state
