"""All families behind one interface: seeds, states, learning; and each one's own mathematics."""

from math import sqrt

import numpy as np
import pytest
import torch
from torch import Tensor

from lab.contract.errors import BadInput
from lab.numerics.features import random_features
from lab.numerics.generative import FAMILIES, build
from lab.numerics.generative.adversarial import Gan
from lab.numerics.generative.likelihood import NeuralPotential, RealNvp
from lab.numerics.generative.mmd import KernelGenerator, kernel
from lab.numerics.generative.regression import Diffusion, FlowMatching
from lab.numerics.particles import ParticleGan

POINTS = 0.1 * np.random.default_rng(0).normal(size=(20, 2)) + [0.5, -0.4]


def draw(model, n: int = 200) -> Tensor:
    return model.sample(n, torch.Generator().manual_seed(1))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_run_follows_from_its_seed_and_goes_on_from_its_state(family: str) -> None:
    model, twin, other = (build(family, POINTS, seed) for seed in (3, 3, 4))
    global_state = torch.get_rng_state()
    first = [model.step() for _ in range(3)]
    assert [twin.step() for _ in range(3)] == first != [other.step() for _ in range(3)]
    state = model.state_dict()
    assert torch.equal(draw(model), draw(model))
    rest = [model.step() for _ in range(3)]
    resumed = build(family, POINTS, 99)
    resumed.load_state_dict(state)
    assert [resumed.step() for _ in range(3)] == rest
    assert torch.equal(draw(resumed), draw(model))
    assert torch.equal(global_state, torch.get_rng_state())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_start_can_be_saved_and_a_rate_changed(family: str) -> None:
    model, twin = (build(family, POINTS, seed) for seed in (5, 6))
    twin.load_state_dict(model.state_dict())
    for learner in model.learners.values():
        learner.adam.eta = 0.0
    twin.load_state_dict(model.state_dict())
    before = draw(model)
    assert [model.step() for _ in range(2)] == [twin.step() for _ in range(2)]
    assert torch.equal(draw(model), before)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_finds_where_the_points_are(family: str) -> None:
    model = build(family, POINTS, 0)
    centre = torch.from_numpy(POINTS.mean(axis=0)).float()
    before = draw(model)
    for _ in range(120):
        model.step()
    after = draw(model)
    assert after.shape == (200, 2)
    assert after.dtype == torch.float32
    assert (after.mean(dim=0) - centre).norm() < 0.5 * (before.mean(dim=0) - centre).norm()


def test_either_side_of_a_gan_may_be_stepped_alone() -> None:
    model = build("gan", POINTS, 0)
    assert isinstance(model, Gan)
    samples, verdicts = draw(model), model.judge(model.points)
    model.step_discriminator()
    assert torch.equal(draw(model), samples)
    assert not torch.equal(model.judge(model.points), verdicts)
    verdicts = model.judge(model.points)
    model.step_generator()
    assert torch.equal(model.judge(model.points), verdicts)
    assert not torch.equal(draw(model), samples)


def test_the_penalized_slope_is_that_of_the_discriminator() -> None:
    model = build("wgan-gp", POINTS, 0)
    h, points = 1e-6, model.points.double()
    model.discriminator.double()
    along = [
        (model.judge(points + h * axis) - model.judge(points - h * axis)) / (2 * h) for axis in torch.eye(2)
    ]
    slopes = model.slope(points).detach()
    assert torch.median((slopes - torch.stack(along).square().sum(dim=0)).abs()) < 1e-6


def test_the_kernel_and_its_gradient() -> None:
    model = build("mmd", POINTS, 0)
    assert isinstance(model, KernelGenerator)
    fake = torch.randn(256, 2, generator=torch.Generator().manual_seed(0), requires_grad=True)
    widths = torch.tensor([0.05, 0.1, 0.2, 0.4, 0.8])[:, None, None]

    def plain(x: Tensor, y: Tensor) -> Tensor:
        squares = (x[:, None] - y).square().sum(dim=-1)
        return torch.exp(-squares / (2 * widths**2)).mean(dim=0)

    assert kernel(model.points, fake.detach())[0] == pytest.approx(
        plain(model.points, fake).detach(), abs=1e-5
    )
    among = plain(model.points, model.points).mean() + (plain(fake, fake).sum() - 256) / (256 * 255)
    loss = among - 2 * plain(fake, model.points).mean()
    (expected,) = torch.autograd.grad(loss, fake)
    value, gradient = model.discrepancy(fake.detach(), model.points)
    assert value == pytest.approx(loss.item(), abs=1e-5)
    assert gradient == pytest.approx(expected, abs=1e-6)


