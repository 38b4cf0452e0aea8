"""An experiment: what is asked, what can be done to a run of it, what it costs."""

import importlib
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from lab.contract.claim import Claim
from lab.contract.config import ExperimentConfig
from lab.contract.cut import Cut
from lab.contract.divergence import end
from lab.contract.errors import BadInput
from lab.contract.figure import Figure
from lab.contract.seen import Seen
from lab.contract.training import Recorded, Training
from lab.contract.written import Written

NOTHING = "Nothing has been computed up to here yet."
WATCHED = "lab.watch(model, optimizer) records it in a training loop of your own."


@dataclass(frozen=True)
class Paper:
    """The paper that an experiment makes alive; `short` stands for its title where there is little room."""

    title: str
    authors: str
    arxiv: str
    short: str = ""

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

    @property
    def needs_gpu(self) -> bool:
        """Whether it is refused where there is no GPU."""
        return self.fields.get("device") == "cuda"


CHECKPOINTS = 48 * 2**20
"""Bytes that all checkpoints of a batch may weigh together, those at marks apart."""


@dataclass(frozen=True)
class Cost:
    """Estimate for one run: steps, CPU seconds on the calibrated machine, stored bytes.

    `shared` seconds are taken once by a batch, however many members it has; `checkpoints` are the bytes of a
    member's, which a batch thins to `CHECKPOINTS`.
    """

    steps: int
    seconds: float
    bytes: int
    shared: float = 0.0
    checkpoints: int = 0

    @classmethod
    def of_batch(cls, members: Sequence["Cost"]) -> "Cost":
        """What runs take that train as one batch."""
        stored = min(CHECKPOINTS, sum(member.checkpoints for member in members))
        return cls(
            max(member.steps for member in members),
            sum(member.seconds for member in members) + max(member.shared for member in members),
            sum(member.bytes for member in members) + stored,
        )

    @classmethod
    def of_batches(cls, batches: Sequence["Cost"]) -> "Cost":
        """What batches take together; the longest says how many steps."""
        return cls(
            max(batch.steps for batch in batches),
            sum(batch.seconds for batch in batches),
            sum(batch.bytes for batch in batches),
        )


@dataclass(frozen=True)
class Action:
    """Something a person may do to a run beside changing live fields, with a bounded model of its own."""

    name: str
    title: str
    model: type[BaseModel]


@dataclass(frozen=True)
class WhatIf:
    """A change worth trying in the middle of a run: live fields and actions by name, from its config."""

    title: str
    changes: Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Together:
    """All the changes worth trying, made at one mark, in one figure: so many steps of it from there on.

    `title` is on the way to it, `question` stands above it.
    """

    title: str
    question: str
    mark: str
    steps: int


