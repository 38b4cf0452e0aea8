"""One training and the recording that is made of it."""

import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from lab.contract.divergence import Divergence
from lab.runs.names.arithmetic import JOINED, alike, described
from lab.runs.names.environment import environment
from lab.runs.names.specification import Run
from lab.runs.read.branch import Changes, moments, steered
from lab.runs.store import wake
from lab.runs.store.log import Log, RecordingInfo
from lab.runs.store.states import State
from lab.runs.work.past import go_on, hand_over, take_over
from lab.runs.work.writer import Unrepeatable, Writer

MOMENTS = 6
"""Moments of a run where checkpoints are kept beside those on the stride."""
Told = Callable[[str], None]
"""Hears of a recording by its uuid."""


class LogSink:
    """Writes a recording's chunks to the log, and rings after each."""

    def __init__(self, log: Log, recording: str) -> None:
        self._log, self._recording = log, recording

    def append(self, number: int, payload: bytes, **change: Any) -> None:
        """Durable when it returns."""
        self._log.append(self._recording, number, payload, **change)
        wake.ring(self._log.path.parent, self._recording)


class Execution:
    """Trains a recording step by step, from its beginning or from its last checkpoint.

    What was recorded in other arithmetic, or does not repeat, is left as it is, and goes on in a recording of
    its own; `coming` is told the uuid of that before it is made, `moved` when it is.
    """

    def __init__(
        self, log: Log, recording: str, coming: Told = lambda _: None, moved: Told = lambda _: None
    ) -> None:
        self._log, self._coming, self._moved = log, coming, moved
        info = log.recording(recording)
        runs = [log.specification(run_id) for run_id in info.members]
        self._here = environment(runs[0].config.device)
        joined = {JOINED: info.environment[JOINED]} if JOINED in info.environment else {}
        fits = info.number < 0 or alike(self._here, info.environment)
        log.begin(recording, self._here | joined if fits else info.environment)
        wake.ring(log.path.parent, recording)
        if info.begun is not None and info.number < 0:
            take_over(log, log.recording(recording))
            wake.ring(log.path.parent, recording)
        if fits:
            self._attempt(lambda: self._build(recording))
        else:
            why = f"It began elsewhere ({described(info.environment)})"
            self._go_on(log.recording(recording), why, from_checkpoint=True)

    def _build(self, recording: str, written: int = 0) -> None:
        """A training and a writer for a recording, at its last checkpoint."""
        self._begin(recording)
        self._enter(recording, written)

    def _begin(self, recording: str) -> None:
        runs = [self._log.specification(run_id) for run_id in self._log.recording(recording).members]
        self.training = runs[0].experiment.train([run.config for run in runs])

    def _enter(self, recording: str, written: int = 0, *, at_start: bool = False) -> None:
        self.info = self._log.recording(recording)
        self._written = written + self._log.stored(recording)
        self.writer = Writer(LogSink(self._log, recording), self.info)
        self.run = self._log.specification(self.info.members[0])
        loss = self.run.experiment.loss
        self._divergence = Divergence(loss, len(self.info.members), self._log.marks(recording))
        saved = self._log.checkpoints(recording)
        self._restore(saved[-1] if saved and not at_start else None)

    def _restore(self, step: int | None) -> None:
        if step is not None:
            self.writer.restore(self.training, self._log.checkpoint(self.info.recording, step))
        coming = (act for act in self.run.interventions if act.step >= self.training.progress())
        self._acts = deque(coming)

    def _attempt(self, act: Callable[[], None]) -> None:
        """Do what may repeat recorded steps; where they come out differently, go on without them."""
        try:
            act()
        except Unrepeatable as error:
            self._go_on(self.info, str(error), from_checkpoint=error.start)

    def _go_on(self, left: RecordingInfo, why: str, *, from_checkpoint: bool) -> None:
        saved = self._log.checkpoints(left.recording) if from_checkpoint else ()
        successor = uuid.uuid4().hex
        self._coming(successor)
        go_on(self._log, left, saved[-1] if saved else None, self._here, why, successor)
        self._moved(successor)
        self._attempt(lambda: self._build(successor, self._log.stored(left.recording)))
        for recording in (left.recording, successor):
            wake.ring(self._log.path.parent, recording)

    @property
    def bytes(self) -> int:
        """What is stored of this recording, and of those that were left for it."""
        return self._written + self.writer.bytes

    def advance(self) -> None:
        """Do the coming step, and before it what its interventions say.

        Raises:
            StopIteration: all steps are done, or no member is left in the range of numbers.
        """
        if self._divergence.over and not self.writer.behind:
            raise StopIteration
        while self._acts and self._acts[0].step == self.training.progress():
            act = self._acts.popleft()
            self.training.intervene(act.name, act.value)
        start = time.process_time()
        with self.training.timed("steps"):
            frame = self.training.step()
        spent = self.training.durations
        spent["cpu"] = spent.get("cpu", 0.0) + time.process_time() - start
        seen = frame and self._divergence.see(frame)
        self._attempt(lambda: self.writer.take(seen, self.training))
        if self.writer.due:
            self.flush()

    def flush(self, state: State | None = None, error: str | None = None) -> None:
        """Write what is held, and with it a change of state."""
        self.writer.flush(self.training, state=state, error=error)

    def finish(self) -> None:
        """All steps are done: keep checkpoints where the run will be branched, and say that it is done.

        A mark is known after the moment that it points to, so the steps up to there are done once more; at
        most MOMENTS of them, each less than a stride: a few percent of the run.
        """
        if len(self.info.members) == 1 and self.run.experiment.changeable:
            self.flush()
            durations = dict(self.training.durations)
            self._revisit(moments(self.run, self._log.marks(self.info.recording))[:MOMENTS])
            self.training.durations = durations
        self.flush("done")

    def _revisit(self, places: Sequence[int]) -> None:
        saved = self._log.checkpoints(self.info.recording)
        wanted = sorted(set(places) - set(saved))
        if not wanted:
            return
        self._begin(self.info.recording)
        self._enter(self.info.recording, at_start=True)
        for step in wanted:
            start = max((known for known in saved if known <= step), default=None)
            if start is not None and start > self.training.progress():
                self._restore(start)
            while self.training.progress() < step:
                self.advance()
            self.writer.keep(self.training)

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
        for id in (before.recording, recording):
            wake.ring(self._log.path.parent, id)
