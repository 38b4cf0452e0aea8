"""The first function of a worker process, apart from the worker so that the supervisor needs no torch."""

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path


def enter(log: str, recording: str, pipe: Connection) -> None:
    """Import the worker (it is preloaded) and do its work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to handle
    # cuBLAS is deterministic only with this, set before CUDA starts.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    from lab.runs.worker import work

    work(Path(log), recording, pipe)
