"""Every preset of complexity control, seeds fixed in advance: numbers, claims, CPU seconds on one thread.

    python benchmarks/complexity_control.py [H M L D P P64 B W S SL SD C F]

H loss against gamma, M gamma against weight decay, L depth, D duel, P and P64 three phases, B which is
learned first, W window of decay, S scaling in width, SL tiny language, SD scaling in data, C condensation,
F its phases.
"""

import argparse
import time
from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import torch
from scipy.stats import spearmanr

from lab.numerics import anchors, tiny_language
from lab.numerics.condensation import TwoLayer
from lab.numerics.ensembles import Architecture, Member, Schedule, Sweep
from lab.numerics.initialization import std
from lab.numerics.phase_diagram import (
    boundary_distance,
    condensed,
    four_points,
    initial_weights,
    kinked_target,
)
from lab.numerics.scaling import bootstrap, exponent
from lab.numerics.task import Task

Columns = dict[str, np.ndarray]


def train(
    task: Task, shape: Architecture, members: Sequence[Member], stride: int = 0, batch_size: int = 128
) -> Columns:
    """The evaluated rows of a sweep as columns (rows, E); without a stride the first and the last."""
    steps = members[0].schedule.steps
    sweep = Sweep(task, shape, members, steps=steps, stride=stride or steps, batch_size=batch_size)
    rows = [row for row in (sweep.step() for _ in range(steps)) if np.isfinite(row["weight_norm"][0])]
    return {name: np.stack([row[name] for row in rows]) for name in sweep.columns}


def show(name: str, values: Iterable[float]) -> None:
    print(f"  {name:32}" + " ".join(f"{value:6.2f}" for value in values))


def claim(name: str, number: float, holds: bool | np.bool_) -> None:
    print(f"  claim {name}: {number:.2f}, {'holds' if holds else 'DOES NOT HOLD'}")


def headline() -> None:
    gammas, seeds = [round(0.1 * i, 1) for i in range(2, 11)], (1, 2, 3)
    members = [Member(std(g, 32), s, Schedule(900, 5e-3, 0.1)) for g, s in product(gammas, seeds)]
    columns = train(anchors.dataset(), Architecture(112, 3), members, stride=20)
    last = {name: column[-1].reshape(9, 3) for name, column in columns.items()}
    show("gamma", gammas)
    for name, table in last.items():
        show(name, table.mean(1))
    for seed, reasoning in zip(seeds, last["reasoning"].T, strict=True):
        show(f"reasoning, seed {seed}", reasoning)
    ood, rank = last["ood_loss"].mean(1), last["stable_rank_mlp"].mean(1)
    fall = ood[0] / ood.min()
    claim(
        "2: OOD loss at 0.2 over the least >= 4, least in .6-.9", fall, fall >= 4 and 4 <= ood.argmin() <= 7
    )
    rho = spearmanr(np.repeat(gammas, 3), last["reasoning"].ravel()).statistic
    claim("3: rank correlation of gamma and reasoning >= .6", rho, rho >= 0.6)
    fall = rank[0] / rank[-1]
    claim("6: stable rank of MLP-in falls, 1.5-fold", fall, (np.diff(rank) < 0).all() and fall >= 1.5)


def heat_map() -> None:
    gammas, decays = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0), (0.0, 0.03, 0.1, 0.3, 1.0)
    for seed in (1, 2):
        members = [Member(std(g, 32), seed, Schedule(800, 8e-3, w)) for w, g in product(decays, gammas)]
        columns = train(anchors.dataset(), Architecture(112, 3), members)
        reasoning, loss = (columns[name][-1].reshape(5, 7) for name in ("reasoning", "train_loss"))
        show(f"seed {seed}, gamma", gammas)
        for decay, r, ce in zip(decays, reasoning, loss, strict=True):
            show(f"reasoning, weight decay {decay}", r)
            show("  train loss", ce)
        gain = (reasoning[3, :4] - reasoning[0, :4]).mean()
        claim("4: decay 0.3 over 0 at gamma <= .5, reasoning + .2", gain, gain >= 0.2)


