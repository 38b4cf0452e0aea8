"""A sweep of small transformers trained together, against the same models one by one and against vmap.

The preset is the lab's headline: nine rates of initialization, seeds, one layer of width 32, batches of 128.
All three train on the same batches from the same weights, evaluate the same rows equally often, and are
compared; the clock is process CPU time on one thread (wall-clock with a GPU).

    python benchmarks/ensembles.py [--members 1 9 27 81] [--layers 1] [--steps 40]
"""

import argparse
import math
import time
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call, grad_and_value, stack_module_state, vmap

from lab.numerics.complexity import mean_cosine, stable_rank
from lab.numerics.ensembles import AdamW, Architecture, Member, Schedule, Sweep
from lab.numerics.initialization import std
from lab.numerics.task import Task, draw
from lab.worlds import anchors

GAMMAS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
BATCH, STRIDE, RUN = 128, 20, 900


class Layer(nn.Module):
    """Pre-norm attention and MLP; answers for the last position only if it is the last layer."""

    def __init__(self, width: int, feed_forward: int, last: bool) -> None:
        super().__init__()
        self.last = last
        for name in ("query", "key", "value", "output"):
            setattr(self, name, nn.Linear(width, width, bias=False))
        self.mlp_in, self.mlp_out = nn.Linear(width, feed_forward), nn.Linear(feed_forward, width)

    def forward(self, x: Tensor) -> Tensor:
        h = F.layer_norm(x, x.shape[-1:])
        key, value = self.key(h), self.value(h)
        if self.last:
            x, query = x[:, -1:], self.query(h[:, -1:])
            weights = ((query * key).sum(-1) * x.shape[-1] ** -0.5).softmax(-1)
            mixed = (weights[..., None] * value).sum(1, keepdim=True)
        else:
            mixed = F.scaled_dot_product_attention(self.query(h), key, value, is_causal=True)
        x = x + self.output(mixed)
        return x + self.mlp_out(F.gelu(self.mlp_in(F.layer_norm(x, x.shape[-1:]))))


class Transformer(nn.Module):
    """One member of the sweep, written as usual."""

    def __init__(self, a: Architecture) -> None:
        super().__init__()
        self.embedding = nn.Embedding(a.vocabulary, a.width)
        self.position = nn.Embedding(a.sequence, a.width)
        self.layers = nn.Sequential(
            *(Layer(a.width, a.feed_forward, i == a.layers - 1) for i in range(a.layers))
        )
        self.head = nn.Linear(a.width, a.vocabulary, bias=False)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.layers(self.embedding(tokens) + self.position.weight[: tokens.shape[1]])
        return self.head(F.layer_norm(x[:, -1], x.shape[-1:]))

    @torch.no_grad()
    def load(self, weights: dict[str, Tensor]) -> "Transformer":
        """Copies one member's weights (rows, columns) by the sweep's names."""
        for name, module in (("embedding", self.embedding), ("position", self.position)):
            module.weight.copy_(weights[name])
        self.head.weight.copy_(weights["head"].T)
        for i, layer in enumerate(self.layers):
            for name, linear in layer.named_children():
                linear.weight.copy_(weights[f"{name}.{i}"].T)
                if linear.bias is not None:
                    linear.bias.copy_(weights[f"{name}_bias.{i}"][0])
        return self


class Data:
    """The task's rows as tensors, and its measures."""

    def __init__(self, task: Task, device: str) -> None:
        self.task = task
        tables = (task.train.tokens, task.train.targets[:, 0], task.probe.tokens, task.probe.targets[:, 0])
        self.tokens, self.targets, self.probe, self.answers = (torch.tensor(t, device=device) for t in tables)

    def batch(self, step: int) -> tuple[Tensor, Tensor]:
        chosen = torch.from_numpy(draw(0, step, len(self.tokens), BATCH)).to(self.tokens.device)
        return self.tokens[chosen], self.targets[chosen]

    def measure(
        self, logits: Tensor, weights: list[Tensor], embedding: Tensor, mlp: Tensor, query: Tensor
    ) -> None:
        """What a row of the sweep holds, from logits (E, M, V) and stacked weights."""
        nll = F.cross_entropy(logits.flatten(0, 1), self.answers.repeat(len(logits)), reduction="none")
        nll = nll.view(len(logits), -1, 1).double().cpu().numpy()
        predicted = logits.argmax(-1, keepdim=True).cpu().numpy()
        for measure in self.task.measures.values():
            measure(nll, predicted)
        torch.stack([w.flatten(1).square().sum(1) for w in weights]).sum(0).sqrt().cpu()
        for matrix in (embedding, mlp, query):
            stable_rank(matrix)
        mean_cosine(mlp)


def one_by_one(sweep: Sweep, members: list[Member], data: Data) -> Callable[[int], np.ndarray]:
    """A loop of modules, each with PyTorch's fused AdamW."""
    models = [
        Transformer(sweep.architecture)
        .to(data.tokens.device)
        .load({n: w[e] for n, w in sweep.parameters.items()})
        for e in range(len(members))
    ]
    optimizers = [torch.optim.AdamW(model.parameters(), weight_decay=0.0, fused=True) for model in models]

    def evaluate(model: Transformer) -> None:
        with torch.no_grad():
            first = model.layers[0]
            matrices = (model.embedding.weight, first.mlp_in.weight.T, first.query.weight.T)
            weights = [p[None] for p in model.parameters()]
            data.measure(model(data.probe)[None], weights, *(m[None] for m in matrices))

    def step(k: int) -> np.ndarray:
        tokens, targets = data.batch(k)
        losses = []
        for model, optimizer, member in zip(models, optimizers, members, strict=True):
            if k % STRIDE == 0:
                evaluate(model)
            loss = F.cross_entropy(model(tokens), targets)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), member.clip)
            optimizer.param_groups[0]["lr"] = member.schedule.rate(k)
            optimizer.param_groups[0]["weight_decay"] = member.schedule.weight_decay
            optimizer.step()
            losses.append(float(loss.detach()))
        return np.array(losses)

    return step


