"""The figures of a comparison: curves over each other, pictures side by side, each run in its look."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lab.contract.config import ExperimentConfig
from lab.contract.divergence import DIVERGED
from lab.contract.experiment import Experiment
from lab.contract.figure import Across, Binding, Cells, Figure, Grid, Line, Moment, Snapshot, Span
from lab.figures.compare import LOOKS, SEED, alike, compares, labels
from lab.figures.fork import Fork, fork
from lab.runs.names.specification import Run

ONE_OF_MANY = {"color": "@others", "dash": "solid", "width": 1.25}
"""Where more runs than looks are drawn, all but the first are thin."""
LETTER, GAP = 7, 20
"""Width of a letter of a run's name, and what stands between two names, in px."""


def figures_of(experiment: Experiment, config: ExperimentConfig, runs: Sequence[Run]) -> Sequence[Figure]:
    """The figures of a run or a set, or of a comparison."""
    return figures(experiment, runs) if compares(runs) else of_config(experiment, config)


def of_config(experiment: Experiment, config: ExperimentConfig) -> list[Figure]:
    """The figures of a run, or of the set that a config spans, with the mark of a run that ended where a
    curve follows the steps."""
    return [
        replace(figure, bindings=[*figure.bindings, *(_end(figure, line) for line in _by_step(figure)[:1])])
        for figure in experiment.figures(config.resolved)
    ]


def _end(figure: Figure, line: Line) -> Moment:
    yaxis = figure.traces[line.trace].get("yaxis", "y")
    return Moment(DIVERGED, yaxis, "limit", "left the range of numbers", before=True, where=line.where)


def figures(experiment: Experiment, runs: Sequence[Run]) -> list[Figure]:
    """Curves and points of sets over each other, pictures beside; of runs with other seeds a dot each, at
    the end of the first curve."""
    left = fork(experiment, runs)
    every = [{figure.name: figure for figure in of_config(experiment, run.config)} for run in runs]
    shared = [name for name in every[0] if all(name in own for own in every)]
    only = [every[0][name] for name in shared if _only_curves(every[0][name])]
    names = left.names if left and len(runs) <= len(LOOKS) else ()
    curves = [_over(figure, runs, () if number else names) for number, figure in enumerate(only)]
    curves = [replace(curve, window=_window(experiment, left)) for curve in curves]
    dots = [_dots(every[0][name], line) for name in shared for line in _curves(every[0][name])[:1]]
    points = [_points(every[0][name], runs) for name in shared if _of_sets(every[0][name])]
    beside = [
        _beside(own[name], run, label, number)
        for name in shared
        if not _only_curves(every[0][name]) and not _of_sets(every[0][name])
        for number, (own, run, label) in enumerate(zip(every, runs, labels(runs), strict=True))
        if number < len(LOOKS)
    ]
    compared = [*curves[:1], *(dots[:1] if alike(runs) else []), *curves[1:], *points, *beside]
    if curves or points:
        return compared
    first = compared[0]  # what is shown first has no heading: its run's name stands in it
    return [replace(first, layout=_noted(first.layout, _keys(labels(runs)[:1]))), *compared[1:]]


def _by_step(figure: Figure) -> list[Line]:
    return [binding for binding in figure.bindings if isinstance(binding, Line) and binding.x == "step"]


def _curves(figure: Figure) -> list[Line]:
    """The curves that a comparison repeats for each run: the model's, against the step."""
    lines = _by_step(figure)
    return [line for line in lines if _line(figure.traces[line.trace]).get("color") == "@model"] or lines[:1]


def _only_curves(figure: Figure) -> bool:
    return bool(_curves(figure)) and all(
        isinstance(binding, Line | Moment | Span) for binding in figure.bindings
    )


def _of_sets(figure: Figure) -> bool:
    """Whether it has a point or a cell for each member of a set, and so for each run."""
    return any(isinstance(binding, Across | Grid) for binding in figure.bindings)


def _line(trace: Mapping[str, Any]) -> Mapping[str, Any]:
    line: Mapping[str, Any] = trace.get("line", {})
    return line


def _over(figure: Figure, runs: Sequence[Run], ends: Sequence[str]) -> Figure:
    """The runs' curves and moments in one figure, each in its look, with its name above, or at its end where
    it is given; of very many runs the first one's moments."""
    curves, named = _curves(figure), labels(runs)
    marks = [binding for binding in figure.bindings if isinstance(binding, Moment | Span)]
    bound = {line.trace for line in figure.bindings if isinstance(line, Line)}
    left_out = {_line(figure.traces[n]).get("color") for n in bound - {curve.trace for curve in curves}}
    traces = [trace for n, trace in enumerate(figure.traces) if n not in bound]
    bindings: list[Any] = []
    for number, run in reversed(list(enumerate(runs))):  # the first is drawn last, over the others
        look = _look(number, len(runs))
        for curve in reversed(curves):
            trace = figure.traces[curve.trace]
            end = ends[number] if ends and curve is curves[0] else ""
            bindings.insert(
                0, replace(_only(curve, run), trace=len(traces), name=end)
            )  # and is read out first
            name = f"{named[number]} {trace.get('name', curve.y)}".strip()
            traces.append({**trace, "name": name, "line": {**_line(trace), **look}})
        if number == 0 or len(runs) <= len(LOOKS):
            bindings += [_mark(mark, run, look["color"], worded=number == 0) for mark in marks]
    notes = [note for note in figure.layout.get("annotations", ()) if _color(note) not in left_out]
    keys = _keys(named) if len(runs) <= len(LOOKS) and not ends else []
    layout = _noted({**figure.layout, "annotations": notes}, keys)
    phone = dict(figure.phone)
    if "annotations" in phone:
        kept = [note for note in phone["annotations"] if _color(note) not in left_out]
        phone = _noted({**phone, "annotations": kept}, keys)
    if ends:
        layout["margin"] = {**layout.get("margin", {}), "r": GAP + LETTER * max(map(len, ends))}
    return replace(figure, traces=traces, layout=layout, bindings=bindings, pick=None, phone=phone)


