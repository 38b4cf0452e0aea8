"""Parabolas: one parameter each, all in closed form, any number of them as one batch."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from lab.contract.state import State
from lab.contract.training import Floats, Frame
from lab.experiments.optimization.adam_spikes.config import STARTS, Config
from lab.experiments.optimization.adam_spikes.descent import Descent, Values
from lab.numerics.optimizers import Adam

Array = npt.NDArray[Any]


class Parabolas(Descent):
    """L(θ) = k|θ|ⁿ/n, one parameter a member; start, β1 and β2 differ from member to member.

    Every number of a member comes from elementwise operations, so it has the bits of its run alone.
    """

    def __init__(self, members: Sequence[Config]) -> None:
        dtype = members[0].dtype
        super().__init__(members, np.array([_start(member.seed) for member in members], dtype))
        if isinstance(self.optimizer, Adam):
            # One value a member broadcasts over θ like a number.
            beta1s, beta2s = np.array([member.betas for member in members], dtype).T
            self.optimizer.beta1, self.optimizer.beta2 = cast(Any, beta1s), cast(Any, beta2s)

    def gradient(self) -> tuple[Array, Array]:
        self.bend = self.config.curvature * np.abs(self.theta) ** (self.config.power - 2)
        gradient = self.bend * self.theta
        return gradient * self.theta / self.config.power, gradient

    def curvature(self) -> tuple[Array, Array]:
        """L″(θ), and what the optimizer makes of it: c·L″/P, to be held against 2/η."""
        raw = (self.config.power - 1) * self.bend
        scale: Any = 1.0
        if isinstance(self.optimizer, Adam):
            beta1 = self.optimizer.beta1  # numerics.curvature.adam_scale_running, for arrays
            scale = (1 - beta1) / ((1 + beta1) * (1 - self.optimizer.product1))
        return raw, scale * raw / self.optimizer.preconditioner

    def measure(self, loss: Any, gradient: Any, v_before: Any) -> Values:
        raw, lambda_max = self.curvature()
        # The only direction there is: the gradient's curvature is the largest.
        along = np.where(gradient != 0, lambda_max, np.nan)
        nothing = np.full(len(self.members), np.nan)
        v = getattr(self.optimizer, "v", nothing)
        values = {
            "loss": loss,
            "lambda_max": lambda_max,
            "lambda_grad": along,
            "lambda_grad_metric": along,
            "lambda_raw": raw,
            "v_norm": np.sqrt(v),
            "grad_norm": np.abs(gradient),
            "decoupling": nothing if self.done == 0 or v_before is None else gradient**2 / v_before,
            "alignment": np.where(gradient != 0, 1.0, np.nan),
            "predicted_change": nothing,
        }
        return {name: np.asarray(value, np.float64) for name, value in values.items()}

    def predict(self, gradient: Any, update: Any) -> Floats:
        change = gradient * update + (self.config.power - 1) * self.bend * update**2 / 2
        return np.asarray(change, np.float64)


def _start(seed: int) -> float:
    return float(np.random.default_rng(seed).uniform(*STARTS)) if seed else 1.0


class Counting(Parabolas):
    """Parabolas by the hundred: counts instead of rows, and a picture of them on a stride."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.moments, self.stages = [], []
        self.above = np.ones(len(members), bool)  # a first row above the limit has not risen above it
        self.crossings = np.zeros(len(members))
        self.first_crossing = np.full(len(members), np.nan)
        self.s_max = np.zeros(len(members))

    def advance(self, step: int) -> Frame | None:
        with np.errstate(all="ignore"):
            _, gradient = self.gradient()
            self.optimizer.absorb(gradient)
            curvature = self.curvature()[1]
            self._count(step, curvature * (self.optimizer.eta / 2))
            if self.guard:
                self.hold(curvature)
            self.theta = self.optimizer.update(self.theta)
        counts = {"crossings": self.crossings.copy(), "s_max": self.s_max.copy()}
        if step + 1 == self.steps:
            return Frame(step, {"first_crossing": self.first_crossing.copy(), **counts}, arrays=counts)
        return Frame(step, {}, arrays=counts) if step % self.config.stride == 0 else None

    def _count(self, step: int, s: Array) -> None:
        """Take in a row of S = λ_max·η/2, the curvature in units of its limit."""
        above = s > 1
        risen = above & ~self.above
        if risen.any():
            self.crossings += risen
            self.first_crossing[risen & np.isnan(self.first_crossing)] = step
        self.above = above
        self.s_max = np.fmax(self.s_max, s)

    def state_dict(self) -> State:
        counts = ("above", "crossings", "first_crossing", "s_max")
        return {**super().state_dict(), "counts": {name: getattr(self, name).copy() for name in counts}}

    def load_state_dict(self, saved: State) -> None:
        super().load_state_dict(saved)
        vars(self).update({name: np.array(value) for name, value in saved["counts"].items()})
