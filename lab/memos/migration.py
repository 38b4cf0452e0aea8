"""Memories that move from one agent's store to another's: all of a file, or nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lab.memos.archive import ArchiveRefused, Carried, export_cubes, import_cubes
from lab.memos.cube import Form, Governance, MemCube, Parent, cache_id, text_payload
from lab.memos.executor import Arrays
from lab.memos.governance import check
from lab.memos.graph import Diff
from lab.memos.manifest import ArchivedCube, ModelShape
from lab.memos.store import MemStore


@dataclass(frozen=True)
class Migration:
    """What an import did.

    Attributes:
        texts: ids, in this store, of what arrived.
        caches: how many caches were taken over; `dropped` are those of another model, or without room.
    """

    texts: tuple[str, ...]
    caches: int
    dropped: int
    diff: Diff


def export_memories(
    store: MemStore, slots: Sequence[int], agent: str, model: ModelShape, key: bytes | None = None
) -> bytes:
    """An archive of the current texts about some subjects, with the caches in use.

    Raises:
        Refused: the agent may not share one of them.
        ArchiveRefused: they are too many for one file.
    """
    cubes = [store.library.find(slot) for slot in slots]
    for cube in cubes:
        check(cube, agent, "share")
    carried = [memory for cube in cubes for memory in _with_cache(store, cube)]
    data = export_cubes(carried, model, agent, store.tier.now, key)
    for cube in cubes:
        store.audit.append(store.tier.now, agent, "export", cube.id)
    return data


def import_memories(
    store: MemStore, data: bytes, agent: str, step: int, model: ModelShape, key: bytes | None = None
) -> Migration:
    """Take an archive in, for `agent`: everything enters as generated, owned by it and read by nobody else.

    Rights, priority and freezing that the file claims are not believed; a cache is, as it stands, so whoever
    does not know the file's author should ask for a key, or drop the caches. A subject that is known already
    gets a second source: fused if it says the same, a conflict if not. Caches of another model are dropped;
    their texts are encoded again when they are read.

    Raises:
        ArchiveRefused: the file cannot be trusted to be what it says.
        Refused: the agent may not speak about a subject that is known here.
    """
    arrived = import_cubes(data, model, key)
    texts = [(cube, arrays) for cube, arrays in arrived.cubes if cube.type == "text"]
    for cube, arrays in texts:
        if not store.library.language.is_about(cube.slot, tuple(arrays["tokens"].tolist())):
            raise ArchiveRefused("the file is not taken: a text does not state the facts of its subject.")
        if cube.slot in store.library.current:
            check(store.library.find(cube.slot), agent, "confirm")
    store.advance(step)
    here = {cube.id: _take_in(store, cube, arrays["tokens"].tolist(), agent) for cube, arrays in texts}
    caches = [(cube, arrays) for cube, arrays in arrived.cubes if cube.type != "text"]
    taken = 0
    if arrived.model_fp == model.model_fp:
        hashes = {cube.id: cube.sha256 for cube, _ in texts}
        taken = sum(
            _admit(store, c.type, here[c.parents[0][1]], hashes[c.parents[0][1]], a) for c, a in caches
        )
    for text in here.values():
        store.audit.append(step, agent, "import", text)
    return Migration(tuple(here.values()), taken, len(caches) - taken, store.library.recorder.taken())


def _with_cache(store: MemStore, cube: MemCube) -> list[Carried]:
    tokens = np.asarray(cube.tokens, dtype=np.int16)
    carried = [Carried(cube, {"tokens": tokens})]
    form = store.tier.form(cube.id)
    if form != "text" and (arrays := store.executor.take(form, cube.id)):
        carried.append(Carried(store.library.cubes[cache_id(cube.id, form)], arrays))
    return carried


def _take_in(store: MemStore, cube: ArchivedCube, tokens: Sequence[int], agent: str) -> str:
    payload, source = text_payload(tokens), Parent("migrated_from", cube.id)
    if cube.slot in store.library.current:
        return store.hear(store.library.find(cube.slot), payload, agent, "imported", source).id
    rules = Governance(agent, (), (), sensitivity="private")
    return store.write(cube.slot, payload, rules, "imported", (source,)).id


def _admit(store: MemStore, form: Form, text: str, digest: str, arrays: Arrays) -> bool:
    """Take a cache over for the text that it was made of, unless that was fused into other words."""
    current = text in store.tier.slots and store.library.cubes[text].payload.sha256 == digest
    if not current or store.tier.form(text) != "text" or not store.caches.admit(text, form, arrays):
        return False
    store.oracle.held[text] = form
    return True
