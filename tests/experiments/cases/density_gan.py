"""What the claims of density-gan are shown: recordings that support them, and that violate them."""

from typing import Any

import numpy as np

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

GAN = experiments.find("density-gan")
SMALL = {"grid": 12, "coarsen": 3, "width": 20}
"""Fields that make a step cheap."""


def made(kind: str = "relu", gain: float = 1.6, end: float = 1.5, left: float = 0.01, **fields: Any) -> Rows:
    """A made-up run: copying is at 0.2, the best at that by `gain`, the end at the best times `end`."""
    best = 0.2 / gain
    columns = {
        "step": np.arange(6.0),
        "time": np.geomspace(1, 1e5, 6),
        "w2_test": [0.5, np.nan, best, np.nan, best * end**0.5, best * end],
        "best_w2": [0.5, 0.5, best, best, best, best],
        "w2_train": [0.5, np.nan, 0.2, np.nan, 0.1, 0.2 * left],
        "w2_memorized": np.full(6, 0.2),
        "near_mass": np.linspace(0.1, 0.9, 6),
    }
    marks = [Mark("early-stop", 4, 2), Mark("memorized", 5, 5)]
    return Rows(GAN.configure("relu", device="cpu", judge=kind, **fields), columns, marks)


def sizes(slope: float) -> list[Recorded]:
    return [made(gain=1.6 * 4 ** (-slope * k), sizes=(n,)) for k, n in enumerate((25, 100, 400))]


def cubes(*slopes: float) -> list[Recorded]:
    """Made-up distances in 1, 2, 4 … dimensions."""
    return [
        Rows(
            GAN.configure("dimension", device="cpu", dims=(2**k,), sizes=(n,), data_seeds=(0,)),
            {"step": [0.0], "w2": [n**slope]},
        )
        for k, slope in enumerate(slopes)
        for n in (50, 100, 200)
    ]


def begun() -> Rows:
    """A run that has just begun."""
    return Rows(GAN.configure("relu", device="cpu"), {"step": [0.0], "w2_test": [0.5], "w2_memorized": [0.2]})


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "weak-judge-wins": [[made(), made("unrestricted", gain=1.1)]],
    "turns": [[made()], [made(end=1.06)]],
    "ends-as-copy": [[made("unrestricted")]],
    "rate": [sizes(-0.2)],
    "curse": [cubes(-0.4, -0.36, -0.26, -0.15)],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "weak-judge-wins": [
        [made(gain=1.3), made("unrestricted", gain=1.1)],
        [made(), made("unrestricted", gain=1.4)],
    ],
    "turns": [[made(end=1.04)], [made(), made(end=1.0)]],
    "ends-as-copy": [[made("unrestricted", left=0.2)]],
    "rate": [sizes(-0.1)],
    "curse": [cubes(-0.4, -0.36, -0.3), cubes(-0.4, -0.3, -0.36, -0.15)],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "weak-judge-wins": [[made()], []],
    "turns": [[begun()], []],
    "ends-as-copy": [[made()], []],
    "rate": [[made()], cubes(-0.4)],
    "curse": [[made()], cubes(-0.4), []],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (made(), ("early-stop", "memorized"))
"""A recording, and the marks at which the sentence changes."""
