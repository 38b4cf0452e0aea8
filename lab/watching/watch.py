"""`lab.watch(model, optimizer)`: a training loop of one's own, seen and recorded step by step.

    w = lab.watch(model, optimizer)                   # hooks the optimizer's step; nothing is wrapped
    for x, y in loader:
        loss = w.loss(lambda: criterion(model(x), y)) # calls it, and keeps it for measuring
        loss.backward(); optimizer.step(); optimizer.zero_grad()

What is computed beside the training is undone to the bit, and an error in it never ends the training.
"""

import atexit
import sys
import time
from collections.abc import Mapping, Sequence
from math import isfinite
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import torch
from torch import Tensor, nn, optim
from torch.utils.hooks import RemovableHandle

from lab.contract.errors import BadInput, Conflict
from lab.host.address import base
from lab.runs.format.spool import Ending
from lab.runs.names.specification import Run
from lab.watching import engines
from lab.watching.again import Call, Closure, Dice
from lab.watching.checkpoints import Checkpoints
from lab.watching.engines import Choice
from lab.watching.identity import identify, surroundings, wrapper
from lab.watching.light import Alarm
from lab.watching.meter import Meter
from lab.watching.observer import Observer
from lab.watching.pace import Budget
from lab.watching.ranks import ranks_of
from lab.watching.record import Record, ended, ending
from lab.watching.state import captured

if TYPE_CHECKING:
    from lab.api import Opened
    from lab.watching.guard import Guard


def watch(
    model: nn.Module,
    optimizer: optim.Optimizer,
    *,
    name: str | None = None,
    overhead: float = 0.05,
    engine: str = "auto",
    probe: Closure | None = None,
    checkpoint_every: int = 0,
    steps: int | None = None,
    notes: Mapping[str, str] | None = None,
) -> "Watch":
    """Watch a training from its next step on, until `close()` or the end of the process.

    `overhead` is the share of the loop's time that watching may take (of a step under 5 ms, that of one of
    5 ms); `engine` is auto, double-backward, differences, one-sided or forward; `probe` a closure of a fixed
    batch, on which curvature is measured instead of on the step's own; `steps` how many there will be.

    Raises:
        BadInput: in one sentence.
    """
    if steps is not None and steps < 1:
        raise BadInput(f"steps = {steps} is not positive: give how many there will be, or nothing.")
    # Beside other processes a thread's own time is what a step takes; it knows nothing of a GPU's.
    on_gpu = any(parameter.is_cuda for parameter in model.parameters())
    clock = time.perf_counter if on_gpu else time.thread_time
    budget, meter = Budget(overhead, clock), Meter(model, optimizer, engines.check(engine), ranks_of(model))
    run, first = identify(model, optimizer, name), _rank() == 0
    around = {"overhead": overhead if isfinite(overhead) else "unbounded", **surroundings(model, notes or {})}
    record = Record(run, around, steps or 0) if first else None
    watched = Watch(run, Observer(model, optimizer, budget, meter, record, probe), record, model, optimizer)
    if checkpoint_every:
        watched.keep(checkpoint_every, after_each_step=True)
    if first:
        print(f"Watching {run.config.values()['name']}: {watched.url}", file=sys.stderr)
    return watched


