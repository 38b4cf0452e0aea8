"""The texts: who is known, in which versions, in which state; and the changes that the graph records."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from lab.contract.errors import Refused
from lab.memos.cube import (
    Behaviour,
    Descriptive,
    Document,
    Form,
    Governance,
    MemCube,
    Origin,
    Parent,
    Payload,
    cache_id,
    fingerprint,
    new_id,
    text_payload,
)
from lab.memos.graph import Recorder
from lab.memos.states import allowed
from lab.memos.sunflower import place

CACHES: tuple[Form, ...] = ("kv", "sparse", "lora")
LINE = ("version_of", "fused_from")
"""Relations to the version before, which is the first of a text's parents."""


class Language(Protocol):
    """How facts become a text and a text facts."""

    @property
    def relations(self) -> int:
        """Facts a text states."""

    def write(self, slot: int, values: Sequence[int], edition: int) -> Document:
        """A text that states the values about a subject; each edition words it anew."""

    def facts(self, document: Document) -> dict[int, int]:
        """What a text states, relation -> value."""

    def is_about(self, slot: int, document: Document) -> bool:
        """Whether a text states every fact about a slot's subject, and nothing about another."""


@dataclass
class Library:
    """All memories by id, and which text is the current one about a subject.

    Attributes:
        space: name from which ids follow; two stores need different ones.
        ttl: events after which a version expires; None for never.
        sources: second sources heard about a subject.
    """

    language: Language
    space: str
    ttl: int | None
    cubes: dict[str, MemCube] = field(default_factory=dict)
    current: dict[int, str] = field(default_factory=dict)
    sources: dict[int, int] = field(default_factory=dict)
    made: int = 0
    recorder: Recorder = field(default_factory=Recorder)

    def find(self, slot: int) -> MemCube:
        """The current text about a subject.

        Raises:
            Refused: nothing is known, or no longer.
        """
        if slot not in self.current:
            raise Refused("nothing is known about this subject, or no longer; add it first.")
        return self.cubes[self.current[slot]]

    def versions(self, slot: int) -> list[MemCube]:
        """The line of texts about a subject, oldest first, without second sources."""
        line, found = self.current.get(slot), []
        while line is not None:
            found.append(self.cubes[line])
            line = next((p.id for p in found[-1].parents if p.relation in LINE), None)
        return found[::-1]

    def text(self, slot: int, values: Sequence[int]) -> Payload:
        """Payload of a new wording of some facts."""
        return text_payload(self.language.write(slot, values, self.made))

    def add(
        self,
        slot: int,
        payload: Payload,
        governance: Governance,
        origin: Origin,
        step: int,
        parents: tuple[Parent, ...] = (),
        *,
        second: bool = False,
    ) -> MemCube:
        """A new text; it is the subject's next version, or what a second source says beside it."""
        self.made += 1
        version, source = 1, 0
        if second:
            source = self.sources[slot] = self.sources.get(slot, 0) + 1
        elif slot in self.current:
            version = self.cubes[self.current[slot]].version + 1
        cube = MemCube(
            id=new_id(self.space, self.made),
            slot=slot,
            version=version,
            type="text",
            payload=payload,
            descriptive=Descriptive(step, origin),
            governance=replace(governance, ttl=None if self.ttl is None else step + self.ttl),
            behaviour=Behaviour(last=step, fingerprint=fingerprint(slot, self.language.relations)),
            valid_from=step,
            parents=parents,
        )
        self.register(cube, source)
        return cube

    def register(self, cube: MemCube, source: int = 0) -> None:
        """Take a memory in and show it, with edges to those of its parents that are here."""
        self.cubes[cube.id] = cube
        self.recorder.node(cube, place(cube.slot, cube.version, cube.type, source))
        for parent in cube.parents:
            if parent.id in self.cubes:
                self.recorder.edge(cube.id, parent)

    def change(self, id: str, **fields: Any) -> None:
        """Replace fields of a memory."""
        self.cubes[id] = replace(self.cubes[id], **fields)

    def enter(self, id: str, state: str) -> None:
        """Give a memory a new state.

        Raises:
            Refused: the states' table does not allow it.
        """
        before = self.cubes[id].state
        if not allowed(before, state):
            raise Refused(f"a memory that is {before} cannot become {state}.")
        self.change(id, state=state)
        self.recorder.change(id, state=state)

    def end(self, id: str, step: int, state: str) -> None:
        """A version's time is over, its caches' too; it keeps its state where the new one may not follow."""
        for member in self._with_caches(id):
            self.change(member, valid_to=step)
            if allowed(self.cubes[member].state, state):
                self.enter(member, state)

    def govern(self, id: str, rules: Governance) -> None:
        """New rules for a text and the caches of it."""
        for member in self._with_caches(id):
            self.change(member, governance=rules)
            self.recorder.change(member, read=list(rules.read))

    def erase(self, slot: int) -> None:
        """Leave only tombstones of all that was ever said about a subject."""
        for cube in [cube for cube in self.cubes.values() if cube.slot == slot and not cube.gone]:
            self.change(cube.id, payload=Payload(cube.payload.sha256, 0))
            self.recorder.change(cube.id, gone=True)

    def _with_caches(self, id: str) -> list[str]:
        caches = (cache_id(id, form) for form in CACHES)
        return [id, *(cache for cache in caches if cache in self.cubes)]
