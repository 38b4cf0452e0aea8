"""What the claims of distribution-atlas are shown: recordings that support them, and that violate them."""

from typing import Any

from lab import experiments
from lab.contract.training import Mark, Recorded
from lab.experiments.distributions.distribution_atlas.config import FAMILIES
from tests.experiments.rows import Rows

ATLAS = experiments.find("distribution-atlas")
SMALL = {"generated": 20, "test_points": 20, "shown": 20, "evaluations": 5, "steps": 9}
"""Fields that make a run cheap."""


def made(
    nearer: float = 0.9, worse: float = 1.3, far: float = 1.0, copies: float = 0.6, **fields: Any
) -> Rows:
    """A made-up run: its end, by its lowest distance and by the training set's own."""
    last = 0.2 * far
    best = last / worse
    columns = {
        "step": [0.0, 10.0, 100.0, 1000.0, 3000.0, 5000.0],
        "memorized": [0.5, 0.5, 0.6, nearer, nearer, nearer],
        "copies": [0.1, 0.1, 0.2, copies, copies, copies],
        "w2_test": [1.0, 0.3, best, last, last, last],
        "best_w2": [1.0, 0.3, best, best, best, best],
        "w2_memorized": [0.2] * 6,
    }
    marks = [Mark("early-stop", 1000, 100), Mark("memorized", 3000, 3000)]
    return Rows(ATLAS.configure("diffusion", device="cpu", **fields), columns, marks)


def race(count: int, **fields: Any) -> list[Recorded]:
    """Eight runs of which all but `count` are as the fields say."""
    return [made(**({} if k < count else fields), families=(kind,)) for k, kind in enumerate(FAMILIES)]


def sizes(*copies: float) -> list[Recorded]:
    return [made(copies=share, sizes=(10 * 2**k,)) for k, share in enumerate(copies)]


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "all-copy": [race(8), race(6, nearer=0.6)],
    "end-as-memory": [race(8), race(6, far=1.5)],
    "later-with-more": [sizes(0.9, 0.6, 0.3)],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "all-copy": [race(5, nearer=0.6), race(5, worse=1.0)],
    "end-as-memory": [race(5, far=0.7)],
    "later-with-more": [sizes(0.9, 0.3, 0.6)],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "all-copy": [[made()], []],
    "end-as-memory": [[made()], []],
    "later-with-more": [[made()], []],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (made(), ("early-stop", "memorized"))
"""A recording, and the marks at which the sentence changes."""
