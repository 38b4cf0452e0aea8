"""Memories that leave for another store, in a file that anyone might have written."""

from collections.abc import Callable
from dataclasses import dataclass

from lab.contract.errors import Refused
from lab.experiments.remembering.executors.priced import ModelExecutor
from lab.memos.events import Event
from lab.memos.governance import check
from lab.memos.manifest import ModelShape
from lab.memos.migration import export_memories, import_memories
from lab.memos.store import MemStore
from lab.worlds.facts import Vocabulary, Wording
from lab.worlds.shipped_decoders import shipped

ELSEWHERE = "mixed"
"""The other model: twice as wide, trained on other texts. Caches of the one mean nothing to it."""


@dataclass(frozen=True)
class Journey:
    """Counts of the other store: texts, caches taken over and dropped, right answers of those asked."""

    texts: int
    caches: int
    dropped: int
    right: int
    asked: int
    flops: int


def packed(store: MemStore, agent: str, most: int) -> bytes:
    """An archive of the first `most` memories that the agent owns and may share, with their caches.

    Raises:
        Refused: there is none.
    """
    slots = [slot for slot in sorted(store.library.current) if _shareable(store, slot, agent)][:most]
    if not slots:
        raise Refused(f"{agent} owns no memory that may leave; bring one first.")
    return export_memories(store, slots, agent, shape(store))


def arrived(
    data: bytes, receiver: str, step: int, *, other_model: bool, like: Callable[..., MemStore]
) -> Journey:
    """Open a store for another agent, take the file in, and ask everything that it should know.

    `like` makes a store of these settings on an executor.
    """
    vocabulary = Vocabulary()
    executor = ModelExecutor(shipped(ELSEWHERE if other_model else "standard"), vocabulary)
    store = like(executor, Wording(vocabulary))
    moved = import_memories(store, data, receiver, step, shape(store))
    outcomes = [
        store.apply(Event(step + 1, "query", receiver, slot, relation=relation))
        for slot in store.library.current
        for relation in range(vocabulary.relations)
    ]
    right = sum(bool(outcome.correct) for outcome in outcomes)
    flops = store.caches.flops
    return Journey(len(moved.texts), moved.caches, moved.dropped, right, len(outcomes), flops)


def shape(store: MemStore) -> ModelShape:
    """The model of a store, as archives name it."""
    executor = store.executor
    assert isinstance(executor, ModelExecutor)
    return ModelShape.model_validate(executor.shape())


def _shareable(store: MemStore, slot: int, agent: str) -> bool:
    try:
        check(store.library.find(slot), agent, "share")
    except Refused:
        return False
    return True
