"""Free generators against a discriminator: the non-saturating GAN with R1, and WGAN with gradient penalty."""

from abc import abstractmethod

import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lab.numerics.generative.model import GenerativeModel, Learner, mlp
from lab.numerics.roots import sqrt

LATENT = 2
BETAS = (0.0, 0.9)


class Leaky(nn.LeakyReLU):
    """LeakyReLU of slope 0.2 below zero."""

    def __init__(self) -> None:
        super().__init__(0.2)


class Adversarial(GenerativeModel):
    """A generator G#N(0, I) and a discriminator D, in turn; either may also be stepped alone.

    Args:
        points: the training set, shape (n, 2).
        seed: of initialization, batches and noise.
        width: of both hidden layers of the generator.
        discriminator_width: of both hidden layers of the discriminator.
        learning_rate: of the generator's Adam.
        discriminator_rate: of the discriminator's; None for the generator's.
        discriminator_steps: of the discriminator a step.
        penalty: weight of the gradient penalty.
        batch: points a step.
    """

    default_steps = 1
    default_penalty = 0.05

    def __init__(
        self,
        points: npt.ArrayLike,
        seed: int,
        *,
        width: int = 64,
        discriminator_width: int = 64,
        learning_rate: float = 1e-3,
        discriminator_rate: float | None = None,
        discriminator_steps: int | None = None,
        penalty: float | None = None,
        batch: int = 128,
    ) -> None:
        super().__init__(points, seed, batch)
        start = self.generators["initialization"]
        self.generator = mlp([LATENT, width, width, 2], start)
        self.discriminator = mlp([2, discriminator_width, discriminator_width, 1], start, Leaky)
        self.discriminator_steps = self.default_steps if discriminator_steps is None else discriminator_steps
        self.penalty = self.default_penalty if penalty is None else penalty
        rate = learning_rate if discriminator_rate is None else discriminator_rate
        self.learners = {
            "generator": Learner(self.generator, learning_rate, BETAS),
            "discriminator": Learner(self.discriminator, rate, BETAS),
        }

    @abstractmethod
    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """What the discriminator descends, penalty included."""

    @abstractmethod
    def generator_loss(self, verdict: Tensor) -> Tensor:
        """What the generator descends, given D at its points."""

    def step(self) -> float:
        for _ in range(self.discriminator_steps):
            self.step_discriminator()
        return self.step_generator()

    def step_discriminator(self) -> float:
        """One update of the discriminator alone; its loss before."""
        with torch.no_grad():
            fake = self.generator(self.noise(self.batch, LATENT))
        return self.learners["discriminator"].descend(self.discriminator_loss(self.data(), fake))

    def step_generator(self) -> float:
        """One update of the generator alone; its loss before."""
        verdict = self.discriminator(self.generator(self.noise(self.batch, LATENT)))
        return self.learners["generator"].descend(self.generator_loss(verdict))

    def slope(self, points: Tensor) -> Tensor:
        """Squared norm of ∇D at points (k, 2), shape (k,), differentiable in D's parameters."""
        leaves = points.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(self.discriminator(leaves).sum(), leaves, create_graph=True)
        return gradient.square().sum(dim=1)

    @torch.no_grad()
    def judge(self, points: Tensor) -> Tensor:
        """D at points (k, 2), shape (k,): high where it takes them for real."""
        verdict: Tensor = self.discriminator(points)[:, 0]
        return verdict

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        drawn: Tensor = self.generator(torch.randn(n, LATENT, generator=generator))
        return drawn


class Gan(Adversarial):
    """The non-saturating GAN (Goodfellow 2014), with the R1 penalty γ/2 E|∇D(x)|² (Mescheder 2018)."""

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        both = self.discriminator(torch.cat([real, fake]))
        verdicts = both[: len(real)], both[len(real) :]
        loss: Tensor = F.softplus(-verdicts[0]).mean() + F.softplus(verdicts[1]).mean()
        return loss + self.penalty / 2 * self.slope(real).mean() if self.penalty else loss

    def generator_loss(self, verdict: Tensor) -> Tensor:
        return F.softplus(-verdict).mean()


class WassersteinGan(Adversarial):
    """WGAN with the penalty λ E(|∇D| - 1)² between real and fake points (Gulrajani 2017)."""

    default_steps = 3
    default_penalty = 0.1

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        along = torch.rand(len(real), 1, generator=self.generators["noise"])
        slope = sqrt(self.slope(fake + along * (real - fake)).add(1e-12))
        both = self.discriminator(torch.cat([real, fake]))
        gap: Tensor = both[len(real) :].mean() - both[: len(real)].mean()
        return gap + self.penalty * (slope - 1).square().mean()

    def generator_loss(self, verdict: Tensor) -> Tensor:
        return -verdict.mean()
