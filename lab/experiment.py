"""The words that experiments, runs, server and pages share. Nothing here knows of torch or of the web."""

import importlib
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from lab.config import ExperimentConfig
from lab.errors import BadInput

Floats = npt.NDArray[np.float64]
State = dict[str, Any]
"""Nested dict of tensors, numpy arrays, numbers, strings and lists of these: a checkpoint's content."""


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
    """

    step: int
    scalars: Mapping[str, float | Floats]
    arrays: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    graph: tuple[Mapping[str, Any], ...] = ()
    marks: tuple[Mark, ...] = ()


class Training(ABC):
    """Runs that advance together: a batch, whose members' numbers equal their runs alone.

    Most experiments train a batch of one: `(config,) = members`.
    """

    def __init__(self, members: Sequence[ExperimentConfig]) -> None:
        self.members = tuple(members)
        self.durations: dict[str, float] = {}

    @abstractmethod
    def step(self) -> Frame | None:
        """Advance by one step; None where that step shows nothing (a summary, an evaluation's stride).

        Raises:
            StopIteration: all steps of the specification are done.
        """

    @abstractmethod
    def state_dict(self) -> State:
        """Everything that the next steps depend on: parameters, optimizer, generators, trackers."""

    @abstractmethod
    def load_state_dict(self, state: State) -> None:
        """Continue as the training that `state` was taken from."""

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


class Recorded(Protocol):
    """What figures, sentences and claims may see of a recording: one member's columns, marks and arrays."""

    @property
    def config(self) -> ExperimentConfig: ...

    @property
    def complete(self) -> bool: ...

    @property
    def marks(self) -> Sequence[Mark]: ...

    def column(self, name: str) -> Floats:
        """Values of a column, shape (rows,); `step` is one."""

    def array(self, name: str, step: int | None = None) -> npt.NDArray[Any]:
        """The last snapshot at or before `step` (None: of all)."""


# --- figures: a plotly figure made once, with bindings that say how a recording fills it


@dataclass(frozen=True)
class Line:
    """Trace `trace` grows with a column: y (divided by the column `over`) against the column x."""

    trace: int
    y: str
    x: str = "step"
    over: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """Attribute `into` of trace `trace` (`z`, `x`, `y`, `marker.color` …) is an array's latest snapshot."""

    trace: int
    array: str
    into: str
    column: int | None = None


@dataclass(frozen=True)
class Across:
    """One point a member of a set: y, the column's latest value, against x, the member's plural field."""

    trace: int
    y: str
    x: str


@dataclass(frozen=True)
class Grid:
    """A heat map over two coordinates of a set's members (`beta1`, `beta2`), both in ascending order.

    z is each member's latest value of the column, or of the snapshot of that name while there is no row.
    The trace's own x and y, where given, are the axes: one value a coordinate's value, in that order.
    A click opens the preset `opens` with the cell's two coordinates.
    """

    trace: int
    z: str
    x: str
    y: str
    opens: str | None = None


@dataclass(frozen=True)
class Moment:
    """A short vertical line on an axis pair (`x`, `y2`) at each mark of that name."""

    mark: str
    yaxis: str
    role: str
    label: str = ""


@dataclass(frozen=True)
class Span:
    """A bracket from the step in the mark's value `start` to the mark's `at`; {length} is in steps."""

    mark: str
    start: str
    yaxis: str
    label: str = "{length} steps"


Binding = Line | Snapshot | Across | Grid | Moment | Span


@dataclass(frozen=True)
class Figure:
    """A plotly figure as plain dicts, and what fills it.

    Colours are roles of the lab's grammar, written `@model`, `@data`, `@limit`, `@second`, `@truth`,
    `@others`; `@ink`, `@soft`, `@hairline`, `@panel` for the rest: the browser puts the theme's in.
    `height` is in px at (wide, phone) widths. `direct labels`: layout.annotations with text in a role.
    """

    name: str
    title: str
    traces: Sequence[Mapping[str, Any]]
    layout: Mapping[str, Any]
    bindings: Sequence[Binding]
    height: tuple[int, int] = (480, 320)
    note: str = ""


# --- claims


@dataclass(frozen=True)
class Verdict:
    """What a recording says to a claim; `number` is the measured figure in words."""

    outcome: Literal["holds", "does not hold", "not observed"]
    number: str


@dataclass(frozen=True)
class RunRequest:
    """A run by preset and changed fields: what a claim names as its evidence before anything has run."""

    preset: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """A sentence of the paper, its criterion, the evidence fixed in advance, and the pure function.

    A claim about one run (`each_run`) is judged on whatever run the page shows, too.
    """

    slug: str
    sentence: str
    criterion: str
    evidence: tuple[RunRequest, ...]
    judge: Callable[[Sequence[Recorded]], Verdict]
    each_run: bool = False


# --- the experiment


@dataclass(frozen=True)
class Paper:
    """The paper that an experiment makes alive."""

    title: str
    authors: str
    arxiv: str

    @property
    def link(self) -> str:
        """Address of the abstract."""
        return f"https://arxiv.org/abs/{self.arxiv}"


@dataclass(frozen=True)
class Preset:
    """An example: the fields that differ from the config's defaults, with a title for its chip."""

    name: str
    title: str
    fields: Mapping[str, Any]
    sentence: str = ""


@dataclass(frozen=True)
class Cost:
    """Estimate for one run: steps, CPU seconds on the calibrated machine, stored bytes."""

    steps: int
    seconds: float
    bytes: int


@dataclass(frozen=True)
class Action:
    """Something a person may do to a run beside changing live fields, with a bounded model of its own."""

    name: str
    title: str
    model: type[BaseModel]


@dataclass(frozen=True)
class Experiment:
    """A question, and all that is needed to ask it of real training runs."""

    name: str
    version: int
    group: str
    title: str
    question: str
    answer: str
    paper: Paper
    config: type[ExperimentConfig]
    presets: tuple[Preset, ...]
    training: str
    cost: Callable[[Any], Cost]
    figures: Callable[[Any], Sequence[Figure]]
    describe: Callable[[Recorded, int], str]
    claims: tuple[Claim, ...] = ()
    actions: tuple[Action, ...] = ()
    batch_by: Callable[[Any], Hashable] | None = None
    prefers_cuda: Callable[[Any], bool] = lambda _: False
    package: str = ""

    def preset(self, name: str | None) -> Preset:
        """The preset of that name; None is the first.

        Raises:
            BadInput: no preset has that name.
        """
        for preset in self.presets:
            if name in (None, preset.name):
                return preset
        known = ", ".join(preset.name for preset in self.presets)
        raise BadInput(f"{name} is not an example of {self.name}; there are {known}.")

    def configure(self, preset: str | None = None, **fields: Any) -> ExperimentConfig:
        """The config of a preset with some fields changed."""
        return self.config.make({**self.preset(preset).fields, **fields})

    def train(self, members: Sequence[ExperimentConfig]) -> Training:
        """Build the training of a batch; this is where torch is imported."""
        module, _, name = self.training.partition(":")
        made: Training = getattr(importlib.import_module(module), name)(members)
        return made
