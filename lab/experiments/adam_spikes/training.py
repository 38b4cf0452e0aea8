"""How it is trained and what is measured: full batch, one optimizer step a step, curvature at each.

Row k shows the parameters θ_k, and Adam's v after it has absorbed the gradient there: the state whose
stability limit 2/η decides what the coming update does (Cohen et al. 2022, arXiv 2207.14484).
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.errors import BadInput
from lab.experiment import Floats, Frame, Mark, State, Training
from lab.experiments.adam_spikes.config import PARABOLAS, Config
from lab.experiments.adam_spikes.moments import Moments, Stage
from lab.numerics.curvature import dense_hessian, dense_lambda_max, lambda_grad
from lab.numerics.networks import sine_network
from lab.numerics.optimizers import Adam, GradientDescent

SPARSE = 10
"""Steps between two measurements of what is dear: the raw curvature, the predicted change of the loss."""
DIFFERENCE = 1e-6
"""Length of the steps whose gradients' differences are the Hessian's columns, in float64."""

Values = dict[str, float | Floats]
Array = npt.NDArray[Any]
Optimizer = Adam[Any] | GradientDescent[Any]


def build(members: Sequence[Config]) -> Training:
    """The training of a batch: parabolas by any number, a network alone."""
    if members[0].record == "summary":
        return Counting(members)
    return Parabolas(members) if members[0].architecture in PARABOLAS else Network(members)


def optimizer_for(config: Config, theta: Any) -> Optimizer:
    """The optimizer that a config names, with moments like `theta`."""
    if config.optimizer == "gradient-descent":
        return GradientDescent(theta, eta=config.eta)
    beta1, beta2 = config.betas
    return Adam(theta, eta=config.eta, beta1=beta1, beta2=beta2, epsilon=config.epsilon)


def _alone(values: Values) -> Values:
    """The values of a batch of one as numbers."""
    return {name: np.asarray(value).item() for name, value in values.items()}


class Descent(Training):
    """One step: gradient, moments, measurement, update."""

    def __init__(self, members: Sequence[Config], theta: Any) -> None:
        super().__init__(members)
        self.config = members[0]
        self.theta = theta
        self.optimizer = optimizer_for(self.config, theta)
        self.done = 0
        self.moments = [Moments(member) for member in range(len(members))]
        self.stages = [Stage() for _ in members]

    @abstractmethod
    def gradient(self) -> tuple[Any, Any]:
        """Loss and gradient at θ."""

    @abstractmethod
    def measure(self, loss: Any, gradient: Any, v_before: Any, update: Any) -> Values:
        """The row's columns, but for `threshold` and `stage`; v_before has not absorbed the gradient yet."""

    def step(self) -> Frame | None:
        if self.done == self.config.steps:
            raise StopIteration
        step, self.done = self.done, self.done + 1
        with np.errstate(all="ignore"):  # a run that diverges goes on to show where it went
            loss, gradient = self.gradient()
            v_before = getattr(self.optimizer, "v", None)
            self.optimizer.absorb(gradient)
            moved = self.optimizer.update(self.theta)
            with self.timed("measuring"):
                values = self.measure(loss, gradient, v_before, moved - self.theta)
                values["threshold"] = 2 / self.optimizer.eta
                values["stage"], marks = self._watch(step, values)
        self.theta = moved
        return Frame(step, _alone(values) if len(self.members) == 1 else values, marks=marks)

    def _watch(self, step: int, values: Values) -> tuple[Floats, tuple[Mark, ...]]:
        """Stages and marks of all members at this row."""
        beta2s = np.broadcast_to(getattr(self.optimizer, "beta2", 0.0), len(self.members))
        names = ("loss", "lambda_max", "lambda_grad", "v_norm", "decoupling")
        rows = zip(*(np.atleast_1d(values[name]).tolist() for name in names), beta2s.tolist(), strict=True)
        stages, marks, limit = [], [], cast(float, values["threshold"])
        for moments, stage, row in zip(self.moments, self.stages, rows, strict=True):
            loss, lambda_max, lambda_grad, v_norm, decoupling, beta2 = row
            marks += moments.see(step, loss, lambda_max / limit, lambda_grad / limit)
            stages.append(stage.see(lambda_max / limit, v_norm, decoupling, beta2))
        return np.array(stages), tuple(marks)

    def intervene(self, name: str, value: Any) -> None:
        if name not in vars(self.optimizer):
            raise BadInput(f"{name} = {value} changes nothing: {self.config.optimizer} has no {name}.")
        setattr(self.optimizer, name, value)

    def progress(self) -> int:
        return self.done

    def state_dict(self) -> State:
        return {
            "done": self.done,
            "theta": self.theta,
            "optimizer": self.optimizer.state_dict(),
            "moments": {str(one.member): one.state_dict() for one in self.moments},
            "stages": {str(member): one.rows for member, one in enumerate(self.stages)},
        }

    def load_state_dict(self, state: State) -> None:
        self.done, self.theta = state["done"], state["theta"]
        self.optimizer.load_state_dict(state["optimizer"])
        for member, one in enumerate(self.moments):
            one.load_state_dict(state["moments"][str(member)])
            self.stages[member].rows = state["stages"][str(member)]


