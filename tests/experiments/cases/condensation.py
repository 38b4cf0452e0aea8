"""What the claims of condensation are shown: runs that support them and runs that violate them."""

import functools
from itertools import product

from lab import experiments
from lab.contract.training import Mark, Recorded
from lab.numerics.phase_diagram import condensed
from tests.experiments.rows import Rows, rows

EXPERIMENT = experiments.find("condensation")


@functools.cache
def condensing() -> Rows:
    """A real run from small weights, past its single direction."""
    return rows(EXPERIMENT.train([EXPERIMENT.configure("condense", device="cpu", steps=401)]))


def counted(gamma: float, early: float, late: float = 3.0, steps: int = 3001) -> Rows:
    """A made-up run with so many directions at step 300 and at the end."""
    columns = {"step": [0, 300, steps - 1], "effective_neurons": [18, early, late], "loss": [1, 0.1, 0.01]}
    marks = [Mark("condensed", 300, 300), Mark("split", steps - 1, steps - 1)]
    return Rows(EXPERIMENT.configure("condense", gamma_std=gamma, steps=steps), columns, marks)


def cells(sign: float) -> list[Recorded]:
    """A made-up phase diagram with the theory's sign, or its opposite."""
    made = []
    for gamma, prime in product((0.4, 0.7, 1.3, 1.6), (-0.6, 0.0, 0.9)):
        config = EXPERIMENT.configure("phase-diagram", gammas_pd=(gamma,), gammas_prime=(prime,))
        slope = sign * (1 if condensed(gamma, prime) else -1)
        made.append(Rows(config, {"step": [0, 1500], "slope": [float("nan"), slope]}))
    return made


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "small-weights-condense": [[condensing()], [counted(2.0, 1.0), counted(0.5, 7.0)]],
    "directions-increase-later": [[counted(2.0, 1.0)]],
    "phase-boundary": [cells(1.0)],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "small-weights-condense": [[counted(2.0, 3.0)], [counted(2.0, 1.0), counted(0.5, 2.0)]],
    "directions-increase-later": [[counted(2.0, 1.0, 1.2)]],
    "phase-boundary": [cells(-1.0)],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "small-weights-condense": [[counted(1.0, 1.0)], []],
    "directions-increase-later": [[condensing()], [counted(0.5, 7.0)], []],
    "phase-boundary": [[condensing()], cells(1.0)[:3], []],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (
    counted(2.0, 1.0),
    ("condensed", "split"),
)
