"""What the claims of gan are shown: recordings that support them, and that violate them."""

from typing import Any

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

GAN = experiments.find("gan")
SMALL = {"generated": 20, "test_points": 20, "evaluations": 12}
"""Fields that make a row cheap."""


def made(nearer: float = 0.9, worse: float = 1.4, copies: float = 0.6, **fields: Any) -> Rows:
    """A made-up run that ends with these shares, at so many times its lowest distance."""
    columns = {
        "step": [0.0, 10.0, 100.0, 1000.0, 3000.0, 4999.0],
        "memorized": [0.5, 0.5, 0.6, nearer, nearer, nearer],
        "copies": [0.1, 0.1, 0.2, copies, copies, copies],
        "w2_test": [1.0, 0.3, 0.2, 0.2 * worse, 0.2 * worse, 0.2 * worse],
        "best_w2": [1.0, 0.3, 0.2, 0.2, 0.2, 0.2],
    }
    marks = [Mark("early-stop", 1000, 100), Mark("memorized", 3000, 3000)]
    return Rows(GAN.configure("memorize", device="cpu", **fields), columns, marks)


def widths(narrow: float, wide: float) -> list[Recorded]:
    return [made(copies=narrow, widths=(8,)), made(copies=wide, widths=(64,))]


def sizes(*copies: float) -> list[Recorded]:
    return [made(copies=share, sizes=(8 * 2**k,)) for k, share in enumerate(copies)]


def begun() -> Rows:
    """A run that has just begun."""
    of = made()
    return Rows(of.config, {name: column[:2] for name, column in of.columns.items()})


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "memorizes": [[made()], [made(), made(worse=1.11)]],
    "narrow-judge": [widths(0.2, 0.5)],
    "later-with-more": [sizes(0.6, 0.5, 0.3)],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "memorizes": [[made(nearer=0.7)], [made(), made(worse=1.0)]],
    "narrow-judge": [widths(0.5, 0.5)],
    "later-with-more": [sizes(0.5, 0.6, 0.3), sizes(0.3, 0.2, 0.1)],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "memorizes": [[begun()], []],
    "narrow-judge": [[made()], []],
    "later-with-more": [[made()], []],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (made(), ("early-stop", "memorized"))
"""A recording, and the marks at which the sentence changes."""