class Parabolas(Descent):
    """L(θ) = k|θ|ⁿ/n from θ = 1, one parameter a member; β1 and β2 differ from member to member.

    Every number of a member comes from elementwise operations, so it has the bits of its run alone.
    """

    def __init__(self, members: Sequence[Config]) -> None:
        dtype = members[0].dtype
        super().__init__(members, np.ones(len(members), dtype))
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

    def measure(self, loss: Any, gradient: Any, v_before: Any, update: Any) -> Values:
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
            "decoupling": nothing if self.done == 1 or v_before is None else gradient**2 / v_before,
            "alignment": np.where(gradient != 0, 1.0, np.nan),
            "predicted_change": nothing,
        }
        if self.done % SPARSE == 1:
            values["predicted_change"] = gradient * update + raw * update**2 / 2
        return {name: np.asarray(value, np.float64) for name, value in values.items()}


class Counting(Parabolas):
    """Parabolas by the hundred: counts instead of rows, and a picture of them on a stride."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.moments, self.stages = [], []
        self.above = np.ones(len(members), bool)  # a first row above the limit has not risen above it
        self.crossings = np.zeros(len(members))
        self.first_crossing = np.full(len(members), np.nan)
        self.s_max = np.zeros(len(members))

    def step(self) -> Frame | None:
        if self.done == self.config.steps:
            raise StopIteration
        step, self.done = self.done, self.done + 1
        with np.errstate(all="ignore"):
            _, gradient = self.gradient()
            self.optimizer.absorb(gradient)
            self._count(step, self.curvature()[1] * (self.optimizer.eta / 2))
            self.theta = self.optimizer.update(self.theta)
        counts = {"crossings": self.crossings.copy(), "s_max": self.s_max.copy()}
        if self.done == self.config.steps:
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

    def load_state_dict(self, state: State) -> None:
        super().load_state_dict(state)
        vars(self).update({name: np.array(value) for name, value in state["counts"].items()})


class Network(Descent):
    """A network on its data; the Hessian is formed whole at every step."""

    theta: Tensor

    def __init__(self, members: Sequence[Config]) -> None:
        (config,) = members
        self.network = sine_network(dtype=getattr(torch, config.dtype), device=config.device)
        super().__init__(members, self.network.initial(config.seed))

    def gradient(self) -> tuple[Tensor, Tensor]:
        losses, gradients = self.network.gradients(self.theta[None])
        return losses[0], gradients[0]

    def hessian(self, gradient: Tensor) -> Tensor:
        """The Hessian (D, D): by differences of the gradients of D copies in one pass, in float64.

        They agree with double backward to 1e-6 for a third of its time; in float32 they would be too coarse.
        """
        if gradient.dtype != torch.float64:
            return dense_hessian(self.network.loss, self.theta)
        steps = DIFFERENCE * torch.eye(len(gradient), dtype=gradient.dtype, device=gradient.device)
        columns = (self.network.gradients(self.theta + steps)[1] - gradient) / DIFFERENCE
        return (columns + columns.T) / 2

    def measure(self, loss: Any, gradient: Any, v_before: Any, update: Any) -> Values:
        nan, sparse = float("nan"), self.done % SPARSE == 1
        adam = isinstance(self.optimizer, Adam)
        hessian = self.hessian(gradient)
        square = float(gradient @ gradient)
        values: Values = {
            "loss": float(loss),
            "lambda_max": nan,
            "lambda_grad": nan,
            "lambda_grad_metric": nan,
            "lambda_raw": nan,
            "v_norm": float(self.optimizer.v.sum()) ** 0.5 if isinstance(self.optimizer, Adam) else nan,
            "grad_norm": square**0.5,
            "decoupling": square / float(v_before.sum()) if adam and self.done > 1 else nan,
            "alignment": nan,
            "predicted_change": nan,
        }
        if not bool(torch.isfinite(hessian).all()):
            return values  # it diverged: there is no curvature to speak of
        values |= self._curvature(hessian, gradient)
        if sparse:
            values["lambda_raw"] = float(torch.linalg.eigvalsh(hessian)[-1])
            values["predicted_change"] = float(gradient @ update + update @ hessian @ update / 2)
        return values

    def _curvature(self, hessian: Tensor, gradient: Tensor) -> Values:
        p, scale = self.optimizer.preconditioner, self.optimizer.curvature_scale
        top = dense_lambda_max(hessian, p, scale=scale)
        along = lambda_grad(hessian.mv, gradient, p, scale=scale)
        turned = gradient * p.rsqrt()
        alignment = torch.abs(turned @ top.vector) / torch.linalg.norm(turned)
        return {
            "lambda_max": top.value,
            "lambda_grad": along.paper,
            "lambda_grad_metric": along.metric,
            "alignment": float(alignment),
        }