def depth() -> None:
    gammas, found = [round(0.1 * i, 1) for i in range(3, 10)], {}
    show("gamma", gammas)
    for layers in (1, 2, 3):
        members = [Member(std(g, 32), s, Schedule(900, 5e-3, 0.1)) for g, s in product(gammas, (1, 2))]
        columns = train(anchors.dataset(), Architecture(112, 3, layers=layers), members)
        found[layers] = {n: columns[n][-1].reshape(7, 2).mean(1) for n in ("train_loss", "reasoning")}
        for name, values in found[layers].items():
            show(f"{name}, {layers} layers", values)
    at_half = [found[layers]["reasoning"][2] for layers in (1, 2, 3)]
    losses = [found[layers]["train_loss"][0] for layers in (1, 2, 3)]
    claim(
        "13: reasoning at .5 falls with depth",
        at_half[0] - at_half[2],
        (np.diff((at_half, losses)) < 0).all(),
    )


def duel() -> None:
    seeds = (1, 2, 3)
    members = [Member(std(g, 32), s, Schedule(2500, 5e-3, 0.03)) for g, s in product((0.3, 0.8), seeds)]
    columns = train(anchors.dataset(), Architecture(112, 3), members)
    for name in ("train_accuracy", "id_accuracy", "reasoning", "symmetric", "ood_loss"):
        show(f"{name}: .3 | .8, seeds 1-3", columns[name][-1])
    reasoning = columns["reasoning"][-1]
    gap = reasoning[3:].min() - reasoning[:3].max()
    claim(
        "1: reasoning apart by .4, both trained",
        gap,
        gap >= 0.4 and (columns["train_accuracy"][-1] >= 0.99).all(),
    )


def three_phases(
    width: int, gammas: Sequence[float], seeds: Sequence[int], batch: int, rate: float, decay: float
) -> None:
    members = [Member(std(g, width), s, Schedule(1000, rate, decay)) for g, s in product(gammas, seeds)]
    shape = Architecture(112, 4, width, 2 * width, layers=2)
    columns = train(anchors.dataset(sequence=4), shape, members, batch_size=batch)
    last = {name: column[-1].reshape(len(gammas), len(seeds)) for name, column in columns.items()}
    show("gamma", gammas)
    for name in ("train_loss", "id_accuracy", "symmetric", "reasoning"):
        show(name, last[name].mean(1))
    for name, i in product(("symmetric", "reasoning"), range(len(seeds))):
        show(f"{name}, seed {seeds[i]}", last[name][:, i])
    at = {g: {n: last[n][gammas.index(g)].mean() for n in ("symmetric", "reasoning")} for g in (0.5, 0.8)}
    s, r = at[0.5]["symmetric"] - at[0.8]["symmetric"], at[0.8]["reasoning"] - at[0.5]["reasoning"]
    claim(f"5: symmetric falls by .1 ({s:.2f}) and reasoning rises by .1", r, min(s, r) >= 0.1)


def which_first() -> None:
    gammas = (0.1, 0.2, 0.3, 0.5, 0.8)
    schedule = Schedule(801, 5e-3, 0.01, warmup=50, floor=1.0)
    members = [Member(std(g, 32), s, schedule) for g, s in product(gammas, (1, 2, 3, 4))]
    columns = train(anchors.mixture(), Architecture(112, 3), members, stride=200)
    gaps = (columns["memory_loss"] - columns["reasoning_loss"]).reshape(-1, 5, 4)
    for step, gap in zip((200, 400, 600, 800), gaps[1:], strict=True):
        for gamma, four in zip(gammas, gap, strict=True):
            show(f"step {step}, gamma {gamma}: seeds, mean", [*four, four.mean()])
    least, most = gaps[2, 3:].min(), np.abs(gaps[2, :3].mean(1)).max()
    claim(
        f"7: gap >= .3 at gamma >= .5, mean within .3 ({most:.2f}) below", least, least >= 0.3 and most <= 0.3
    )


