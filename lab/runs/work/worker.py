"""The worker: one process that trains one recording, writes it down, and obeys between two steps."""

import contextlib
import json
import logging
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import torch

from lab.contract.errors import LabError
from lab.host.paths import pathless
from lab.runs.names.arithmetic import mode
from lab.runs.store import wake
from lab.runs.store.database import StoreError
from lab.runs.store.log import Log
from lab.runs.store.states import State
from lab.runs.work import limits, protocol
from lab.runs.work.execution import Execution
from lab.runs.work.executor import Message

LISTEN = 0.002
"""Seconds between two looks at the pipe: a look costs 3 µs, as much as some steps."""
journal = logging.getLogger("lab")


class Ended(Exception):
    """The run ends here, before its last step, in this state."""

    def __init__(self, state: State, error: str | None = None) -> None:
        super().__init__(state)
        self.state: State = state
        self.error = error


def work(path: Path, recording: str, pipe: Connection) -> None:
    """Train a recording from its beginning, or from its last checkpoint, to its end."""
    settle()
    execute(Log(path), recording, pipe, limits.Held().check)


def settle() -> None:
    """What this process has to do so that numbers come out as in every other worker."""
    torch.set_num_threads(1)
    # As use_deterministic_algorithms(True), which would import all of torch._inductor first: 1.6 s.
    torch.set_deterministic_debug_mode("error")
    # It also fills every empty tensor with NaN, 15 % of a small network's step; nothing here reads them.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
    if mode() == "portable":
        # oneDNN's convolutions depend on the size of a processor's cache.
        torch.backends.mkldnn.set_flags(False)  # type: ignore[no-untyped-call]


def execute(log: Log, recording: str, pipe: Connection, check: Callable[[int], None]) -> None:
    """Train a recording, and say in the log how it ended; `check` raises when too many bytes are written."""
    commands = _Commands(pipe)
    try:
        execution = Execution(log, recording, commands.coming, commands.moved)
    except Exception as error:
        return _fail(log, recording, error)
    try:
        _train(execution, commands, check)
    except Exception as error:
        _fail(log, execution.info.recording, error)


def _train(execution: Execution, commands: "_Commands", check: Callable[[int], None]) -> None:
    try:
        while True:
            commands.obey(execution)
            check(execution.bytes)
            execution.advance()
    except StopIteration:
        execution.finish()
    except Ended as end:
        execution.end(end.state, end.error)
    except StoreError:
        raise
    except Exception as error:
        # What was seen before the failure is kept; `_fail` says why it failed.
        execution.flush()
        raise error


def _fail(log: Log, recording: str, error: Exception) -> None:
    journal.error("Recording %s failed", recording, exc_info=error, extra={"recording": recording})
    # A full store is not the run's fault: with room it goes on from its last checkpoint.
    log.move(recording, "interrupted" if isinstance(error, StoreError) else "failed", _sentence(error))
    wake.ring(log.path.parent, recording)


class _Commands:
    """What comes through the pipe, whose end means that nobody is there."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._next = 0.0
        self._paused = False
        self._steps = 0  # granted while paused

    def obey(self, execution: Execution) -> None:
        """Do what was asked since the last step; while paused, wait for more."""
        if time.monotonic() >= self._next:
            while self._pipe.poll():
                self._take(execution)
            self._next = time.monotonic() + LISTEN
        if self._paused and not execution.writer.behind:
            if execution.writer.holds:
                execution.flush()
            while self._paused and not self._steps:
                self._take(execution)
            self._steps = max(0, self._steps - 1)

    def coming(self, recording: str) -> None:
        """Say that the run is about to go on in another recording."""
        self._say({"coming": recording})

    def moved(self, recording: str) -> None:
        """Say that it does."""
        self._say({"moved": recording})

    def _say(self, message: Message) -> None:
        with contextlib.suppress(OSError):  # nobody is there any more, which the next look finds out
            self._pipe.send_bytes(json.dumps(message).encode())

    def _take(self, execution: Execution) -> None:
        try:
            command: Message = json.loads(self._pipe.recv_bytes())
        except (EOFError, ConnectionResetError):
            raise Ended("interrupted", "Its supervisor ended; it can go on from here.") from None
        name = command["command"]
        if name == "stop":
            raise Ended("stopped")
        if name == "leave":
            raise Ended("interrupted", command.get("why", "The lab was shut down; it can go on from here."))
        answer: Message = {}
        if name == "intervene":
            answer = _intervene(execution, command)
        else:
            self._steps += name == "step"
            self._paused = name != "resume"
        state: State = "paused" if self._paused else "running"
        if self._paused or name == "resume":
            execution.flush(state)
        self._pipe.send_bytes(json.dumps({**answer, "state": state}).encode())


def _intervene(execution: Execution, command: Message) -> Message:
    execution.catch_up()
    try:
        child = execution.steered(command["set"])
    except LabError as error:
        return protocol.failed(error)
    step = execution.training.progress()
    execution.become(child, command["recording"])
    return {"run": child.id, "recording": command["recording"], "at": step}


def _sentence(error: Exception) -> str:
    if isinstance(error, LabError):
        return pathless(error)
    if isinstance(error, MemoryError) or "allocate memory" in str(error):
        return limits.memory_sentence()
    why = pathless(" ".join(str(error).split()))
    return f"The training failed with {type(error).__name__}: {why[:300]}"
