"""Products with the Hessian of any loss: against each other and the whole matrix, and chosen by trying."""

import contextlib
import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from lab.contract.errors import BadInput
from lab.numerics.limits import responses
from lab.watching.again import Call, Dice, bound, total, undisturbed
from lab.watching.engines import Differences, DoubleBackward, check, choose, flat
from lab.watching.meter import Meter, Unmeasurable
from tests.watching.trainings import data, normed, plain


class Attention(nn.Module):
    """A block with LayerNorm and attention, in torch's fused form or written out."""

    def __init__(self, fused):
        super().__init__()
        self.fused, self.norm, self.qkv, self.out = fused, nn.LayerNorm(8), nn.Linear(8, 24), nn.Linear(8, 1)

    def forward(self, x):
        q, k, v = self.qkv(self.norm(x)).view(-1, 4, 2, 12).transpose(1, 2).split(4, -1)
        if self.fused:
            mixed = functional.scaled_dot_product_attention(q, k, v)
        else:
            mixed = (q @ k.transpose(-1, -2) / 2).softmax(-1) @ v
        return self.out(mixed.transpose(1, 2).reshape(-1, 4, 8))


def attentive(fused):
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(6, 4, 8, generator=generator)
    torch.manual_seed(1)
    model = Attention(fused)
    return model, lambda: (model(x) - x.sum(-1, keepdim=True)).square().mean()


def fitted():
    torch.manual_seed(1)
    model, (x, y) = plain(), data()
    return model, lambda: (model(x) - y).square().mean()


MODELS = {"tanh": fitted, "LayerNorm and attention": lambda: attentive(fused=False)}


