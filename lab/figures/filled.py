"""A figure with a recording's numbers in it: what `assets/live/figure.js` does, for paper and previews."""

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

import numpy as np

from lab.contract.errors import NotFound
from lab.contract.figure import (
    Above,
    Across,
    Binding,
    Cells,
    Cosines,
    Dressed,
    Entry,
    Exponent,
    Figure,
    Fit,
    Graph,
    Grid,
    Latest,
    Line,
    Moment,
    Snapshot,
    Span,
    Timeline,
    Walkers,
)
from lab.contract.training import Floats, Recorded
from lab.figures.compare import place
from lab.figures.overlay import overlay
from lab.figures.sheet import Group, Members, Sheet
from lab.numerics.scaling import through_means
from lab.runs.read.decimation import picks
from lab.runs.read.recording import Recording

POINTS = 2000
"""Points of one curve at most."""
MOMENT, BRACKET = 0.09, (0.78, 0.83)
"""Heights of a mark's line and of a bracket, as shares of its panel."""
SMALL, MORE = 7, 40
"""Diameter in px of a graph's node without weight, and what the root of a weight adds."""
DIRECTIONS = 100
"""Of a matrix of cosines, at most."""
GAP = np.array([np.nan])
"""Between two curves of one trace."""


def filled(figure: Figure, members: Members, step: int) -> dict[str, Any]:
    """A plotly figure `{"data", "layout"}` of plain values and numpy arrays, as it is seen at a step."""
    sheet = Sheet(figure, members, step)
    for binding in figure.bindings:
        fill(binding, sheet)
    overlay(sheet)
    return {"data": sheet.traces, "layout": sheet.layout}


@singledispatch
def fill(binding: Binding, sheet: Sheet) -> None:
    """Put into the sheet what one kind of binding shows.

    Raises:
        TypeError: this kind is not known here.
    """
    raise TypeError(f"{type(binding).__name__} does not fill {sheet.figure.name}")


@fill.register
def _line(binding: Line, sheet: Sheet) -> None:
    xs: list[Floats] = []
    ys: list[Floats] = []
    for recording in sheet.chosen(binding.where):
        x, y = sheet.upto(recording, binding.x), sheet.upto(recording, binding.y)
        if binding.over:
            with np.errstate(all="ignore"):
                y = y / sheet.upto(recording, binding.over)
        if window := sheet.figure.window:
            inside = slice(*np.searchsorted(x, window))
            x, y = x[inside], y[inside]
        rows = picks(x, y, POINTS)
        xs += [x[rows], GAP]
        ys += [y[rows], GAP]
    sheet.traces[binding.trace] |= {
        "x": np.concatenate([*xs[:-1], GAP[:0]]),
        "y": np.concatenate([*ys[:-1], GAP[:0]]),
    }


@fill.register
def _snapshot(binding: Snapshot, sheet: Sheet) -> None:
    try:
        wanted = sheet.chosen(sheet.wanted(binding))
        arrays = [one.array(binding.array, sheet.step) for one in wanted]
    except NotFound:  # nothing was to be seen yet
        return
    if not arrays:
        return
    array = arrays[0] if len(arrays) == 1 else np.mean(arrays, axis=0)
    if binding.stop and (pick := sheet.figure.pick):
        array = array[list(pick.stops).index(pick.stop(pick.start))]
    *path, last = binding.into.split(".")
    owner = sheet.traces[binding.trace]
    for name in path:
        owner[name] = dict(owner.get(name, {}))
        owner = owner[name]
    owner[last] = array if binding.column is None else array[:, binding.column]


@fill.register
def _walkers(binding: Walkers, sheet: Sheet) -> None:
    for recording in sheet.chosen(binding.where)[:1]:
        x, y = sheet.upto(recording, binding.x), sheet.upto(recording, binding.y)
        sheet.traces[binding.path] |= {"x": x, "y": y}
        sheet.traces[binding.pair] |= {"x": [x[-1], y[-1]] if len(x) else []}


