"""What the claim of landscape is shown: recordings that support it, and that violate it."""

import functools

from lab import experiments
from lab.contract.training import Recorded
from tests.experiments.rows import Rows, rows

LANDSCAPE = experiments.find("landscape")


@functools.cache
def real(h: float, steps: int = 400) -> Rows:
    return rows(
        LANDSCAPE.train([LANDSCAPE.configure("two-particles", device="cpu", kernel_width=h, steps=steps)])
    )


@functools.cache
def many(h: float) -> Rows:
    """Walks from forty random starts."""
    fields = {"kernel_widths": (h,), "starts": 40, "steps": 600}
    return rows(LANDSCAPE.train([LANDSCAPE.configure("widths", device="cpu", **fields)]))


def shares(narrow: float, wide: float) -> list[Recorded]:
    made = []
    for h, share in ((0.3, narrow), (0.8, wide)):
        config = LANDSCAPE.configure("widths", device="cpu", kernel_widths=(h,))
        made.append(Rows(config, {"step": [0.0], "stuck_share": [share]}))
    return made


SUPPORTED: dict[str, list[list[Recorded]]] = {"wrong-valley": [[many(0.3), many(0.8)], shares(0.26, 0.0)]}
VIOLATED: dict[str, list[list[Recorded]]] = {"wrong-valley": [shares(0.2, 0.0), shares(0.4, 0.01)]}
SILENT: dict[str, list[list[Recorded]]] = {"wrong-valley": [[real(0.3)], [many(0.3)], []]}
TOLD: tuple[Recorded, tuple[str, ...]] = (real(0.3), ("rest",))
"""A recording, and the marks at which the sentence changes."""