def test_the_invertible_maps_density_has_mass_one_and_its_samples() -> None:
    model = build("realnvp", POINTS, 0)
    assert isinstance(model, RealNvp)
    for _ in range(30):
        model.step()
    ticks = torch.linspace(-4, 4, 201)
    square = torch.cartesian_prod(ticks, ticks)
    with torch.no_grad():
        masses = model.log_density(square).exp() * (ticks[1] - ticks[0]) ** 2
    assert masses.sum().item() == pytest.approx(1, abs=0.01)
    samples = draw(model, 4000)
    spread = samples.std(dim=0).max().item() / sqrt(4000)
    assert samples.mean(dim=0) == pytest.approx((masses[:, None] * square).sum(dim=0), abs=5 * spread)


def test_the_potential_is_a_density_whose_loss_is_its_likelihood() -> None:
    model = build("potential", POINTS, 0, cells=16)
    assert isinstance(model, NeuralPotential)
    p = model.density()
    assert p.sum().item() == pytest.approx(1, abs=1e-5)
    assert p.min() > 0
    with torch.no_grad():
        at_points = -model.potential(model.points)[:, 0]
        log_z = torch.logsumexp(-model.potential(model.centres)[:, 0], dim=0) - np.log(256)
    assert model.step() == pytest.approx(-(at_points - log_z).mean().item(), abs=1e-5)


def silence(model) -> None:
    """Make the network answer 0."""
    for parameter in model.network.parameters():
        parameter.data.zero_()


def test_a_still_velocity_leaves_the_noise_and_a_constant_one_carries_it() -> None:
    model = build("flow-matching", POINTS, 0)
    assert isinstance(model, FlowMatching)
    silence(model)
    noise = torch.randn(200, 2, generator=torch.Generator().manual_seed(1))
    assert torch.equal(draw(model), noise)
    model.network[-1].bias.data.copy_(torch.tensor([0.5, -1.0]))
    assert draw(model) == pytest.approx(noise + torch.tensor([0.5, -1.0]), abs=1e-5)


def test_a_silent_denoiser_is_the_right_one_for_a_gaussian() -> None:
    """Of N(0, ½²): the posterior mean is c_skip x. Thirty Euler steps then shrink σ_max to near ½."""
    model = build("diffusion", POINTS, 0)
    assert isinstance(model, Diffusion)
    silence(model)
    sigma = torch.full((1, 1), 0.7)
    noisy = torch.tensor([[1.0, -2.0]])
    assert model.denoise(noisy, sigma).detach() == pytest.approx(noisy * 0.25 / (0.25 + 0.49))
    # The exact flow of variance from σ_max² ends at ¼ σ_max²/(¼ + σ_max²) = 0.235.
    assert draw(model, 5000).std().item() == pytest.approx(sqrt(0.235), rel=0.06)


def test_particles_descend_and_go_on_from_their_state() -> None:
    features = random_features("fourier", 60, seed=0, bandwidth=0.5)
    start = 0.1 * np.random.default_rng(1).normal(size=(30, 2))
    optimal = ParticleGan(start, features(POINTS), features)
    distances = [optimal.step() for _ in range(100)]
    assert (np.diff(distances) < 0).all()
    lagging = ParticleGan(start, features(POINTS).mean(axis=0), features, pace=2.0)
    for _ in range(5):
        lagging.step()
    resumed = ParticleGan(start, features(POINTS), features, pace=2.0)
    resumed.load_state_dict(lagging.state_dict())
    assert [resumed.step() for _ in range(5)] == [lagging.step() for _ in range(5)]


def test_a_swift_discriminator_is_the_optimal_one() -> None:
    features = random_features("fourier", 60, seed=0, bandwidth=0.5)
    optimal, swift = (ParticleGan(POINTS, np.zeros(60), features, pace=pace) for pace in (np.inf, 250.0))
    optimal.step()
    swift.step()  # one explicit step of pace · damping · dt = 1 lands on the optimum
    assert swift.theta == pytest.approx(optimal.theta)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: build("autoregressive", POINTS, 0),
        lambda: build("gan", np.zeros((0, 2)), 0),
        lambda: build("vae", [[0.0, 0.0, 0.0]], 0),
        lambda: build("diffusion", [[0.0, float("nan")]], 0),
        lambda: ParticleGan(POINTS, np.zeros(3), random_features("relu", 3, 0), damping=0.0),
    ],
)
def test_what_cannot_be_trained_is_refused_in_a_sentence(wrong) -> None:
    with pytest.raises(BadInput, match=r"\w+ .*\.$"):
        wrong()
