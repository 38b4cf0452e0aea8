"""What is known of a recording without its rows."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from lab.runs.names.arithmetic import bits
from lab.runs.store.states import State


@dataclass(frozen=True)
class RecordingInfo:
    """The facts of a recording; times are seconds since 1970.

    `origin` is here, shipped, imported or own; `number` that of the last chunk and `last_step` that of the
    last row (-1: none yet); `progress` counts steps done, out of `steps`; `digests` are the members', so far.
    `begun` says of a branch how it begins: `run` (its parent's id), `parent` (the recording it goes on
    from, or None), `step`, `shared` (steps whose rows are the parent's), `checkpoint` (the step it was
    restored from, or None); of what goes on instead of another recording `after`, its uuid.
    """

    recording: str
    origin: str
    state: State
    owner: str
    members: tuple[str, ...]
    rows: int
    number: int
    last_step: int
    progress: int
    steps: int
    digests: tuple[str, ...]
    environment: dict[str, Any]
    durations: dict[str, float]
    error: str | None
    created: float
    started: float | None
    ended: float | None
    begun: dict[str, Any] | None

    @property
    def complete(self) -> bool:
        """Whether it is all there: every row of the specification, or up to where no number was left."""
        return self.state == "done"

    @property
    def imported(self) -> bool:
        """Whether somebody brought it as a file: all that it says is the sender's word."""
        return self.origin == "imported"

    @property
    def foreign(self) -> bool:
        """Whether a process trains it that is not the lab's: nobody here starts, stops or awaits it."""
        return self.origin == "own"

    @property
    def bits(self) -> str:
        """What all of its rows were computed in, in a word (see `arithmetic.bits`); nobody has measured where
        an imported one was."""
        return "" if self.imported else bits(self.environment)

    @classmethod
    def read(cls, row: sqlite3.Row, members: Sequence[sqlite3.Row]) -> Self:
        """The facts in a row of the table `recordings` and its rows of `members`."""
        facts = {name: row[name] for name in row.keys()}  # noqa: SIM118 (a Row iterates over its values)
        facts |= {name: json.loads(facts[name] or "null") for name in ("environment", "durations", "begun")}
        runs, digests = (tuple(member[i] for member in members) for i in (0, 1))
        return cls(**facts, members=runs, digests=digests)
