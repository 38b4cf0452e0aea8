"""The batched transformer against one written plainly, and its optimizer against PyTorch's."""

import itertools
import math

import numpy as np
import pytest
import torch
from torch import Tensor

from lab.numerics.ensembles import AdamW, Architecture, Plan, Schedule, Symbols, forward
from lab.numerics.ensembles.layers import cross_entropy

CPU = torch.device("cpu")


def plain(a: Architecture, p: dict[str, Tensor], tokens: Tensor) -> Tensor:
    """Logits (S, vocabulary) of one sequence through one member, one position and head at a time."""

    def norm(x: Tensor) -> Tensor:
        return (x - x.mean()) / torch.sqrt(x.var(correction=0) + 1e-5)

    rows = [p["embedding"][token] + p["position"][i] for i, token in enumerate(tokens)]
    size = a.width // a.heads
    for i in range(a.layers):
        q, k, v = ([norm(x) @ p[f"{name}.{i}"] for x in rows] for name in ("query", "key", "value"))
        for t, x in enumerate(rows.copy()):
            mixed = []
            for head in (slice(h * size, (h + 1) * size) for h in range(a.heads)):
                scores = torch.stack([q[t][head] @ k[s][head] / math.sqrt(size) for s in range(t + 1)])
                mixed.append(sum(w * v[s][head] for s, w in enumerate(scores.softmax(0))))
            x = x + torch.cat(mixed) @ p[f"output.{i}"]
            hidden = norm(x) @ p[f"mlp_in.{i}"] + p[f"mlp_in_bias.{i}"][0]
            gelu = hidden * (1 + torch.erf(hidden / math.sqrt(2))) / 2
            rows[t] = x + gelu @ p[f"mlp_out.{i}"] + p[f"mlp_out_bias.{i}"][0]
    return torch.stack([norm(x) @ p["head"] for x in rows])


@pytest.mark.parametrize(
    ("layers", "heads", "outputs"), [(1, 1, 1), (1, 2, 3), (2, 1, 1), (2, 3, 3), (3, 1, 2)]
)
def test_logits_and_gradients_equal_the_plain_transformer(layers: int, heads: int, outputs: int) -> None:
    a = Architecture(vocabulary=11, sequence=3, width=12, feed_forward=10, layers=layers, heads=heads)
    random = np.random.default_rng(0)
    flat = torch.tensor(random.normal(size=(2, a.size())) * 0.5, requires_grad=True)
    tokens = random.integers(11, size=(4, 3))
    targets = torch.tensor(random.integers(11, size=(4, outputs)))
    symbols = Symbols((tokens,), CPU)
    logits = forward(a, a.views(flat), symbols, Plan(4, 3, outputs, flat), symbols.index(tokens))
    views = a.views(flat)
    expected = torch.stack(
        [
            torch.cat(
                [
                    plain(a, {n: w[e] for n, w in views.items()}, row)[-outputs:]
                    for row in torch.tensor(tokens)
                ]
            )
            for e in range(2)
        ]
    )
    assert torch.allclose(logits, expected, rtol=1e-10, atol=1e-12)
    loss = cross_entropy(logits, targets.flatten())
    reference = torch.nn.functional.cross_entropy(
        expected.mT, targets.flatten().expand(2, -1), reduction="none"
    )
    assert torch.allclose(loss, reference, rtol=1e-10)
    weights = torch.rand_like(loss)
    (gradient,) = torch.autograd.grad((loss * weights).sum(), flat)
    (oracle,) = torch.autograd.grad((reference * weights).sum(), flat)
    assert torch.allclose(gradient, oracle, rtol=1e-8, atol=1e-12)


def test_initial_weights_have_the_std_of_their_rate_and_differ_between_rates_in_scale_only() -> None:
    a = Architecture(vocabulary=112, sequence=3, width=64, feed_forward=128, layers=2)
    small, large = (a.views(torch.from_numpy(a.initial(std, seed=5))[None]) for std in (0.01, 0.5))
    for name, weights in small.items():
        if "bias" in name:
            assert not weights.any()
        elif name != "position":
            depth = 2 if name.startswith(("output", "mlp_out")) else 1
            assert weights.std().item() == pytest.approx(0.01 / depth, rel=0.05)
        assert torch.allclose(large[name], 50 * weights, rtol=1e-5)


def test_every_parameter_starts_on_a_cache_line_and_none_overlap() -> None:
    a = Architecture(vocabulary=13, sequence=3, width=5, feed_forward=7, layers=2)
    places = list(a.slices().values())
    assert all(place.start % 16 == 0 for place in places)
    assert all(one.stop <= other.start for one, other in itertools.pairwise(places))
    assert a.size() % 16 == 0
    assert sum(p.stop - p.start for p in places) == sum(math.prod(shape) for shape in a.shapes().values())


def test_heads_must_divide_the_width() -> None:
    with pytest.raises(ValueError, match="not a multiple of heads = 3"):
        Architecture(vocabulary=10, sequence=3, width=32, heads=3)


def test_each_member_follows_pytorch_with_its_own_rate_decay_and_clip() -> None:
    random = torch.Generator().manual_seed(0)
    schedules = [
        Schedule(20, 0.02, 0.5, warmup=3),
        Schedule(20, 0.001, 0.0),
        Schedule(20, 0.1, 1.0, warmup=0, floor=1),
    ]
    clips = [1.0, 1e9, 0.05]
    theta = torch.randn(3, 40, generator=random, dtype=torch.float64)
    alone = [row.clone().requires_grad_() for row in theta]
    stock = [torch.optim.AdamW([row]) for row in alone]
    ours = AdamW(theta, schedules, clips)
    for step in range(20):
        gradient = torch.randn(3, 40, generator=random, dtype=torch.float64)
        for row, optimizer, g, schedule, clip in zip(alone, stock, gradient, schedules, clips, strict=True):
            row.grad = g.clone()
            torch.nn.utils.clip_grad_norm_([row], clip)
            optimizer.param_groups[0].update(lr=schedule.rate(step), weight_decay=schedule.weight_decay)
            optimizer.step()
        ours.update(step, gradient)
        assert torch.allclose(theta, torch.stack([row.detach() for row in alone]), rtol=1e-10, atol=1e-12)


def test_the_rate_rises_then_falls_to_its_floor_and_a_short_run_is_cut() -> None:
    schedule = Schedule(steps=1000, learning_rate=1.0, weight_decay=0.1, warmup=100, floor=0.1)
    assert [schedule.rate(k) for k in (0, 49, 99, 100)] == pytest.approx([0.01, 0.5, 1, 1])
    assert schedule.rate(550) == pytest.approx(0.55)
    assert schedule.rate(1000) == pytest.approx(0.1)
    assert Schedule(50, 1.0, 0.1).rate(49) == pytest.approx(0.5)
    assert {Schedule(50, 0.3, 0.1, warmup=0, floor=1).rate(k) for k in range(50)} == {0.3}


def test_decay_acts_inside_its_window_only() -> None:
    schedule = Schedule(40, 0.5, 0.2, warmup=0, floor=1, decay_window=(0.25, 0.5))
    assert [k for k in range(40) if schedule.decay(k)] == list(range(10, 20))
    assert schedule.decay(10) == pytest.approx(0.1)
