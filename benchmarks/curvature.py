"""λ_max and both λ_grad at every step of training: what it costs and how true it is.

    python benchmarks/curvature.py [cost] [error]

`cost`: CPU time of a step with the tracker, gradient, products and update included, as a multiple of a bare
step (gradient and Adam) taken alternately in the same process; beside it each rival added to a bare step.
`error`: the tracker against the dense Hessian: 1 800 consecutive steps of the sine network for three seeds,
40 points of the CNN and 20 of the transformer, half of them around crossings of 2/η.
All on one thread in float64. Rivals are installed by `pip install --no-deps -r benchmarks/rivals.txt`.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import process_time

import numpy as np
import torch
from rivals import RIVALS, Place, dense

from lab.numerics.curvature import Curvature, Tracker, evaluate
from lab.numerics.networks import Network, digits_network, modular_network, sine_network
from lab.numerics.optimizers import Adam


@dataclass(frozen=True)
class Case:
    """A training of the paper's kind: its network, step size and length, and where cost is measured."""

    name: str
    network: Callable[[], Network]
    eta: float
    steps: int
    measured: int
    rounds: int


CASES = (
    Case("FNN", sine_network, 0.01, 3000, 1700, 29),
    Case("CNN", digits_network, 0.02, 1000, 600, 9),
    Case("transformer", modular_network, 0.003, 760, 450, 4),
)
CONSECUTIVE = 200
"""Steps in a row whose cost is averaged."""
FIRST, SEEDS = 1200, (0, 1, 2)
"""Of the sine network: where the 1 800 steps begin, and whose they are."""
NEAR = 3
"""Steps from a crossing that are around it."""


@dataclass
class Watched:
    """A training under the tracker, and the CPU seconds of its steps."""

    case: Case
    seed: int = 0
    network: Network = field(init=False)

    def __post_init__(self) -> None:
        self.network = self.case.network()
        self.theta = self.network.initial(self.seed)
        self.optimizer, self.tracker = Adam(self.theta, eta=self.case.eta), Tracker()

    def step(self) -> tuple[Place, Curvature, float]:
        """One step with all that is measured: where it was, what was found, CPU seconds."""
        start = process_time()
        point = evaluate(self.network, self.theta, self.tracker.directions)
        self.optimizer.absorb(point.gradient)
        p, c = self.optimizer.preconditioner, self.optimizer.curvature_scale
        found = self.tracker.step(point.hvp, point.gradient, p, scale=c, images=point.images)
        moved = self.optimizer.update(self.theta)
        seconds = process_time() - start
        place, self.theta = Place(self.theta, p, c), moved
        return place, found, seconds

    def bare(self) -> float:
        """CPU seconds of the same step without measuring; it leaves no trace."""
        before = self.optimizer.state_dict()
        start = process_time()
        _, gradients = self.network.gradients(self.theta[None])
        self.optimizer.absorb(gradients[0])
        self.optimizer.update(self.theta)
        seconds = process_time() - start
        self.optimizer.load_state_dict(before)
        return seconds

    def run(self, steps: int) -> Iterator[tuple[Place, Curvature]]:
        """So many steps."""
        for _ in range(steps):
            yield self.step()[:2]


def cost(case: Case) -> None:
    """Ratios to a bare step, of the tracker and of each rival."""
    training = Watched(case)
    early = [found.products for _, found in training.run(case.measured)]
    bare, tracked, products = [], [], []
    for _ in range(CONSECUTIVE):
        bare.append(training.bare())
        place, found, seconds = training.step()
        tracked.append(seconds)
        products.append(found.products)
    step = float(np.mean(bare))
    print(f"{case.name}: D = {training.network.size}, a bare step takes {1e3 * step:.2f} ms")
    ours = float(np.mean(tracked)) / step
    whole = np.mean([*early[1:], *products])
    counts = f"{np.mean(products):.2f} products a step (from the start: {whole:.2f})"
    print(f"  {'the tracker':20}{ours:8.2f} x          {counts}")
    for name, rival in RIVALS.items():
        times, errors = [], []
        for round_ in range(1 if rival is dense else case.rounds):
            torch.manual_seed(round_)
            place, _, _ = training.step()
            start = process_time()
            value = rival(training.network, place)
            times.append(process_time() - start)
            errors.append(abs(value / dense(training.network, place) - 1))
        ratio = 1 + float(np.mean(times)) / step
        said = "" if rival is dense else f"error {np.median(errors):.0e}, at most {max(errors):.0e}"
        print(f"  {name:20}{ratio:8.1f} x {ratio / ours:6.1f} x ours  {said}")


def error(case: Case, seed: int, chosen: Callable[[Sequence[float]], list[int]]) -> None:
    """The tracker's λ_max against dense at the chosen rows, given λ_max in units of its limit."""
    rows = list(Watched(case, seed).run(case.steps))
    limit = 2 / case.eta
    picked = chosen([found.lambda_max / limit for _, found in rows])
    network = case.network()
    exact = np.array([dense(network, rows[row][0]) for row in picked])
    tracked = np.array([rows[row][1].lambda_max for row in picked])
    errors = abs(tracked / exact - 1)
    wrong = int(((tracked > limit) != (exact > limit)).sum())
    alarms = np.array([found.alarm for _, found in rows])
    lit = max(map(len, "".join(".!"[bool(one)] for one in alarms).split(".")))
    print(
        f"{case.name}, seed {seed}: {len(picked)} points, median error {np.median(errors):.1e}, 99 % "
        f"{np.quantile(errors, 0.99):.1e}, at most {errors.max():.1e}; wrong verdicts {wrong}; alarms "
        f"{alarms.sum()} in {case.steps} steps, longest {lit}; "
        f"{np.mean([found.products for _, found in rows[1:]]):.2f} products a step"
    )


def consecutive(shares: Sequence[float]) -> list[int]:
    """The rows from FIRST on."""
    return list(range(FIRST, len(shares)))


def spread(points: int) -> Callable[[Sequence[float]], list[int]]:
    """Half the points evenly over the second half of a run, half within NEAR steps of crossings."""

    def chosen(shares: Sequence[float]) -> list[int]:
        half = len(shares) // 2
        crossings = [row for row in range(1, len(shares)) if (shares[row] > 1) != (shares[row - 1] > 1)]
        around = sorted(
            {row + away for row in crossings for away in range(-NEAR, NEAR)} & {*range(len(shares))}
        )
        even = np.linspace(half, len(shares) - 1, points // 2).astype(int)
        near = np.linspace(0, len(around) - 1, points - points // 2).astype(int) if around else []
        return [*even.tolist(), *(around[index] for index in near)]

    return chosen


def costs() -> None:
    """What a step costs, of each network."""
    for case in CASES:
        cost(case)


def errors() -> None:
    """How true the tracker is, on each network."""
    sine, digits, modular = CASES
    for seed in SEEDS:
        error(sine, seed, consecutive)
    error(digits, 0, spread(40))
    error(modular, 0, spread(20))


PARTS = {"cost": costs, "error": errors}


def main(names: Sequence[str]) -> None:
    """Print the parts that are named, or both."""
    unknown = sorted(set(names) - PARTS.keys())
    if unknown:
        raise SystemExit(f"{unknown[0]} is no part: there are {' and '.join(PARTS)}.")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)  # PyHessian draws its first vector in the default type
    for name in names or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
