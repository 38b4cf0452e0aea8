"""A graph that grows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lab.contract.figure.binding import Binding
from lab.contract.figure.sheet import Sheet, Where

Node = dict[str, Any]
SMALL, MORE, AROUND = 7, 40, 16
"""Diameter in px of a node without weight, what the root of a weight adds, and what a refusal does."""
FLASH = 40
"""Steps for which a refusal is seen."""


@dataclass(frozen=True)
class Graph(Binding):
    """A graph that grows by `Frame.graph`, of the first member that has the coordinates `where`.

    Each change has `nodes` to come (id, type, x, y, look, label, text …), `edges` (from, to, relation) and
    `changes` (id and new values). A node is a point of the trace that `looks` gives its look; of those
    that look `now`, of the one that `kinds` gives its type; others are not drawn. Its size follows its
    `weight`, which halves in `half_life` steps. The chosen node (a click, a tap) has the trace `chosen`
    around it and its edges as `edges`; nodes that were `refused` lately, a step, have the trace `refused`.
    """

    kinds: Mapping[str, int]
    looks: Mapping[str, int]
    chosen: int
    edges: int
    refused: int
    half_life: int
    where: Where = field(default_factory=dict)

    def fill(self, sheet: Sheet) -> None:
        """Show the graph as it is at the step; nothing is chosen on paper."""
        nodes = replayed(sheet, self.where)
        for number in {*self.kinds.values(), *self.looks.values()}:
            self._draw(sheet, number, [node for node in nodes if self._trace(node) == number], SMALL)
        seen = [node for node in nodes if 0 <= sheet.step - node.get("refused", -FLASH) < FLASH]
        self._draw(sheet, self.refused, seen, SMALL + AROUND)

    def _trace(self, node: Node) -> int | None:
        return self.looks.get(node["look"], self.kinds.get(node["type"]) if node["look"] == "now" else None)

    def _draw(self, sheet: Sheet, number: int, nodes: Sequence[Node], least: float) -> None:
        def size(node: Node) -> float:
            age = sheet.step - node.get("since", 0)
            return float(least + MORE * (node.get("weight", 0) * 2 ** (-age / self.half_life)) ** 0.5)

        trace = sheet.traces[number]
        trace |= {"x": [node["x"] for node in nodes], "y": [node["y"] for node in nodes]}
        trace["marker"] = {**trace.get("marker", {}), "size": [size(node) for node in nodes]}


def replayed(sheet: Sheet, where: Where) -> list[Node]:
    """The nodes of the first member with these coordinates as they are at the step.

    Each with `made`, the step at which it came, and `spans`, the times in which it was in use (None: still).
    """
    nodes: dict[int, Node] = {}
    for change in [change for member in sheet.chosen(where)[:1] for change in sheet.graph(member)]:
        step = change["step"]
        for node in change.get("nodes", ()):
            nodes[node["id"]] = {
                **node,
                "made": step,
                "spans": [[step, None]] if node["look"] == "now" else [],
            }
        for new in change.get("changes", ()):
            if node := nodes.get(new["id"]):
                before = node["look"]
                node |= {**new, **({"since": step} if "weight" in new else {})}
                if node["look"] != before:
                    _turn(node, step)
    return list(nodes.values())


def _turn(node: Node, step: int) -> None:
    """It has another look: a time in which it is in use begins, or is over."""
    spans, lives = node["spans"], node["look"] in ("now", "frozen")
    open_ = bool(spans) and spans[-1][1] is None
    if lives and not open_:
        spans.append([step, None])
    elif not lives and open_:
        spans[-1][1] = step
