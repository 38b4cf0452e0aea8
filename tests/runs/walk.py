"""The training of the tiny experiment; torch lives here."""

import os
import signal
from collections.abc import Sequence

import numpy as np
import torch

from lab.contract.state import State
from lab.contract.training import Frame, Mark, Training
from tests.runs.tiny import Config

MARKED = 37
"""Steps between two marks."""


class Walk(Training):
    """One walk a member, each with a generator of its own."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.config = members[0]
        self.eta, self.done = self.config.eta, 0
        self.gammas = np.array([(*one.gammas, one.gamma)[0] for one in members])
        self.x = torch.zeros(len(members), dtype=torch.float64)
        self.generators = [np.random.Generator(np.random.PCG64(one.seed)) for one in members]

    def step(self) -> Frame | None:
        if self.done == self.config.steps:
            raise StopIteration
        step, self.done = self.done, self.done + 1
        self.durations["process"] = os.getpid()  # not a duration: tells a test whom to kill
        if self.config.event != "none" and step == self.config.at:
            misfortune(self.config.event)
        noise = np.array([generator.normal() for generator in self.generators])
        self.x = self.x * torch.from_numpy(self.gammas) + self.eta * torch.from_numpy(noise)
        values = self.x.numpy().copy()
        arrays = (
            {"trail": np.outer(values, [1, 2, 3]).astype(np.float32)}
            if step % self.config.stride == 0
            else {}
        )
        marks = [Mark("tick", step, step - 1, member, {"x": values[member]}) for member in range(len(values))]
        return Frame(
            step,
            {"x": values if len(values) > 1 else float(values[0]), "eta": self.eta},
            arrays,
            marks=tuple(marks) if step % MARKED == 1 else (),
        )

    def intervene(self, name, value) -> None:
        if name == "eta":
            self.eta = value
        else:
            self.x = self.x + value["by"]

    def progress(self) -> int:
        return self.done

    def state_dict(self) -> State:
        states = [one.bit_generator.state for one in self.generators]
        return {"x": self.x, "done": self.done, "eta": self.eta, "generators": states}

    def load_state_dict(self, state: State) -> None:
        self.x, self.done, self.eta = state["x"], state["done"], state["eta"]
        for generator, one in zip(self.generators, state["generators"], strict=True):
            generator.bit_generator.state = one


def misfortune(event: str) -> None:
    """Let something go wrong."""
    if event == "raise":
        raise ZeroDivisionError("the\nwalk fell")
    if event == "allocate":
        torch.ones(2**40)
    while event == "compute":
        pass
    signal.pause()
