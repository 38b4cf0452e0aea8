"""The graph as a stream of differences: new nodes, new edges, changes; and the graph as of any event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from lab.memos.cube import ANCESTRY, MemCube, Parent
from lab.memos.sunflower import Point

Plain = dict[str, Any]


@dataclass(frozen=True)
class Diff:
    """What one event did to the graph, as plain values.

    `changes` name a node by id and give its new `state`, `heat`, `read` or `gone`.
    """

    nodes: tuple[Plain, ...] = ()
    edges: tuple[Plain, ...] = ()
    changes: tuple[Plain, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.edges or self.changes)


@dataclass
class Recorder:
    """Collects a difference while an event is carried out."""

    nodes: list[Plain] = field(default_factory=list)
    edges: list[Plain] = field(default_factory=list)
    changes: dict[str, Plain] = field(default_factory=dict)

    def node(self, cube: MemCube, at: Point) -> None:
        """A new memory at its place."""
        self.nodes.append(
            {
                "id": cube.id,
                "slot": cube.slot,
                "version": cube.version,
                "type": cube.type,
                "state": cube.state,
                "owner": cube.governance.owner,
                "x": round(at[0], 3),
                "y": round(at[1], 3),
            }
        )

    def edge(self, source: str, parent: Parent) -> None:
        """An edge from a memory to what it comes from, or contradicts."""
        ends = (parent.id, source) if parent.relation == "distilled_to" else (source, parent.id)
        self.edges.append({"source": ends[0], "target": ends[1], "relation": parent.relation})

    def change(self, id: str, **values: Any) -> None:
        """New values of a node."""
        self.changes.setdefault(id, {"id": id}).update(values)

    def taken(self) -> Diff:
        """The difference so far; the recorder starts anew."""
        diff = Diff(tuple(self.nodes), tuple(self.edges), tuple(self.changes.values()))
        self.nodes, self.edges, self.changes = [], [], {}
        return diff


def as_of(diffs: Iterable[Diff]) -> tuple[dict[str, Plain], list[Plain]]:
    """Nodes by id and edges after these differences: time travel is replaying the first so many."""
    nodes: dict[str, Plain] = {}
    edges: list[Plain] = []
    for diff in diffs:
        nodes.update((node["id"], dict(node)) for node in diff.nodes)
        edges.extend(diff.edges)
        for change in diff.changes:
            nodes[change["id"]].update(change)
    return nodes, edges


def acyclic(parents: Mapping[str, Iterable[str]]) -> bool:
    """Whether no memory is its own ancestor, given each one's parents."""
    try:
        TopologicalSorter(parents).prepare()
    except CycleError:
        return False
    return True


def ancestry(cubes: Iterable[MemCube]) -> dict[str, Iterable[str]]:
    """Parents of each memory through the relations that must not form a circle."""
    return {cube.id: [p.id for p in cube.parents if p.relation in ANCESTRY] for cube in cubes}
