"""The caches: moves between forms, carried out by the executor, within the budget, shown in the graph."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lab.memos.cube import Behaviour, Descriptive, Form, MemCube, Origin, Parent, Payload, Relation, cache_id
from lab.memos.executor import Arrays, Executor
from lab.memos.library import Library
from lab.memos.scheduler import Move
from lab.memos.states import allowed
from lab.memos.tier import Resident, Tier


@dataclass
class Caches:
    """Every cache in use, and what making them has cost.

    Attributes:
        fresh: the text whose keys and values were just computed by reading it, if any.
        done: moves of the event under way.
        moved: moves in all.
        flops: spent in all, reading included.
    """

    tier: Tier
    executor: Executor
    library: Library
    fresh: str = ""
    done: list[Move] = field(default_factory=list)
    moved: int = 0
    flops: int = 0

    def carry_out(self, moves: Iterable[Move]) -> None:
        """Do what a policy or a person wants moved, and pay for it."""
        for move in moves:
            before = self.tier.form(move.text)
            if move.form == before:
                continue
            if move.form != "text":
                self._promote(move.text, before, move.form)
            self._let_go(move.text, before)
            if move.form != "text":
                self._enter(move.text, move.form)
            self.done.append(move)
            self.moved += 1

    def drop(self, text: str) -> None:
        """A version has ended: its cache goes and it is no longer anyone's candidate."""
        if text in self.tier.residents:
            self.carry_out([Move(text, "text")])
        self.tier.slots.pop(text, None)

    def admit(self, text: str, form: Form, arrays: Arrays) -> bool:
        """Take over a cache that was made elsewhere on the same model, if there is room for it."""
        cost = self.tier.costs
        if not self.tier.fits(text, form):
            return False
        digest = self.executor.put(form, text, arrays)
        self._show(text, form, Payload(digest, cost.size(form)), "migrated")
        self._enter(text, form)
        return True

    def _promote(self, text: str, before: Form, form: Form) -> None:
        if not self.tier.fits(text, form):
            raise ValueError(f"a policy wants {form} where {self.tier.free} bytes are free.")
        source: Form | None = "kv" if before == "kv" else "text" if text == self.fresh else None
        tokens = self.library.cubes[text].tokens
        digest, size, flops = self.executor.write(form, text, tokens, source)
        self.flops += flops
        self._show(text, form, Payload(digest, size), "derived")

    def _enter(self, text: str, form: Form) -> None:
        now = self.tier.now
        self.tier.residents[text] = Resident(form, self.tier.costs.bytes(form), now, now)

    def _let_go(self, text: str, form: Form) -> None:
        if form == "text":
            return
        self.executor.drop(form, text)
        del self.tier.residents[text]
        cache = cache_id(text, form)
        if allowed(self.library.cubes[cache].state, "generated"):
            self.library.enter(cache, "generated")

    def _show(self, text: str, form: Form, payload: Payload, origin: Origin) -> None:
        """The cache's own node, made the first time and woken again later."""
        id, parent = cache_id(text, form), self.library.cubes[text]
        if id in self.library.cubes:
            self.library.change(id, payload=payload)
        else:
            now = self.tier.now
            relation: Relation = "distilled_to" if form == "lora" else "derived_from"
            cube = MemCube(
                id=id,
                slot=parent.slot,
                version=parent.version,
                type=form,
                payload=payload,
                descriptive=Descriptive(now, origin),
                governance=parent.governance,
                behaviour=Behaviour(last=now, fingerprint=parent.behaviour.fingerprint),
                valid_from=now,
                model_fp=self.executor.model_fp,
                parents=(Parent(relation, text),),
            )
            self.library.register(cube)
        self.library.enter(id, "activated")
