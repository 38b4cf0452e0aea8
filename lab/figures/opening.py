"""What a film begins with, for its page until the recording is here: marks of each plot, and words in data.

A page has the figure's layout, for its width and theme: `assets/live/opening.js` puts both where plotly will.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lab.contract.figure import Figure, Line
from lab.figures.sketch import Filled, drawn
from lab.figures.sketch_panels import Axis, Key, Panel, Panels, Trace, edges, has_data, key
from lab.figures.sketch_words import notes, waits

WIDTH, HEIGHT = 900, 400
"""Units of a whole figure, about a px each on a page; a plot has its share, and stretches."""
BESIDE, APART = 10, 17
"""Px between the end of a curve and its name, as `ends.js` has it, and from one name to the next."""
EDGE = 1.5
"""Px of a ring."""
_VALUE = re.compile(r"%\{(\w+)(?::([^}]*))?\}")


def opening(figure: Figure, filled: Filled, last: Filled, steps: int) -> dict[str, Any]:
    """Plots and notes of a filled figure, as JSON values, on axes that hold all steps and the last still."""
    own, all_ = (
        Panels({**one, "layout": _stepped(figure, one, steps)}, (), headed=False) for one in (filled, last)
    )
    plots = {plot: _panel(plot, own, all_) for plot in own.shown}
    marks = drawn({**filled, "data": [_ringed(trace) for trace in filled["data"]]}, plots)
    return {
        "plots": [_plot(plot, plots[plot], marks[plot]) for plot in plots],
        "notes": [*_added(figure, filled), *_names(figure, filled, plots), *_texts(filled, plots)],
    }


def _stepped(figure: Figure, filled: Filled, steps: int) -> dict[str, Any]:
    """The layout with a range for the axes that count steps, where they have none."""
    layout = dict(filled["layout"])
    for line in figure.bindings:
        if isinstance(line, Line) and line.x == "step":
            name = f"xaxis{filled['data'][line.trace].get('xaxis', 'x')[1:]}"
            layout[name] = {"range": [0, steps], **layout.get(name, {})}
    return layout


def _panel(plot: Key, own: Panels, last: Panels) -> Panel:
    (left, right), (low, high) = own.domains(plot)
    width, height = WIDTH * (right - left), HEIGHT * (high - low)
    if not plot[1]:
        side = min(width, height)
        return own.circle(plot, 0, side, side, 0)
    x, y = last.ranged(plot[0]), last.ranged(plot[1])
    if ratio := own.ratio(plot, x, y):
        width = height * ratio
    return Panel(x.within(0, width), y.within(height, 0))


def _plot(plot: Key, panel: Panel, marks: str) -> dict[str, Any]:
    _, _, width, height = panel.box
    return {
        "axes": [axis for axis in plot if axis],
        "ranges": [_range(axis) for axis in (panel.x, panel.y)],
        "size": [round(width), round(height)],
        "marks": marks,
    }


def _range(axis: Axis) -> dict[str, Any]:
    """Ends of an axis as plotly counts them, and its names where it has some."""
    ends = [float(f"{end:.6g}") for end in (axis.low, axis.high)]
    return {
        "ends": ends,
        **({"log": True} if axis.log else {}),
        **({"names": axis.names} if axis.names else {}),
    }


def _ringed(trace: Trace) -> Trace:
    """Rings as dots of the page's colour upon larger ones: a stretched plot would make ovals of circles."""
    marker = trace.get("marker", {})
    if marker.get("symbol") != "circle-open":
        return trace
    size, color = marker.get("size", 6), marker.get("color", "@model")
    inner = (np.asarray(size, dtype=float) - 2 * EDGE).tolist()
    ring = {"symbol": "circle", "size": inner, "color": "@page", "line": {"color": color, "width": EDGE}}
    return {**trace, "marker": {**marker, **ring}} if isinstance(color, str) else trace


def _added(figure: Figure, filled: Filled) -> Iterator[Mapping[str, Any]]:
    """The notes that the recording has put into the figure; a page has the others."""
    own = [note["text"] for note in figure.layout.get("annotations", ())]
    named = {line.name for line in figure.bindings if isinstance(line, Line)}
    for note in notes(filled):
        if note["text"] not in own and note["text"] not in named and not waits(note):
            yield note


