"""The few words of a drawing: names at the ends of curves, notes, titles, and where the question is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from lab.contract.figure import Figure, Line, line, snapshot
from lab.figures.sketch_marks import paint
from lab.figures.sketch_panels import (
    HEIGHT,
    MARGIN,
    TEXT,
    WIDTH,
    Panel,
    Panels,
    Trace,
    axis_of,
    has_data,
    key,
    place,
)

WORDS, LENGTH, LETTER, GAP = 3, 21, 0.54, 0.2
"""Labels of a drawing and letters of each, at most; a letter's width and the air between labels, as shares of
its height."""
ROOMY = 40
"""Px of a dot on a page from which a letter stands inside it."""
QUIET = ("@others", "@soft", "@ink", "@truth")
"""Roles whose labels are left out where there are others."""
ANCHORS = {"left": "start", "right": "end"}
DROPS = {"bottom": -0.25, "top": 0.9}
"""How far below a note's place its letters stand, as shares of their height."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """Words at a place: where they start, stand in the middle, or end."""

    text: str
    color: str
    anchor: str
    x: float
    y: float

    def shifted(self, lines: float) -> "Label":
        """The label so many lines lower, inside the drawing."""
        width = _width(self.text)
        before = {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        left = min(max(self.x - before, MARGIN), WIDTH - MARGIN - width)
        base = min(max(self.y + 1.05 * lines * TEXT, TEXT), HEIGHT - MARGIN)
        return Label(self.text, self.color, self.anchor, left + before, base)

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        width = _width(self.text)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - 0.8 * TEXT, left + width, self.y + 0.1 * TEXT


def notes(filled: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A figure's annotations that have a place."""
    return [note for note in filled["layout"]["annotations"] if "x" in note and "y" in note]


def waits(note: Mapping[str, Any]) -> bool:
    """Whether a note says that something is shown after the answer."""
    return note["text"] in (line.WAITING, snapshot.WAITING)


def words(
    figure: Figure, filled: Mapping[str, Any], traces: Sequence[Trace], panels: Panels
) -> Iterator[str]:
    """The words of a drawing, none over another."""
    taken: list[Box] = []
    for label in _labels(figure, filled, traces, panels):
        tried = (label.shifted(lines) for lines in (0, -1, 1, -2, 2))
        free = next((place for place in tried if not any(_over(place.box, box) for box in taken)), None)
        if free:
            taken.append(free.box)
            align = "" if free.anchor == "start" else f' text-anchor="{free.anchor}"'
            at = f'x="{round(free.x)}" y="{round(free.y)}"'
            yield f'<text {at}{align} fill="{paint(free.color)}">{escape(free.text, quote=False)}</text>'
    for letter, x, y in _letters(traces, panels):
        at = f'x="{round(x)}" y="{round(y)}" text-anchor="middle" dominant-baseline="central"'
        yield f'<text {at} fill="{paint("@ink")}">{escape(letter, quote=False)}</text>'
    for x, y in _questions(filled, traces, panels):
        at = f'x="{round(x)}" y="{round(y)}" text-anchor="middle" dominant-baseline="central"'
        yield f'<text class="lab-asked" {at} fill="{paint("@soft")}">?</text>'


def _labels(
    figure: Figure, filled: Mapping[str, Any], traces: Sequence[Trace], panels: Panels
) -> list[Label]:
    """The first title, what has a colour of its own, the other titles, and of the rest what is not much."""
    named = _named(figure, filled)
    found = [*_names(named, panels), *_noted(filled, named, panels)]
    short = sorted(
        (label for label in found if len(label.text) <= LENGTH), key=lambda label: label.color != "@limit"
    )
    loud, quiet = ([label for label in short if (label.color in QUIET) == hushed] for hushed in (False, True))
    titles = list(_titles(traces, panels))
    return [*titles[:1], *loud, *titles[1:], *(quiet if len(quiet) <= WORDS else ())][:WORDS]


def _named(figure: Figure, filled: Mapping[str, Any]) -> dict[str, Trace]:
    """Curves by their names, as they are bound or as a note has them."""
    noted = {_short(note["text"]) for note in notes(filled)}
    curves = {
        curve["name"]: curve
        for curve in filled["data"]
        if "lines" in curve.get("mode", "") and curve.get("name")
    }
    bound = {
        binding.name: filled["data"][binding.trace]
        for binding in figure.bindings
        if isinstance(binding, Line) and binding.name
    }
    return {name: curve for name, curve in curves.items() if name in noted} | bound


def _names(named: Mapping[str, Trace], panels: Panels) -> Iterator[Label]:
    """Names where their curves end."""
    for name, curve in named.items():
        panel = panels.of(curve)
        if panel and has_data(curve):
            points = np.stack(panel.place(curve["x"], curve["y"]))
            x, y = points[:, np.isfinite(points).all(axis=0)][:, -1].tolist()
            if x + _width(name) < WIDTH - MARGIN:
                yield Label(name, curve["line"]["color"], "start", x + MARGIN, y + TEXT / 3)
            else:
                yield Label(name, curve["line"]["color"], "end", panel.x.end, y - TEXT / 3)


def _noted(filled: Mapping[str, Any], named: Mapping[str, Trace], panels: Panels) -> Iterator[Label]:
    """The figure's own notes, where it has them."""
    for note in notes(filled):
        panel, text = panels.at(axis_of(note, "y")), _short(note["text"])
        if panel and len(text) > 1 and text not in named and not waits(note):
            x, y = place(note, panel, note["x"], note["y"])
            drop = DROPS.get(note.get("yanchor", "middle"), 0.35) * TEXT
            anchor = ANCHORS.get(note.get("xanchor", "center"), "middle")
            yield Label(text, note.get("font", {}).get("color", "@soft"), anchor, x, y + drop)


def _titles(traces: Sequence[Trace], panels: Panels) -> Iterator[Label]:
    """What the heights of each plot mean, the largest plot's first: in an upper corner, if one is free."""
    for at, panel in sorted(panels.all.items(), key=lambda plot: -plot[1].area):
        text = _short(panels.title(at[1])) if at[1] and not panels.is_map(at) else ""
        own = [trace for trace in traces if key(trace) == at]
        left, top, right, bottom = panel.box
        width = _width(text)
        if not text or len(text) > LENGTH:
            continue
        if any(trace.get("type") == "bar" for trace in own):
            yield Label(text, "@soft", "start", left, bottom - TEXT / 3)
        elif not _reach(own, panel, left, left + width):
            yield Label(text, "@soft", "start", left, top + 0.9 * TEXT)
        elif not _reach(own, panel, right - width, right):
            yield Label(text, "@soft", "end", right, top + 0.9 * TEXT)


def _reach(traces: Sequence[Trace], panel: Panel, left: float, right: float) -> bool:
    """Whether something is drawn between these places where words along the top of a plot stand."""
    across = np.linspace(left, right)
    for trace in traces:
        x, y = panel.place(trace["x"], trace["y"])
        known = np.isfinite(x) & np.isfinite(y)
        if (np.interp(across, x[known], y[known], np.nan, np.nan) < panel.box[1] + 1.2 * TEXT).any():
            return True
    return False


def _letters(traces: Sequence[Trace], panels: Panels) -> Iterator[tuple[str, float, float]]:
    """What stands inside dots that have the room."""
    for trace in traces:
        panel, size = panels.of(trace), trace.get("marker", {}).get("size", 0)
        if panel and "text" in trace.get("mode", "") and np.ndim(size) == 0 and size >= ROOMY:
            x, y = panel.place(trace["x"], trace["y"])
            yield from zip(trace["text"], x.tolist(), y.tolist(), strict=True)


def _questions(
    filled: Mapping[str, Any], traces: Sequence[Trace], panels: Panels
) -> Iterator[tuple[float, float]]:
    """Where something is kept back: plots that say so, and a map's one cell that does."""
    for note in filter(waits, notes(filled)):
        if panel := panels.at(axis_of(note, "y")):
            x, y = place(note, panel, note["x"], note["y"])
            yield x, max(y, panel.box[1] + 2 * TEXT)
    for trace in traces:
        panel = panels.of(trace)
        if panel and trace.get("texttemplate") == "%{text}" and np.shape(trace.get("z", ())) == (1, 1):
            yield float(np.mean(panel.x(trace["x"]))), float(np.mean(panel.y(trace["y"])))


def _short(text: str) -> str:
    """A note up to its first comma or colon, without plotly's tags."""
    return re.split(r"[:,;(]|<br>", re.sub(r"</?(b|i|span|sub|sup)[^>]*>", "", text))[0].strip()


def _width(text: str) -> float:
    return LETTER * TEXT * len(text)


def _over(box: Box, other: Box) -> bool:
    """Whether two labels have less air between them than reads well."""
    air = GAP * TEXT
    beside = other[2] + air <= box[0] or box[2] + air <= other[0]
    return not (beside or other[3] + air <= box[1] or box[3] + air <= other[1])
