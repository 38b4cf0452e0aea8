"""Recordings that support the claims of memory-model, and recordings that violate them."""

import numpy as np

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

EXPERIMENT = experiments.find("memory-model")
SMALL = {"width": 8, "heads": 1, "stride": 5}


def run(one: float = 0.998, three: float = 0.99, without: float = 0.03, *, complete: bool = True) -> Rows:
    """A made-up run that learns at step 2 and ends as given."""
    nan = float("nan")
    columns = {
        "step": range(5),
        "loss": [3.5, 3, 2, 1, 0.1],
        "accuracy_k1": [0.03, nan, 0.6, nan, one],
        "accuracy_k3": [0.03, nan, 0.3, nan, three],
        "accuracy_without": [0.04, nan, 0.03, nan, without],
    }
    config = EXPERIMENT.configure("quick", device="cpu")
    answers = np.eye(32, dtype=np.float32)[[3]]
    made = Rows(config, columns, [Mark("half", 2, 2), Mark("gate", 4, 4)], {"answers": answers})
    made.complete = complete
    return made


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "learns-to-look-up": [[run()], [run(), run(1.0, 0.95)]],
    "skill-without-facts": [[run()], [run(), run(without=0.1)]],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "learns-to-look-up": [[run(0.98)], [run(three=0.94)], [run(), run(0.5)]],
    "skill-without-facts": [[run(without=0.2)], [run(), run(without=1.0)]],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "learns-to-look-up": [[], [run(complete=False)]],
    "skill-without-facts": [[], [run(), run(complete=False)]],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (run(), ("half", "gate"))