def decay_window() -> None:
    windows = [(0.0, 0.0), (0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0), (0.0, 1.0)]
    for floor, name in ((1.0, "constant rate"), (0.1, "cosine")):
        schedules = [Schedule(1200, 5e-3, 1.0, floor=floor, decay_window=w) for w in windows]
        members = [Member(std(0.4, 32), s, schedule) for schedule, s in product(schedules, (1, 2, 3))]
        columns = train(anchors.dataset(), Architecture(112, 3), members)
        r, loss = (columns[column][-1].reshape(6, 3).mean(1) for column in ("reasoning", "train_loss"))
        show(f"{name}: never, quarters, always", r)
        show("  train loss", loss)
        claim("14a: best window within .05 of always", r[1:5].max() - r[5], r[1:5].max() >= r[5] - 0.05)
        claim("14b: second quarter over first >= 2", r[2] / r[1], r[2] >= 2 * r[1])


def width(
    task: Task,
    sizes: Sequence[int],
    gamma: float,
    fixed: float,
    layers: int,
    batch: int,
    column: str,
    seeds: Sequence[int],
) -> tuple[np.ndarray, np.ndarray]:
    """The final `column` (seeds, sizes) at a constant rate and at a fixed standard deviation."""
    found = []
    for d in sizes:
        schedule = Schedule(700 if layers == 2 else 900, 0.01 * 16 / d, 0.1, floor=0.05)
        members = [Member(sigma, s, schedule) for sigma, s in product((std(gamma, d), fixed), seeds)]
        shape = Architecture(task.vocabulary, task.train.tokens.shape[1], d, 2 * d, layers=layers)
        found.append(train(task, shape, members, batch_size=batch)[column][-1].reshape(2, -1))
    constant, literal = np.moveaxis(found, 0, -1)
    return constant, literal


def scaling_width() -> None:
    task, sizes = anchors.composition(), (16, 24, 32, 48, 64, 96)
    for gamma, fixed, seeds in (
        (0.7, None, (1, 2)),
        (0.7, None, (5, 6)),
        (1.0, None, (1, 2)),
        (0.7, 0.02, (1, 2)),
    ):
        sigma = std(gamma, 16) if fixed is None else fixed
        tables = width(task, sizes, gamma, sigma, 1, 128, "id_loss", seeds)
        slopes = compare(sizes, tables, f"gamma0 {gamma}, fixed {sigma:.3f}, seeds {seeds}")
        claim("8: fixed is flatter by .2", slopes, slopes >= 0.2)


def compare(sizes: Sequence[int], tables: Sequence[np.ndarray], name: str) -> float:
    print(f"  {name}, sizes {sizes}")
    slopes = []
    for scheme, table in zip(("constant rate", "fixed std"), tables, strict=True):
        slopes.append(exponent(sizes, table.mean(0)))
        low, high = np.quantile(bootstrap(sizes, table), (0.05, 0.95))
        show(f"{scheme}, slope {slopes[-1]:.2f} [{low:.2f}, {high:.2f}]", table.mean(0))
    return slopes[1] - slopes[0]


def scaling_language() -> None:
    task, sizes = tiny_language.dataset(), (16, 24, 32, 48, 64)
    for gamma in (0.7, 1.0):
        for column in ("answer_loss", "text_loss"):
            tables = width(task, sizes, gamma, std(gamma, 16), 2, 64, column, (1, 2))
            compare(sizes, tables, f"{column}, gamma0 {gamma}")


