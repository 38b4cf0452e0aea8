"""The graph as people see it: a store's differences, in words and with a look, by the nodes' numbers."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from lab.memos.audit import Entry
from lab.memos.cube import MemCube, cache_id
from lab.memos.graph import Diff
from lab.memos.library import CACHES
from lab.memos.store import MemStore
from lab.worlds.facts import RELATIONS, VALUES, Vocabulary, subject_name

Plain = dict[str, Any]
VOCABULARY = Vocabulary()
SEALED_EVERY = 50
"""Events between two heads of the log: the head that a reader recomputes has to agree with it there."""


class Glimpses(Protocol):
    """An executor that can show what a cache looks like."""

    def glimpse(self, form: str, key: str) -> list[str]:
        """Rows of digits, how strong each part is."""


class Picture:
    """The differences of a store as plain values; a node's number is its place among all that were ever made.

    Attributes:
        written: entries of the log that have been passed on.
    """

    def __init__(self, store: MemStore, executor: Glimpses) -> None:
        self.store, self.executor = store, executor
        self.numbers: dict[str, int] = {}
        self.written = 0

    def tell(self, diff: Diff) -> Plain:
        """New nodes, new edges and changes, as plain values; empty lists are left out."""
        for id in list(self.store.library.cubes)[len(self.numbers) :]:
            self.numbers[id] = len(self.numbers)
        lists = {
            "nodes": [self._node(node) for node in diff.nodes],
            "edges": [
                [self.numbers[edge["source"]], self.numbers[edge["target"]], edge["relation"]]
                for edge in diff.edges
            ],
            "changes": [plain for change in diff.changes for plain in self._changes(change)],
        }
        return {name: values for name, values in lists.items() if values}

    def log(self, *, sealed: bool) -> Plain:
        """New entries of the log: agent, act, node or -1, refusal, note; and its head, if sealed."""
        entries = self.store.audit.entries
        new, self.written = entries[self.written :], len(entries)
        log: Plain = {"log": [self._entry(entry) for entry in new]} if new else {}
        return log | ({"head": self.store.audit.head} if sealed else {})

    def _entry(self, entry: Entry) -> list[Any]:
        return [entry.agent, entry.act, self.numbers.get(entry.cube, -1), entry.refused, entry.note]

    def _node(self, node: Plain) -> Plain:
        cube = self.store.library.cubes[node["id"]]
        text = cube.type == "text"
        inside: Plain = {"words": [VOCABULARY.word(token) for token in cube.tokens]} if text else {}
        if not text:
            inside = {"glimpse": self.executor.glimpse(cube.type, cube.parents[0].id)}
        return {
            "id": self.numbers[cube.id],
            "uuid": cube.id if text else "",
            "about": cube.slot,
            "version": cube.version,
            "origin": cube.descriptive.origin,
            "sha256": cube.payload.sha256[:16],
            "bytes": cube.payload.bytes,
            **inside,
            "type": cube.type,
            "x": node["x"],
            "y": node["y"],
            "look": self._look(cube),
            "label": f"{subject_name(cube.slot)} v{cube.version}",
            "text": says(cube) if text else f"{cube.payload.bytes} bytes",
            "owner": cube.governance.owner,
            "read": list(cube.governance.read),
        }

    def _changes(self, change: Mapping[str, Any]) -> Iterator[Plain]:
        cube = self.store.library.cubes[change["id"]]
        changed: Plain = {"id": self.numbers[cube.id], "look": self._look(cube)}
        if changed["look"] in ("past", "gone"):
            changed["weight"] = 0.0
        changed |= {name: change[name] for name in ("refused", "read") if name in change}
        if "heat" in change:
            weight = float(f"{change['heat']:.3g}")
            changed |= {"weight": weight, "reads": cube.behaviour.reads}
            for form in CACHES:
                if (id := cache_id(cube.id, form)) in self.numbers:
                    yield {"id": self.numbers[id], "weight": weight}
        yield changed

    def _look(self, cube: MemCube) -> str:
        """`now`, `frozen`, `past` (a version that was), `gone` (a tombstone), `idle` (a cache not in use)."""
        if cube.gone:
            return "gone"
        if cube.valid_to is not None or cube.state in ("archived", "expired"):
            return "past" if cube.type == "text" else "idle"
        if cube.type != "text":
            return "now" if cube.state == "activated" else "idle"
        return "frozen" if cube.state == "frozen" else "now"


def says(cube: MemCube) -> str:
    """The facts that a text states, in words."""
    facts = sorted(VOCABULARY.facts_in(cube.tokens).items())
    return ", ".join(f"{RELATIONS[relation]} {VALUES[value]}" for relation, value in facts)
