"""A figure while it is drawn: its panels in order, the marks on them, what fills each, and their names.

drawing = Drawing("training", "The loss, and how far the weights have come", beside=True)
loss = drawing.panel("loss", **LOG)
loss.curve("@model", "loss", width=2.5)
distance = drawing.panel("distance", range=[0, 1])
distance.curve("@second", "distance", dash="dot")
distance.label("far from where it began", "@second", 0.98, 0.9)
return drawing.figure()
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Self

from lab.contract.figure import Binding, Figure, Line, Moment, Pick, Snapshot
from lab.experiments.drawing import marks, names
from lab.experiments.drawing.axes import STEP, Axis, axis, side
from lab.experiments.drawing.marks import Trace
from lab.experiments.drawing.names import Annotation, Word
from lab.experiments.drawing.places import ALL, Domain, Place, columns, rows
from lab.experiments.drawing.style import FOLDED, MARGIN

P = ParamSpec("P")


class Drawing:
    """A figure that is being made.

    Panels stand below one another, or side by side (`beside`), in the order in which they are declared, each
    with its share; on a phone they stand below one another. A panel that says where it is (`at`, `phone`) is
    put there instead. `layout` and `phone` are entries of plotly's layout, as they are.
    """

    def __init__(
        self,
        name: str,
        title: str,
        height: tuple[int, int] = Figure.height,
        *,
        margin: Mapping[str, int] = MARGIN,
        beside: bool = False,
        phone: Mapping[str, Any] | None = None,
        pick: Pick | None = None,
        **layout: Any,
    ) -> None:
        self.name, self.title, self.height = name, title, height
        self.layout: dict[str, Any] = {"margin": margin, **layout}
        self.phone: dict[str, Any] = dict(phone or {})
        self.beside, self.pick = beside, pick
        self.panels: list[Panel] = []
        self.traces: list[Trace] = []
        self.bindings: list[Binding] = []
        self.shapes: list[dict[str, Any]] = []
        self.names: dict[bool, list[Annotation]] = {False: [], True: []}
        self.renamed = False

    def panel(
        self,
        heading: str | Axis | None = None,
        *,
        x: str | Axis = STEP,
        share: float = 1.0,
        at: Place = ALL,
        phone: Place = ALL,
        phone_x: Axis | None = None,
        phone_y: Axis | None = None,
        **y: Any,
    ) -> "Panel":
        """A panel with the heading of its upright axis; `phone_x`, `phone_y`: what of them differs there."""
        number = str(len(self.panels) + 1) if self.panels else ""
        across, up = (axis(name) if isinstance(name, str) else {**(name or {})} for name in (x, heading))
        panel = Panel(self, f"x{number}", f"y{number}", across, up | y, share, at, phone, phone_x, phone_y)
        self.panels.append(panel)
        return panel

    def map(self, reach: float = 1.0, *, at: Place = ALL, phone: Place = ALL, **axes: Any) -> "Panel":
        """A map of [-reach, reach]², as wide as high, without ticks."""
        other = f"x{len(self.panels) + 1}" if self.panels else "x"
        upright = side(reach, **axes) | {"scaleanchor": other}
        return self.panel(x=side(reach, **axes), at=at, phone=phone, **upright)

    def draw(self, trace: Trace) -> "Mark":
        """Any trace of plotly's."""
        self.traces.append(trace)
        return Mark(self, len(self.traces) - 1)

    def figure(self, note: str = "") -> Figure:
        """The figure as plain dicts, with its bindings; `note` is written below it."""
        layout, phone = self.layout | self._axes(), self.phone | self._phone_axes()
        if self.names[False] or self.renamed:
            layout["annotations"] = self.names[False]
        if self.renamed:
            phone["annotations"] = self.names[True]
        if self.shapes:
            layout["shapes"] = self.shapes
        parts = (self.name, self.title, self.traces, layout, self.bindings, self.height, note, self.pick)
        return Figure(*parts, phone=phone)

    def _derived(self) -> bool:
        """Whether no panel says where it stands."""
        placed = [panel.at != ALL for panel in self.panels]
        if any(placed) and not all(placed):
            raise ValueError(f"{self.name}: some panels say where they stand, others not: give all an `at`.")
        return len(placed) > 1 and not any(placed)

    def _axes(self) -> dict[str, Axis]:
        arrange = columns if self.beside else rows
        at = arrange(self.panels) if self._derived() else {panel.y: panel.at for panel in self.panels}
        axes = {}
        for panel in self.panels:
            across, up = at[panel.y]
            lowest = [other.y for other in self.panels if other.x == panel.x][-1]
            anchor = {"anchor": lowest} if len(self.panels) > 1 else {}
            if panel.owns_x:
                axes[_long(panel.x)] = _plain(anchor | _domain(across) | panel.xaxis)
            beside = {} if panel.x == "x" else {"anchor": panel.x}
            axes[_long(panel.y)] = _plain(beside | _domain(up) | panel.yaxis)
        return axes

    def _phone_axes(self) -> dict[str, Axis]:
        """Those axes that differ on a phone."""
        wide, axes = self._axes(), {}
        derived = rows(self.panels) if self.beside and self._derived() else {}
        for panel in self.panels:
            across, up = derived.get(panel.y, panel.phone)
            for name, domain, changed in (
                (panel.x, across if panel.owns_x else None, panel.phone_x),
                (panel.y, up, panel.phone_y),
            ):
                if domain is not None or changed is not None:
                    axes[_long(name)] = _plain(wide[_long(name)] | _domain(domain) | (changed or {}))
        return axes


def _long(name: str) -> str:
    """An axis's name in plotly's layout: xaxis2 for x2."""
    return f"{name[0]}axis{name[1:]}"


