"""What looking costs: each measure of a generative model against one step of its training.

    python benchmarks/measuring.py [import] [metrics] [bias] [share]

`import`: POT with and without its unused back ends. `metrics`: milliseconds a measure, and the steps of a
GAN that they equal. `bias`: POT's exact W₂ beside sliced and Sinkhorn on clouds whose distance is known.
`share`: the part of each preset's run that is measuring; the limits are 10 %, on density pages 25 %.
All figures are CPU time of one thread, medians.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
import ot
import torch

from lab.numerics.density import Floats, Grid, kl_of_log
from lab.numerics.features import random_features
from lab.numerics.flows import linear_density_flow
from lab.numerics.generative import FAMILIES, GenerativeModel, build
from lab.numerics.memorization import copy_fraction, covered_modes, memorized_fraction, near_mass
from lab.numerics.particles import ParticleGan
from lab.numerics.potential import log_time_flow
from lab.numerics.schedule import log_spaced
from lab.numerics.targets import Samples, ring_centres, samples, target
from lab.numerics.transport import grid_w2, sliced_w2, w2

GRID = Grid()
GENERATED, TEST = 400, 500
EVERY, COARSEN = 4, 3
"""Density pages: W₂ on 16 x 16 cells at every fourth frame; the last one on 24 x 24."""


def milliseconds(act: Callable[[], Any], repeats: int = 15) -> float:
    """Median CPU milliseconds of a call, after one to warm up."""
    act()
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        act()
        taken.append(1e3 * (time.process_time() - start))
    return median(taken)


def importing() -> None:
    print("import: CPU seconds of `import ot`, which a process that forks workers pays once")
    names = [f"POT_BACKEND_DISABLE_{name}" for name in ("PYTORCH", "JAX", "CUPY", "TENSORFLOW")]
    code = "import numpy, time; t = time.process_time(); import ot; print(time.process_time() - t)"
    plain = {name: value for name, value in os.environ.items() if name not in names}
    for title, environment in (("all back ends", plain), ("numpy alone", plain | dict.fromkeys(names, "1"))):
        run = [sys.executable, "-c", code]
        seconds = [float(subprocess.check_output(run, env=environment, text=True)) for _ in range(3)]
        print(f"  {title:32}{median(seconds):8.2f} s")


def look(model: GenerativeModel, points: Samples) -> dict[str, float]:
    """What a run's evaluation records."""
    drawn = model.sample(GENERATED, torch.Generator().manual_seed(0)).numpy()
    return {
        "w2_test": w2(drawn, points.test),
        "w2_train": w2(drawn, points.train),
        "memorized": memorized_fraction(drawn, points.train, points.heldout),
        "copies": copy_fraction(drawn, points.train),
    }


def look_at_modes(model: GenerativeModel, _points: Samples) -> int:
    """What mode collapse records; W₂ to 2000 training points would cost more than the training."""
    drawn = model.sample(GENERATED, torch.Generator().manual_seed(0)).numpy()
    return int(covered_modes(drawn, ring_centres(8), radius=0.16).sum())


def metrics() -> None:
    points = samples(target("moons", GRID), GRID, 25, data_seed=0, test=TEST)
    drawn = samples(target("moons", GRID), GRID, GENERATED, data_seed=1).train
    p, q = (target(name, GRID).reshape(GRID.shape) for name in ("moons", "ring"))
    step = milliseconds(build("gan", points.train, 0).step, 200)
    print(f"metrics: ms, and in steps of a GAN ({step:.2f} ms)")
    for name, act in {
        f"w2, {GENERATED} to {TEST} points": lambda: w2(drawn, points.test),
        f"w2, {GENERATED} to 25 points": lambda: w2(drawn, points.train),
        f"w2, {GENERATED} to 2000 points": lambda: w2(drawn, np.tile(points.test, (4, 1))),
        f"sliced_w2, {GENERATED} to {TEST} points": lambda: sliced_w2(drawn, points.test),
        "memorized_fraction": lambda: memorized_fraction(drawn, points.train, points.heldout),
        "copy_fraction": lambda: copy_fraction(drawn, points.train),
        "near_mass, 48 x 48 cells": lambda: near_mass(p, points.train, 0.05),
        "kl_of_log, 48 x 48 cells": lambda: kl_of_log(p, q),
        "grid_w2, 24 x 24 cells": lambda: grid_w2(p, q, coarsen=2),
        "grid_w2, 16 x 16 cells": lambda: grid_w2(p, q, coarsen=3),
    }.items():
        cost = milliseconds(act)
        print(f"  {name:32}{cost:8.2f} ms{cost / step:8.1f} steps")


def bias() -> None:
    print("bias: N(0, 1/4) and itself moved by (0.06, 0.08): W₂ = 0.100 exactly; sliced is shown times √2")
    print(f"  {'':8}{'exact':>21}{'sliced √2, 64':>21}{'Sinkhorn .01 max M':>21}")
    for n in (200, 500, 1000, 2000):
        x = 0.5 * np.random.default_rng(n).normal(size=(n, 2))
        y = x[np.random.default_rng(0).permutation(n)] + [0.06, 0.08]
        ways: list[Callable[[], float]] = [
            lambda x=x, y=y: w2(x, y),
            lambda x=x, y=y: 2**0.5 * sliced_w2(x, y),
            lambda x=x, y=y: sinkhorn(x, y),
        ]
        cells = [f"{way():.4f} in {milliseconds(way, 3):6.1f} ms" for way in ways]
        print(f"  n={n:<6}" + "".join(f"{cell:>21}" for cell in cells), flush=True)


