"""A filled figure as a light drawing for tiles and storyboards: SVG that is text, in the lab's colours.

What is drawn are the figure's own numbers, thinned; of its words three are left, of its axes a line. The
colours are CSS variables, so that one drawing serves both themes: the page gives them, and lets lines be as
wide in px at every size.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lab.contract.figure import Figure
from lab.figures.sketch_marks import DOTS, FEWEST, KINDS, line_style, number, paint, path, rectangle
from lab.figures.sketch_panels import (
    HEIGHT,
    MARGIN,
    WIDTH,
    Key,
    Panel,
    Panels,
    Trace,
    axis_of,
    has_data,
    key,
    place,
)
from lab.figures.sketch_words import notes, waits, words

Filled = Mapping[str, Any]


def panels(filled: Filled) -> Panels:
    """Where each plot of a filled figure lies in a drawing; the stills of a film share those of its last."""
    found = notes(filled)
    waiting = [axis_of(note, "y") for note in found if waits(note)]
    headed = any(note["y"] >= 1 and "domain" in note.get("yref", "y") for note in found)
    return Panels(filled, waiting, headed=headed)


def sketch(figure: Figure, filled: Filled, panels: Panels) -> str:
    """The drawing of a figure that is filled, as an SVG element."""
    marks = drawn(filled, panels.all)
    plots = (_plot(panel, marks[at]) for at, panel in panels.all.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f"{_floors(panels)}<g>{''.join(plots)}</g>"
        f"{''.join(words(figure, filled, list(_shown(filled)), panels))}</svg>\n"
    )


def drawn(filled: Filled, plots: Mapping[Key, Panel]) -> dict[Key, str]:
    """The marks of these plots of a figure, in the units of their panels."""
    traces = list(_shown(filled))
    dots = max(FEWEST, DOTS // max(1, sum("markers" in trace.get("mode", "") for trace in traces)))
    shapes = [shape for shape in filled["layout"]["shapes"] if shape.get("visible", True)]
    found = {}
    for at, panel in plots.items():
        own = [shape for shape in shapes if axis_of(shape, "y") == at[1]]
        marks = [_shape(shape, panel) for shape in own if "fillcolor" in shape]
        for trace in traces:
            if key(trace) == at:
                marks += KINDS[trace.get("type", "scatter")]({**trace, "dots": dots}, panel)
        marks += [_shape(shape, panel) for shape in own if "fillcolor" not in shape]
        found[at] = "".join(marks)
    return found


def _shown(filled: Filled) -> Iterator[Trace]:
    """The traces that something is seen of."""
    for trace in _stacked(filled):
        if trace.get("visible", True) is True and has_data(trace):
            yield trace


def _stacked(filled: Filled) -> Iterator[Trace]:
    """The traces; bars that are stacked begin where those before them end."""
    ends: dict[Any, float] = {}
    for trace in filled["data"]:
        if filled["layout"].get("barmode") != "stack" or trace.get("type") != "bar":
            yield trace
            continue
        sides = ("x", "y") if trace.get("orientation") == "h" else ("y", "x")
        base = []
        for length, at in zip(*(trace[side] for side in sides), strict=True):
            base.append(ends.get((key(trace), at), 0.0))
            ends[key(trace), at] = base[-1] + float(length)
        yield {**trace, "base": base}


def _floors(panels: Panels) -> str:
    """A hairline below each plot that is no map."""
    plots = [panel for at, panel in panels.all.items() if at[1] and not panels.is_map(at)]
    lines = "".join(path([(plot.x.start, plot.y.start), (plot.x.end, plot.y.start)]) for plot in plots)
    return f'<path {line_style({"color": "@hairline", "width": 1})} d="{lines}"/>' if lines else ""


def _plot(panel: Panel, marks: str) -> str:
    """The marks of a plot, cut off where it ends."""
    half = MARGIN // 2
    left, top, right, bottom = map(round, panel.box)
    x, y, width, height = left - half, top - half, right - left + MARGIN, bottom - top + MARGIN
    size = f'x="{x}" y="{y}" width="{width}" height="{height}" viewBox="{x} {y} {width} {height}"'
    return f"<svg {size}>{marks}</svg>" if marks else ""


def _shape(shape: Mapping[str, Any], panel: Panel) -> str:
    (x0, y0), (x1, y1) = (place(shape, panel, shape[f"x{end}"], shape[f"y{end}"]) for end in (0, 1))
    opacity = f' opacity="{number(shape["opacity"])}"' if shape.get("opacity", 1) < 1 else ""
    if "fillcolor" in shape:
        return f'<path fill="{paint(shape["fillcolor"])}"{opacity} d="{rectangle(x0, y0, x1, y1)}"/>'
    data = rectangle(x0, y0, x1, y1) if shape.get("type") == "rect" else path([(x0, y0), (x1, y1)])
    return f'<path {line_style(shape.get("line", {}))}{opacity} d="{data}"/>'
