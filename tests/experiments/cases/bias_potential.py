"""What the claims of bias-potential are shown: recordings that support them, and that violate them."""

import functools
from typing import Any

import numpy as np

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows, rows

BIAS = experiments.find("bias-potential")
SMALL = {"grid": 12, "width": 24}
"""Fields that make a step cheap."""


@functools.cache
def real(preset: str, **fields: Any) -> Rows:
    """A small real run."""
    return rows(BIAS.train([BIAS.configure(preset, device="cpu", **SMALL, **fields)]))


def made(preset: str = "ring8", end: float = 4.0, near: float = 0.9, **fields: Any) -> Rows:
    """A made-up run whose divergence halves, then ends at so many times its lowest."""
    climb = np.geomspace(0.5, 0.5 * end, 9)
    columns = {
        "step": np.arange(12.0),
        "time": np.geomspace(1, 1e5, 12),
        "kl": [1.5, 1.0, 0.7, *climb],
        "near_mass": np.linspace(0.1, near, 12),
        "near_mass_target": np.full(12, 0.4),
        "train_loss": -np.arange(12.0),
        "norm": np.arange(12.0),
    }
    marks = [Mark("early-stop", 5, 3), Mark("memorized", 9, 9)]
    return Rows(BIAS.configure(preset, device="cpu", **fields), columns, marks)


def altered(of: Rows, **columns: Any) -> Rows:
    """A recording with some columns replaced, or changed by a function of them."""
    changed = {name: one(of.columns[name]) if callable(one) else one for name, one in columns.items()}
    return Rows(of.config, {**of.columns, **changed}, of.marks)


def teacher() -> Rows:
    return real("teacher")


def ridged(ratio: float) -> Rows:
    """A run of which the best of ridge is so many times the best of stopping early."""
    return altered(teacher(), kl_ridge=ratio * teacher().columns["kl"])


def sizes(slope: float) -> list[Recorded]:
    """Made-up runs whose lowest divergence follows a power of n."""
    runs = [made("error-against-n", sizes=(n,), data_seeds=(0,)) for n in (25, 100, 400)]
    return [altered(one, kl=one.columns["kl"] * 4.0 ** (slope * k)) for k, one in enumerate(runs)]


def horizons(early: float, late: float) -> list[Recorded]:
    far = made("gentle", late)
    return [made("gentle", early), altered(far, time=np.geomspace(1, 1e9, 12))]


def layers(*ends: tuple[float, float]) -> list[Recorded]:
    """Pairs of made-up runs, with features that learn and with fixed ones, that end at these losses."""
    runs: list[Recorded] = []
    for draw, (learned, fixed) in enumerate(ends):
        of = {"data_seeds": (draw,)}
        runs += [
            altered(made("two-layer", **of), train_loss=np.linspace(0, learned, 12)),
            altered(made("two-layer", solver="implicit", **of), train_loss=np.linspace(0, fixed, 12)),
        ]
    return runs


def quiet() -> Rows:
    """A run that has just begun."""
    first = {name: column[:1] for name, column in made().columns.items()}
    return Rows(BIAS.configure("ring8", device="cpu"), first)


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "u-curve": [[made()], [made(end=3.1), made(end=50)]],
    "memorizes": [[made()], [made("gentle", near=0.6)]],
    "norm-grows": [[made()], [teacher()]],
    "trainable": [[teacher()]],
    "samples-mislead": [[teacher()]],
    "rate": [sizes(-0.5), sizes(-0.26)],
    "bound": [[teacher()]],
    "later-not-never": [horizons(1.02, 1.8)],
    "no-wrong-minimum": [layers((-2.1, -2.0), (-2.2, -2.2))],
    "early-stopping-is-ridge": [[ridged(1.0)], [ridged(0.95), ridged(1.05)]],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "u-curve": [[made(end=2.9)], [made(), altered(made(), kl=np.linspace(2, 1, 12))]],
    "memorizes": [[made(near=0.7)], [altered(made(), train_loss=lambda loss: -loss)]],
    "norm-grows": [[altered(made(), norm=lambda norm: np.minimum(norm, 8))]],
    "trainable": [[altered(teacher(), kl_population=lambda kl: 1e3 * kl)]],
    "samples-mislead": [[altered(teacher(), gap=lambda gap: 2 * gap)]],
    "rate": [sizes(-0.2), sizes(0.1)],
    "bound": [[altered(teacher(), kl=lambda kl: 1e4 * kl)]],
    "later-not-never": [horizons(1.2, 1.8), horizons(1.02, 1.4)],
    "no-wrong-minimum": [layers((-1.9, -2.0)), layers((-2.1, -2.0), (-1.9, -2.0))],
    "early-stopping-is-ridge": [[ridged(0.8)], [ridged(1.0), ridged(1.2)]],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "u-curve": [[quiet()], []],
    "memorizes": [[quiet()], []],
    "norm-grows": [[quiet()], []],
    "trainable": [[made()], []],
    "samples-mislead": [[made()], []],
    "rate": [[made()], []],
    "bound": [[made()], []],
    "later-not-never": [[made("gentle")], []],
    "no-wrong-minimum": [[made()], layers((-2.1, -2.0))[:1], []],
    "early-stopping-is-ridge": [[made()], []],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (made(), ("early-stop", "memorized"))
"""A recording, and the marks at which the sentence changes."""
