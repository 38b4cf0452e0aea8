"""Workers on this machine: a forkserver that has preloaded torch, one process and one pipe a run."""

import asyncio
import json
import logging
import multiprocessing
import os
from collections.abc import Callable, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from lab import experiments
from lab.contract.errors import LabError
from lab.runs.names import arithmetic
from lab.runs.work.entry import enter
from lab.runs.work.executor import Message

PRELOAD_SECONDS = 120.0
"""Until the forkserver has imported torch, on a slow disk."""
START_SECONDS = 60.0
"""Until a forked worker must have said that it is there: one that computed before the fork may hang."""
END_SECONDS = 10.0
"""Until a worker that has closed its pipe must have ended, too."""
RETRY_SECONDS = 0.2
IDLE_SECONDS = 4.0
"""Before the forkserver imports torch by itself: the page that a new server is started for goes before."""
KEPT = {"MALLOC_TRIM_THRESHOLD_": str(2**27), "MALLOC_MMAP_THRESHOLD_": str(2**25)}
"""Freed bytes that a worker's allocator (glibc) keeps: a sweep frees and takes the same blocks every step."""


OURS = ["lab.runs.work.preload", "torch", "numpy", "lab.runs.work.worker", "lab.runs.service.scheduler"]
log = logging.getLogger("lab")


def preloaded() -> list[str]:
    """Modules that every worker has from its first moment. Imports only: nothing may compute in them.

    Another package's may, or fail: each worker imports its own.
    """
    return OURS + [experiment.training.partition(":")[0] for experiment in experiments.house()]


class LocalWorker:
    """A worker process and our end of its pipe."""

    def __init__(self, process: ForkServerProcess, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe

    def send(self, command: Message) -> None:
        """Pass a command on; one that comes too late is lost without harm."""
        try:
            self.pipe.send_bytes(json.dumps(command).encode())
        except OSError:  # it has just ended, which `gone` will say
            return

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()


class LocalExecutor:
    """Forks a worker for each recording in the log at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._modules = preloaded()
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(self._modules)
        # Both are read as a process starts, and this one starts the forkserver.
        os.environ.update(arithmetic.variables())
        for name, value in KEPT.items():
            os.environ.setdefault(name, value)
        self._starting = asyncio.Lock()
        # It imports while nobody waits for it; a run that comes earlier starts it.
        asyncio.get_running_loop().call_later(IDLE_SECONDS, forkserver.ensure_running)

    async def start(
        self,
        recording: str,
        first: Sequence[Message],
        answered: Callable[[Message], None],
        gone: Callable[[str], None],
    ) -> LocalWorker:
        """Start a worker; see `Executor.start`."""
        async with self._starting:
            try:
                worker, missing = await self._forked(recording, first)
            except (OSError, EOFError):  # the forkserver was killed; it is started anew once it is reaped
                worker, missing = await self._forked_anew(recording, first)
        if missing:
            log.warning("Not preloaded, so imported by each worker: %s", ", ".join(missing))
        asyncio.get_running_loop().add_reader(worker.pipe.fileno(), self._hear, worker, answered, gone)
        return worker

    async def _forked_anew(self, recording: str, first: Sequence[Message]) -> tuple[LocalWorker, list[str]]:
        """A worker of another forkserver: the second time without the experiments, one of which may fail."""
        for modules in (self._modules, OURS):
            await asyncio.sleep(RETRY_SECONDS)
            self._context.set_forkserver_preload(modules)
            try:
                return await self._forked(recording, first)
            except (OSError, EOFError) as error:
                failure = error
        raise LabError(f"Its process did not start ({type(failure).__name__}).") from failure

    async def _forked(self, recording: str, first: Sequence[Message]) -> tuple[LocalWorker, list[str]]:
        """A worker that has answered, and the modules that it had to import itself."""
        ours, theirs = self._context.Pipe()
        arguments = (str(self._path), recording, theirs, self._modules)
        worker = LocalWorker(self._context.Process(target=enter, args=arguments, daemon=True), ours)
        for command in first:
            worker.send(command)
        try:
            await asyncio.wait_for(asyncio.to_thread(worker.process.start), PRELOAD_SECONDS)
            theirs.close()  # else the end of the pipe is never seen
            if await asyncio.to_thread(ours.poll, START_SECONDS):
                return worker, json.loads(ours.recv_bytes())["missing"]
            worker.kill()
        except TimeoutError:
            pass
        except (OSError, EOFError):
            ours.close()
            raise
        ours.close()
        raise LabError(f"Its process did not answer within {START_SECONDS:g} s.")

    def _hear(
        self, worker: LocalWorker, answered: Callable[[Message], None], gone: Callable[[str], None]
    ) -> None:
        try:
            answered(json.loads(worker.pipe.recv_bytes()))
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(worker.pipe.fileno())
            worker.pipe.close()
            worker.process.join(END_SECONDS)
            code = worker.process.exitcode
            how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
            gone(f"Its process ended without a word ({how}); it can go on from its last checkpoint.")
