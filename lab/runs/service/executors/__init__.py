"""Where workers run: LAB_EXECUTOR names one of these."""

import importlib
from pathlib import Path

from lab.contract.settings import read
from lab.runs.work.executor import Executor

EXECUTORS = {"local": "lab.runs.service.executors.local:LocalExecutor"}
"""Name of each executor -> its class, made with the path of the log; imported when it is chosen."""


def chosen(log: Path) -> Executor:
    """The executor that starts the workers of a log."""
    module, _, name = EXECUTORS[str(read("LAB_EXECUTOR"))].partition(":")
    executor: Executor = getattr(importlib.import_module(module), name)(log)
    return executor
