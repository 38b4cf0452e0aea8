"""The MemCube (MemOS): a payload, and a header that says what it is, who may use it, how it is used."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lab.memos.canonical import canonical, sha256

SCHEMA: Final = "lab.memcube/1"

Form = Literal["text", "kv", "sparse", "lora"]
FORMS: tuple[Form, ...] = ("text", "kv", "sparse", "lora")
Origin = Literal["user", "derived", "fused", "imported", "migrated"]
Relation = Literal[
    "derived_from", "version_of", "fused_from", "migrated_from", "distilled_to", "conflicts_with"
]
ANCESTRY: tuple[Relation, ...] = ("derived_from", "version_of", "fused_from", "distilled_to")
"""The relations that must never form a circle."""

Document = tuple[int, ...]
"""A text, as the numbers of its tokens."""


@dataclass(frozen=True)
class Descriptive:
    """What it is: the event that made it, where it came from, fact or skill."""

    created: int
    origin: Origin
    semantic: Literal["fact", "skill"] = "fact"


@dataclass(frozen=True)
class Governance:
    """Who may use it: agents by name, the event at which it expires, how private it is."""

    owner: str
    read: tuple[str, ...]
    write: tuple[str, ...]
    ttl: int | None = None
    priority: int = 0
    sensitivity: Literal["public", "private", "secret"] = "public"


@dataclass(frozen=True)
class Behaviour:
    """How it is used: counts, heat (reads an event, decaying by events), what it is asked for."""

    reads: int = 0
    writes: int = 1
    heat: float = 0.0
    last: int = 0
    fingerprint: str = ""


@dataclass(frozen=True)
class Payload:
    """What is kept: its hash and size; text keeps its tokens, other forms lie with the executor.

    A deleted or expired memory keeps the hash as its tombstone: `bytes` is 0 and the tokens are gone.
    """

    sha256: str
    bytes: int
    tokens: Document | None = None


@dataclass(frozen=True)
class Parent:
    """Where a memory comes from."""

    relation: Relation
    id: str


@dataclass(frozen=True)
class MemCube:
    """One memory in one form and version. Text is the truth; the other forms are caches of it.

    Attributes:
        slot: the subject it is about, and its place in the graph.
        valid_from, valid_to: events between which this version was the current one.
        model_fp: fingerprint of the model that a cache belongs to, empty for text.
    """

    id: str
    slot: int
    version: int
    type: Form
    payload: Payload
    descriptive: Descriptive
    governance: Governance
    behaviour: Behaviour
    valid_from: int
    valid_to: int | None = None
    model_fp: str = ""
    state: str = "generated"
    parents: tuple[Parent, ...] = ()

    @property
    def tokens(self) -> Document:
        """The text's tokens.

        Raises:
            LookupError: it is not text, or its payload is gone.
        """
        if self.payload.tokens is None:
            raise LookupError(f"{self.id} has no text to read.")
        return self.payload.tokens

    @property
    def gone(self) -> bool:
        """Whether only a tombstone is left."""
        return self.payload.bytes == 0


def new_id(space: str, number: int) -> str:
    """The uuid of the n-th thing of a store: the same for the same store, so runs can be compared."""
    return str(uuid.UUID(hex=sha256(f"{space}/{number}".encode())[:32], version=4))


def cache_id(text: str, form: Form) -> str:
    """The uuid of a text's cache in some form: one a form, whoever makes it and however often."""
    return str(uuid.uuid5(uuid.UUID(text), form))


def text_payload(tokens: Sequence[int]) -> Payload:
    """Payload of a text: two bytes a token."""
    kept = tuple(int(token) for token in tokens)
    return Payload(sha256(canonical(kept)), 2 * len(kept), kept)


def fingerprint(slot: int, relations: int) -> str:
    """Eight bytes, in hex, of the questions that a memory answers (its contextual fingerprint)."""
    return sha256(canonical([[slot, relation] for relation in range(relations)]))[:16]
