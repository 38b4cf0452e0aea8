"""What the claims of mode-collapse are shown: recordings that support them, and that violate them."""

from typing import Any

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

COLLAPSE = experiments.find("mode-collapse")
SMALL = {"generated": 40, "test_points": 20, "samples": 50}
"""Fields that make a row cheap."""


def made(preset: str, modes: int, w2: float = 0.1, **fields: Any) -> Rows:
    """A made-up run that ends with so many islands, at that distance."""
    columns = {
        "step": [0.0, 100.0, 200.0, 300.0],
        "modes": [0.0, modes, modes, modes],
        "most_modes": [0.0, modes, modes, modes],
        "w2_test": [1.0, float("nan"), float("nan"), w2],
    }
    marks = [Mark("complete", 100, 100)] if modes == 8 else []
    return Rows(COLLAPSE.configure(preset, device="cpu", **fields), columns, marks)


def gans(balanced: int, *slow: int) -> list[Recorded]:
    return [made("balanced", balanced), *(made("slow-discriminator", modes) for modes in slow)]


def paces(*distances: float) -> list[Recorded]:
    order = (0.0, 20.0, 2.0, 0.2)
    return [made("particles", 1, w2, paces=(pace,)) for pace, w2 in zip(order, distances, strict=False)]


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "lateness": [gans(8, 2, 0, 3, 1)],
    "slower-is-worse": [paces(0.2, 0.4, 1.1, 1.5)],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "lateness": [gans(7, 2, 0, 3, 1), gans(8, 4)],
    "slower-is-worse": [paces(0.2, 1.2, 1.1, 1.5)],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "lateness": [gans(8), []],
    "slower-is-worse": [paces(0.2, 0.4), gans(8, 2), []],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (made("balanced", 8), ("complete",))
"""A recording, and the marks at which the sentence changes."""
