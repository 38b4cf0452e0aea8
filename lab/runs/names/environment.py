"""What a recording's bits depend on beside its specification."""

import platform
from pathlib import Path
from typing import Any

import torch

from lab.runs.names import probe
from lab.runs.names.arithmetic import mode


def environment(device: str) -> dict[str, Any]:
    """That of this process, for a run on `device`."""
    return {
        "arithmetic": probe.arithmetic(),
        "mode": mode(),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpu": _cpu_model(),
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
        "threads": torch.get_num_threads(),
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
