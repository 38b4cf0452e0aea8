"""Models of a density that is known, or bounded: the normalizing flow, the autoencoder, the potential."""

from math import log, pi

import numpy.typing as npt
import torch
from torch import Tensor, nn

from lab.numerics.density import Grid
from lab.numerics.generative.model import GenerativeModel, Learner, mlp

LOG_2PI = log(2 * pi)


class RealNvp(GenerativeModel):
    """An invertible map to N(0, I) by affine couplings (Dinh 2017), trained by likelihood.

    Args:
        points: the training set, shape (n, 2).
        seed: of initialization, batches and noise.
        width: of both hidden layers of a coupling.
        couplings: number of couplings; each changes one coordinate, in turn.
        learning_rate: of Adam; gradients are clipped at norm 5.
        batch: points a step; all of them where there are no more.
    """

    def __init__(
        self,
        points: npt.ArrayLike,
        seed: int,
        *,
        width: int = 64,
        couplings: int = 6,
        learning_rate: float = 2e-3,
        batch: int = 256,
    ) -> None:
        super().__init__(points, seed, batch)
        start = self.generators["initialization"]
        self.couplings = nn.ModuleList(mlp([1, width, width, 2], start) for _ in range(couplings))
        self.learners = {"couplings": Learner(self.couplings, learning_rate, clip=5.0)}

    def log_density(self, x: Tensor) -> Tensor:
        """Log density at points (n, 2), shape (n,)."""
        halves, total = [x[:, :1], x[:, 1:]], torch.zeros(len(x))
        for k, network in enumerate(self.couplings):
            s, t = self.scale_and_shift(network, halves[k % 2])
            halves[1 - k % 2] = halves[1 - k % 2] * s.exp() + t
            total = total + s[:, 0]
        return total - torch.cat(halves, dim=1).square().sum(dim=1) / 2 - LOG_2PI

    @staticmethod
    def scale_and_shift(network: nn.Module, half: Tensor) -> tuple[Tensor, Tensor]:
        """The log scale, kept within ±3, and the shift of the other half, shape (n, 1) each."""
        s, t = network(half).chunk(2, dim=1)
        return 3 * torch.tanh(s / 3), t

    def step(self) -> float:
        return self.learners["couplings"].descend(-self.log_density(self.all_or_batch()).mean())

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        halves = list(torch.randn(n, 2, generator=generator).chunk(2, dim=1))
        for k, network in reversed(list(enumerate(self.couplings))):
            s, t = self.scale_and_shift(network, halves[k % 2])
            halves[1 - k % 2] = (halves[1 - k % 2] - t) * torch.exp(-s)
        return torch.cat(halves, dim=1)


class Autoencoder(nn.Module):
    """Encoder, decoder, and the decoder's standard deviation, learned from 0.1 on."""

    def __init__(self, width: int, generator: torch.Generator) -> None:
        super().__init__()
        self.encoder = mlp([2, width, width, 4], generator)
        self.decoder = mlp([2, width, width, 2], generator)
        self.log_sd = nn.Parameter(torch.tensor(log(0.1)))


class VariationalAutoencoder(GenerativeModel):
    """The VAE (Kingma and Welling 2014) with two latent dimensions, trained on the bound of its likelihood.

    Args:
        points: the training set, shape (n, 2).
        seed: of initialization, batches and noise.
        width: of both hidden layers of encoder and decoder.
        learning_rate: of Adam.
        batch: points a step.
    """

    def __init__(
        self,
        points: npt.ArrayLike,
        seed: int,
        *,
        width: int = 64,
        learning_rate: float = 2e-3,
        batch: int = 128,
    ) -> None:
        super().__init__(points, seed, batch)
        self.parts = Autoencoder(width, self.generators["initialization"])
        self.learners = {"autoencoder": Learner(self.parts, learning_rate)}

    def step(self) -> float:
        x = self.data()
        mean, log_variance = self.parts.encoder(x).chunk(2, dim=1)
        z = mean + torch.exp(log_variance / 2) * self.noise(*mean.shape)
        error = (x - self.parts.decoder(z)).square().sum(dim=1) * torch.exp(-2 * self.parts.log_sd)
        misfit = error / 2 + 2 * self.parts.log_sd + LOG_2PI
        divergence = (mean.square() + log_variance.exp() - log_variance - 1).sum(dim=1) / 2
        return self.learners["autoencoder"].descend((misfit + divergence).mean())

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        centre: Tensor = self.parts.decoder(torch.randn(n, 2, generator=generator))
        return centre + self.parts.log_sd.exp() * torch.randn(n, 2, generator=generator)


class NeuralPotential(GenerativeModel):
    """The density e^{-V} on a grid, V a network: an energy-based model whose normalization is exact.

    Args:
        points: the training set, shape (n, 2).
        seed: of initialization, batches and noise.
        width: of both hidden layers.
        learning_rate: of Adam.
        batch: points a step; all of them where there are no more.
        cells: of the grid, a side.
    """

    def __init__(
        self,
        points: npt.ArrayLike,
        seed: int,
        *,
        width: int = 128,
        learning_rate: float = 2e-3,
        batch: int = 256,
        cells: int = 48,
    ) -> None:
        super().__init__(points, seed, batch)
        self.grid = Grid(cells)
        self.centres = torch.from_numpy(self.grid.centres).float()
        self.potential = mlp([2, width, width, 1], self.generators["initialization"], nn.SiLU)
        self.learners = {"potential": Learner(self.potential, learning_rate)}

    def step(self) -> float:
        x = self.all_or_batch()
        v = self.potential(torch.cat([x, self.centres]))[:, 0]
        log_z = torch.logsumexp(-v[len(x) :], dim=0) - log(self.grid.size)
        return self.learners["potential"].descend(v[: len(x)].mean() + log_z)

    @torch.no_grad()
    def density(self) -> Tensor:
        """Masses of the cells, shape (G,)."""
        return torch.softmax(-self.potential(self.centres)[:, 0], dim=0)

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        cells = torch.multinomial(self.density(), n, replacement=True, generator=generator)
        jitter = torch.rand(n, 2, generator=generator) - 0.5
        return self.centres[cells] + jitter * self.grid.spacing