def trained(model, loss, steps=30):
    """An Adam whose last step is not yet made."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(steps):
        optimizer.zero_grad()
        loss().backward()
        if step < steps - 1:
            optimizer.step()
    return optimizer


def dense(model, loss, optimizer):
    """λ_max(diag(w)·H)/2 of the whole matrix, in float64."""
    moved = responses(optimizer)
    products = DoubleBackward(loss, list(model.parameters()))
    size = sum(p.numel() for p in model.parameters())
    hessian = torch.stack([products(row) for row in torch.eye(size)]).double()
    root = flat([response.weight for response in moved]).double().sqrt()
    return torch.linalg.eigvalsh(root[:, None] * (hessian + hessian.T) / 2 * root)[-1].item() / 2


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("engine", ["double-backward", "differences", "one-sided"])
def test_the_share_is_that_of_the_whole_matrix_within_a_percent(name, engine):
    model, loss = MODELS[name]()
    optimizer = trained(model, loss)
    meter, calls = Meter(model, optimizer, engine), [Call(loss, loss().detach(), None)]
    for _ in range(6):  # the cold start is coarse; the same point again makes up for it
        found = meter.measure(calls, True, ())
    assert found.share == pytest.approx(dense(model, loss, optimizer), rel=0.01)
    assert found.along <= found.share * 1.01
    assert found.kappa == 1.0
    assert not found.rough


@pytest.mark.parametrize("name", MODELS)
def test_differences_along_the_preconditioned_gradient(name):
    """P⁻¹g is the direction in which a loss bends soonest: few rows with a tiny v carry it."""
    model, loss = MODELS[name]()
    optimizer, parameters = trained(model, loss), list(model.parameters())
    w = flat([response.weight for response in responses(optimizer)]) * flat([p.grad for p in parameters])
    exact = float(w @ DoubleBackward(loss, parameters)(w))
    with undisturbed(parameters, [], ()):
        products = Differences(loss, parameters)
        assert float(w @ products(w)) == pytest.approx(exact, rel=0.01)
        assert not products.rough(w)
    torch.testing.assert_close(products.gradient, flat([p.grad for p in parameters]), rtol=1e-3, atol=1e-6)


def test_a_loss_that_bends_within_the_step_is_rough():
    theta = nn.Parameter(torch.ones(3))
    assert Differences(lambda: torch.sin(1e5 * theta).sum(), [theta]).rough(torch.ones(3))


def test_attention_that_cannot_be_differentiated_twice_gets_differences():
    model, loss = attentive(fused=True)
    parameters = list(model.parameters())
    before = [p.tolist() for p in parameters]
    with undisturbed(parameters, [], ()):
        choice = choose(model, loss, parameters)
    assert choice.name == "differences"
    assert "a second backward pass fails here" in choice.why
    assert "attention" in choice.why
    assert [p.tolist() for p in parameters] == before
    unfused, loss = attentive(fused=False)
    assert choose(unfused, loss, list(unfused.parameters())).name == "double-backward"


def test_what_has_no_gradient_twice_is_left_with_one_forward_pass():
    class Once(torch.autograd.Function):
        """Differentiable at one place only."""

        @staticmethod
        def forward(ctx, x):
            ctx.at = x.clone()
            return x.square().sum()

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx, _):
            raise RuntimeError("this layer keeps no graph")

    theta = nn.Parameter(torch.ones(3))
    model = nn.Module()
    with undisturbed([theta], [], ()):
        choice = choose(model, lambda: Once.apply(theta), [theta])
    assert choice.name == "forward"
    assert "this layer keeps no graph" in choice.why


def test_an_engine_of_another_name_is_refused():
    with pytest.raises(BadInput, match="there are auto, double-backward, differences, one-sided, forward"):
        check("bisection")


def test_clipping_moves_the_limit_by_what_it_leaves_of_the_gradient():
    model, loss = fitted()
    optimizer, calls = trained(model, loss), [Call(loss, loss().detach(), None)]
    whole = torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)
    meter = Meter(model, optimizer, "double-backward")
    found = meter.measure(calls, True, ())
    assert found.kappa == pytest.approx(0.1 / whole.item(), rel=1e-3)
    assert found.share == pytest.approx(found.kappa * found.largest)


def test_a_closure_that_draws_its_own_batch_is_refused():
    model, loss = fitted()
    optimizer, batches = trained(model, loss), iter(range(100))

    def drawing():
        return loss() * (1 + next(batches))

    meter = Meter(model, optimizer, "auto")
    assert meter.measure([Call(loss, loss().detach(), None)], True, ()) is not None
    calls = [Call(drawing, drawing().detach(), None)]
    with pytest.raises(Unmeasurable, match="let it compute the loss of a batch that is drawn outside of it"):
        Meter(model, optimizer, "auto").measure(calls, True, ())


def test_half_precision_is_refused():
    model, loss = fitted()
    model = model.bfloat16()
    x, y = (part.bfloat16() for part in data())
    loss = lambda: (model(x) - y).square().mean()  # noqa: E731
    optimizer = trained(model, loss, 2)
    with pytest.raises(Unmeasurable, match=r"bfloat16: curvature is measured in float32"):
        Meter(model, optimizer, "auto").measure([Call(loss, loss().detach(), None)], True, ())


def test_a_closure_keeps_the_variables_of_its_own_turn():
    kept = [bound(lambda: torch.tensor(float(turn))) for turn in range(3)]  # noqa: B023
    late = [lambda: torch.tensor(float(turn)) for turn in range(3)]  # noqa: B023
    assert [closure().item() for closure in kept] == [0.0, 1.0, 2.0]
    assert [closure().item() for closure in late] == [2.0, 2.0, 2.0]
    names = {"torch": torch, "turn": 5.0}
    closure = bound(eval("lambda: torch.tensor(turn)", names))  # at the top of a script they are globals
    names["turn"] = 7.0
    assert closure().item() == 5.0


def test_losses_of_a_step_are_summed_each_with_its_own_dice():
    calls, values = [], []
    for _ in range(3):
        dice = Dice(())
        values.append(torch.rand(()))
        calls.append(Call(lambda: torch.rand(()), values[-1], dice))
    after = torch.get_rng_state()
    with undisturbed([], [], ()):
        assert total(calls).item() == torch.stack(values).sum().item()
    assert torch.equal(torch.get_rng_state(), after)


def test_an_error_within_leaves_everything_as_it_was():
    model, (x, _) = normed(), data()
    parameters, buffers = list(model.parameters()), list(model.buffers())
    before = [tensor.tolist() for tensor in (*parameters, *buffers)]
    with contextlib.suppress(ZeroDivisionError), undisturbed(parameters, buffers, ()):
        model(x)
        parameters[0].data.add_(math.pi)
        raise ZeroDivisionError
    assert [tensor.tolist() for tensor in (*parameters, *buffers)] == before
