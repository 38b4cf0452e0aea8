"""One training and the recording that is made of it."""

from collections import deque
from typing import Any

from lab import experiments
from lab.runs import wake
from lab.runs.environment import environment
from lab.runs.log import Log
from lab.runs.past import take_over
from lab.runs.states import State
from lab.runs.writer import Writer


class LogSink:
    """Writes a recording's chunks to the log, and rings after each."""

    def __init__(self, log: Log, recording: str) -> None:
        self._log, self._recording = log, recording

    def append(self, number: int, payload: bytes, **change: Any) -> None:
        """Durable when it returns."""
        self._log.append(self._recording, number, payload, **change)
        wake.ring(self._log.path.parent, self._recording)


class Execution:
    """Trains a recording step by step, from its beginning or from its last checkpoint."""

    def __init__(self, log: Log, recording: str) -> None:
        self._log = log
        info = log.recording(recording)
        runs = [log.specification(run_id) for run_id in info.members]
        log.begin(recording, environment(runs[0].config.device))
        wake.ring(log.path.parent, recording)
        if info.begun is not None and info.number < 0:
            take_over(log, log.recording(recording))
            wake.ring(log.path.parent, recording)
        self.training = experiments.find(runs[0].experiment).train([run.config for run in runs])
        self._enter(recording)

    def _enter(self, recording: str) -> None:
        self.info = self._log.recording(recording)
        self.writer = Writer(LogSink(self._log, recording), self.info)
        if saved := self._log.checkpoints(recording):
            self.writer.restore(self.training, self._log.checkpoint(recording, saved[-1]))
        self.run = self._log.specification(self.info.members[0])
        coming = (act for act in self.run.interventions if act.step >= self.training.progress())
        self._acts = deque(coming)

    def advance(self) -> None:
        """Do the coming step, and before it what its interventions say.

        Raises:
            StopIteration: all steps are done.
        """
        while self._acts and self._acts[0].step == self.training.progress():
            act = self._acts.popleft()
            self.training.intervene(act.name, act.value)
        self.writer.take(self.training.step(), self.training)
        if self.writer.due:
            self.flush()

    def flush(self, state: State | None = None, error: str | None = None) -> None:
        """Write what is held, and with it a change of state."""
        self.writer.flush(self.training, state=state, error=error)

    def end(self, state: State, error: str | None = None) -> None:
        """Write what is held and a checkpoint to go on from."""
        self.writer.keep(self.training)
        self.flush(state, error)
