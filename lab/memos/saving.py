"""A store's whole state as JSON text, so that a run can go on and branch; payloads are the executor's."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from lab.memos.audit import Entry
from lab.memos.cube import Form, MemCube
from lab.memos.rates import Rate
from lab.memos.store import MemStore
from lab.memos.tier import Resident


@dataclass
class Saved:
    """Everything that the next events depend on, and the history."""

    cubes: list[MemCube]
    current: dict[int, str]
    sources: dict[int, int]
    made: int
    rates: dict[int, Rate]
    slots: dict[str, int]
    residents: dict[str, Resident]
    counts: dict[int, int]
    oracle_reads: dict[str, int]
    oracle_held: dict[str, Form]
    oracle_flops: int
    entries: list[Entry]
    flops: int
    moved: int
    refusals: int


_JSON = TypeAdapter(Saved)


def save(store: MemStore) -> str:
    """The state between two events."""
    library, tier, oracle = store.library, store.tier, store.oracle
    saved = Saved(
        cubes=list(library.cubes.values()),
        current=library.current,
        sources=library.sources,
        made=library.made,
        rates=store.rates.slots,
        slots=tier.slots,
        residents=tier.residents,
        counts=tier.counts,
        oracle_reads=oracle.reads,
        oracle_held=oracle.held,
        oracle_flops=oracle.flops,
        entries=store.audit.entries,
        flops=store.caches.flops,
        moved=store.caches.moved,
        refusals=store.refusals,
    )
    return _JSON.dump_json(saved).decode()


def restore(store: MemStore, text: str) -> None:
    """Make a new store of the same settings go on as the one that was saved."""
    saved = _JSON.validate_json(text)
    library, tier, oracle = store.library, store.tier, store.oracle
    library.cubes = {cube.id: cube for cube in saved.cubes}
    library.current, library.sources, library.made = saved.current, saved.sources, saved.made
    store.rates.slots = saved.rates
    tier.slots, tier.residents, tier.counts = saved.slots, saved.residents, saved.counts
    oracle.reads, oracle.held, oracle.flops = saved.oracle_reads, saved.oracle_held, saved.oracle_flops
    store.audit.entries = saved.entries
    store.caches.flops, store.caches.moved, store.refusals = saved.flops, saved.moved, saved.refusals
