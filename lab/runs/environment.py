"""What a recording's bits depend on beside its specification."""

import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

DECIDES = ("torch", "cpu", "device", "threads")
"""What must be equal for a run to have the same bits."""


def environment(device: str) -> dict[str, Any]:
    """That of this process, for a run on `device`."""
    return {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpu": _cpu_model(),
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
        "threads": torch.get_num_threads(),
    }


def differs(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """What of an environment decides and is not that of the other, in words; empty if all is."""
    return ", ".join(f"{name} {one.get(name)}" for name in DECIDES if one.get(name) != other.get(name))


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
