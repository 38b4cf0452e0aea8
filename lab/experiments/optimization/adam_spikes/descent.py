"""One step of any of them: gradient, moments, measurement, update.

Row k shows the parameters θ_k, and Adam's v after it has absorbed the gradient there: the state whose
stability limit 2/η decides what the coming update does (Cohen et al. 2022, arXiv 2207.14484).
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from lab.contract.errors import BadInput
from lab.contract.state import State
from lab.contract.training import Counted, Floats, Frame, Mark
from lab.experiments.optimization.adam_spikes.config import GUARDED, Config
from lab.experiments.optimization.adam_spikes.moments import Moments, Stage
from lab.numerics.optimizers import Adam, GradientDescent

SPARSE = 10
"""Steps between two measurements of what is dear: the raw curvature, the predicted change of the loss."""

ALONE = 100
"""Steps over which `v_free` shows what √Σv would be, had no gradient come."""

Values = dict[str, float | Floats]
Optimizer = Adam[Any] | GradientDescent[Any]


def optimizer_for(config: Config, theta: Any) -> Optimizer:
    """The optimizer that a config names, with moments like `theta`."""
    if config.optimizer == "gradient-descent":
        return GradientDescent(theta, eta=config.eta)
    beta1, beta2 = config.betas
    return Adam(theta, eta=config.eta, beta1=beta1, beta2=beta2, epsilon=config.epsilon)


def _alone(values: Values) -> Values:
    """The values of a batch of one as numbers."""
    return {name: np.asarray(value).item() for name, value in values.items()}


class Descent(Counted, saved=("guard", "theta", "optimizer")):
    """One step: gradient, moments, measurement, update."""

    def __init__(self, members: Sequence[Config], theta: Any) -> None:
        super().__init__(members)
        self.config = members[0]
        self.theta = theta
        self.optimizer = optimizer_for(self.config, theta)
        self.guard = self.config.guard
        self.steps = self.config.steps
        self.moments = [Moments(member) for member in range(len(members))]
        self.stages = [Stage() for _ in members]
        self.recent: list[float | Floats] = []  # √Σv of the last ALONE steps

    @abstractmethod
    def gradient(self) -> tuple[Any, Any]:
        """Loss and gradient at θ."""

    @abstractmethod
    def measure(self, loss: Any, gradient: Any, v_before: Any) -> Values:
        """The row's columns, but for those that `step` adds; v_before has not absorbed the gradient yet."""

    @abstractmethod
    def predict(self, gradient: Any, update: Any) -> float | Floats:
        """The change of the loss that an update makes, to second order: gᵀδ + ½δᵀHδ."""

    def advance(self, step: int) -> Frame | None:
        with np.errstate(all="ignore"):  # a run that diverges goes on to show where it went
            loss, gradient = self.gradient()
            v_before = getattr(self.optimizer, "v", None)
            self.optimizer.absorb(gradient)
            with self.timed("measuring"):
                values = self.measure(loss, gradient, v_before)
                values["threshold"] = 2 / self.optimizer.eta
                values["v_free"] = self._free(values["v_norm"])
                values["stage"], marks = self._watch(step, values)
            if self.guard:
                self.hold(values["lambda_max"])
            moved = self.optimizer.update(self.theta)
            if step % SPARSE == 0:
                values["predicted_change"] = self.predict(gradient, moved - self.theta)
        self.theta = moved
        return Frame(step, _alone(values) if len(self.members) == 1 else values, marks=marks)

    def hold(self, lambda_max: float | Floats) -> None:
        """Enlarge v where the curvature comes near its limit, so that it is at GUARDED of it again."""
        share = lambda_max * self.optimizer.eta / 2
        factor = np.fmax(share / GUARDED, 1.0) ** 2
        cast(Adam[Any], self.optimizer).v *= factor

    def _free(self, v_norm: float | Floats) -> float | Floats:
        """√Σv of ALONE steps ago, decayed by √β2 a step since; NaN in the first steps."""
        earlier = self.recent.pop(0) if len(self.recent) == ALONE else v_norm * np.nan
        self.recent.append(v_norm)
        decayed: float | Floats = earlier * getattr(self.optimizer, "beta2", 0.0) ** (ALONE / 2)
        return decayed

    def _watch(self, step: int, values: Values) -> tuple[Floats, tuple[Mark, ...]]:
        """Stages and marks of all members at this row."""
        beta2s = np.broadcast_to(getattr(self.optimizer, "beta2", 0.0), len(self.members))
        held = "_held" if self.config.batch_size else ""
        names = ("loss", f"lambda_max{held}", f"lambda_grad{held}", "v_norm", "decoupling")
        rows = zip(*(np.atleast_1d(values[name]).tolist() for name in names), beta2s.tolist(), strict=True)
        stages, marks, limit = [], [], cast(float, values["threshold"])
        for moments, stage, row in zip(self.moments, self.stages, rows, strict=True):
            loss, lambda_max, lambda_grad, v_norm, decoupling, beta2 = row
            marks += moments.see(step, loss, lambda_max / limit, lambda_grad / limit)
            stages.append(stage.see(lambda_max / limit, v_norm, decoupling, beta2))
        return np.array(stages), tuple(marks)

    def intervene(self, name: str, value: Any) -> None:
        if not isinstance(self.optimizer, Adam) and name != "eta":
            raise BadInput(f"{name} changes nothing here: gradient descent has a learning rate alone.")
        optimizer = cast(Adam[Any], self.optimizer)
        if name == "guard":
            self.guard = value
        elif name == "scale_v":
            optimizer.scale_v(value["factor"])
        elif name == "reset_v":
            optimizer.reset_v()
        else:
            setattr(optimizer, name, value)

    def state_dict(self) -> State:
        return {
            **super().state_dict(),
            "moments": {str(moment.member): moment.state_dict() for moment in self.moments},
            "recent": np.array(self.recent),
            "stages": {str(member): stage.rows for member, stage in enumerate(self.stages)},
        }

    def load_state_dict(self, saved: State) -> None:
        super().load_state_dict(saved)
        self.recent = list(saved["recent"])
        for member, moment in enumerate(self.moments):
            moment.load_state_dict(saved["moments"][str(member)])
            self.stages[member].rows = saved["stages"][str(member)]
