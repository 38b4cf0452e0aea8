"""What the claims of adam-spikes are shown: recordings that support them and recordings that violate them."""

import functools

import numpy as np

from lab import experiments
from lab.experiment import Mark, Recorded
from lab.experiments.adam_spikes.config import Config
from tests.experiments.rows import Rows, rows

ADAM = experiments.find("adam-spikes")


@functools.cache
def parabola(steps: int = 1000) -> Rows:
    """A real run of the parabola, through its first spike."""
    return rows(ADAM.train([ADAM.configure("quadratic", device="cpu", steps=steps)]))


def network(*, lead: int = 40, raw: float = 38.0, drift: float = 0.0) -> Rows:
    """A made-up run of the network with one spike at step 200."""
    steps = np.arange(300.0)
    spike = Mark("spike-1", 220, 200, values={"peak": 210.0, "height": 5.0, "crossing": 200.0 - lead})
    columns = {
        "step": steps,
        "threshold": np.full(300, 200.0),
        "lambda_raw": np.where(steps % 10 == 0, raw * (1 + drift * steps / 300), np.nan),
    }
    return Rows(ADAM.configure("fnn-sin", device="cpu"), columns, [spike])


def moved(*, crossing: float = 1.0, dip: int | None = None) -> Rows:
    """The parabola's run with its curvature scaled, or its lowest loss elsewhere."""
    real = parabola()
    columns = dict(real.columns)
    columns["lambda_max"] = crossing * columns["lambda_max"]
    if dip is not None:
        loss = columns["loss"].copy()
        loss[dip - 20 : dip + 21] = 1e-60
        columns["loss"] = loss
    return Rows(real.config, columns, real.marks)


def quiet() -> Rows:
    """A run of the network in which nothing happened."""
    return Rows(Config(), {"step": [0.0], "threshold": [200.0], "lambda_raw": [20.0]})


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "onset-at-threshold": [[parabola()], [parabola(), parabola()]],
    "curvature-precedes": [[network()], [parabola()], [network(lead=1)]],
    "raw-innocent": [[network()], [parabola()]],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "onset-at-threshold": [[moved(crossing=1.1)], [moved(crossing=0.9)], [moved(dip=500)]],
    "curvature-precedes": [[network(lead=0)], [network(lead=-8)], [network(), network(lead=-1)]],
    "raw-innocent": [[network(raw=210.0)], [network(drift=0.5)], [network(), network(raw=210.0)]],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "onset-at-threshold": [[quiet()], [network()], [parabola(), quiet()], []],
    "curvature-precedes": [[quiet()], []],
    "raw-innocent": [[quiet()], []],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (parabola(), ("crossing-1", "spike-1", "recovery-1"))
"""A recording, and the marks at which the sentence changes."""
