"""Learning Dynamics Lab: real training runs you can watch, stop, rewind and change.

From Python: `lab.run(name, preset=None, **fields)`, `lab.open(id)`, `lab.experiments()` (see `lab.api`), and
`lab.watch(model, optimizer)` in a training loop of one's own (see `lab.watching.watch`), or as a callback
`lab.HFWatch()` and `lab.LightningWatch()`;
`lab.__version__` is the version of `pyproject.toml`.
"""

import importlib
import importlib.metadata
from typing import Any

WATCHES = {
    "watch": "watch",
    "own": "function",
    "guard": "guard",
    "HFWatch": "hf",
    "LightningWatch": "lightning",
}
"""Where each is; the last two import what they are for."""


def __getattr__(name: str) -> Any:
    # Loaded at first use: workers and pages import `lab` without pandas and the supervisor's client.
    if name in ("run", "open"):
        return getattr(importlib.import_module("lab.api"), name)
    if name in WATCHES:
        return getattr(importlib.import_module(f"lab.watching.{WATCHES[name]}"), name)
    if name == "__version__":
        return importlib.metadata.version("lab")
    if name == "experiments":
        return importlib.import_module("lab.experiments")
    raise AttributeError(f"module lab has no attribute {name}")
