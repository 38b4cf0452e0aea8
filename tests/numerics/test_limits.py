"""Each optimizer's limit is where the real class of torch diverges, within one percent."""

import pytest
import torch
from torch import optim

from lab.numerics.limits import SCALES, memory, refusal, responses, second_moments

F64 = torch.float64
FOREVER = 1e10
"""Steps after which no bias is left; as float32, which `step` is, one more changes nothing."""
SMALL = 1e-9
"""Where the training starts: its gradients are nothing beside the scales that the state is given."""


def scaled(**state):
    """A state with these scales in it, as if they had been there for ever."""
    return {"step": torch.tensor(FOREVER), **{k: torch.tensor([v], dtype=F64) for k, v in state.items()}}


ADAM = scaled(exp_avg=0.0, exp_avg_sq=4.0)
STILL = {"betas": (0.9, 1 - 1e-12), "eps": 1e-3}
CASES = {
    "plain": (optim.SGD, {}, None),
    "heavy ball": (optim.SGD, {"momentum": 0.9}, None),
    "dampened": (optim.SGD, {"momentum": 0.9, "dampening": 0.5}, None),
    "Nesterov": (optim.SGD, {"momentum": 0.9, "nesterov": True}, None),
    "SGD, decay": (optim.SGD, {"momentum": 0.5, "weight_decay": 300.0}, None),
    "Adam": (optim.Adam, STILL, ADAM),
    "Adam, ε": (optim.Adam, {"eps": 1.0}, scaled(exp_avg=0.0, exp_avg_sq=0.0)),
    "Adam, β1 = 0.5": (optim.Adam, STILL | {"betas": (0.5, 1 - 1e-12)}, ADAM),
    "Adam, coupled decay": (optim.Adam, STILL | {"weight_decay": 300.0}, ADAM),
    "AMSGrad": (optim.Adam, STILL | {"amsgrad": True}, ADAM | scaled(max_exp_avg_sq=9.0)),
    "AdamW": (optim.AdamW, STILL | {"weight_decay": 100.0}, ADAM),
    "Adam, fused": (optim.Adam, STILL | {"fused": True}, ADAM),
    "NAdam": (optim.NAdam, STILL, ADAM | {"mu_product": torch.tensor(0.0)}),
    "NAdam, decoupled": (
        optim.NAdam,
        STILL | {"weight_decay": 100.0, "decoupled_weight_decay": True},
        ADAM | {"mu_product": torch.tensor(0.0)},
    ),
    "RAdam": (optim.RAdam, {"betas": (0.9, 0.999), "eps": 2.0}, scaled(exp_avg=0.0, exp_avg_sq=0.0)),
    "RAdam, too short": (optim.RAdam, {"betas": (0.9, 0.5)}, scaled(exp_avg=0.0, exp_avg_sq=0.0)),
    "Adamax": (optim.Adamax, STILL, scaled(exp_avg=0.0, exp_inf=3.0)),
    "RMSprop": (optim.RMSprop, {"alpha": 1 - 1e-12, "eps": 1e-3}, scaled(square_avg=4.0)),
    "RMSprop, centered, momentum": (
        optim.RMSprop,
        {"alpha": 1 - 1e-12, "eps": 1e-3, "centered": True, "momentum": 0.9},
        scaled(square_avg=5.0, grad_avg=1.0, momentum_buffer=0.0),
    ),
    "Adagrad": (optim.Adagrad, {"initial_accumulator_value": 4.0, "eps": 1e-3}, None),
}
STEPS = 600


def optimizer_of(case, theta):
    kind, options, state = CASES[case]
    optimizer = kind([theta], lr=1e-3, **options)
    if state is not None:
        optimizer.state[theta] = {name: value.clone() for name, value in state.items()}
    return optimizer


def grown(case, curvature):
    """abs(θ) after a training on ½·curvature·θ², as a multiple of where it began; it stops at a thousand,
    before its gradients are anything beside the scales."""
    theta = torch.nn.Parameter(torch.tensor([SMALL], dtype=F64))
    optimizer = optimizer_of(case, theta)
    for _ in range(STEPS):
        theta.grad = curvature * theta.detach()
        optimizer.step()
        if abs(theta.item()) > 1e3 * SMALL:
            break
    return abs(theta.item()) / SMALL


def limit(case):
    """The curvature at which share = 1, from the formula."""
    theta = torch.nn.Parameter(torch.tensor([SMALL], dtype=F64))
    optimizer = optimizer_of(case, theta)
    theta.grad = torch.zeros_like(theta)
    (response,) = responses(optimizer)
    return (2 / response.weight - response.shift).item()


