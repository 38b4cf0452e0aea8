"""Flows with a target fixed before training, so that learning is regression: flow matching, diffusion."""

from abc import abstractmethod
from itertools import pairwise

import numpy.typing as npt
import torch
from torch import Tensor, nn

from lab.numerics.generative.model import GenerativeModel, Learner, mlp
from lab.numerics.roots import sqrt


class Regression(GenerativeModel):
    """A network of (x, time) -> plane with three hidden layers, fitted by least squares.

    Args:
        points: the training set, shape (n, 2).
        seed: of initialization, batches and noise.
        width: of the hidden layers.
        learning_rate: of Adam.
        batch: points a step.
    """

    def __init__(
        self,
        points: npt.ArrayLike,
        seed: int,
        *,
        width: int = 128,
        learning_rate: float = 2e-3,
        batch: int = 256,
    ) -> None:
        super().__init__(points, seed, batch)
        self.network = mlp([3, width, width, width, 2], self.generators["initialization"], nn.SiLU)
        self.learners = {"network": Learner(self.network, learning_rate)}

    @abstractmethod
    def problem(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Inputs (batch, 3) and targets (batch, 2) of the regression for a batch of points."""

    def step(self) -> float:
        inputs, targets = self.problem(self.data())
        return self.learners["network"].descend((self.network(inputs) - targets).square().mean())

    def uniforms(self) -> Tensor:
        """One uniform number a point of the batch, shape (batch, 1)."""
        return torch.rand(self.batch, 1, generator=self.generators["noise"])


class FlowMatching(Regression):
    """The velocity of straight lines from noise to data (Lipman 2023; Albergo and Vanden-Eijnden 2023)."""

    steps = 40

    def problem(self, x: Tensor) -> tuple[Tensor, Tensor]:
        z, t = self.noise(*x.shape), self.uniforms()
        return torch.cat([(1 - t) * z + t * x, t], dim=1), x - z

    def velocity(self, x: Tensor, t: float) -> Tensor:
        """The velocity field at points (n, 2) and time t in 0 … 1, shape (n, 2)."""
        speed: Tensor = self.network(torch.cat([x, torch.full((len(x), 1), t)], dim=1))
        return speed

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        x, h = torch.randn(n, 2, generator=generator), 1 / self.steps
        for k in range(self.steps):  # Heun's method
            first = self.velocity(x, k * h)
            x = x + h / 2 * (first + self.velocity(x + h * first, (k + 1) * h))
        return x


class Diffusion(Regression):
    """A denoiser over all noise levels, preconditioned and weighted as Karras et al. (2022), table 1."""

    steps = 30
    sd = 0.5
    sigma_min, sigma_max = 0.01, 2.0

    def problem(self, x: Tensor) -> tuple[Tensor, Tensor]:
        sigma = self.sigma_min * (self.sigma_max / self.sigma_min) ** self.uniforms()
        noisy = x + sigma * self.noise(*x.shape)
        keep, scale = self.skip(sigma)
        return self.inputs(noisy, sigma), (x - keep * noisy) / scale

    def skip(self, sigma: Tensor) -> tuple[Tensor, Tensor]:
        """c_skip and c_out: D(x; σ) = c_skip x + c_out F; a unit loss on F is their weighting of D's."""
        total = sigma**2 + self.sd**2
        return self.sd**2 / total, sigma * self.sd / sqrt(total)

    def inputs(self, noisy: Tensor, sigma: Tensor) -> Tensor:
        """c_in x and c_noise, shape (n, 3)."""
        return torch.cat([noisy / sqrt(sigma**2 + self.sd**2), sigma.log() / 4], dim=1)

    def denoise(self, noisy: Tensor, sigma: Tensor) -> Tensor:
        """The guess of the clean points (n, 2) at noise levels σ of shape (n, 1)."""
        keep, scale = self.skip(sigma)
        clean: Tensor = keep * noisy + scale * self.network(self.inputs(noisy, sigma))
        return clean

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        ends = torch.tensor([self.sigma_max, self.sigma_min]) ** (1 / 7)
        sigmas = torch.cat(
            [torch.lerp(ends[0], ends[1], torch.linspace(0, 1, self.steps)) ** 7, torch.zeros(1)]
        )
        x = self.sigma_max * torch.randn(n, 2, generator=generator)
        for sigma, lower in pairwise(sigmas):  # Euler's method
            clean = self.denoise(x, sigma.expand(n, 1))
            x = clean + lower / sigma * (x - clean)
        return x
