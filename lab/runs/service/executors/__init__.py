"""Where workers run: LAB_EXECUTOR names one of these."""

import importlib
from pathlib import Path

from lab.contract.errors import BadInput
from lab.contract.settings import read
from lab.runs.work.executor import Executor

EXECUTORS = {"local": "lab.runs.service.executors.local:LocalExecutor"}
"""Name of each executor -> its class, made with the path of the log; imported when it is chosen."""


def check() -> str:
    """The name of the chosen executor.

    Raises:
        BadInput: there is none of that name.
    """
    name = str(read("LAB_EXECUTOR"))
    if name not in EXECUTORS:
        raise BadInput(f"LAB_EXECUTOR = {name[:60]!r} is not known; there is {', '.join(EXECUTORS)}.")
    return name


def chosen(log: Path) -> Executor:
    """The executor that starts the workers of a log."""
    module, _, name = EXECUTORS[check()].partition(":")
    executor: Executor = getattr(importlib.import_module(module), name)(log)
    return executor
