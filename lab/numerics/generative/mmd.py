"""A free generator judged by the best discriminator of a kernel, in closed form (Li, Swersky, Zemel 2015)."""

import numpy.typing as npt
import torch
from torch import Tensor

from lab.numerics.generative.model import GenerativeModel, Learner, mlp

LATENT = 2
WIDEST, KERNELS = 0.8, 5
"""The kernel is the mean of five Gaussians, of widths 0.8, 0.4, … 0.05."""


def kernel(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """k(x, y) between points (n, 2) and (k, 2), and its slope in half the squared distance; (n, k) each."""
    cross = x @ y.T
    halves = (x.square().sum(dim=1)[:, None] + y.square().sum(dim=1)) / 2 - cross
    bump, slope = torch.exp(halves.clamp(min=0) / -(WIDEST**2)), -1 / WIDEST**2
    total, slopes = bump, slope * bump
    for _ in range(KERNELS - 1):  # half the width is the fourth power
        bump, slope = bump.square().square(), 4 * slope
        total, slopes = total + bump, slopes + slope * bump
    return total / KERNELS, slopes / KERNELS


class KernelGenerator(GenerativeModel):
    """A generator that descends the unbiased estimate of its MMD² to the training set.

    Args:
        points: the training set, shape (n, 2).
        seed: of initialization, batches and noise.
        width: of both hidden layers.
        learning_rate: of Adam.
        batch: generated points a step, and of the training set; all of it where it is no larger.
    """

    def __init__(
        self,
        points: npt.ArrayLike,
        seed: int,
        *,
        width: int = 128,
        learning_rate: float = 1e-3,
        batch: int = 256,
    ) -> None:
        super().__init__(points, seed, batch)
        self.generator = mlp([LATENT, width, width, 2], self.generators["initialization"])
        self.learners = {"generator": Learner(self.generator, learning_rate)}
        among = [float(kernel(block, self.points)[0].sum()) for block in torch.split(self.points, batch)]
        self.among_real = sum(among) / len(self.points) ** 2

    def step(self) -> float:
        fake = self.generator(self.noise(self.batch, LATENT))
        loss, gradient = self.discrepancy(fake.detach(), self.all_or_batch())
        self.learners["generator"].descend((fake * gradient).sum())
        return loss

    def discrepancy(self, fake: Tensor, real: Tensor) -> tuple[float, Tensor]:
        """The estimate of MMD², and its gradient at the generated points, shape (batch, 2)."""
        pairs = self.batch * (self.batch - 1)
        k, slopes = kernel(fake, fake)
        loss = self.among_real + (float(k.sum()) - self.batch) / pairs
        gradient = 2 / pairs * (slopes.sum(dim=1, keepdim=True) * fake - slopes @ fake)
        k, slopes = kernel(fake, real)
        gradient -= 2 / slopes.numel() * (slopes.sum(dim=1, keepdim=True) * fake - slopes @ real)
        return loss - 2 * float(k.mean()), gradient

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        drawn: Tensor = self.generator(torch.randn(n, LATENT, generator=generator))
        return drawn