@fill.register
def _graph(binding: Graph, sheet: Sheet) -> None:
    recording = next(iter(sheet.chosen(binding.where)), None)
    if not isinstance(recording, Recording):
        return
    nodes: dict[int, dict[str, Any]] = {}
    for change in recording.graph(sheet.step):
        nodes.update((node["id"], dict(node)) for node in change.get("nodes", ()))
        for one in change.get("changes", ()):
            nodes[one["id"]] |= one | ({"since": change["step"]} if "weight" in one else {})
    of: dict[int, list[dict[str, Any]]] = {}
    for node in nodes.values():
        place = binding.looks.get(node["look"], binding.kinds[node["type"]] if node["look"] == "now" else -1)
        of.setdefault(place, []).append(node)
    for place in {*binding.kinds.values(), *binding.looks.values()}:
        trace, shown = sheet.traces[place], of.get(place, [])
        sizes = [
            SMALL
            + MORE * (n.get("weight", 0) * 2 ** ((n.get("since", 0) - sheet.step) / binding.half_life)) ** 0.5
            for n in shown
        ]
        trace |= {"x": [n["x"] for n in shown], "y": [n["y"] for n in shown]}
        trace["marker"] = {**trace["marker"], "size": sizes}


@fill.register
def _timeline(binding: Timeline, sheet: Sheet) -> None:
    """Only heroes are drawn on paper, and a timeline is none: it stays empty."""


@fill.register
def _across(binding: Across, sheet: Sheet) -> None:
    wanted = set(map(id, sheet.chosen(sheet.wanted(binding))))
    of: dict[Any, list[Recorded]] = {}
    for number, (run, recording) in enumerate(sheet.members):
        if id(recording) in wanted:
            x = place(run)[binding.x]
            of.setdefault(x if binding.mean else (x, number), []).append(recording)
    groups = [
        Group(
            x if binding.mean else x[0],
            _mean([sheet.latest(one, binding.y, binding.until) for one in members]),
            tuple(members),
        )
        for x, members in of.items()
    ]
    sheet.place(binding.trace, sorted(groups, key=lambda one: one.x) if binding.mean else groups)


@fill.register
def _above(binding: Above, sheet: Sheet) -> None:
    def over(group: Group) -> bool:
        return _mean([sheet.latest(one, binding.y) for one in group.members]) > binding.limit

    sheet.place(binding.trace, [one for one in sheet.groups.get(binding.of, ()) if over(one)])


@fill.register
def _exponent(binding: Exponent, sheet: Sheet) -> None:
    points = _positive(sheet, binding.of)
    if len(points) > 2 and (law := _law(points)):
        text = binding.label.replace("{slope}", _slope(law[0]))
        x, y = points[-1]
        sheet.traces[binding.trace] |= {"x": [x], "y": [y], "text": [f"\u2002{text}"]}


@fill.register
def _latest(binding: Latest, sheet: Sheet) -> None:
    value = _mean([sheet.latest(one, binding.y) for one in sheet.chosen(binding.where)])
    sheet.traces[binding.trace][binding.into] = [value]


@fill.register
def _entry(binding: Entry, sheet: Sheet) -> None:
    recording, pick = next(iter(sheet.chosen(binding.where)), None), sheet.figure.pick
    if recording is None or pick is None:
        return
    stop = pick.stop(pick.start)
    try:
        entry = float(recording.array(binding.array, sheet.step)[list(pick.stops).index(stop)])
    except NotFound:  # nothing was to be seen yet
        return
    text = binding.text.replace("{entry}", f"{entry:g}").replace("{sum}", f"{stop.value + entry:g}")
    sheet.traces[binding.trace] |= {"x": [stop.at], "y": [entry], "text": [text]}


@fill.register
def _dressed(binding: Dressed, sheet: Sheet) -> None:
    if pick := sheet.figure.pick:
        sheet.traces[binding.trace] |= binding.looks[list(pick.stops).index(pick.stop(pick.start))]


