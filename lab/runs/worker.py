"""The worker: one process that trains one recording, writes it down, and obeys between two steps."""

import json
import os
import platform
import resource
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time
from typing import Any

import torch

from lab import experiments
from lab.errors import LabError
from lab.experiment import Training
from lab.runs import checkpoint, wake
from lab.runs.log import Log, RecordingInfo
from lab.runs.specification import Intervention
from lab.runs.writer import Writer
from lab.settings import number


class Stop(Exception):
    """The run is to end here, in this state."""

    def __init__(self, state: Any, error: str | None = None) -> None:
        super().__init__(state)
        self.state, self.error = state, error


def work(path: Path, recording: str, pipe: Connection) -> None:
    """Train a recording from its beginning, or from its last checkpoint, to its end; never raises."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    pipe.send_bytes(b"ready")
    log = Log(path)
    try:
        _train(log, log.recording(recording), pipe)
    except Exception as error:
        traceback.print_exc()
        sentence = str(error) if isinstance(error, LabError) else f"{type(error).__name__}: {error}"
        log.move(recording, "failed", sentence)
        wake.ring(path.parent, recording)


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


def _train(log: Log, info: RecordingInfo, pipe: Connection) -> None:
    runs = [log.specification(run_id) for run_id in info.members]
    log.begin(info.recording, environment(runs[0].config.device))
    wake.ring(log.path.parent, info.recording)
    training = experiments.find(runs[0].experiment).train([run.config for run in runs])
    writer = Writer(log, info)
    if saved := log.checkpoints(info.recording):
        writer.restore(training, checkpoint.unpack(log.checkpoint(info.recording, saved[-1])))
    commands = _Commands(log, info.recording, pipe)
    limits = _Limits(writer)
    acts = [act for act in runs[0].interventions if act.step >= training.progress()]
    try:
        while True:
            commands.obey(training, writer)
            limits.check()
            _intervene(training, acts)
            frame = training.step()
            if frame is not None:
                writer.add(frame)
            if writer.checkpoint_due(training):
                writer.keep(training)
            if writer.due():
                writer.flush(training)
    except StopIteration:
        writer.keep(training)
        writer.flush(training, state="done")
    except Stop as stop:
        writer.keep(training)
        writer.flush(training, state=stop.state, error=stop.error)


def _intervene(training: Training, acts: list[Intervention]) -> None:
    while acts and acts[0].step == training.progress():
        act = acts.pop(0)
        training.intervene(act.name, act.value)


class _Commands:
    """Pause, resume, step and stop, as they come through the pipe; its end means that nobody is there."""

    def __init__(self, log: Log, recording: str, pipe: Connection) -> None:
        self._log, self._recording, self._pipe = log, recording, pipe
        self._steps = 0  # single steps granted while paused
        self._paused = False

    def obey(self, training: Training, writer: Writer) -> None:
        """Do what was asked since the last step; while paused, wait for more."""
        while self._pipe.poll():
            self._take(training, writer)
        while self._paused and not self._steps:
            if writer.holds:
                writer.flush(training)
            self._take(training, writer)
        self._steps = max(0, self._steps - 1)

    def _take(self, training: Training, writer: Writer) -> None:
        try:
            command = json.loads(self._pipe.recv_bytes())["command"]
        except (EOFError, ConnectionResetError):
            raise Stop("interrupted", "Its supervisor ended; it can go on from here.") from None
        if command == "stop":
            raise Stop("stopped")
        if command == "step":
            self._steps += 1
        if command in ("pause", "step"):
            self._to("paused", training, writer, paused=True)
        elif command == "resume":
            self._to("running", training, writer, paused=False)

    def _to(self, state: Any, training: Training, writer: Writer, *, paused: bool) -> None:
        if self._paused != paused:
            self._paused = paused
            writer.keep(training)
            writer.flush(training, state=state)


class _Limits:
    """What one run may take of processor, memory and disk."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._end = process_time() + number("LAB_MAX_SECONDS")
        self._bytes = number("LAB_MAX_RUN_MEGABYTES") * 1e6
        self._kilobytes = number("LAB_MAX_MEMORY_MEGABYTES") * 1e3

    def check(self) -> None:
        """End the run at a limit, with the sentence that names it."""
        if process_time() > self._end:
            raise Stop("failed", "It took more processor time than LAB_MAX_SECONDS allows.")
        if self._writer.bytes > self._bytes:
            raise Stop("failed", "It wrote more than LAB_MAX_RUN_MEGABYTES allows.")
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > self._kilobytes:
            raise Stop("failed", "It took more memory than LAB_MAX_MEMORY_MEGABYTES allows.")


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine() or os.uname().machine
