"""The store: every act checked, carried out or refused, counted and written down.

Text is the truth and is kept; a cache belongs to one version of one text on one model, by its key, so a
stale answer is impossible by construction. What each act means stands in `lab.memos.acts`.
"""

from dataclasses import dataclass, replace

from lab.contract.errors import Refused
from lab.memos.acts import ACTS
from lab.memos.audit import AuditLog
from lab.memos.caches import Caches
from lab.memos.costs import Costs
from lab.memos.cube import Form, Governance, MemCube, Origin, Parent, Payload
from lab.memos.events import Event
from lab.memos.executor import Executor
from lab.memos.graph import Diff
from lab.memos.library import Language, Library
from lab.memos.oracle import Oracle
from lab.memos.rates import Rates
from lab.memos.scheduler import Move, Policy
from lab.memos.states import allowed
from lab.memos.tier import Tier


@dataclass(frozen=True)
class Outcome:
    """What became of an event.

    Attributes:
        cube: id of the text concerned, empty if there is none.
        form: the form that answered a query.
        answer: the value answered; None if nothing was asked, it was refused, or there is no model.
        correct: whether that is what the current text says.
        refused: why the act was not granted; empty if it was.
        moves: promotions, downgrades and evictions, in their order.
        flops: cost of all events so far; `oracle` is the least that any policy could have paid for them.
        hot_bytes: bytes that caches take after the event.
    """

    event: Event
    cube: str
    form: Form | None
    answer: int | None
    correct: bool | None
    refused: str
    moves: tuple[Move, ...]
    flops: int
    oracle: int
    hot_bytes: int
    diff: Diff


class MemStore:
    """A memory that many agents share, over one model.

    Args:
        budget: bytes for caches.
        half_life: events after which a read counts half.
        ttl: events after which a version expires; None for never.
        space: name from which ids follow; two stores need different ones.
    """

    def __init__(
        self,
        policy: Policy,
        costs: Costs,
        executor: Executor,
        language: Language,
        budget: int,
        half_life: int = 200,
        ttl: int | None = None,
        space: str = "store",
    ) -> None:
        self.policy, self.costs, self.executor = policy, costs, executor
        self.library = Library(language, space, ttl)
        self.rates = Rates(half_life)
        self.tier = Tier(budget, costs, self.rates)
        self.caches = Caches(self.tier, executor, self.library)
        self.oracle = Oracle(costs)
        self.audit = AuditLog()
        self.refusals = 0

    def apply(self, event: Event) -> Outcome:
        """Carry one event out, or refuse it and leave everything but the log as it was."""
        self.advance(event.step)
        text, refused = self.library.current.get(event.slot, ""), ""
        form, answer, correct = None, None, None
        try:
            form, answer = ACTS[event.op](self, event)
            self.caches.carry_out(self.policy.each_event(self.tier))
            text = self.library.current.get(event.slot, text)
        except Refused as error:
            refused = str(error)
            self.refusals += 1
            if text:
                self.library.recorder.change(text, refused=event.step)
        if answer is not None:
            facts = self.library.language.facts(self.library.cubes[text].tokens)
            correct = facts.get(event.relation) == answer
        self.audit.append(event.step, event.agent, event.op, text, refused, event.reason)
        return Outcome(
            event=event,
            cube=text,
            form=form,
            answer=answer,
            correct=correct,
            refused=refused,
            moves=tuple(self.caches.done),
            flops=self.caches.flops,
            oracle=self.oracle.flops,
            hot_bytes=self.tier.used,
            diff=self.library.recorder.taken(),
        )

    def advance(self, step: int) -> None:
        """Come to an event's number: what was due by then has expired."""
        self.tier.now, self.caches.fresh, self.caches.done = step, "", []
        if self.library.ttl is None:
            return
        for slot, id in list(self.library.current.items()):
            cube = self.library.cubes[id]
            due = cube.governance.ttl
            if due is not None and due <= step and allowed(cube.state, "expired"):
                self.forget(slot, "expired")
                self.audit.append(step, "store", "expire", id, note="its time was over")

    def read(self, cube: MemCube, relation: int) -> tuple[Form, int | None]:
        """Answer from the form at hand, then let the policy think: (form, value)."""
        form, step = self.tier.form(cube.id), self.tier.now
        answer, flops = self.executor.read(form, cube.id, cube.tokens, relation)
        self.caches.flops += flops
        self.caches.fresh = cube.id if form == "text" else ""
        self.oracle.read(cube.id)
        self.rates.read(cube.slot, step)
        self.tier.counts[cube.slot] = self.tier.counts.get(cube.slot, 0) + 1
        if form != "text":
            self.tier.residents[cube.id].last = step
        if allowed(cube.state, "activated"):
            self.library.enter(cube.id, "activated")
        heat = self.rates.heat(cube.slot, step)
        used = replace(cube.behaviour, reads=cube.behaviour.reads + 1, heat=heat, last=step)
        self.library.change(cube.id, behaviour=used)
        self.library.recorder.change(cube.id, heat=round(heat, 5))
        self.caches.carry_out(self.policy.after_read(self.tier, cube.id, form))
        return form, answer

    def write(
        self,
        slot: int,
        payload: Payload,
        governance: Governance,
        origin: Origin,
        parents: tuple[Parent, ...] = (),
        ended: str = "archived",
    ) -> MemCube:
        """Make a text the current one about a subject; the version before ends as `ended`, without caches."""
        step, before = self.tier.now, self.library.current.get(slot)
        cube = self.library.add(slot, payload, governance, origin, step, parents)
        if before:
            self.retire(before, ended)
            self.rates.update(slot, step)
        self.library.current[slot] = cube.id
        self.tier.slots[cube.id] = slot
        self.caches.carry_out(self.policy.after_write(self.tier, cube.id))
        return cube

    def hear(self, cube: MemCube, payload: Payload, agent: str, origin: Origin, *more: Parent) -> MemCube:
        """What a second source says: fused with the current text if it agrees, else a conflict beside it.

        Returns:
            The memory that now holds the payload: the fused version, or the second source's own.
        """
        language, library = self.library.language, self.library
        agrees = language.facts(cube.tokens) == language.facts(payload.tokens or ())
        rules = Governance(agent, (cube.governance.owner, *cube.governance.read), ())
        parents = more if agrees else (*more, Parent("conflicts_with", cube.id))
        second = library.add(cube.slot, payload, rules, origin, self.tier.now, parents, second=True)
        if not agrees:
            return second
        library.enter(second.id, "merged")
        both = (Parent("fused_from", cube.id), Parent("fused_from", second.id))
        return self.write(cube.slot, cube.payload, cube.governance, "fused", both, ended="merged")

    def retire(self, id: str, state: str) -> None:
        """A version's time is over: its caches go before the next read."""
        self.caches.drop(id)
        self.library.end(id, self.tier.now, state)

    def forget(self, slot: int, state: str) -> None:
        """Nothing about a subject is known any more: payloads are erased, the history keeps tombstones."""
        self.retire(self.library.current.pop(slot), state)
        self.library.erase(slot)
