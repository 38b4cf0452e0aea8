"""What looking costs: each measure of a generative model against one step of its training.

    python benchmarks/measuring.py [import] [metrics] [bias] [presets] [--of PAGE …]

`import`: POT with and without its unused back ends. `metrics`: milliseconds a measure, and the steps of a
GAN that they equal. `bias`: POT's exact W₂ beside sliced and Sinkhorn on clouds whose distance is known.
`presets`: CPU seconds of each example of the pages on distributions beside those it is specified at, scaled
by two bare steps measured first, and the part that is measuring: at most 10 %, on density pages 25 %.
All figures are CPU time of one thread, medians.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from typing import Any

os.environ |= {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")}  # as workers have it

import numpy as np
import ot
import torch

from lab import experiments
from lab.contract.config import ExperimentConfig
from lab.numerics.density import Floats, Grid, kl_of_log
from lab.numerics.features import random_features
from lab.numerics.generative import build
from lab.numerics.memorization import copy_fraction, memorized_fraction, near_mass
from lab.numerics.potential import gradient_flow
from lab.numerics.transport import grid_w2, sliced_w2, w2
from lab.runs.names.specification import specify
from lab.worlds.targets import samples, target

GRID = Grid()
GENERATED, TEST = 400, 500


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
        seconds = [float(subprocess.check_output(run, env=environment, encoding="utf-8")) for _ in range(3)]
        print(f"  {title:32}{median(seconds):8.2f} s")


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


SPEC = {
    "bias-potential": {
        "ring8": 2.4,
        "gentle": 1.4,
        "extreme": 2.4,
        "relu": 2.4,
        "spiral": 4.4,
        "teacher": 2.0,
        "figure-2": 3.5,
        "figure-2-plane": 3.8,
        "error-against-n": 7.8,
    },
    "density-gan": {"judges": 3.5, "relu": 0.9, "fourier": 1.3, "unrestricted": 1.3, "dimension": 1.0},
    "gan": {"memorize": 10.0, "narrow-discriminator": 10.5, "wide-discriminator": 25.0, "copy-time": 30.0},
    "mode-collapse": {"balanced": 3.0, "slow-discriminator": 3.0, "particles": 20.0},
    "distribution-atlas": {"race": 120.0},
    "landscape": {},
}
"""Seconds that each preset is specified at, on a machine whose bare steps take `BARE`."""
BARE = {"torch": 1.8, "numpy": 0.16}
"""Milliseconds of a step of the 2-D GAN, and of gradient descent of the potential at m = 300, G = 2304."""
SLOWER = 1.5
LIMITS = {"bias-potential": 0.25, "density-gan": 0.25}
"""Part of a run that may be measuring, where it is not a tenth.

Three examples of density-gan are above it: without features, or with features that many runs share, a run
trains for less time than a few exact distances take.
"""


def bare_steps() -> dict[str, float]:
    """The two bare steps as they are here, by the spec's."""
    points = samples(target("gauss", GRID), GRID, 16, data_seed=0).train
    features = random_features("fourier", 300, seed=0, bandwidth=0.2)
    _, descent = gradient_flow(features(GRID.centres), features(points), 1.0)
    here = {
        "torch": milliseconds(build("gan", points, 0).step, 400),
        "numpy": milliseconds(lambda: next(descent), 400),
    }
    said = ", ".join(f"{kind} {here[kind]:.2f} ms (spec {BARE[kind]:g})" for kind in BARE)
    print(f"presets: bare steps {said}")
    return {kind: here[kind] / BARE[kind] for kind in BARE}


def presets(names: Sequence[str]) -> None:
    scales = bare_steps()
    print(f"  {'':44}{'CPU':>8}{'spec, scaled':>14}{'ratio':>7}{'measuring':>11}")
    for name in names or SPEC:
        scale = scales["numpy" if name in LIMITS else "torch"]
        for preset in experiments.find(name).everywhere:
            with ProcessPoolExecutor(1, get_context("fork")) as worker:
                seconds, share = worker.submit(trained, name, preset.name).result()
            spec = SPEC[name].get(preset.name)
            told = f"{spec * scale:>12.1f} s{seconds / spec / scale:>7.2f}" if spec else f"{'':>21}"
            limit = LIMITS.get(name, 0.1)
            above = " TOO SLOW" * bool(spec and seconds > SLOWER * spec * scale)
            above += " MEASURES TOO MUCH" * (share > limit)
            print(
                f"  {name + ' ' + preset.name:44}{seconds:>6.1f} s{told}{share:>9.1%} of {limit:.0%}{above}"
            )
            sys.stdout.flush()


def trained(name: str, preset: str) -> tuple[float, float]:
    """CPU seconds of an example in a process that has trained nothing, and the part that is measuring."""
    experiment = experiments.find(name)
    batches: dict[Any, list[ExperimentConfig]] = {}
    for run in specify(name, preset).members:
        key = experiment.batch_key(run.config)
        batches.setdefault(key, []).append(run.config)
    start, measuring, before = time.process_time(), 0.0, time.perf_counter()
    for batch in batches.values():
        training = experiment.train(batch)
        while True:
            try:
                training.step()
            except StopIteration:
                break
        measuring += training.durations.get("measuring", 0.0)
    return time.process_time() - start, measuring / (time.perf_counter() - before)


PARTS = {"import": importing, "metrics": metrics, "bias": bias}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}, presets")
    parser.add_argument("--of", nargs="*", default=[], metavar="PAGE", help=f"of {', '.join(SPEC)}")
    torch.set_num_threads(1)
    given = parser.parse_args()
    for part in given.parts or [*PARTS, "presets"]:
        presets(given.of) if part == "presets" else PARTS[part]()