@pytest.mark.parametrize("case", CASES)
def test_the_limit_is_where_the_real_optimizer_diverges(case):
    known = limit(case)
    assert grown(case, 0.99 * known) < 0.1
    assert grown(case, 1.01 * known) > 1e3


def test_every_known_optimizer_has_a_case():
    assert {kind for kind, _, _ in CASES.values()} == set(SCALES)


FIGURES = {"plain": 2000, "heavy ball": 3800, "dampened": 7600, "Nesterov": 1357.1, "Adam, ε": 38000}


@pytest.mark.parametrize(("case", "figure"), FIGURES.items())
def test_the_limit_is_the_figure_that_theory_has(case, figure):
    assert limit(case) == pytest.approx(figure, rel=1e-3)


def parabola(size=6):
    basis = torch.linalg.qr(torch.randn(size, size, generator=torch.Generator().manual_seed(2), dtype=F64))[0]
    return basis @ torch.diag(torch.linspace(1, 10, size, dtype=F64)) @ basis.T


def test_groups_that_differ_share_one_limit():
    """η .001 and .005, μ .9 and .3: the dense eigenvalue is where torch's SGD diverges."""
    hessian = parabola()

    def parts():
        theta = [torch.nn.Parameter(torch.full((3,), SMALL, dtype=F64)) for _ in range(2)]
        groups = [
            {"params": theta[:1], "lr": 1e-3, "momentum": 0.9},
            {"params": theta[1:], "lr": 5e-3, "momentum": 0.3},
        ]
        return theta, optim.SGD(groups)

    theta, optimizer = parts()
    for part in theta:
        part.grad = torch.zeros_like(part)
    weights = torch.cat([response.weight for response in responses(optimizer)])
    share = torch.linalg.eigvals(weights[:, None] * hessian).real.max().item() / 2

    def size(factor):
        theta, optimizer = parts()
        for _ in range(STEPS):
            gradient = factor / share * hessian @ torch.cat([part.detach() for part in theta])
            theta[0].grad, theta[1].grad = gradient[:3], gradient[3:]
            optimizer.step()
        return max(abs(part).max().item() for part in theta)

    assert size(0.99) < SMALL / 10
    assert size(1.01) > 10 * SMALL


@pytest.mark.parametrize("name", ["Muon", "LBFGS", "Rprop", "ASGD", "SparseAdam", "Adafactor", "Adadelta"])
def test_what_has_no_limit_is_refused_in_a_sentence(name):
    sentence = refusal(getattr(optim, name)([torch.nn.Parameter(torch.ones(2, 2))]))
    assert sentence is not None
    assert sentence.startswith(f"{name} has no limit")
    assert "known here" not in sentence


def test_a_class_of_somebody_s_own_and_an_ascent_are_refused():
    class Own(optim.Adam):
        """Its step may be any."""

    weight = [torch.nn.Parameter(torch.ones(2))]
    assert "known here" in str(refusal(Own(weight)))
    assert "climbs" in str(refusal(optim.SGD(weight, maximize=True)))
    assert refusal(optim.SGD(weight)) is None


def test_what_the_step_does_not_move_is_left_out_and_nothing_is_changed():
    moving, frozen, still = (torch.nn.Parameter(torch.ones(2)) for _ in range(3))
    optimizer = optim.Adam([{"params": [moving, frozen]}, {"params": [still], "lr": 0.0}])
    moving.grad, still.grad = torch.ones(2), torch.ones(2)
    assert [response.parameter is moving for response in responses(optimizer)] == [True]
    assert not optimizer.state


def test_the_scale_is_the_one_that_the_step_then_has():
    """P of a gradient that Adam has not yet taken in equals that of the state after the step."""
    theta = torch.nn.Parameter(torch.zeros(5))
    optimizer = optim.Adam([theta], lr=0.1, betas=(0.0, 0.9), eps=0.1)
    for step in range(1, 4):
        theta.grad = torch.linspace(-1, 2, 5) * step
        (response,) = responses(optimizer)
        before = theta.detach().clone()
        optimizer.step()
        torch.testing.assert_close(before - response.weight * theta.grad, theta.detach())
    assert torch.equal(second_moments(optimizer)[0], optimizer.state[theta]["exp_avg_sq"])


def test_how_long_squared_gradients_are_remembered():
    weight = [torch.nn.Parameter(torch.ones(2))]
    assert memory(optim.Adam(weight, betas=(0.9, 0.95))) == 0.95
    assert memory(optim.RMSprop(weight, alpha=0.98)) == 0.98
    assert memory(optim.SGD(weight)) is None