def _window(experiment: Experiment, left: Fork | None) -> tuple[int, int] | None:
    """The steps around a fork, where the experiment says how many."""
    if left is None or experiment.together is None:
        return None
    return max(0, left.step - experiment.together.steps // 3), left.step + experiment.together.steps


def _mark(mark: Moment | Span, run: Run, color: str, *, worded: bool) -> Moment | Span:
    """A run's moments in its colour; where several runs have them, the first one's are in words."""
    where = {**mark.where, "run": run.id}
    return replace(mark, role=color.removeprefix("@"), where=where, label=mark.label if worded else "")


def _points(figure: Figure, runs: Sequence[Run]) -> Figure:
    """A figure of sets with a point for each run in its colour, or its cell; the rest of it is a set's."""
    traces: list[Mapping[str, Any]] = []
    bindings: list[Binding] = []
    layout = {**figure.layout, "shapes": []}
    for binding in figure.bindings:
        if isinstance(binding, Across):
            for number, run in reversed(list(enumerate(runs))):
                bindings.append(replace(_only(binding, run), trace=len(traces), mean=False))
                traces.append(_dotted(figure.traces[binding.trace], _look(number, len(runs))["color"]))
        elif isinstance(binding, Grid):
            bindings.append(replace(binding, trace=len(traces), opens=None))
            cells = figure.traces[binding.trace]  # its own axes are those of a set
            traces.append({name: cells[name] for name in cells if name not in ("x", "y")})
            layout |= {"xaxis": _category(binding.x), "yaxis": _category(binding.y)}
    notes = [note for note in figure.layout.get("annotations", ()) if "paper" in note.values()]
    keys = _keys(labels(runs)) if len(runs) <= len(LOOKS) else []
    layout["annotations"] = [*notes, *keys]
    return replace(figure, traces=traces, layout=layout, bindings=bindings, note="", pick=None)


def _dotted(trace: Mapping[str, Any], color: str) -> dict[str, Any]:
    return {**trace, "mode": "markers", "marker": {"size": 10, **trace.get("marker", {}), "color": color}}


def _category(coordinate: str) -> dict[str, Any]:
    return {"type": "category", "title": {"text": coordinate.replace("_", " ")}}


def _noted(layout: Mapping[str, Any], notes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {**layout, "annotations": [*layout.get("annotations", ()), *notes]}


def _look(number: int, many: int) -> Mapping[str, Any]:
    if many > len(LOOKS) and number:
        return ONE_OF_MANY
    color, dash = LOOKS[number % len(LOOKS)]
    return {"color": color, "dash": dash}


def _color(note: Mapping[str, Any]) -> Any:
    return note.get("font", {}).get("color")


def _keys(named: Sequence[str]) -> list[dict[str, Any]]:
    """The runs' names in their colours, one beside the other above the right end of a figure."""
    at = {"xref": "paper", "x": 1, "xanchor": "right", "yref": "paper", "y": 1, "yanchor": "bottom"}
    keys, right = [], 0
    for label, (color, _) in reversed(list(zip(named, LOOKS, strict=False))):
        look = {"showarrow": False, "font": {"color": color, "size": 13}}
        keys.append({"text": label, **at, "xshift": -right, **look})
        right += LETTER * len(label) + GAP
    return keys


def _beside(figure: Figure, run: Run, label: str, number: int) -> Figure:
    """A figure of one run among others."""
    bindings = [_only(binding, run) for binding in figure.bindings]
    name, title = f"beside-{number}-{figure.name}", f"{label} · {figure.title}"
    narrow = {**figure.layout, **figure.phone}  # half a page is hardly wider than a phone
    height = (figure.height[1 if figure.phone else 0], figure.height[1])
    return replace(figure, name=name, title=title, bindings=bindings, layout=narrow, height=height, pick=None)


def _only(binding: Any, run: Run) -> Any:
    """What fills a figure from one run alone."""
    if isinstance(binding, Cells):
        return replace(binding, where=[{**place, "run": run.id} for place in binding.where])
    if isinstance(binding, Snapshot | Across):
        binding = replace(binding, pick=None)
    return replace(binding, where={**binding.where, "run": run.id}) if hasattr(binding, "where") else binding


def _dots(figure: Figure, curve: Line) -> Figure:
    """A dot a run: its latest number on a curve, against its seed."""
    trace = figure.traces[curve.trace]
    axis = figure.layout.get(trace.get("yaxis", "y").replace("y", "yaxis", 1), {})
    kept = {name: axis[name] for name in ("type", "title", "exponentformat", "dtick") if name in axis}
    layout = {
        "xaxis": {"title": {"text": "seed: one dot a throw of the dice"}, "type": "category"},
        "yaxis": {**kept, "autorange": True},
        "hovermode": "closest",
    }
    marker = {"color": "@model", "size": 10}
    dots = {"type": "scatter", "mode": "markers", "marker": marker, "cliponaxis": False}
    return Figure("dice", "Other dice, same settings", [dots], layout, [Across(0, curve.y, SEED)], (260, 240))