@dataclass(frozen=True, eq=False, repr=False)
class Experiment:
    """A question, and all that is needed to ask it of real training runs.

    `loss` names the column that is a number in every row, the first excepted: a run in which it is none has
    left the range of numbers and ends there (`lab.contract.divergence`); where there is no such column,
    nothing is watched.
    `cost` is that of one run; `estimate` that of a run or a set. `batched` names the plural fields in whose
    values the members of one batch may differ: a run trains alone where it names none.
    `describe` says of a run with a row at least what its figure shows, `waiting` what before the first one.
    `unused` names the fields that change nothing about a config's run: the page has no widgets for them.
    `written` is what its trainings write: a file of a recording that holds anything else is refused.
    `small` changes a config that needs a GPU into one that a CPU can train.
    """

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
    written: Written
    cost: Callable[[Any], Cost]
    figures: Callable[[Any], Sequence[Figure]]
    describe: Callable[[Seen[Any]], str]
    loss: str = "loss"
    describe_set: Callable[[Sequence[Seen[Any]]], str] | None = None
    claims: tuple[Claim, ...] = ()
    actions: tuple[Action, ...] = ()
    cuts: tuple[Cut, ...] = ()
    what_ifs: tuple[WhatIf, ...] = ()
    together: Together | None = None
    waiting: Callable[[Any], str] = lambda _: NOTHING
    unused: Callable[[Any], Collection[str]] = lambda _: ()
    batched: Callable[[Any], Collection[str]] = lambda _: ()
    prefers_cuda: Callable[[Any], bool] = lambda _: False
    small: Callable[[Any], Mapping[str, Any]] = lambda _: {}
    package: str = ""

    def __repr__(self) -> str:
        # what a notebook prints: a page of fields says less
        examples = ", ".join(preset.name for preset in self.presets)
        return f"<{self.name}: {self.title}; examples {examples}>"

    @property
    def changeable(self) -> bool:
        """Whether a run can be changed on its way: branched, and so from its checkpoints."""
        return bool(self.actions) or any(about.live for about in self.config.settings().values())

    def sentence(self, recording: Recorded, step: int) -> str:
        """What the figure shows at a step: what `describe` says, or that the loss is no number any more."""
        last = end(recording, self.loss)
        if last is None or step < last:
            return self._described(Seen(recording, step))
        return f"The loss left the range of numbers at step {last:,}, and the run ends there."

    def sentence_of_set(self, recordings: Sequence[Recorded], step: int) -> str:
        """What `describe_set` says of those that are still in the range of numbers, and how many are not."""
        assert self.describe_set is not None
        last = [end(recording, self.loss) for recording in recordings]
        out = [at for at in last if at is not None and at <= step]
        if not out:
            return self.describe_set([Seen(recording, step) for recording in recordings])
        if len(out) == len(recordings):
            return f"The loss of every run has left the range of numbers, the last one at step {max(out):,}."
        left = [
            Seen(recording, step)
            for recording, at in zip(recordings, last, strict=True)
            if at is None or at > step
        ]
        gone = f"{len(out)} of {len(recordings)} runs left the range of numbers and have ended"
        sentence = self.describe_set(left) if len(left) > 1 else self._described(left[0])
        return f"{sentence} {gone}, the first at step {min(out):,}."

    def _described(self, seen: Seen[Any]) -> str:
        return self.describe(seen) if seen.rows else self.waiting(seen.config)

    @property
    def everywhere(self) -> tuple[Preset, ...]:
        """The examples that need no GPU."""
        return tuple(preset for preset in self.presets if not preset.needs_gpu)

    def preset(self, name: str | None) -> Preset:
        """The preset of that name; None is the first.

        Raises:
            BadInput: no preset has that name.
        """
        if not self.presets:
            raise BadInput(f"{self.name} is nothing to start from here: {WATCHED}")
        for preset in self.presets:
            if name in (None, preset.name):
                return preset
        known = ", ".join(preset.name for preset in self.presets)
        raise BadInput(f"{name} is not an example of {self.name}; there are {known}.")

    def configure(self, preset: str | None = None, **fields: Any) -> ExperimentConfig:
        """The config of a preset with some fields changed."""
        return self.config.make({**self.preset(preset).fields, **fields})

    def batch_key(self, config: ExperimentConfig) -> Hashable:
        """What runs that train as one batch have in common."""
        return config.without(self.batched(config.resolved))

    def estimate(self, members: Sequence[ExperimentConfig]) -> Cost:
        """What these runs take together, in batches."""
        batches: dict[Hashable, list[Cost]] = {}
        for config in members:
            batches.setdefault(self.batch_key(config), []).append(self.cost(config.resolved))
        return Cost.of_batches([Cost.of_batch(costs) for costs in batches.values()])

    def train(self, members: Sequence[ExperimentConfig]) -> Training:
        """Build the training of a batch; this is where torch is imported.

        Raises:
            BadInput: it has none: its runs were trained elsewhere.
        """
        if not self.training:
            raise BadInput(f"{self.name} is nothing to train here: {WATCHED}")
        module, _, name = self.training.partition(":")
        training: Training = getattr(importlib.import_module(module), name)(
            [config.resolved for config in members]
        )
        return training
