"""λ_max of P^-½HP^-½ as others compute it: from scratch at each point.

PyHessian and curvlinops know no preconditioner, so they are given the model of φ = P^½θ, whose Hessian it
is. Each is shown what it needs to be as fast as it can be: the whole batch, one graph, no dataloader.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from scipy.sparse.linalg import LinearOperator, eigsh
from torch import Tensor, nn

from lab.numerics.curvature import dense_hessian, dense_lambda_max, double_backward
from lab.numerics.networks import Network

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # their imports warn of APIs that they still use
    import curvlinops
    from pyhessian import hessian as pyhessian

POWER_STEPS, POWER_TOLERANCE = 100, 1e-3
"""PyHessian's own stopping rule."""


@dataclass(frozen=True)
class Place:
    """A point of a training: parameters and preconditioner (D,), and the factor c."""

    theta: Tensor
    p: Tensor
    scale: float


class Rescaled(nn.Module):
    """The network as a function of φ = P^½θ alone."""

    def __init__(self, network: Network, place: Place) -> None:
        super().__init__()
        self.network, self.unscale = network, place.p.rsqrt()
        self.phi = nn.Parameter(place.theta / self.unscale)

    def forward(self, _inputs: Tensor) -> Tensor:
        return self.network.predict(self.network.parts((self.phi * self.unscale)[None]))[0]


def power_iteration(network: Network, place: Place) -> float:
    """PyHessian: power iteration from a random vector, until an estimate changes by less than 0.1 %."""
    data = (network.targets, network.targets)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it makes its graph by backward(create_graph=True)
        found = pyhessian(Rescaled(network, place), nn.MSELoss(), data=data, cuda=False)
    values, _ = found.eigenvalues(maxIter=POWER_STEPS, tol=POWER_TOLERANCE, top_n=1)
    return place.scale * float(values[0])


def cold_eigsh(network: Network, place: Place) -> float:
    """scipy's Lanczos to machine precision, on double backward through one kept graph."""
    root, product = place.p.rsqrt(), double_backward(network.loss, place.theta).hvp

    def operate(vector: np.ndarray) -> np.ndarray:
        return (root * product(root * torch.from_numpy(vector.ravel()))).numpy()

    return place.scale * _eigsh(LinearOperator((network.size, network.size), operate, dtype=np.float64))


def linear_operator(network: Network, place: Place) -> float:
    """curvlinops' Hessian, forward over reverse, in scipy's Lanczos."""
    model, data = Rescaled(network, place), [(network.targets, network.targets)]
    operator = curvlinops.HessianLinearOperator(
        model, nn.MSELoss(), [model.phi], data, check_deterministic=False
    )
    return place.scale * _eigsh(operator.to_scipy(dtype=np.float64))


def _eigsh(operator: LinearOperator) -> float:
    start = np.random.default_rng(0).standard_normal(operator.shape[0])
    return float(eigsh(operator, k=1, which="LA", v0=start, return_eigenvectors=False)[0])


def dense(network: Network, place: Place) -> float:
    """The whole matrix by batched double backward, and all its eigenvalues: the oracle."""
    hessian = dense_hessian(network.loss, place.theta)
    return dense_lambda_max(hessian, place.p, scale=place.scale).value


RIVALS: dict[str, Callable[[Network, Place], float]] = {
    "PyHessian's rule": power_iteration,
    "scipy eigsh, cold": cold_eigsh,
    "curvlinops + eigsh": linear_operator,
    "dense": dense,
}