@fill.register
def _cosines(binding: Cosines, sheet: Sheet) -> None:
    try:
        found = [one.array(binding.array, sheet.step) for one in sheet.chosen(binding.where)[:1]]
    except NotFound:  # nothing was to be seen yet
        return
    if not found:
        return
    angle = np.sort(np.asarray(found[0], float))
    few = angle[np.arange(0, len(angle), -(-len(angle) // DIRECTIONS))]
    sheet.traces[binding.trace]["z"] = np.cos(np.radians(few[:, None] - few))


@fill.register
def _cells(binding: Cells, sheet: Sheet) -> None:
    trace = sheet.traces[binding.trace]
    of = [tuple(sheet.chosen(where)) for where in binding.where]
    values = [_mean([sheet.latest(one, binding.y) for one in members]) for members in of]
    told = ["" if np.isnan(value) else f"<br>{100 * value:.0f} %" for value in values]
    trace["text"] = [f"{text}{number}" for text, number in zip(trace["text"], told, strict=True)]
    trace["marker"] = {**trace["marker"], "color": values}
    sheet.groups[binding.trace] = [
        Group(x, y, members) for x, y, members in zip(trace["x"], trace["y"], of, strict=True)
    ]


@fill.register
def _fit(binding: Fit, sheet: Sheet) -> None:
    points = _positive(sheet, binding.of)
    law = _law(points)
    if law is None:
        return
    slope, level = law
    ends = np.array([min(points)[0], max(points)[0]])
    trace = sheet.traces[binding.trace]
    trace |= {"x": ends, "y": level * ends**slope}
    text = binding.label.replace("{slope}", _slope(slope))
    place = {"xref": trace.get("xaxis", "x"), "yref": trace.get("yaxis", "y"), "xanchor": "left", "xshift": 8}
    where = {"x": np.log10(ends[1]), "y": np.log10(trace["y"][1]), "yanchor": "middle", "showarrow": False}
    sheet.annotations.append({"text": text, **place, **where, "font": {"color": trace["line"]["color"]}})


@fill.register
def _grid(binding: Grid, sheet: Sheet) -> None:
    of: dict[tuple[Any, Any], list[Recorded]] = {}
    for run, recording in sheet.members:
        at = place(run)
        of.setdefault((at[binding.x], at[binding.y]), []).append(recording)
    xs, ys = (sorted({place[axis] for place in of}) for axis in (0, 1))
    trace = sheet.traces[binding.trace]
    trace |= {"x": list(trace.get("x", xs)), "y": list(trace.get("y", ys))}
    z = np.full((len(ys), len(xs)), np.nan)
    groups = []
    for (x, y), members in of.items():
        across, up = xs.index(x), ys.index(y)
        z[up, across] = _mean([sheet.latest(one, binding.z) for one in members])
        groups.append(Group(trace["x"][across], trace["y"][up], tuple(members)))
    trace["z"], sheet.groups[binding.trace] = z, groups


@fill.register
def _moment(binding: Moment, sheet: Sheet) -> None:
    found = sheet.marks(binding.mark, binding.where)
    axes = {"xref": sheet.partner(binding.yaxis), "yref": f"{binding.yaxis} domain"}
    line = {"color": f"@{binding.role}", "width": 2}
    foot, tip = (1.0, 1 - MOMENT) if binding.hanging else (0.0, MOMENT)
    sheet.shapes += [
        {"type": "line", **axes, "x0": one.at, "x1": one.at, "y0": foot, "y1": tip, "line": line}
        for one in found
    ]
    if found and binding.label:
        label = {"text": binding.label, "x": found[-1].at, "y": tip, "font": {"color": f"@{binding.role}"}}
        label |= {"xanchor": "right"} if binding.before else {}
        sheet.annotations.append({**label, **axes, "yanchor": "top" if binding.hanging else "bottom"})


@fill.register
def _span(binding: Span, sheet: Sheet) -> None:
    found = [one for one in sheet.marks(binding.mark, binding.where) if binding.start in one.values]
    axes = {"xref": sheet.partner(binding.yaxis), "yref": f"{binding.yaxis} domain"}
    low, high = BRACKET
    color = f"@{binding.role}"
    for one in found:
        start = one.values[binding.start]
        for x0, x1, y0, y1 in (
            (start, start, low, high),
            (start, one.at, high, high),
            (one.at, one.at, low, high),
        ):
            ends = {"x0": x0, "x1": x1, "y0": y0, "y1": y1}
            sheet.shapes.append({"type": "line", **axes, **ends, "line": {"color": color, "width": 1}})
    if found and binding.label:
        start, end = found[-1].values[binding.start], found[-1].at
        text = binding.label.replace("{length}", f"{end - start:.0f}")
        where = {"x": (start + end) / 2, "y": high, "yanchor": "bottom", "font": {"color": color}}
        sheet.annotations.append({"text": text, **where, **axes})


def _positive(sheet: Sheet, trace: int) -> list[tuple[float, float]]:
    """The points of another trace that have logarithms."""
    return [(one.x, one.y) for one in sheet.groups.get(trace, ()) if one.x > 0 and one.y > 0]


def _law(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Slope and level of the power law through points, if they have two places."""
    if len({x for x, _ in points}) < 2:
        return None
    return through_means([x for x, _ in points], [y for _, y in points])


def _slope(slope: float) -> str:
    return f"{slope:.2f}".replace("-", "−")


def _mean(values: Sequence[float]) -> float:
    """The mean of those that are finite."""
    finite = [one for one in values if np.isfinite(one)]
    return float(np.mean(finite)) if finite else float("nan")
