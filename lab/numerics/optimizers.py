"""Optimizers of one flat vector, with everything that theory asks about in the open.

A step is two calls, so that curvature can be measured between them, where theory defines it: after the
moments have absorbed the gradient, before the parameters move.

    optimizer.absorb(gradient)
    … optimizer.preconditioner, optimizer.curvature_scale …
    theta = optimizer.update(theta)
"""

from typing import Any, Generic

from lab.contract.errors import BadInput
from lab.numerics.curvature.arrays import Array
from lab.numerics.curvature.scale import adam_scale_running
from lab.numerics.roots import sqrt


class Adam(Generic[Array]):
    """Adam (Kingma and Ba 2015, algorithm 1); eta, beta1, beta2 and epsilon may be changed at any step.

    `theta` gives shape and float type of the moments `m` and `v` (which hold all gradients absorbed so
    far). Bias is corrected by the running products Πβ1 and Πβ2, so a changed β corrupts nothing.

    Raises:
        BadInput: eta or epsilon negative, beta1 or beta2 outside 0 … 1 (1 excluded).
    """

    def __init__(
        self, theta: Array, *, eta: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        if not (eta >= 0 and epsilon >= 0 and 0 <= beta1 < 1 and 0 <= beta2 < 1):
            values = f"eta = {eta}, beta1 = {beta1}, beta2 = {beta2}, epsilon = {epsilon}"
            raise BadInput(f"{values}: eta and epsilon must not be negative, betas at least 0 and below 1.")
        self.eta, self.beta1, self.beta2, self.epsilon = eta, beta1, beta2, epsilon
        self.m: Array = 0 * theta
        self.v: Array = 0 * theta
        self.product1 = self.product2 = 1.0

    def absorb(self, gradient: Array) -> None:
        """Take g_t into the moments: m ← β1·m + (1−β1)·g, v ← β2·v + (1−β2)·g²."""
        self.m = self.beta1 * self.m + (1 - self.beta1) * gradient
        self.v = self.beta2 * self.v + (1 - self.beta2) * gradient**2
        self.product1 *= self.beta1
        self.product2 *= self.beta2

    @property
    def m_hat(self) -> Array:
        """m / (1 − Πβ1); needs one gradient absorbed, as all below."""
        return self.m / (1 - self.product1)

    @property
    def v_hat(self) -> Array:
        """v / (1 − Πβ2)."""
        return self.v / (1 - self.product2)

    @property
    def preconditioner(self) -> Array:
        """The diagonal of P = √v̂ + ε."""
        return sqrt(self.v_hat) + self.epsilon

    @property
    def curvature_scale(self) -> float:
        """The factor c of the preconditioned Hessian c·P⁻¹H whose stability limit is 2/η."""
        return adam_scale_running(self.beta1, self.product1)

    def update(self, theta: Array) -> Array:
        """The parameters after the step: θ − η·P⁻¹m̂."""
        moved: Array = theta - self.eta * self.m_hat / self.preconditioner
        return moved

    def scale_v(self, factor: float) -> None:
        """Multiply v by a factor: 1.21 makes the preconditioner 10 % larger.

        Raises:
            BadInput: the factor is not positive.
        """
        if not factor > 0:
            raise BadInput(f"factor = {factor} is not positive: 1 changes nothing, 1.21 lowers λ_max by 9 %.")
        self.v = factor * self.v

    def reset_v(self) -> None:
        """Forget v and its bias product, as if the next gradient were the first."""
        self.v = 0 * self.v
        self.product2 = 1.0

    def state_dict(self) -> dict[str, Any]:
        """Moments and numbers; arrays are never changed in place, so they may be kept."""
        return dict(vars(self))

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on as the optimizer that `state` came from."""
        vars(self).update({name: state[name] for name in vars(self)})


class GradientDescent(Generic[Array]):
    """Plain gradient descent behind the same two calls; its preconditioner is the identity.

    Raises:
        BadInput: eta negative.
    """

    curvature_scale = 1.0

    def __init__(self, theta: Array, *, eta: float) -> None:
        if not eta >= 0:
            raise BadInput(f"eta = {eta} is negative: give 0 or more.")
        self.eta = eta
        self.gradient: Array = 0 * theta

    def absorb(self, gradient: Array) -> None:
        """Take the gradient of the coming step."""
        self.gradient = gradient

    @property
    def preconditioner(self) -> Array:
        """Ones."""
        return self.gradient**0

    def update(self, theta: Array) -> Array:
        """The parameters after the step: θ − η·g."""
        return theta - self.eta * self.gradient

    def state_dict(self) -> dict[str, Any]:
        """The step size and the gradient last absorbed."""
        return dict(vars(self))

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on as the optimizer that `state` came from."""
        vars(self).update({name: state[name] for name in vars(self)})
