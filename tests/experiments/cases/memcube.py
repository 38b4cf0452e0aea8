"""Recordings that support the claims of memcube, and recordings that violate them."""

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

EXPERIMENT = experiments.find("memcube")
SMALL = {"events": 25, "cubes": 4}
WHOLE = ("text", "eager-kv", "lru-kv", "lfu-kv")


def run(policy: str = "scheduler", paid: float = 100, *, right: float = 1.0, **fields) -> Rows:
    """A made-up run of four events that has paid so much in the end; the oracle paid 50."""
    nan = float("nan")
    columns = {
        "step": range(4),
        "correct": [nan, 1.0, 2 * right - 1, nan],
        "flops": [0, paid / 3, paid / 2, paid],
        "oracle": [0, 10, 20, 50],
        "op": [0, 0, 1, 0],
        "about": [0, 1, 2, 0],
        "agent": [0, 1, 0, 1],
        "form": [0, 2, nan, nan],
        "refused": [0, 0, 0, 1],
    }
    config = EXPERIMENT.configure("quick", device="cpu", policies=(policy,), **fields)
    return Rows(config, columns, [Mark("refused", 3, 3)])


def group(scheduler: float, **others: float) -> list[Recorded]:
    paid = {"text": 400, "eager-kv": 300, "lru-kv": 250, "lfu-kv": 240, "lru-sparse": 101}
    paid |= {name.replace("_", "-"): value for name, value in others.items()}
    return [run("scheduler", scheduler), *(run(name, value) for name, value in paid.items())]


GOOD, DEAR = group(100), group(390)
FLAT = [*GOOD, *(run(name, 100, budget=1.0) for name in ("lru-sparse", "scheduler"))]
CHEAP = [run("lru-sparse", 120), run("scheduler", 100)]
SUPPORTED: dict[str, list[list[Recorded]]] = {
    "keeps-answering": [GOOD],
    "halves-the-cost": [GOOD],
    "outschedules-lru": [GOOD],
    "outschedules-lfu": [GOOD],
    "no-worse-than-lru-sparse": [GOOD, FLAT],
    "better-than-lru-sparse": [CHEAP],
    "dearer-in-weights": [[run("parametric", 5000), run()]],
    "hot-into-weights": [GOOD],
    "bounded-by-the-oracle": [GOOD],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "keeps-answering": [[*GOOD, run("top-k", right=0.9)]],
    "halves-the-cost": [
        DEAR,
        [*GOOD, *(run(one.config.policy, one.column("flops")[-1], seed=1) for one in DEAR)],
    ],
    "outschedules-lru": [DEAR],
    "outschedules-lfu": [group(235)],
    "no-worse-than-lru-sparse": [group(110), [*GOOD, run("lru-sparse", 100, seed=2), run(paid=104, seed=2)]],
    "better-than-lru-sparse": [GOOD, FLAT],
    "dearer-in-weights": [
        [run("parametric", 900), run()],
        [run("parametric", 5000, right=0.9), run()],
    ],
    "hot-into-weights": [group(399)],
    "bounded-by-the-oracle": [[*GOOD, run("top-k", 40)]],
}
SILENT: dict[str, list[list[Recorded]]] = {
    slug: [[]] if slug in ("keeps-answering", "bounded-by-the-oracle") else [[], [run()]]
    for slug in SUPPORTED
}
TOLD: tuple[Recorded, tuple[str, ...]] = (run(), ("refused",))