def scaling_data() -> None:
    sizes, settings = (500, 800, 1200, 2000, 3200), ((0.5, 0.01), (1.0, 0.1))
    found = []
    for n in sizes:
        schedules = {g: Schedule(1200, 5e-3, w, floor=0.05) for g, w in settings}
        members = [Member(std(g, 32), s, schedule) for (g, schedule), s in product(schedules.items(), (1, 2))]
        found.append(
            train(anchors.composition(n), Architecture(128, 3), members)["id_loss"][-1].reshape(2, 2)
        )
    large, small = np.moveaxis(found, 0, -1)
    for name, table in (("large complexity (.5, .01)", large), ("small complexity (1, .1)", small)):
        show(f"{name}, slope {exponent(sizes, table.mean(0)):.2f}", table.mean(0))
    steeper = exponent(sizes, large.mean(0)) - exponent(sizes, small.mean(0))
    claim("9: small complexity is steeper in data", steeper, steeper > 0)


def condensation() -> None:
    starts = [initial_weights(100, 2 * g, 0, s) for g, s in product((2.0, 1.5, 0.5), (1, 2, 3))]
    outer, inner = (np.stack(weights) for weights in zip(*starts, strict=True))
    run = TwoLayer(*kinked_target(), outer, inner, steps=3001, stride=100)
    rows = [run.step() for _ in range(3001)]
    for k in (0, 100, 300, 1000, 3000):
        show(f"neurons at {k}: std 2 | 1.5 | .5", rows[k]["effective_neurons"])
    show("100 x loss at 200", 100 * rows[200]["loss"])
    show("relative distance at the end", rows[3000]["relative_distance"])
    early, late = rows[300]["effective_neurons"], rows[3000]["effective_neurons"]
    claim(
        "10: at 300 one orientation (<= 1.1), large init >= 5",
        early[:6].max(),
        early[:6].max() <= 1.1 and early[6:].min() >= 5,
    )
    claim("11: at 3000 two or more", late[:6].min(), late[:6].min() >= 2)


def phases() -> None:
    gammas, primes, widths = (
        (0.4, 0.7, 1.0, 1.3, 1.6, 1.9),
        (-0.6, -0.3, 0.0, 0.3, 0.6, 0.9),
        (50, 100, 200, 400, 800),
    )
    cells, distances = list(product(gammas, primes)), []
    for m in widths:
        outer, inner = (
            np.stack(w) for w in zip(*(initial_weights(m, *cell, 1) for cell in cells), strict=True)
        )
        run = TwoLayer(*four_points(), outer, inner, steps=1501, stride=1501, subtract_initial=True)
        rows = [run.step() for _ in range(1501)]
        distances.append(rows[-1]["relative_distance"])
    slopes = np.array([exponent(widths, travelled) for travelled in np.transpose(distances)])
    show("gamma_pd \\ gamma_prime_pd", primes)
    for gamma, row, neurons in zip(
        gammas, slopes.reshape(6, 6), rows[-1]["effective_neurons"].reshape(6, 6), strict=True
    ):
        show(f"slope at {gamma}", row)
        show("  neurons at m = 800", neurons)
    right = [
        (s > 0) == condensed(*cell)
        for s, cell in zip(slopes, cells, strict=True)
        if boundary_distance(*cell) >= 0.3
    ]
    claim(
        f"12: sign of the slope as in theory, {len(right)} cells",
        float(np.mean(right)),
        np.mean(right) >= 0.9,
    )


PRESETS = {
    "H": headline,
    "M": heat_map,
    "L": depth,
    "D": duel,
    "P": lambda: three_phases(32, (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0), (1, 2, 3), 192, 6e-3, 0.05),
    "P64": lambda: three_phases(64, (0.4, 0.5, 0.6, 0.8), (1, 2, 3, 4), 128, 2.5e-3, 0.01),
    "B": which_first,
    "W": decay_window,
    "S": scaling_width,
    "SL": scaling_language,
    "SD": scaling_data,
    "C": condensation,
    "F": phases,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("presets", nargs="*", choices=[[], *PRESETS], default=[])
    torch.set_num_threads(1)
    for name in parser.parse_args().presets or PRESETS:
        start = time.process_time()
        print(name)
        PRESETS[name]()
        print(f"  {time.process_time() - start:.1f} s of CPU", flush=True)


if __name__ == "__main__":
    main()
