"""The worker: one process that trains one recording, writes it down, and obeys between two steps."""

import json
import platform
import sys
import time
import traceback
from collections import deque
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import torch

from lab import experiments
from lab.errors import LabError
from lab.experiment import Training
from lab.runs import limits, wake
from lab.runs.facts import RecordingInfo
from lab.runs.log import Log
from lab.runs.states import State
from lab.runs.writer import Writer

LISTEN = 0.002
"""Seconds between two looks at the pipe: a look costs 3 µs, as much as some steps."""


class Ended(Exception):
    """The run ends here, before its last step, in this state."""

    def __init__(self, state: State, error: str | None = None) -> None:
        super().__init__(state)
        self.state: State = state
        self.error = error


class LogSink:
    """Writes a recording's chunks to the log, and rings after each."""

    def __init__(self, log: Log, recording: str) -> None:
        self._log, self._recording = log, recording

    def append(self, number: int, payload: bytes, **change: Any) -> None:
        """Durable when it returns."""
        self._log.append(self._recording, number, payload, **change)
        wake.ring(self._log.path.parent, self._recording)


def work(path: Path, recording: str, pipe: Connection) -> None:
    """Train a recording from its beginning, or from its last checkpoint, to its end."""
    torch.set_num_threads(1)
    # As use_deterministic_algorithms(True), which would import all of torch._inductor first: 1.6 s.
    torch.set_deterministic_debug_mode("error")
    # It also fills every empty tensor with NaN, 15 % of a small network's step; nothing here reads them.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
    held = limits.Held()
    log = Log(path)
    try:
        _train(log, log.recording(recording), _Commands(pipe), held)
    except Exception as error:
        print(f"--- recording {recording} failed:", file=sys.stderr)
        traceback.print_exc()
        log.move(recording, "failed", _sentence(error))
        wake.ring(path.parent, recording)


def _train(log: Log, info: RecordingInfo, commands: "_Commands", held: limits.Held) -> None:
    runs = [log.specification(run_id) for run_id in info.members]
    log.begin(info.recording, environment(runs[0].config.device))
    wake.ring(log.path.parent, info.recording)
    training = experiments.find(runs[0].experiment).train([run.config for run in runs])
    writer = Writer(LogSink(log, info.recording), info)
    if saved := log.checkpoints(info.recording):
        writer.restore(training, log.checkpoint(info.recording, saved[-1]))
    acts = deque(act for act in runs[0].interventions if act.step >= training.progress())
    try:
        while True:
            commands.obey(training, writer)
            held.check(writer.bytes)
            while acts and acts[0].step == training.progress():
                act = acts.popleft()
                training.intervene(act.name, act.value)
            writer.take(training.step(), training)
            if writer.due:
                writer.flush(training)
    except StopIteration:
        writer.flush(training, state="done")
    except Ended as end:
        writer.keep(training)
        writer.flush(training, state=end.state, error=end.error)
    except Exception as error:
        # What was seen before the failure is kept; `work` says why it failed.
        writer.flush(training)
        raise error


class _Commands:
    """Pause, resume, step and stop, as they come through the pipe, whose end means that nobody is there."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._next = 0.0
        self._paused = False
        self._steps = 0  # granted while paused

    def obey(self, training: Training, writer: Writer) -> None:
        """Do what was asked since the last step; while paused, wait for more."""
        if time.monotonic() >= self._next:
            while self._pipe.poll():
                self._take(training, writer)
            self._next = time.monotonic() + LISTEN
        if self._paused:
            if writer.holds:
                writer.flush(training)
            while self._paused and not self._steps:
                self._take(training, writer)
            self._steps = max(0, self._steps - 1)

    def _take(self, training: Training, writer: Writer) -> None:
        try:
            command = json.loads(self._pipe.recv_bytes())["command"]
        except (EOFError, ConnectionResetError):
            raise Ended("interrupted", "Its supervisor ended; it can go on from here.") from None
        if command == "stop":
            raise Ended("stopped")
        if command == "leave":
            raise Ended("interrupted", "The lab was shut down; it can go on from here.")
        if command == "step":
            self._steps += 1
        self._paused = command != "resume"
        state: State = "paused" if self._paused else "running"
        writer.flush(training, state=state)
        self._pipe.send_bytes(json.dumps({"state": state}).encode())


def environment(device: str) -> dict[str, Any]:
    """What a recording's bits depend on beside its specification."""
    return {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpu": _cpu_model(),
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
        "threads": torch.get_num_threads(),
    }


def _sentence(error: Exception) -> str:
    if isinstance(error, LabError):
        return str(error)
    if isinstance(error, MemoryError) or "allocate memory" in str(error):
        return limits.memory_sentence()
    return f"The training failed with {type(error).__name__}: {' '.join(str(error).split())[:300]}"


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
