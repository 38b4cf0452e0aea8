"""What each act means. Every one checks before it changes anything, so a refusal leaves no trace."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from lab.contract.errors import Refused
from lab.memos.cube import Form, Governance, Parent
from lab.memos.events import Event, Op
from lab.memos.governance import check
from lab.memos.scheduler import Move

if TYPE_CHECKING:
    from lab.memos.store import MemStore

Answer = tuple[Form | None, int | None]
NOTHING: Answer = (None, None)


def query(store: "MemStore", event: Event) -> Answer:
    """An agent asks; only the current version of what it may read can answer."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "read")
    return store.read(cube, event.relation)


def add(store: "MemStore", event: Event) -> Answer:
    """A new subject, owned by whoever brings it."""
    if event.slot in store.library.current:
        raise Refused("this subject is known already; update it instead.")
    rules = Governance(
        event.agent, event.readers, event.writers, sensitivity="public" if event.readers else "private"
    )
    store.write(event.slot, store.library.text(event.slot, event.values), rules, "user")
    return NOTHING


def update(store: "MemStore", event: Event) -> Answer:
    """A new version; the old one stays as history."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "write")
    payload = store.library.text(event.slot, event.values)
    store.write(event.slot, payload, cube.governance, "user", (Parent("version_of", cube.id),))
    return NOTHING


def hear(store: "MemStore", event: Event) -> Answer:
    """A second source: the same facts are fused into a new version, others kept beside it as a conflict."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "confirm")
    store.hear(cube, store.library.text(event.slot, event.values), event.agent, "user")
    return NOTHING


def delete(store: "MemStore", event: Event) -> Answer:
    """The owner wants it gone: tombstones are left."""
    check(store.library.find(event.slot), event.agent, "own")
    store.forget(event.slot, "archived")
    return NOTHING


def expire(store: "MemStore", event: Event) -> Answer:
    """The owner ends its time now."""
    check(store.library.find(event.slot), event.agent, "own")
    store.forget(event.slot, "expired")
    return NOTHING


def freeze(store: "MemStore", event: Event) -> Answer:
    """From now on it can be read, not changed."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "own")
    store.library.enter(cube.id, "frozen")
    return NOTHING


def thaw(store: "MemStore", event: Event) -> Answer:
    """The owner gives a frozen memory up, and says why."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "thaw", event.reason)
    store.library.enter(cube.id, "archived")
    return NOTHING


def export(store: "MemStore", event: Event) -> Answer:
    """A copy may leave (the archive is made by `MemStore.export`); here it is asked for and written down."""
    check(store.library.find(event.slot), event.agent, "share")
    return NOTHING


def rollback(store: "MemStore", event: Event) -> Answer:
    """An old version's text comes back as a new version; history is never cut."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "write")
    old = [version for version in store.library.versions(event.slot) if version.version == event.version]
    if not old or old[0].gone:
        raise Refused(f"there is no version {event.version} to go back to; there are 1 … {cube.version}.")
    parents = (Parent("version_of", cube.id),)
    store.write(event.slot, old[0].payload, cube.governance, "user", parents)
    return NOTHING


def grant(store: "MemStore", event: Event) -> Answer:
    """The owner lets another agent read."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "own")
    read = tuple(dict.fromkeys((*cube.governance.read, event.other)))
    store.library.govern(cube.id, replace(cube.governance, read=read))
    return NOTHING


def forbid(store: "MemStore", event: Event) -> Answer:
    """The owner takes another agent's rights back."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "own")
    if event.other == cube.governance.owner:
        raise Refused(f"{event.other} owns this memory and cannot be shut out of it.")
    read, write = (
        tuple(agent for agent in right if agent != event.other)
        for right in (cube.governance.read, cube.governance.write)
    )
    store.library.govern(cube.id, replace(cube.governance, read=read, write=write))
    return NOTHING


def promote(store: "MemStore", event: Event) -> Answer:
    """A person wants a memory in some form; `text` gives its cache up."""
    cube = store.library.find(event.slot)
    check(cube, event.agent, "write")
    if not store.tier.fits(cube.id, event.form):
        need, free = store.costs.bytes(event.form), store.tier.free
        raise Refused(
            f"{event.form} takes {need} bytes and {free} are free; raise the budget or evict something."
        )
    store.caches.carry_out([Move(cube.id, event.form)])
    return NOTHING


ACTS: dict[Op, Callable[["MemStore", Event], Answer]] = {
    "query": query,
    "add": add,
    "update": update,
    "duplicate": hear,
    "conflict": hear,
    "delete": delete,
    "expire": expire,
    "freeze": freeze,
    "thaw": thaw,
    "export": export,
    "rollback": rollback,
    "grant": grant,
    "forbid": forbid,
    "promote": promote,
}
