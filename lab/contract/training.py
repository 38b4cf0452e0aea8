"""What happens step by step, and what is seen of it: training, frames, marks, recordings."""

import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from typing_extensions import TypeVar

from lab.contract import state
from lab.contract.config import ExperimentConfig
from lab.contract.state import State

C = TypeVar("C", bound=ExperimentConfig, covariant=True, default=ExperimentConfig)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Mark:
    """A named moment of one member: known at row `step`, pointing to row `at` (never later than `step`)."""

    name: str
    step: int
    at: int
    member: int = 0
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """What is seen at one step, before its update; it depends on the specification alone.

    `scalars` holds a float, or one value a member, shape (members,). The first frame's names are the
    recording's columns. `arrays` are snapshots, shape (members, …), on a stride that is a config field.
    `ended` are the members that have left the range of numbers before it (`lab.contract.divergence` says so).
    """

    step: int
    scalars: Mapping[str, float | Floats]
    arrays: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    graph: tuple[Mapping[str, Any], ...] = ()
    marks: tuple[Mark, ...] = ()
    ended: tuple[int, ...] = ()


class Training(ABC):
    """Runs that advance together: a batch, whose members' numbers equal their runs alone.

    Most experiments train a batch of one: `(config,) = members`. A class names as `saved` those of its
    attributes that the next steps depend on: `class Walk(Training, saved=("x", "generator"))`.
    """

    _saved: tuple[str, ...] = ()

    def __init_subclass__(cls, saved: tuple[str, ...] = ()) -> None:
        cls._saved = (*cls._saved, *saved)

    def __init__(self, members: Sequence[ExperimentConfig]) -> None:
        self.members = tuple(members)
        self.durations: dict[str, float] = {}

    @abstractmethod
    def step(self) -> Frame | None:
        """Advance by one step; None where that step shows nothing (a summary, an evaluation's stride).

        Raises:
            StopIteration: all steps of the specification are done.
        """

    def state_dict(self) -> State:
        """Everything that the next steps depend on."""
        return {name: state.save(getattr(self, name)) for name in self._saved}

    def load_state_dict(self, saved: State) -> None:
        """Continue as the training that `saved` was taken from."""
        for name in self._saved:
            setattr(self, name, state.restore(getattr(self, name), saved[name]))

    @abstractmethod
    def progress(self) -> int:
        """Steps done so far, out of `Cost.steps`."""

    def intervene(self, name: str, value: Any) -> None:
        """Change a live field, or do an action, before the next step; batches of one only."""
        raise TypeError(f"{type(self).__name__} has nothing called {name} to set to {value!r}")

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Count the seconds of a `with` block under a name (`measuring`), outside of what is recorded."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.durations[part] = self.durations.get(part, 0.0) + time.perf_counter() - start


class Counted(Training, saved=("done",)):
    """A training that counts its steps: `advance` makes one, and there are as many as `steps` says."""

    steps: int
    done = 0

    @abstractmethod
    def advance(self, step: int) -> Frame | None:
        """Make a step, and return what is seen before it (see `step`)."""

    @property
    def over(self) -> bool:
        """Whether all steps are done."""
        return self.done >= self.steps

    def step(self) -> Frame | None:
        if self.over:
            raise StopIteration
        frame = self.advance(self.done)
        self.done += 1
        return frame

    def progress(self) -> int:
        return self.done


class Recorded(Protocol[C]):
    """What figures, sentences and claims may see of a recording: one member's columns, marks and arrays."""

    @property
    def config(self) -> C:
        """The run's own settings (see `ExperimentConfig.resolved`)."""

    @property
    def complete(self) -> bool:
        """Whether the run has come to its end: its last step, or where it left the range of numbers."""

    @property
    def marks(self) -> Sequence[Mark]: ...

    @property
    def columns(self) -> Collection[str]:
        """Names of the columns."""

    @property
    def changes(self) -> Sequence[tuple[int, str, Any]]:
        """What was changed on the way: step, live field or action, value; in the order of the steps."""

    def column(self, name: str) -> Floats:
        """Values of a column, shape (rows,); `step` is one."""

    def array(self, name: str, step: int | None = None) -> npt.NDArray[Any]:
        """The last snapshot at or before `step` (None: of all)."""
