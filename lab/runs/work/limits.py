"""What a run may cost: asked before it starts, and held while it computes."""

import math
import resource
import time
from collections.abc import Sequence
from pathlib import Path

from lab.contract.errors import OverLimit
from lab.contract.settings import number
from lab.runs.names.specification import Run, estimated, resolve_device
from lab.runs.store.log import Log

MEGABYTE = 2**20
GRACE_SECONDS = 60
"""CPU seconds above the limit after which the kernel ends a worker that is stuck in one step."""


def check_cost(runs: Sequence[Run]) -> None:
    """Refuse a batch that is estimated above the limits, or that needs a device which is not here.

    Raises:
        BadInput: it needs a GPU, and there is none.
        OverLimit: which limit, and by how much.
    """
    resolve_device(runs[0].experiment, runs[0].config)
    estimate = estimated(runs)
    seconds, megabytes = number("LAB_MAX_SECONDS"), number("LAB_MAX_RUN_MEGABYTES")
    if estimate.seconds > seconds:
        raise OverLimit(
            f"This would take about {math.ceil(estimate.seconds)} s of computing, and {seconds:g} s is the "
            "limit here: ask for fewer steps or a smaller model."
        )
    if estimate.bytes > megabytes * MEGABYTE:
        raise OverLimit(
            f"This would store about {math.ceil(estimate.bytes / MEGABYTE)} MB, and {megabytes:g} MB is the "
            "limit here: ask for fewer steps."
        )


def store_bytes() -> float:
    """What the log may hold."""
    return number("LAB_STORE_MEGABYTES") * MEGABYTE


def check_store(log: Log) -> None:
    """Refuse more when the log holds too much, though all that has ended was removed.

    Raises:
        OverLimit: how much it holds, and may hold.
    """
    held, most = log.used() / MEGABYTE, store_bytes() / MEGABYTE
    if held > most:
        raise OverLimit(
            f"The store holds {held:.0f} MB of what computes and came with the lab, and {most:g} MB is the "
            "limit here: try again when a run has ended."
        )


class Held:
    """The limits of this worker process, of which the kernel holds those that one long step could break."""

    def __init__(self) -> None:
        self.seconds = number("LAB_MAX_SECONDS")
        self.megabytes = number("LAB_MAX_RUN_MEGABYTES")
        data = _data_bytes() + int(number("LAB_MAX_MEMORY_MEGABYTES") * MEGABYTE)
        _lower(resource.RLIMIT_DATA, data)
        _lower(resource.RLIMIT_CPU, math.ceil(self.seconds) + GRACE_SECONDS)

    def check(self, written: int) -> None:
        """Between two steps: end a run that took too long or wrote too much.

        Raises:
            OverLimit: which limit.
        """
        if time.process_time() > self.seconds:
            raise OverLimit(f"It took more than the {self.seconds:g} s of computing allowed here.")
        if written > self.megabytes * MEGABYTE:
            raise OverLimit(f"It wrote more than the {self.megabytes:g} MB allowed here.")


def memory_sentence() -> str:
    """What to say when the kernel has refused memory."""
    megabytes = number("LAB_MAX_MEMORY_MEGABYTES")
    return f"It needed more than the {megabytes:g} MB of memory allowed here: ask for a smaller model."


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _data_bytes() -> int:
    """What already counts as data: the libraries that were loaded before this run."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8", errors="replace").splitlines() if status.exists() else []
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