def sinkhorn(x: Floats, y: Floats) -> float:
    """The regularized distance of equal clouds, 200 iterations at 1 % of the largest cost."""
    weights, cost = np.full(len(x), 1 / len(x)), ot.dist(x, y)
    return float(ot.sinkhorn2(weights, weights, cost, 0.01 * cost.max(), numItermax=200, warn=False) ** 0.5)


@dataclass(frozen=True)
class Trained:
    """A preset of a torch model: what it learns, for how long, how often it is looked at."""

    name: str
    family: str
    steps: int
    target: str = "moons"
    n: int = 25
    evaluations: int = 24
    modes: bool = False
    arguments: dict[str, Any] = field(default_factory=dict)


RACE = dict(zip(FAMILIES, (8183, 3170, 3260, 9735, 9302, 4836, 9111, 1632), strict=True))
COLLAPSE = {"penalty": 0.0}
TRAINED = (
    *(Trained(f"distribution-atlas {name}", name, steps) for name, steps in RACE.items()),
    Trained("distribution-atlas diffusion n=16", "diffusion", 4000, "gauss", 16, 18),
    Trained("gan memorize", "gan", 5000, "gauss", 16),
    Trained("gan narrow-discriminator", "gan", 5000, "gauss", 16, arguments={"discriminator_width": 8}),
    Trained("gan wide-discriminator", "gan", 5000, "gauss", 16, arguments={"discriminator_width": 256}),
    Trained("mode-collapse balanced", "gan", 2000, "ring8", 2000, 20, True, COLLAPSE),
    Trained(
        "mode-collapse slow-discriminator",
        "gan",
        2000,
        "ring8",
        2000,
        20,
        True,
        COLLAPSE | {"learning_rate": 2e-3, "discriminator_rate": 1e-4},
    ),
)


def report(name: str, training: float, measuring: float, looks: int, limit: float) -> None:
    """One line: seconds of training, seconds of looking, and its share against the limit."""
    share = measuring / (training + measuring)
    verdict = "" if share <= limit else "  ABOVE ITS LIMIT"
    print(
        f"  {name:36}{training:8.1f} s{measuring:8.2f} s{looks:5}{share:8.1%} of {limit:.0%}{verdict}",
        flush=True,
    )


def share() -> None:
    print("share: training, measuring, evaluations; torch presets from 100 steps and 5 evaluations each")
    for preset in TRAINED:
        points = samples(target(preset.target, GRID), GRID, preset.n, data_seed=0, test=TEST)
        model = build(preset.family, points.train, 0, **preset.arguments)
        step, looks = milliseconds(model.step, 100), len(log_spaced(preset.steps, preset.evaluations))
        see = look_at_modes if preset.modes else look
        spent = looks * milliseconds(lambda: see(model, points), 5)  # noqa: B023
        report(preset.name, preset.steps * step / 1e3, spent / 1e3, looks, 0.10)
    share_of_densities()
    features = random_features("fourier", 400, seed=0, bandwidth=0.3)
    points = samples(target("two", GRID, floor=0), GRID, 300, data_seed=0, test=TEST)
    particles = ParticleGan(points.train, features(points.test), features)
    step, once = milliseconds(particles.step, 100), milliseconds(lambda: w2(particles.x, points.test))
    report("mode-collapse particles", 1500 * step / 1e3, 6 * once / 1e3, 6, 0.10)


def share_of_densities() -> None:
    for name, bandwidth, m, n, frames, end, aim in (
        ("bias-potential ring8", 0.12, 400, 50, 36, 1e6, "ring8"),
        ("bias-potential gentle", 0.2, 300, 50, 36, 1e5, "ring8"),
        ("bias-potential spiral", 0.15, 500, 100, 36, 1e6, "spiral"),
    ):
        p, features = target(aim, GRID), random_features("fourier", m, seed=0, bandwidth=bandwidth)
        train = samples(p, GRID, n, data_seed=0).train
        start = time.process_time()
        potential, flow = log_time_flow(features(GRID.centres), features(train), np.geomspace(1, end, frames))
        run = [(potential.log_density(c), potential.loss(c)) for c in flow]
        training = time.process_time() - start
        frames_seen = [np.exp(log_q) for log_q, _ in run]
        report(name, training, watch(p, frames_seen, train, [log_q for log_q, _ in run]), frames, 0.25)
    p = target("gauss", GRID)
    train = samples(p, GRID, 25, data_seed=0).train
    relu, fourier = (
        random_features("relu", 500, seed=0),
        random_features("fourier", 500, seed=0, bandwidth=0.3),
    )
    for name, features, end in (("relu", relu, 1e9), ("fourier", fourier, 1e6), ("unrestricted", None, 20)):
        start = time.process_time()
        phi = None if features is None else features(GRID.centres)
        times = np.geomspace(end / 1e9 if end > 100 else 0.01, end, 30)
        masses = list(linear_density_flow(GRID.uniform, GRID.empirical(train), phi, times))
        training = time.process_time() - start
        report(f"density-gan {name}", training, watch(p, masses, train), 30, 0.25)


def watch(p: Floats, frames: list[Floats], train: Floats, logs: list[Floats] | None = None) -> float:
    """CPU seconds of measuring a density run: KL and near mass at each frame, W₂ at every fourth."""
    start = time.process_time()
    target_masses = p.reshape(GRID.shape)
    for k, q in enumerate(frames):
        masses, last = q.reshape(GRID.shape), k == len(frames) - 1
        near_mass(masses, train, 0.05)
        if logs is not None:
            kl_of_log(p, logs[k])
        if last or k % EVERY == 0:
            grid_w2(masses, target_masses, coarsen=2 if last else COARSEN)
    return time.process_time() - start


PARTS = {"import": importing, "metrics": metrics, "bias": bias, "share": share}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    torch.set_num_threads(1)
    for part in parser.parse_args().parts or PARTS:
        PARTS[part]()
