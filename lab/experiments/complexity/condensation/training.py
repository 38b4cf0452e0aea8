"""Gradient flow of two-layer networks, and where their neurons point at each look."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from lab.contract.state import State
from lab.contract.training import Floats, Frame, Mark, Training
from lab.experiments.complexity.condensation.config import Config
from lab.numerics.condensation import TwoLayer
from lab.numerics.phase_diagram import four_points, initial_weights, kinked_target, wavy_target
from lab.numerics.scaling import exponent

FINE = 101
"""Points of the learned function's picture, evenly over [-1, 1]."""
EARLY = 40
"""Looks at the beginning of which each is pictured: the neurons turn there."""
ONE, MANY = 1.1, 2.0
"""Effective neurons below which they have condensed, and above which they have split again."""


def build(members: Sequence[Config]) -> Training:
    """The training of a batch: cells of the phase diagram by any number, networks likewise."""
    return Phases(members) if members[0].task == "phases" else Neurons(members)


def network(members: Sequence[Config], m: int, x: Floats, y: Floats) -> TwoLayer:
    """One network of m neurons a member."""
    config = members[0]
    starts = [initial_weights(m, *member.exponents, member.seed) for member in members]
    outer, inner = (np.stack(weights) for weights in zip(*starts, strict=True))
    return TwoLayer(
        x,
        y,
        outer,
        inner,
        steps=config.steps,
        activation=config.activation,
        stride=config.stride,
        subtract_initial=config.task == "phases",
        device=config.device,
    )


def pictured(config: Config, step: int) -> bool:
    """Whether there is a picture of this row: on the stride at first, later on every tenth look; the last."""
    stride = config.stride if step <= EARLY * config.stride else 10 * config.stride
    return step % stride == 0 or step == config.steps - 1


def neurons_of(run: TwoLayer) -> dict[str, Any]:
    """Direction (degrees) and size ‖(w, b)‖ of each neuron."""
    return {
        "orientation": torch.rad2deg(run.orientation()).half().cpu().numpy(),
        "amplitude": run.amplitude().float().cpu().numpy(),
    }


class Neurons(Training):
    """Networks on a curve: every row its loss, at each look its neurons and the function they make."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.config = members[0]
        target = {"kinks": kinked_target, "waves": wavy_target}[self.config.target]
        self.run = network(members, self.config.neurons, *target())
        fine = np.linspace(-1, 1, FINE)
        points = torch.tensor(np.stack((fine, np.ones_like(fine))), device=self.config.device)
        self.points = points.repeat(len(members), 1, 1)
        self.seen = {name: [False] * len(members) for name in ("condensed", "split")}

    def step(self) -> Frame | None:
        step = self.run.row
        if step == self.config.steps:
            raise StopIteration
        arrays: dict[str, Any] = {}
        if pictured(self.config, step):
            with self.timed("measuring"):
                arrays = neurons_of(self.run)
                arrays["fit"] = self.run.output(self.points).half().cpu().numpy()
        row = self.run.step()
        return Frame(step, row, arrays, marks=self._marks(step, row))

    def _marks(self, step: int, row: Mapping[str, Floats]) -> tuple[Mark, ...]:
        found = []
        for member, count in enumerate(row["effective_neurons"].tolist()):
            known = {name: seen[member] for name, seen in self.seen.items()}
            now = {"condensed": count <= ONE, "split": known["condensed"] and count >= MANY}
            for name, reached in now.items():
                if reached and not known[name]:
                    self.seen[name][member] = True
                    found.append(Mark(name, step, step, member, {"neurons": count}))
        return tuple(found)

    def progress(self) -> int:
        return self.run.row

    def state_dict(self) -> State:
        return {**self.run.state_dict(), "seen": {name: list(seen) for name, seen in self.seen.items()}}

    def load_state_dict(self, state: State) -> None:
        self.run.load_state_dict(state)
        self.seen = {name: list(seen) for name, seen in state["seen"].items()}


class Phases(Training):
    """Cells of the phase diagram: how far the inner weights of networks of growing width travel.

    `slope` is that of log relative distance over log m: positive where wider networks travel further.
    """

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.config = members[0]
        self.runs = [network(members, m, *four_points()) for m in self.config.widths]

    def step(self) -> Frame | None:
        step = self.progress()
        if step == self.config.steps:
            raise StopIteration
        look = step % self.config.stride == 0 or step == self.config.steps - 1
        # Of 800 neurons the beginning and the end are enough.
        arrays = neurons_of(self.runs[-1]) if step in (0, self.config.steps - 1) else {}
        rows = [run.step() for run in self.runs]
        distances = np.stack([row["relative_distance"] for row in rows], 1)
        if look:
            arrays["distance"] = distances.astype(np.float32)
        slopes = [self._slope(distance) if look else np.nan for distance in distances]
        return Frame(step, {**rows[-1], "slope": np.array(slopes)}, arrays)

    def _slope(self, distances: Floats) -> float:
        """NaN before anything has moved, and where no neuron is active."""
        moved = bool(np.all(np.isfinite(distances) & (distances > 0)))
        return exponent(self.config.widths, distances) if moved else float("nan")

    def progress(self) -> int:
        return self.runs[0].row

    def state_dict(self) -> State:
        return {str(m): run.state_dict() for m, run in zip(self.config.widths, self.runs, strict=True)}

    def load_state_dict(self, state: State) -> None:
        for m, run in zip(self.config.widths, self.runs, strict=True):
            run.load_state_dict(state[str(m)])
