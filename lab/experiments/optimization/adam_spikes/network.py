"""A network on its data: all of it at every step, or a batch drawn anew for each."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lab.contract.state import State
from lab.experiments.optimization.adam_spikes.config import DEEP, Config
from lab.experiments.optimization.adam_spikes.descent import SPARSE, Descent, Values
from lab.experiments.optimization.adam_spikes.moments import Sustained
from lab.numerics.curvature import (
    Curvature,
    Tracker,
    dense_curvature,
    dense_hessian,
    difference_hessian,
    evaluate,
)
from lab.numerics.deep_networks import Sampled, deep_digits_network, deep_modular_network
from lab.numerics.networks import Network as Model
from lab.numerics.networks import digits_network, modular_network, polynomial_network, sine_network
from lab.numerics.optimizers import Adam

BATCHES = 10**9
"""First part of the batches' seed; the second is the seed of the starting weights."""
NETWORKS = {
    "fnn-sin": sine_network,
    "fnn-50d": polynomial_network,
    "cnn-digits": digits_network,
    "tf-mod7": modular_network,
}
DEEP_NETWORKS = {"cnn-deep": deep_digits_network, "tf-deep": deep_modular_network}


def network_of(config: Config) -> Model:
    """The network that a config names, with its data."""
    tensors = {"dtype": getattr(torch, config.dtype), "device": config.device}
    if config.architecture in DEEP:
        return DEEP_NETWORKS[config.architecture](config.width, **tensors)
    return NETWORKS[config.architecture](**tensors)


def on(device: torch.device, state: Any) -> Any:
    """A checkpoint's state with its tensors on a device: they come back on the CPU."""
    if isinstance(state, Tensor):
        return state.to(device)
    return {name: on(device, part) for name, part in state.items()} if isinstance(state, dict) else state


class Network(Descent, saved=("tracker", "raw")):
    """A network, whose curvature is tracked from step to step or found in the whole Hessian."""

    theta: Tensor

    def __init__(self, members: Sequence[Config]) -> None:
        (config,) = members
        self.whole = self.network = network_of(config)
        super().__init__(members, self.network.initial(config.seed))
        self.tracker, self.raw = Tracker(), Tracker()
        self.batches = torch.Generator().manual_seed(config.seed + BATCHES)
        self.held = Sustained()

    def gradient(self) -> tuple[Tensor, Tensor]:
        if isinstance(self.whole, Sampled):
            drawn = torch.randperm(self.whole.examples, generator=self.batches)[: self.config.batch_size]
            self.network = self.whole.on(drawn)
        self.point = evaluate(self.network, self.theta, self.tracker.directions)
        return self.point.loss, self.point.gradient

    def hessian(self) -> Tensor:
        """The Hessian (D, D); differences, too coarse in float32, take a third of double backward's time."""
        if self.theta.dtype == torch.float64:
            return difference_hessian(self.network.gradients, self.theta)
        return dense_hessian(self.network.loss, self.theta)

    def measure(self, loss: Any, gradient: Any, v_before: Any) -> Values:
        nan, step = float("nan"), self.done
        memory = 0.0 if v_before is None else float(v_before.sum())
        square = float(gradient @ gradient)
        found, raw = self._curvature(gradient, raw=step % SPARSE == 0)
        values: Values = {
            "loss": float(loss),
            "lambda_max": found.lambda_max,
            "lambda_grad": found.lambda_grad.paper,
            "lambda_grad_metric": found.lambda_grad.metric,
            "lambda_raw": raw,
            "v_norm": math.sqrt(float(self.optimizer.v.sum())) if isinstance(self.optimizer, Adam) else nan,
            "grad_norm": math.sqrt(square),
            "decoupling": square / memory if memory > 0 else nan,
            "alignment": found.alignment,
            "predicted_change": nan,
        }
        if self.config.batch_size:
            held = self.held.see(found.lambda_max, found.lambda_grad.paper)
            values["lambda_max_held"], values["lambda_grad_held"] = held
        if self.config.verify:
            values["discrepancy"] = self._discrepancy(step, gradient, found.lambda_max)
        return values

    def _curvature(self, gradient: Tensor, *, raw: bool) -> tuple[Curvature, float]:
        """The preconditioned curvature at θ, and the Hessian's own λ_max where `raw`, else NaN."""
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
        state = super().state_dict()
        if isinstance(self.whole, Sampled):
            state |= {"batches": self.batches.get_state(), "held": np.array(self.held.rows)}
        return state

    def load_state_dict(self, saved: State) -> None:
        if isinstance(self.whole, Sampled):
            self.batches.set_state(saved["batches"])
            self.held.rows = [tuple(row) for row in saved["held"]]
        super().load_state_dict(on(self.theta.device, saved))
