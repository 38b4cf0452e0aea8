"""The first function of a worker process, apart from the worker so that the supervisor needs no torch."""

import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from lab.host import logs

YIELDING = 10
"""How much a worker yields (as `nice`): whoever looks goes before whatever is computed."""

journal = logging.getLogger("lab")


def enter(log: str, recording: str, pipe: Connection, expected: Sequence[str]) -> None:
    """Say that this process is there, and what it had to import itself; then do the worker's work."""
    logs.begin("worker", recording=recording)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to handle
    os.nice(YIELDING)
    missing = [name for name in expected if name not in sys.modules]
    pipe.send_bytes(json.dumps({"missing": missing}).encode())
    # cuBLAS is deterministic only with this, set before CUDA starts.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    try:
        from lab.runs.work.worker import work

        work(Path(log), recording, pipe)
    except Exception:
        journal.exception("The worker failed")
        sys.exit(1)
