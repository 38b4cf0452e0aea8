"""A graph of memories that grows, around the agents that own them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lab.contract.figure import ring
from lab.contract.figure.binding import Binding
from lab.contract.figure.sheet import Sheet, Where

Node = dict[str, Any]
FLASH = 40
"""Steps for which a refusal is seen."""


@dataclass(frozen=True)
class Graph(Binding):
    """A graph of memories that grows by `Frame.graph`, of the first member that has the coordinates `where`.

    Each change has `nodes` to come (id, type, look, about, version, owner, read …), `edges` (from, to,
    relation), `changes` (id and new values) and `log`. `lines` and `points` say which trace shows what of
    `lab.contract.figure.ring`: lines of owners and readers, forms, versions, conflicts, refusals. A memory
    stands on the arc of its owner, one of `agents`, at the place that its number has among `places`:
    `stride` places from the number before.

    Marks of the names `acts` (-1, -2 …) have `about` and how much of it the weights that all share still
    know, `recalled`; one that asks has its `agent` and `store`, less than 0 where it was refused. `asked`:
    a question is about who knows what was deleted: whom the weights answer is not shown.
    """

    lines: Mapping[str, int]
    points: Mapping[str, int]
    agents: Sequence[str]
    places: int
    stride: int
    acts: Sequence[str]
    where: Where = field(default_factory=dict)
    asked: bool = False

    def fill(self, sheet: Sheet) -> None:
        """Show the graph as it is at the step; nothing is chosen on paper."""
        if not sheet.chosen(self.where):
            return
        nodes, edges, refusals = replayed(sheet, self.where)
        asked, leaks = self._by_hand(sheet)
        gone = {node["about"] for node in nodes.values() if node["look"] == "gone"}
        answered = [about for about in leaks if not (self.asked and about in gone)]
        at = ring.drawn(self, nodes, edges, [*refusals, *asked], leaks, answered)
        for what, number in self.lines.items():
            ends = [[*line, (None, None)] for line in at.lines.get(what, ())]
            _put(sheet, number, [point for line in ends for point in line])
        for what, number in self.points.items():
            points = at.points.get(what, [])
            _put(sheet, number, points)
            if what != "hub":
                marker = sheet.traces[number].get("marker", {})
                sheet.traces[number]["marker"] = {**marker, "size": [size for *_, size in points]}

    def veiled(self, veil: Collection[str]) -> Binding | None:
        """Without whom weights still answer about the deleted, where that is asked."""
        return replace(self, asked=True) if "leak" in veil else super().veiled(veil)

    def _by_hand(self, sheet: Sheet) -> tuple[list[tuple[str, int]], list[int]]:
        """Who was refused by hand, with the subject; and the subjects that the shared weights know."""
        marks = [mark for name in self.acts for mark in sheet.marks(name, self.where)]
        refused: dict[int, tuple[int, bool]] = {}
        leaks: dict[int, bool] = {}
        for mark in sorted(marks, key=lambda mark: (mark.step, int(mark.name.rpartition("-")[2]))):
            about = int(mark.values.get("about", -1))
            leaks[about] = mark.values.get("recalled", 0) > 0
            if "store" in mark.values:
                refused[about] = (int(mark.values["agent"]), mark.values["store"] < 0)
        asked = [
            (self.agents[agent], about)
            for about, (agent, failed) in refused.items()
            if failed and agent < len(self.agents)
        ]
        return asked, [about for about, known in leaks.items() if known]


def _put(sheet: Sheet, number: int, points: Iterable[Sequence[float | None]]) -> None:
    x, y = ([], []) if not (rows := [point[:2] for point in points]) else map(list, zip(*rows, strict=True))
    sheet.traces[number] |= {"x": x, "y": y}


def replayed(sheet: Sheet, where: Where) -> tuple[dict[int, Node], list[ring.Edge], list[tuple[str, int]]]:
    """The graph of the first member with these coordinates as it is at the step: nodes by id, edges, and the
    agents that were refused lately, each with the subject.

    Each node with `made`, the step at which it came, and `spans`, the times in which it was in use (None:
    still).
    """
    nodes: dict[int, Node] = {}
    edges: list[ring.Edge] = []
    refusals: list[tuple[str, int]] = []
    for change in [change for member in sheet.chosen(where)[:1] for change in sheet.graph(member)]:
        step = change["step"]
        for node in change.get("nodes", ()):
            nodes[node["id"]] = {
                **node,
                "made": step,
                "spans": [[step, None]] if node["look"] == "now" else [],
            }
        edges += change.get("edges", ())
        for new in change.get("changes", ()):
            if node := nodes.get(new["id"]):
                before = node["look"]
                node |= new
                if node["look"] != before:
                    _turn(node, step)
        if step > sheet.step - FLASH:
            refused = [(agent, id) for agent, _, id, why, _ in change.get("log", ()) if why and id in nodes]
            refusals += [(agent, nodes[id]["about"]) for agent, id in refused]
    return nodes, edges, refusals


def _turn(node: Node, step: int) -> None:
    """It has another look: a time in which it is in use begins, or is over."""
    spans, lives = node["spans"], node["look"] in ring.LIVES
    open_ = bool(spans) and spans[-1][1] is None
    if lives and not open_:
        spans.append([step, None])
    elif not lives and open_:
        spans[-1][1] = step
