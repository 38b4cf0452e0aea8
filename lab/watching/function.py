"""`lab.own`: a training as a function, which can go on from any of its checkpoints, changed.

    @lab.own(checkpoint_every=500)
    def train(w):
        model, optimizer, sampler = …                 # builds all of it, from nothing
        w.watch(model, optimizer, name="mine")
        for step in w.steps(10_000, also=[sampler]):  # also: scheduler, sampler, scaler
            loss = w.loss(lambda: …)
            loss.backward(); optimizer.step(); optimizer.zero_grad()

    if __name__ == "__main__":
        train()

A loop alone cannot be begun again in its middle: nobody knows what is around it.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import Tensor, nn, optim

from lab.contract.errors import BadInput, Conflict
from lab.runs.files import kept
from lab.runs.files.kept import Function
from lab.watching import checkpoints, state
from lab.watching.again import Closure
from lab.watching.light import Alarm
from lab.watching.record import ended
from lab.watching.state import Stateful
from lab.watching.watch import Watch, watch

OTHER_BATCHES = "not the same batches"


@dataclass(frozen=True)
class Start:
    """Where a branch begins: at a parent's checkpoint, to be changed before the step `at`.

    `losses` are the parent's from the checkpoint up to there, by step.
    """

    parent: str
    checkpoint: int
    at: int
    changes: Mapping[str, str]
    losses: Mapping[int, float] = field(default_factory=dict)


class Training:
    """What a training function gets: the watch of its model and optimizer, and its steps."""

    def __init__(self, function: Function | None, checkpoint_every: int, start: Start | None = None) -> None:
        self._function, self._every, self._start = function, checkpoint_every, start
        self._watch: Watch | None = None
        self._losses: list[Tensor] = []
        self._differs = False

    def watch(self, model: nn.Module, optimizer: optim.Optimizer, **options: Any) -> Watch:
        """Watch them, with the options of `lab.watch`; before the first of the steps.

        Raises:
            BadInput: as `lab.watch`.
            Conflict: something is watched already.
        """
        if self._watch is not None:
            raise Conflict("One training function watches one model: w.watch was called before.")
        self._watch = watch(model, optimizer, checkpoint_every=0, **options)
        return self._watch

    def steps(self, number: int, also: Sequence[Stateful] = ()) -> Iterator[int]:
        """The steps of the training, from where it begins to `number`; `also` is what else has a state.

        Raises:
            BadInput: there is nothing to go on from, or it cannot be changed like that.
        """
        w = self._watched
        wrong = [type(one).__name__ for one in also if not isinstance(one, Stateful)]
        if wrong:
            raise BadInput(f"also has a {wrong[0]}, which has no state_dict and load_state_dict.")
        first = self._start.checkpoint if self._start else 0
        if first >= number:
            raise BadInput(f"w.steps({number}) ends before step {first}, where this branch begins.")
        keeps = w.keep(self._every)
        if self._function and keeps is not None:
            kept.remember(w.id, self._function)
        if self._start:
            self._resume(w, self._start, also)
        for step in range(first, number):
            if self._start:
                self._compare(w, self._start, step)
                if step == self._start.at:
                    state.change(w.optimizer, self._start.changes, also)
            if keeps is not None and step > first:
                keeps.see(step, lambda: state.captured(w.model, w.optimizer, also))
            if w.stopped:
                return
            yield step

    def loss(self, closure: Closure) -> Tensor:
        """As `Watch.loss`."""
        value = self._watched.loss(closure)
        if self._start is not None and not self._differs:
            self._losses.append(value.detach())
        return value

    def mark(self, name: str, **values: float) -> None:
        """As `Watch.mark`."""
        self._watched.mark(name, **values)

    def log(self, **scalars: float) -> None:
        """As `Watch.log`."""
        self._watched.log(**scalars)

    @property
    def alarm(self) -> Alarm | None:
        """As `Watch.alarm`."""
        return self._watched.alarm

    @property
    def _watched(self) -> Watch:
        if self._watch is None:
            raise Conflict("Nothing is watched yet: call w.watch(model, optimizer) before w.steps.")
        return self._watch

    def _resume(self, w: Watch, start: Start, also: Sequence[Stateful]) -> None:
        state.restore(checkpoints.load(start.parent, start.checkpoint), w.model, w.optimizer, also)
        state.changed(w.optimizer, start.changes)  # what is impossible is said now
        w.begin_at(start.checkpoint)
        changed = ", ".join(f"{name} = {value}" for name, value in start.changes.items())
        w.note("parent", start.parent)
        w.note(
            "from", f"step {start.at}, {changed or 'unchanged'}; from the checkpoint of {start.checkpoint}"
        )

    def _compare(self, w: Watch, start: Start, step: int) -> None:
        """Look whether the step before had the parent's loss, up to the one that was changed."""
        before, expected = step - 1, start.losses.get(step - 1)
        found, self._losses = self._losses, []
        if self._differs or expected is None or not found or before > start.at:
            return
        loss = sum(float(value) for value in found)
        if loss != expected:
            self._differs = True
            w.mark(OTHER_BATCHES, loss=loss, parent=expected)
            w.note(
                "batches",
                f"{OTHER_BATCHES}: at step {before} the loss was {loss:.6g}, its parent's "
                f"{expected:.6g}, so it is no fair comparison. Give the sampler to w.steps(also=[…]).",
            )
        elif before == start.at:
            w.note("batches", f"the same as its parent's: the losses agree to the bit up to step {before}")

    def end(self, error: BaseException | None) -> None:
        """Close the watch, with what has ended the function."""
        if self._watch is not None:
            self._watch.end(*ended(error))


class Own:
    """A training function; called, it trains from the start and returns the watch, closed."""

    loading = False
    """Whether a module is imported for a function in it, and nothing shall train there."""

    def __init__(self, train: Callable[[Any], object], checkpoint_every: int) -> None:
        self.__doc__, self.__name__ = train.__doc__, getattr(train, "__name__", "train")
        self._train, self._every = train, checkpoint_every

    def __call__(self) -> Watch | None:
        """Train.

        Raises:
            Conflict: its module is being imported for a branch.
        """
        if Own.loading:
            raise Conflict('This module trains when it is imported: call it below if __name__ == "__main__".')
        return self.begin(None)

    def begin(self, start: Start | None) -> Watch | None:
        """Train from the start, or from where a branch begins."""
        training, error = Training(_place(self._train), self._every, start), None
        try:
            self._train(training)
        except BaseException as raised:
            error = raised
            raise
        finally:
            training.end(error)
        return training._watch


def own(*, checkpoint_every: int = 500) -> Callable[[Callable[[Any], object]], Own]:
    """Make a function of a training; checkpoints are kept so many steps apart, and where something is marked.

    Raises:
        BadInput: `checkpoint_every` is not allowed.
    """
    if callable(checkpoint_every):
        raise BadInput("Write @lab.own(), with the brackets.")
    return lambda train: Own(train, checkpoint_every)


def _place(train: Callable[[Any], object]) -> Function | None:
    """Where another process finds a function; None where it does not, as in a notebook."""
    name, module = train.__qualname__, train.__module__
    source = getattr(sys.modules.get(module), "__file__", None)
    if "<locals>" in name or source is None:
        return None
    path = Path(source).resolve()
    spec = getattr(sys.modules[module], "__spec__", None)
    if module == "__main__":
        module = spec.name if spec is not None else path.stem
    depth = module.count(".") + (path.name == "__init__.py")
    return Function(module=module, name=name, folder=os.fspath(path.parents[depth]))