def _domain(domain: Domain | None) -> Axis:
    return {} if domain is None else {"domain": domain}


def _plain(entries: Axis) -> Axis:
    """Without the entries that are None: what a panel has by itself is taken away so."""
    return {name: value for name, value in entries.items() if value is not None}


@dataclass
class Panel:
    """A pair of axes (`x2`, `y2`), on which marks, names and moments are put."""

    drawing: Drawing
    x: str
    y: str
    xaxis: Axis
    yaxis: Axis
    share: float = 1.0
    at: Place = ALL
    phone: Place = ALL
    phone_x: Axis | None = None
    phone_y: Axis | None = None

    @property
    def owns_x(self) -> bool:
        """Its axis x is not that of a panel above."""
        return self.x[1:] == self.y[1:]

    @property
    def axes(self) -> dict[str, str]:
        """The fields of a trace that put it on this panel."""
        return {"xaxis": self.x, "yaxis": self.y}

    def below(
        self,
        heading: str | Axis,
        *,
        share: float = 1.0,
        up: Domain | None = None,
        phone: Domain | None = None,
        phone_y: Axis | None = None,
        **y: Any,
    ) -> "Panel":
        """A panel below this one, with the same axis x."""
        places: dict[str, Any] = {"at": (None, up), "phone": (None, phone), "phone_y": phone_y}
        panel = self.drawing.panel(heading, share=share, **places, **y)
        panel.x = self.x
        return panel

    def draw(self, trace: Trace) -> "Mark":
        """Any trace of plotly's, on these axes."""
        return self.drawing.draw((self.axes if self.y != "y" else {}) | trace)

    def curve(self, role: str, column: str = "", **look: Any) -> "Mark":
        """A curve, that grows with a column."""
        mark = self.drawing.draw(self.axes | marks.line(role, **look))
        return mark.fill(Line, column) if column else mark

    def dots(self, role: str, cloud: str = "", where: Mapping[str, Any] | None = None, **look: Any) -> "Mark":
        """Dots at the rows of an array (N, 2)."""
        mark = self.drawing.draw(self.axes | marks.dots(role, **look))
        return mark.cloud(cloud, where) if cloud else mark

    def points(self, role: str, **look: Any) -> "Mark":
        """Points that can be read and clicked."""
        return self.draw(marks.points(role, **look))

    def heat(self, *colours: str, **look: Any) -> "Mark":
        """Cells in colours at even distances, the lowest first."""
        return self.draw(marks.heat(*colours, **look))

    def moment(self, mark: str, role: str, label: str = "", **more: Any) -> None:
        """A short upright line at each mark of that name."""
        self.drawing.bindings.append(Moment(mark, self.y, role, label, **more))

    def label(
        self,
        text: str,
        role: str,
        x: float,
        y: float,
        *,
        wide: bool = True,
        phone: bool | Mapping[str, Any] = True,
        **more: Any,
    ) -> None:
        """A label at shares of the panel; `phone` is what of it differs there, or whether it stands there."""
        here = {"xref": f"{self.x} domain", "yref": f"{self.y} domain"}
        note = names.label(text, role, x, y, **here | more)
        changed = phone if isinstance(phone, Mapping) else {}
        self.drawing.names[False] += [note] if wide else []
        self.drawing.names[True] += [] if phone is False else [{**note, **changed}]
        self.drawing.renamed |= phone is not True or not wide

    def words(self, *meanings: Word, rows: int = 1, phone: int | None = None, **more: Any) -> None:
        """The meanings of colours in so many rows above the panel; `phone`: rows there."""
        for narrow, count in ((False, rows), (True, rows if phone is None else phone)):
            self.drawing.names[narrow] += names.words(meanings, count, **more)
        self.drawing.renamed |= phone is not None

    def level(self, at: float, role: str = "@limit", **more: Any) -> None:
        """A line across the figure at a height of this panel."""
        ends = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": self.y, "y0": at, "y1": at}
        self.drawing.shapes.append(_plain({**ends, "line": {"color": role, "width": 1.5}, **more}))

    def frame(self, x: Domain, y: Domain, width: float, role: str = "@ink") -> None:
        """A frame around a part of the panel."""
        sides = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "line": {"color": role, "width": width}}
        self.drawing.shapes.append({"type": "rect", "xref": self.x, "yref": self.y, **sides})

    def figure(self, note: str = "") -> Figure:
        """The figure that this panel is of."""
        return self.drawing.figure(note)


@dataclass(frozen=True)
class Mark:
    """A trace of a drawing, by its number there, and what fills it."""

    drawing: Drawing
    trace: int

    def fill(
        self, kind: Callable[Concatenate[int, P], Binding], /, *args: P.args, **entries: P.kwargs
    ) -> Self:
        """A binding of that kind: `fill(Across, "loss", "gamma", mean=True)`."""
        self.drawing.bindings.append(kind(self.trace, *args, **entries))
        return self

    def cloud(self, array: str, where: Mapping[str, Any] | None = None) -> Self:
        """Places from an array (N, 2)."""
        for column, into in enumerate("xy"):
            self.fill(Snapshot, array, into, column=column, where=where or {})
        return self

    def figure(self, note: str = "") -> Figure:
        """The figure that this mark is of."""
        return self.drawing.figure(note)


def chart(
    name: str,
    title: str,
    heading: str | Axis,
    height: tuple[int, int] = FOLDED,
    *,
    x: str | Axis = STEP,
    margin: Mapping[str, int] = MARGIN,
    **y: Any,
) -> Panel:
    """The panel of a figure that has no other."""
    return Drawing(name, title, height, margin=margin).panel(heading, x=x, **y)
