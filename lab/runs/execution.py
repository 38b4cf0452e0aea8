"""One training and the recording that is made of it."""

from collections import deque
from typing import Any

from lab import experiments
from lab.divergence import Divergence
from lab.runs import wake
from lab.runs.branch import Changes, steered
from lab.runs.environment import environment
from lab.runs.log import Log
from lab.runs.past import hand_over, take_over
from lab.runs.specification import Run
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

    def _enter(self, recording: str, written: int = 0) -> None:
        self.info = self._log.recording(recording)
        self._written = written + self._log.stored(recording)
        self.writer = Writer(LogSink(self._log, recording), self.info)
        if saved := self._log.checkpoints(recording):
            self.writer.restore(self.training, self._log.checkpoint(recording, saved[-1]))
        self.run = self._log.specification(self.info.members[0])
        loss = experiments.find(self.run.experiment).loss
        self._divergence = Divergence(loss, len(self.info.members), self._log.marks(recording))
        coming = (act for act in self.run.interventions if act.step >= self.training.progress())
        self._acts = deque(coming)

    @property
    def bytes(self) -> int:
        """What is stored of this recording, and of those that were left for it."""
        return self._written + self.writer.bytes

    def advance(self) -> None:
        """Do the coming step, and before it what its interventions say.

        Raises:
            StopIteration: all steps are done, or no member is left in the range of numbers.
        """
        if self._divergence.over:
            raise StopIteration
        while self._acts and self._acts[0].step == self.training.progress():
            act = self._acts.popleft()
            self.training.intervene(act.name, act.value)
        with self.training.timed("steps"):
            frame = self.training.step()
        if frame is not None:
            frame = self._divergence.see(frame)
        self.writer.take(frame, self.training)
        if self.writer.due:
            self.flush()

    def flush(self, state: State | None = None, error: str | None = None) -> None:
        """Write what is held, and with it a change of state."""
        self.writer.flush(self.training, state=state, error=error)

    def end(self, state: State, error: str | None = None) -> None:
        """Write what is held and a checkpoint to go on from."""
        self.writer.keep(self.training)
        self.flush(state, error)

    def catch_up(self) -> None:
        """Repeat what is recorded already.

        Raises:
            StopIteration: that was all.
        """
        while self.writer.behind:
            self.advance()

    def steered(self, changes: Changes) -> Run:
        """The run with these changes at the step in hand.

        Raises:
            BadInput: nothing would change, or not so.
        """
        return steered(self.run, self.training.progress(), changes)

    def become(self, child: Run, recording: str) -> None:
        """Go on as a child of this run, in a new recording; the one so far is left with its checkpoint."""
        before, step = self.info, self.training.progress()
        with self._log.transaction():
            self.end("left")
            hand_over(self._log, before, child, step, recording)
        self._enter(recording, self.bytes)
        for one in (before.recording, recording):
            wake.ring(self._log.path.parent, one)
