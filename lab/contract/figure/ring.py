"""Where the memories of a graph stand on a ring around the agents that own them, and what is drawn between.

The unit is the ring's radius; `assets/live/pages/memcube/ring.js` draws the same. An agent is a hub, a
memory has a place on its owner's arc that follows from its number alone. Inward of it are the forms in which
it can be read, outward its older versions, and its sources on forks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin, sqrt
from typing import Any, Protocol

Node = Mapping[str, Any]
Edge = tuple[int, int, str]
Point = tuple[float, float]
HUB, INNER, LAYER, TEXT = 0.36, 0.86, 0.075, 0.965
"""Distances of hubs, of the innermost form but for further ones, and of where a memory without one is met."""
VERSION, OUTER = 0.085, 0.3
"""From a version to the one before it, and from the ring to the oldest, at most."""
FORK = (0.055, 0.05)
"""How far a source stands outward of the version that took it in, and beside it, in radians."""
GAP = 0.14
"""Radians between the arcs of two agents."""
BEND, PIECES = 0.42, 7
"""How far toward the end of a line from a hub it bends, and its straight pieces."""
SMALL, MORE, MOST, AROUND = 6.0, 1.35, 26.0, 14.0
"""Diameter in px of what was never asked for, what the root of the questions adds, the largest; what a ring
around it adds."""
CROWD = 110
"""Places from which on everything is smaller."""
MANY = 150
"""Memories from which on only the forms are drawn, without histories."""
LIVES = ("now", "frozen")


class Shape(Protocol):
    """How a ring is divided: the agents, places on it, and how many places lie from a number to the next."""

    @property
    def agents(self) -> Sequence[str]: ...
    @property
    def places(self) -> int: ...
    @property
    def stride(self) -> int: ...


@dataclass
class Drawn:
    """What is drawn, by what it is: lines through points, and points with their diameters in px."""

    lines: dict[str, list[Sequence[Point]]] = field(default_factory=dict)
    points: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)

    def line(self, what: str, *points: Point) -> None:
        """A line through points."""
        self.lines.setdefault(what, []).append(points)

    def point(self, what: str, at: Point, size: float) -> None:
        """A point."""
        self.points.setdefault(what, []).append((*at, size))


@dataclass
class Memory:
    """What is known about one subject: its versions, the newest first, and its sources by the version."""

    versions: list[Node] = field(default_factory=list)
    sources: dict[int, list[tuple[Node, str]]] = field(default_factory=dict)
    forms: list[Node] = field(default_factory=list)

    @property
    def current(self) -> Node:
        """The newest version."""
        return self.versions[0]


def memories(nodes: Mapping[int, Node], edges: Iterable[Edge]) -> dict[int, Memory]:
    """The memories by the number of their subject.

    A text is the next version of its subject if its version is higher than all before, else a source.
    """
    found: dict[int, Memory] = {}
    for node in nodes.values():
        memory = found.setdefault(node["about"], Memory())
        if node["type"] != "text":
            memory.forms.append(node)
        elif not memory.versions or node["version"] > memory.current["version"]:
            memory.versions.insert(0, node)
    found = {about: memory for about, memory in found.items() if memory.versions}
    line = {node["id"] for memory in found.values() for node in memory.versions}
    for begin, end, relation in edges:
        version, source = (begin, end) if begin in line else (end, begin)
        other = nodes.get(source)
        if version in line and other and source not in line and other["type"] == "text":
            memory = found[other["about"]]
            memory.sources.setdefault(version, []).append((other, relation))
    for memory in found.values():
        version = memory.current["version"]
        memory.forms = [one for one in memory.forms if one["look"] == "now" and one["version"] == version]
    return found


def hubs(agents: Sequence[str]) -> list[Point]:
    """Where agents stand: the first on the left, the others clockwise; one alone in the middle."""
    if len(agents) == 1:
        return [(0.0, 0.0)]
    return [_at(_middle(place, len(agents)), HUB) for place in range(len(agents))]


def angle(shape: Shape, agents: Sequence[str], owner: str, about: int) -> float:
    """Where a subject stands on the ring: numbers that follow each other stand far apart, so that the ring is
    evenly full while it fills; beyond the places they stand between those that are there."""
    count, places = len(agents), shape.places
    lap, number = divmod(about, places)
    share = ((number * shape.stride) % places + 0.5 + lap * count / 2) / places
    arc = 2 * pi / count - (GAP if count > 1 else 0)
    return _middle(agents.index(owner), count) + (0.5 - share) * arc


def drawn(
    shape: Shape,
    nodes: Mapping[int, Node],
    edges: Iterable[Edge],
    refusals: Iterable[tuple[str, int]],
    leaks: Iterable[int],
    answered: Iterable[int],
) -> Drawn:
    """All that is drawn of a graph.

    Args:
        refusals: agents that were refused lately, each with the subject.
        leaks: subjects that weights which all agents share still know.
        answered: those of them whose lines to the agents are drawn.
    """
    found, at = memories(nodes, edges), Drawn()
    owners = {memory.current["owner"] for memory in found.values()}
    agents = [*shape.agents, *sorted(owners - {*shape.agents})]  # memories may come from elsewhere
    centres = dict(zip(agents, hubs(agents), strict=True))
    crowd = sqrt(max(1.0, shape.places / CROWD))
    known, open_to = {*leaks}, {*answered}
    for about, memory in found.items():
        turn = angle(shape, agents, memory.current["owner"], about)
        asking = centres.values() if about in open_to else ()
        _inward(at, centres, memory, turn, crowd, leaks=about in known, answered=asking)
        _outward(at, memory, turn, crowd, alone=len(found) > MANY)
    for agent, about in refusals:
        if about in found and agent in centres:
            memory = found[about]
            end = _at(angle(shape, agents, memory.current["owner"], about), 1)
            at.line("refusal", *_bent(centres[agent], end))
            at.point("refused", end, _size(memory.current, crowd) + AROUND)
    for centre in centres.values():
        at.point("hub", centre, 1.0)
    return at


def _inward(
    at: Drawn,
    centres: Mapping[str, Point],
    memory: Memory,
    turn: float,
    crowd: float,
    *,
    leaks: bool,
    answered: Iterable[Point],
) -> None:
    """The forms of a memory, and the lines of the agents that may read it or whom the weights answer."""
    current = memory.current
    forms = [form["type"] for form in memory.forms]
    for layer, form in enumerate(forms):
        inner = _at(turn, INNER - LAYER * layer)
        at.line(form, inner, _at(turn, 1))
        at.point(form, inner, 9 / crowd)
    if leaks:
        inner = _at(turn, INNER - LAYER * len(forms))
        at.line("lora", inner, _at(turn, 1))
        at.point("lora", inner, 13 / crowd)
        for centre in answered:
            at.line("leak", *_bent(centre, inner))
    if current["look"] in LIVES:
        end = _at(turn, INNER - LAYER * max(0, len(forms) - 1) if forms else TEXT)
        for agent in (current["owner"], *current["read"]):
            if agent in centres:
                what = "owner" if agent == current["owner"] else "reader"
                at.line(what, *_bent(centres[agent], end))


def _outward(at: Drawn, memory: Memory, turn: float, crowd: float, *, alone: bool) -> None:
    """The versions of a memory and their sources; of very many the newest version alone."""
    versions = memory.versions[:1] if alone else memory.versions
    step = min(VERSION, OUTER / max(1, len(versions) - 1))
    if len(versions) > 1:
        at.line("chain", _at(turn, 1), _at(turn, 1 + step * (len(versions) - 1)))
    for back, node in enumerate(versions):
        away, size = 1 + step * back, _size(node, crowd)
        look = node["look"]
        at.point("now" if look == "frozen" else look, _at(turn, away), size)
        if look == "frozen":
            at.point("frozen", _at(turn, away), size + 7)
        for number, (_, relation) in enumerate(() if alone else memory.sources.get(node["id"], ())):
            out, beside = FORK
            end = _at(turn + beside * (1 if number % 2 else -1), away + out * (1 + number // 2))
            at.line("conflict" if relation == "conflicts_with" else "chain", _at(turn, away), end)
            at.point("source", end, 6.5)


def _size(node: Node, crowd: float) -> float:
    return min(SMALL + MORE * sqrt(node.get("reads", 0)), MOST) / crowd


def _middle(place: int, count: int) -> float:
    return pi - 2 * pi * place / count


def _at(turn: float, away: float) -> Point:
    return away * cos(turn), away * sin(turn)


def _bent(begin: Point, end: Point) -> list[Point]:
    """From a hub toward the middle of the ring's segment, and out to a place."""
    bend = tuple(BEND * value for value in end)
    shares = [piece / PIECES for piece in range(PIECES + 1)]
    return [
        (
            (1 - t) ** 2 * begin[0] + 2 * t * (1 - t) * bend[0] + t * t * end[0],
            (1 - t) ** 2 * begin[1] + 2 * t * (1 - t) * bend[1] + t * t * end[1],
        )
        for t in shares
    ]