def _names(figure: Figure, filled: Filled, plots: Mapping[Key, Panel]) -> Iterator[dict[str, Any]]:
    """The names of curves at their ends, from above, none upon another or upon the axis."""
    ends = []
    for line in figure.bindings:
        if not isinstance(line, Line) or not line.name:
            continue
        trace = filled["data"][line.trace]
        if trace.get("visible", True) is True and key(trace) in plots and has_data(trace):
            x, y = (np.asarray(trace[side], dtype=float) for side in "xy")
            end = np.flatnonzero(np.isfinite(x) & np.isfinite(y))[-1]
            ends.append((float(plots[key(trace)].y(y[end : end + 1])[0]), line.name, trace, x[end], y[end]))
    lowest: dict[Key, float] = {}
    found = []
    for height, name, trace, x, y in sorted(ends, key=lambda end: end[0]):
        at = max(height, lowest.get(key(trace), -np.inf) + APART)
        lowest[key(trace)] = at
        look = {"xanchor": "left", "xshift": BESIDE, "font": {"color": trace["line"]["color"]}}
        found.append((key(trace), at, height, _note(filled, trace, name, x, y) | look))
    for plot, at, height, note in found:
        below = max(0.0, lowest[plot] - (plots[plot].box[3] - APART / 3))
        yield note | {"yshift": round(height - at + below)}


def _texts(filled: Filled, plots: Mapping[Key, Panel]) -> Iterator[dict[str, Any]]:
    """What traces write at their points and into their cells."""
    for trace in filled["data"]:
        if trace.get("visible", True) is not True or key(trace) not in plots or "theta" in trace:
            continue
        font = {"font": trace.get("textfont", {})}
        if trace.get("type") == "heatmap" and "texttemplate" in trace and np.ndim(trace["z"]) == 2:
            yield from (note | font for note in _cells(filled, trace))
        elif "text" in trace.get("mode", ""):
            upright, _, lying = trace.get("textposition", "middle center").partition(" ")
            for x, y, text in zip(trace["x"], trace["y"], trace["text"], strict=False):
                if text and x is not None and y is not None:
                    yield (
                        _note(filled, trace, text, x, y)
                        | font
                        | {
                            "yanchor": {"top": "bottom", "bottom": "top"}.get(upright, "middle"),
                            "xanchor": {"left": "right", "right": "left"}.get(lying, "center"),
                        }
                    )


def _cells(filled: Filled, trace: Trace) -> Iterator[dict[str, Any]]:
    z, texts = np.asarray(trace["z"], dtype=float), trace.get("text")
    across, up = (
        trace[side] if trace.get(side) is not None and len(trace[side]) == count else (at[1:] + at[:-1]) / 2
        for side, count, at in zip("xy", z.shape[::-1], edges(trace, (False, False)), strict=True)
    )
    for row, column in np.ndindex(*z.shape):
        known = {"z": z[row, column], "text": texts[row][column] if texts is not None else ""}
        if np.isfinite(known["z"]) and (text := _written(trace["texttemplate"], known)):
            yield _note(filled, trace, text, across[column], up[row])


def _written(template: str, values: Mapping[str, Any]) -> str:
    return _VALUE.sub(lambda found: format(values[found[1]], (found[2] or "").replace("~", "")), template)


def _note(filled: Filled, trace: Trace, text: str, x: Any, y: Any) -> dict[str, Any]:
    """Words at a point of a trace; on a log axis notes are powers of ten."""
    places: dict[str, Any] = {}
    for side, value in (("x", x), ("y", y)):
        axis = trace.get(f"{side}axis", side)
        log = filled["layout"].get(f"{side}axis{axis[1:]}", {}).get("type") == "log"
        at = value if isinstance(value, str) else float(f"{np.log10(value) if log else value:.5g}")
        places |= {f"{side}ref": axis, side: at}
    return {"text": text, **places, "showarrow": False}
