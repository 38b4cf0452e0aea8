"""A network on its data, full batch."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from lab.experiment import State
from lab.experiments.adam_spikes.config import Config
from lab.experiments.adam_spikes.descent import SPARSE, Descent, Values
from lab.numerics.curvature import (
    Curvature,
    Tracker,
    dense_curvature,
    dense_hessian,
    difference_hessian,
    evaluate,
)
from lab.numerics.networks import digits_network, modular_network, polynomial_network, sine_network
from lab.numerics.optimizers import Adam

NETWORKS = {
    "fnn-sin": sine_network,
    "fnn-50d": polynomial_network,
    "cnn-digits": digits_network,
    "tf-mod7": modular_network,
}


class Network(Descent):
    """A network, whose curvature is tracked from step to step or found in the whole Hessian."""

    theta: Tensor

    def __init__(self, members: Sequence[Config]) -> None:
        (config,) = members
        make = NETWORKS[config.architecture]
        self.network = make(dtype=getattr(torch, config.dtype), device=config.device)
        super().__init__(members, self.network.initial(config.start))
        self.tracker, self.raw = Tracker(), Tracker()

    def gradient(self) -> tuple[Tensor, Tensor]:
        self.point = evaluate(self.network, self.theta, self.tracker.directions)
        return self.point.loss, self.point.gradient

    def hessian(self) -> Tensor:
        """The Hessian (D, D); differences, too coarse in float32, take a third of double backward's time."""
        if self.theta.dtype == torch.float64:
            return difference_hessian(self.network.gradients, self.theta)
        return dense_hessian(self.network.loss, self.theta)

    def measure(self, loss: Any, gradient: Any, v_before: Any) -> Values:
        nan, step = float("nan"), self.done - 1
        memory = 0.0 if v_before is None else float(v_before.sum())
        square = float(gradient @ gradient)
        found, raw = self._curvature(gradient, raw=step % SPARSE == 0)
        values: Values = {
            "loss": float(loss),
            "lambda_max": found.lambda_max,
            "lambda_grad": found.lambda_grad.paper,
            "lambda_grad_metric": found.lambda_grad.metric,
            "lambda_raw": raw,
            "v_norm": float(self.optimizer.v.sum()) ** 0.5 if isinstance(self.optimizer, Adam) else nan,
            "grad_norm": square**0.5,
            "decoupling": square / memory if memory > 0 else nan,
            "alignment": found.alignment,
            "predicted_change": nan,
        }
        if self.config.verify:
            values["discrepancy"] = self._discrepancy(step, gradient, found.lambda_max)
        return values

    def _curvature(self, gradient: Tensor, *, raw: bool) -> tuple[Curvature, float]:
        """What is known at θ, and the Hessian's own λ_max where that is asked for."""
        p, scale = self.optimizer.preconditioner, self.optimizer.curvature_scale
        ones, nothing = torch.ones_like(p), float("nan")
        if self.config.tracker == "dense":
            hessian = self.hessian()
            own = dense_curvature(hessian, gradient, ones).lambda_max if raw else nothing
            return dense_curvature(hessian, gradient, p, scale=scale), own
        hvp, images = self.point.hvp, self.point.images
        found = self.tracker.step(hvp, gradient, p, scale=scale, images=images)
        return found, self.raw.step(hvp, gradient, ones).lambda_max if raw else nothing

    def _discrepancy(self, step: int, gradient: Tensor, lambda_max: float) -> float:
        """λ_max against the whole matrix's, as a share of it, on the stride that was asked for."""
        if not step or step % self.config.verify:
            return float("nan")
        p, scale = self.optimizer.preconditioner, self.optimizer.curvature_scale
        return lambda_max / dense_curvature(self.hessian(), gradient, p, scale=scale).lambda_max - 1

    def predict(self, gradient: Tensor, update: Tensor) -> float:
        return float(gradient @ update + update @ self.point.hvp(update) / 2)

    def state_dict(self) -> State:
        trackers = {"tracker": self.tracker.state_dict(), "raw": self.raw.state_dict()}
        return {**super().state_dict(), **trackers}

    def load_state_dict(self, state: State) -> None:
        super().load_state_dict(state)
        self.tracker.load_state_dict(state["tracker"])
        self.raw.load_state_dict(state["raw"])
