"""Workers on this machine: a forkserver that has preloaded torch, one process and one pipe a run."""

import asyncio
import contextlib
import json
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from lab.experiments import PACKAGES
from lab.runs.worker_entry import enter

START_LIMIT = 60.0
"""Seconds until a worker must have said that it is there; the first one waits for the preload."""


def preloaded() -> list[str]:
    """Modules that every worker has from its first moment. Imports only: nothing computes there."""
    training = [f"{package}.training" for package in PACKAGES.values()]
    return ["torch", "numpy", "lab.runs.worker", *training]


class LocalWorker:
    """A worker process and our end of its pipe."""

    def __init__(self, process: ForkServerProcess, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe

    def send(self, command: str) -> None:
        """Pass a command on; the process may have gone meanwhile."""
        try:
            self.pipe.send_bytes(json.dumps({"command": command}).encode())
        except (BrokenPipeError, ConnectionResetError):
            return

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()


class LocalExecutor:
    """Forks a worker for each recording."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(preloaded())

    async def start(self, recording: str, gone: Callable[[str], None]) -> LocalWorker:
        """Start a worker; it has answered when this returns."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=enter, args=(str(self._log), recording, theirs), daemon=True)
        await asyncio.to_thread(process.start)
        theirs.close()  # else its end is never seen
        worker = LocalWorker(process, ours)
        if not await asyncio.to_thread(ours.poll, START_LIMIT):
            worker.kill()
            raise TimeoutError
        with contextlib.suppress(EOFError, ConnectionResetError):  # it ended: the sentinel tells
            ours.recv_bytes()
        loop = asyncio.get_running_loop()
        loop.add_reader(process.sentinel, self._ended, worker, recording, gone)
        return worker

    def _ended(self, worker: LocalWorker, recording: str, gone: Callable[[str], None]) -> None:
        asyncio.get_running_loop().remove_reader(worker.process.sentinel)
        worker.process.join()
        worker.pipe.close()
        gone(recording)
