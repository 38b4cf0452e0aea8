"""What the pages on copying draw alike: levels of a distance, shares of copies, what chance gives."""

from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.figure import Figure, Line
from lab.experiments.distributions.plane import FRESH
from lab.experiments.drawing.axes import PERCENT, log_steps
from lab.experiments.drawing.marks import Look, font
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.places import Place
from lab.experiments.drawing.style import HERO

COPYING, NEW = "copying the training set", f"{FRESH} new points of the truth"
"""Names of the two levels of a distance to the truth."""
Where = Mapping[str, Any]


def copy_levels(panel: Panel, where: Where, *, named: bool = True) -> None:
    """The two levels of a distance to the truth, each named below its beginning: curves come from above.

    The dots that nobody sees keep the name off the line; levels do not move, so no readout repeats them.
    They go without names where those of curves would touch theirs.
    """
    looks: Look = {"mode": "lines+markers+text", "marker": {"size": 5, "opacity": 0}}
    for role, name, column in (("@data", COPYING, "w2_memorized"), ("@truth", NEW, "w2_floor")):
        text: Look = {"name": name, "text": [name if named else ""], **font(role, at="bottom right")}
        curve = panel.curve(role, width=1.5, dash="dot", cliponaxis=False, hoverinfo="skip", **looks, **text)
        curve.fill(Line, column, where=where)


def chance(panel: Panel, share: float, last: int) -> None:
    """A dashed line at the share that chance gives, up to the last step."""
    panel.curve("@others", width=1.5, dash="dash", x=[1, last], y=[share, share])


def watched(
    drawing: Drawing,
    last: int,
    share: str,
    where: Where,
    *,
    reach: float,
    at: Place,
    phone: Sequence[Place],
    **y: Any,
) -> tuple[Panel, Panel]:
    """How many points are closer to the training set; the map to its left; below, the distance to the truth.

    `phone`: places of the three on a phone. The two that are returned are the first.
    """
    steps = log_steps(last)
    closer = drawing.panel(share, x=steps, at=((0.54, 1.0), (0.6, 1.0)), phone=phone[0], **y)
    points = drawing.map(reach, at=at, phone=phone[1])
    distance = closer.below(
        "distance to the truth, W₂: how far dots must move",
        up=(0.0, 0.46),
        phone=phone[2][1],
        rangemode="tozero",
    )
    closer.curve("@model", width=2.5, name="closer to its set").fill(Line, "memorized", where=where)
    chance(closer, 0.5, last)
    distance.curve("@model", width=2.5, name="distance to the truth").fill(Line, "w2_test", where=where)
    copy_levels(distance, where)
    distance.moment("early-stop", "second", "turns here", hanging=True)
    closer.moment("memorized", "data")
    return closer, points


def copies(last: int) -> Figure:
    """How many of the generated points are copies."""
    note = (
        "A copy is three times closer to its nearest training point than to the second nearest. Dashed: "
        "what chance gives."
    )
    share = chart("copies", "How many are copies", "share of copies", x=log_steps(last), **PERCENT)
    share.curve("@data", "copies")
    chance(share, 1 / 9, last)
    share.moment("memorized", "data")
    return share.figure(note)


def copies_of_set(name: str, title: str, last: int, wheres: Mapping[str, Where], note: str) -> Figure:
    """Copies of the members with these coordinates, by name: the first has the thickest line."""
    share = chart(name, title, "share of copies", HERO, x=log_steps(last), **PERCENT)
    for i, (member, where) in enumerate(wheres.items()):
        width = 3 - 2 * i / max(1, len(wheres) - 1)
        share.curve("@data", width=width).fill(Line, "copies", where=where)
        share.label(member, "@data", 0.02, 0.95 - 0.08 * i)
    return share.figure(note)
