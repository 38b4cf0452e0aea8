"""What may happen to a store: the acts of a stream, and those that a person does by hand."""

from dataclasses import dataclass
from typing import Literal

from lab.memos.cube import Form

Op = Literal[
    "query", "add", "update", "duplicate", "conflict", "delete", "expire", "freeze", "export",
    "thaw", "rollback", "grant", "forbid", "promote",
]  # fmt: skip
STREAM: tuple[Op, ...] = (
    "query", "add", "update", "duplicate", "conflict", "delete", "expire", "freeze", "export",
)  # fmt: skip
"""What a seeded stream contains; the rest is done by hand only."""


@dataclass(frozen=True)
class Event:
    """One act on the memory of a subject.

    Attributes:
        step: number of the event.
        agent: who acts.
        slot: the subject.
        relation: what a query asks.
        values: the facts that an add, update, duplicate or conflict states, by relation.
        readers, writers: who else may read or change what is added.
        other: the agent that grant and forbid are about.
        version: the version that a rollback brings back.
        form: the form that a promotion asks for.
        reason: why a frozen memory is given up.
    """

    step: int
    op: Op
    agent: str
    slot: int
    relation: int = 0
    values: tuple[int, ...] = ()
    readers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    other: str = ""
    version: int = 0
    form: Form = "text"
    reason: str = ""