def vectorized(sweep: Sweep, members: list[Member], data: Data) -> Callable[[int], np.ndarray]:
    """torch.func.vmap over the same module, with the sweep's optimizer on its stacked weights."""
    device = data.tokens.device
    models = [
        Transformer(sweep.architecture).to(device).load({n: w[e] for n, w in sweep.parameters.items()})
        for e in range(len(members))
    ]
    stacked, _ = stack_module_state(models)
    sizes = [math.prod(w.shape[1:]) for w in stacked.values()]
    flat = torch.cat([w.detach().flatten(1) for w in stacked.values()], 1)
    shapes = {name: w.shape for name, w in stacked.items()}
    weights = {n: w.view(s) for (n, s), w in zip(shapes.items(), flat.split(sizes, 1), strict=True)}
    optimizer = AdamW(flat, [m.schedule for m in members], [m.clip for m in members])

    def logits(weights: dict[str, Tensor], tokens: Tensor) -> Tensor:
        return functional_call(models[0], weights, (tokens,))

    def loss(weights: dict[str, Tensor], tokens: Tensor, targets: Tensor) -> Tensor:
        return F.cross_entropy(logits(weights, tokens), targets)

    differentiate = vmap(grad_and_value(loss), in_dims=(0, None, None))

    @torch.no_grad()
    def evaluate() -> None:
        names = ("embedding.weight", "layers.0.mlp_in.weight", "layers.0.query.weight")
        embedding, mlp, query = (weights[name] for name in names)
        predicted = vmap(logits, in_dims=(0, None))(weights, data.probe)
        data.measure(predicted, list(weights.values()), embedding, mlp.mT, query.mT)

    def step(k: int) -> np.ndarray:
        if k % STRIDE == 0:
            evaluate()
        gradients, losses = differentiate(weights, *data.batch(k))
        optimizer.update(k, torch.cat([gradients[name].flatten(1) for name in weights], 1))
        return losses.detach().cpu().numpy()

    return step


def clock(device: str) -> float:
    if device == "cpu":
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()


def compare(count: int, layers: int, steps: int, device: str) -> None:
    """Trains `count` members in the three ways, step by step in turn, and prints their times."""
    members = [
        Member(std(GAMMAS[e % 9], 32), seed=1 + e // 9, schedule=Schedule(RUN, 5e-3, 0.1))
        for e in range(count)
    ]
    task = anchors.dataset()
    sweep = Sweep(task, Architecture(task.vocabulary, 3, layers=layers), members, steps=RUN, device=device)
    data = Data(task, device)
    ways = {"one by one": one_by_one(sweep, members, data), "vmap": vectorized(sweep, members, data)}
    ways["sweep"] = lambda _: sweep.step()["train_loss"]
    seconds, losses = {way: 0.0 for way in ways}, {way: np.zeros((steps, count)) for way in ways}
    for k in range(steps):
        for way, step in ways.items():
            start = clock(device)
            losses[way][k] = step(k)
            seconds[way] += clock(device) - start
    apart = max(np.abs(losses[way] - losses["sweep"]).max() for way in ways)
    if device == "cpu" and not apart < 1e-3:
        raise SystemExit(f"the three ways disagree: losses differ by {apart:.1e} within {steps} steps")
    times = "".join(f"{1e3 * seconds[way] / steps:12.2f}" for way in ways)
    gains = "".join(f"{seconds[way] / seconds['sweep']:12.2f}" for way in ("one by one", "vmap"))
    print(f"{count:7}{times}{gains}{apart:14.1e}", flush=True)


def bound(layers: int) -> None:
    """Prints what a training step of 27 members spends its time on."""
    members = [
        Member(std(gamma, 32), seed, Schedule(RUN, 5e-3, 0.1)) for gamma in GAMMAS for seed in (1, 2, 3)
    ]
    task = anchors.dataset()
    architecture = Architecture(task.vocabulary, 3, layers=layers)
    sweep = Sweep(task, architecture, members, steps=RUN, stride=RUN)
    for _ in range(3):
        sweep.step()
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
        for _ in range(10):
            sweep.step()
    events = profile.key_averages()
    total = sum(event.self_cpu_time_total for event in events)
    products = sum(
        event.self_cpu_time_total for event in events if event.key in ("aten::bmm", "aten::baddbmm")
    )
    print(
        f"a step of 27: {products / total:.0%} in matrix products, the rest in passes over memory and calls"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cuda = torch.cuda.is_available()
    parser.add_argument(
        "--members", type=int, nargs="+", default=[27, 81, 243, 1024] if cuda else [1, 9, 27, 81]
    )
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--steps", type=int, default=40, help="steps timed; an evaluation every 20th")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    device = "cuda" if cuda else "cpu"
    print(f"ms a step on {device}, evaluations included" + " " * 8 + "gain of the sweep over")
    print("members  one by one        vmap       sweep  one by one        vmap  losses apart")
    for count in arguments.members:
        compare(count, arguments.layers, arguments.steps, device)
    if not cuda:
        bound(arguments.layers)


if __name__ == "__main__":
    main()