class Watch:
    """What `lab.watch` returns; also a context manager, which closes it."""

    def __init__(
        self,
        run: Run,
        observer: Observer,
        record: Record | None,
        model: nn.Module,
        optimizer: optim.Optimizer,
    ) -> None:
        self.id, self.model, self.optimizer = run.id, model, optimizer
        self.stopped = False
        self._checkpoints: Checkpoints | None = None
        self._hook: RemovableHandle | None = None
        self._observer, self._record, self._closed = observer, record, False
        atexit.register(self._at_exit)

    def loss(self, closure: Closure) -> Tensor:
        """The loss that a closure computes; kept, it is computed again where something is measured.

        Accumulated gradients are several calls a step.
        """
        return closure() if self._closed else self._observer.loss(closure)

    def dice(self) -> Dice | None:
        """The dice as they are, where the coming step may be measured: for a `Call` to `take`."""
        return self._observer.dice()

    def take(self, calls: Sequence[Call]) -> None:
        """The losses of the coming step, which a trainer has computed itself, instead of by `loss`."""
        self._observer.take(calls)

    def mark(self, name: str, **values: float) -> None:
        """Name the moment before the coming step.

        Raises:
            BadInput: it is no name.
        """
        if self._record is not None and not self._closed:
            self._record.mark(name, self._observer.step, values)
            self.checkpoint()

    def checkpoint(self) -> None:
        """Have a checkpoint kept before the coming step, where checkpoints are kept."""
        if self._checkpoints is not None:
            self._checkpoints.ask()

    def note(self, name: str, text: str) -> None:
        """Say something of the whole training, which its page shows."""
        if self._record is not None and not self._closed:
            self._record.note(self._observer.step, name, text)

    def keep(self, every: int, *, after_each_step: bool = False) -> Checkpoints | None:
        """Keep checkpoints so many steps apart and at marks; None where another process does.

        `after_each_step` is for a loop that says nothing of its steps: parameters, optimizer and dice, and
        nothing of what is around them.

        Raises:
            BadInput: `every` is not allowed, or the model lies in parts in several processes.
        """
        keeps = Checkpoints(self.id, every)
        if wrapper(self.model) == "fsdp2":
            raise BadInput("Checkpoints are not kept under fsdp2: give checkpoint_every=0.")
        if self._record is None:
            return None
        self._checkpoints = self._observer.checkpoints = keeps
        if self._hook is not None:
            self._hook.remove()
        if after_each_step:
            self._hook = self.optimizer.register_step_post_hook(self._after)
        return keeps

    def _after(self, *_: Any) -> None:
        if self._checkpoints is not None:
            self._checkpoints.see(self._observer.step, lambda: captured(self.model, self.optimizer))

    def guard_by(self, guard: "Guard") -> None:
        """Have a guard around each step; one at a time."""
        if guard.action == "checkpoint" and self._checkpoints is None:
            self.keep(0, after_each_step=True)
        self._observer.guard = guard
        self.note("guard", f"{guard.action}, where the curvature is over {guard.limit:g} of its limit")

    def begin_at(self, step: int) -> None:
        """Go on as if so many steps were made before."""
        self._observer.begin_at(step)

    def log(self, **scalars: float) -> None:
        """Values for columns of one's own: of the step in hand once its loss is computed, else of the last.

        Raises:
            BadInput: the names are not allowed, or not those of the first time.
        """
        if self._record is not None and not self._closed:
            numbers = {name: float(value) for name, value in scalars.items()}
            self._record.log(self._observer.row_in_hand, numbers)

    @property
    def url(self) -> str:
        """The page that shows it while it trains, where `lab serve` serves this store, and afterwards."""
        return f"{base()}/own?run={self.id}"

    @property
    def alarm(self) -> Alarm | None:
        """None while all is calm; near while the curvature is over its limit; now where steps do not pay."""
        return self._observer.light.alarm

    @property
    def refused(self) -> str | None:
        """What is not measured here and why, in a sentence; None while all is. The watch goes on."""
        return self._observer.refused

    @property
    def engine(self) -> Choice | None:
        """How curvature is measured, and why so; None before the first time."""
        return self._observer.meter.choice

    @property
    def measured(self) -> int:
        """At how many steps curvature was measured."""
        return self._observer.measured

    @property
    def spent(self) -> float:
        """What watching has taken so far, as a share of the loop's own time."""
        return self._observer.budget.share

    @property
    def run(self) -> "Opened":
        """The recorded run, as `lab.open` gives it.

        Raises:
            Conflict: it is not closed yet.
        """
        if not self._closed:
            raise Conflict("The training is still watched: close() puts it into the store.")
        from lab import api  # pandas and all: only for whoever looks at a run

        return api.open(self.id)

    def close(self) -> None:
        """End watching, and put the recording into the store; the training may go on unwatched."""
        self.end(*ended(None))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(*ended(error))

    def _at_exit(self) -> None:
        self.end(*ending())

    def end(self, state: Ending, error: str | None) -> None:
        """Close it, with how the training has ended."""
        if self._closed:
            return
        self._closed = True
        self._observer.remove()
        if self._hook is not None:
            self._hook.remove()
        atexit.unregister(self._at_exit)
        if self._record is not None:
            self._record.close(self._observer.step, state, error)


def _rank() -> int:
    known = torch.distributed.is_available() and torch.distributed.is_initialized()
    return torch.distributed.get_rank() if known else 0
