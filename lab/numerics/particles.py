"""A GAN without a generator network: particles that climb a discriminator, linear in random features.

    dx/dt = ∇D(x),   dθ/dt = c(E_target[φ] - E_particles[φ] - λθ),   D = θ·φ

An infinite pace c is the optimal discriminator at every moment; a small one lags behind the particles.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput
from lab.numerics.density import Floats
from lab.numerics.features import Features


class ParticleGan:
    """The particles x, float32 (n, d), and the discriminator's θ, shape (m,), in explicit steps of time dt.

    Args:
        start: the particles' start, shape (n, d).
        target: E_target[φ], shape (m,), or φ at points of the target, shape (k, m).
        features: φ.
        pace: c, of the discriminator; infinite for the optimal one.
        damping: λ.
        dt: time of a step.

    Raises:
        BadInput: an optimal discriminator without damping, which would be infinite.
    """

    def __init__(
        self,
        start: npt.ArrayLike,
        target: npt.ArrayLike,
        features: Features,
        *,
        pace: float = np.inf,
        damping: float = 0.2,
        dt: float = 0.02,
    ) -> None:
        if np.isinf(pace) and not damping > 0:
            raise BadInput(f"damping = {damping} with an optimal discriminator: it must be above 0.")
        self.x: npt.NDArray[Any] = np.array(start, dtype=np.float32)
        self.target = np.atleast_2d(np.asarray(target, dtype=np.float64)).mean(axis=0)
        self.features, self.pace, self.damping, self.dt = features, pace, damping, dt
        self.theta = np.zeros(len(self.target))

    @property
    def gap(self) -> Floats:
        """E_target[φ] - E_particles[φ], shape (m,); its norm is the kernel distance that is descended."""
        return np.asarray(self.target - self.features(self.x).mean(axis=0))

    def step(self) -> float:
        """Advance by dt; the kernel distance before."""
        gap = self.gap
        if np.isinf(self.pace):
            self.theta = gap / self.damping
        else:
            self.theta = self.theta + self.dt * self.pace * (gap - self.damping * self.theta)
        self.x = self.x + self.dt * self.features.gradient(self.x, self.theta)
        return float(np.linalg.norm(gap))

    def state_dict(self) -> dict[str, Any]:
        """Particles and discriminator."""
        return {"x": self.x, "theta": self.theta}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on as the particles that `state` came from."""
        self.x, self.theta = state["x"], state["theta"]
