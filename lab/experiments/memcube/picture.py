"""The graph as people see it: a store's differences, in words and with a look, by the nodes' numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

from lab.memory.cube import MemCube, cache_id
from lab.memory.graph import Diff
from lab.memory.library import CACHES
from lab.memory.store import MemStore
from lab.numerics.facts import RELATIONS, VALUES, Vocabulary, subject_name

Plain = dict[str, Any]
VOCABULARY = Vocabulary()


class Picture:
    """Tells the differences of a store; a node's number is its place among all that were ever made."""

    def __init__(self, store: MemStore) -> None:
        self.store = store
        self.numbers: dict[str, int] = {}

    def tell(self, diff: Diff) -> Plain:
        """New nodes, new edges and changes, as plain values; empty lists are left out."""
        for id in list(self.store.library.cubes)[len(self.numbers) :]:
            self.numbers[id] = len(self.numbers)
        told = {
            "nodes": [self._node(node) for node in diff.nodes],
            "edges": [
                [self.numbers[edge["source"]], self.numbers[edge["target"]], edge["relation"]]
                for edge in diff.edges
            ],
            "changes": [change for one in diff.changes for change in self._changes(one)],
        }
        return {name: values for name, values in told.items() if values}

    def _node(self, node: Plain) -> Plain:
        cube = self.store.library.cubes[node["id"]]
        return {
            "id": self.numbers[cube.id],
            "type": cube.type,
            "x": node["x"],
            "y": node["y"],
            "look": self._look(cube),
            "label": f"{subject_name(cube.slot)} v{cube.version}",
            "text": says(cube) if cube.type == "text" else f"{cube.payload.bytes} bytes",
            "owner": cube.governance.owner,
            "read": list(cube.governance.read),
        }

    def _changes(self, change: Mapping[str, Any]) -> Iterator[Plain]:
        cube = self.store.library.cubes[change["id"]]
        told: Plain = {"id": self.numbers[cube.id], "look": self._look(cube)}
        if told["look"] in ("past", "gone"):
            told["weight"] = 0.0
        if "refused" in change:
            told["refused"] = change["refused"]
        if "heat" in change:
            told |= {"weight": change["heat"], "reads": cube.behaviour.reads}
            for form in CACHES:
                if (id := cache_id(cube.id, form)) in self.numbers:
                    yield {"id": self.numbers[id], "weight": change["heat"]}
        yield told

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
    """What a text states, in words."""
    facts = sorted(VOCABULARY.facts_in(cube.tokens).items())
    return ", ".join(f"{RELATIONS[relation]} {VALUES[value]}" for relation, value in facts)
