"""Runs of one experiment beside each other: what they differ in, and figures that show several at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lab import experiments
from lab.config import ExperimentConfig, as_text
from lab.errors import BadInput, LabError
from lab.experiment import Above, Across, Experiment, Figure, Graph, Grid, Line, Moment, Snapshot, Span
from lab.runs.specification import Run, coordinates, spanned
from lab.share.fork import UNCHANGED, Fork, fork, told

LOOKS = (
    ("@model", "solid"),
    ("@second", "dash"),
    ("@others", "dashdot"),
    ("@data", "solid"),
    ("@ink", "dot"),
)
"""Colour and dash of each run's curves, in their order."""
MOST = 24
"""Runs in one comparison."""
LABELLED = 2
"""Settings that a run is called by; where more differ it has its letter only."""
ONE_OF_MANY = {"color": "@others", "dash": "solid", "width": 1.25}
"""Where more runs than looks are drawn, all but the first are thin."""
LETTER, GAP = 7, 20
"""Width of a letter of a run's name, and what stands between two names, in px."""
SEED = "seed"


@dataclass(frozen=True)
class Difference:
    """A setting that not all have alike: its name for people, in short, and each run's value."""

    label: str
    short: str
    values: tuple[str, ...]

    def called(self, number: int) -> str:
        """What a run is called by it; what was done on the way says itself what it is."""
        return f"{self.short} = {self.values[number]}" if self.short else self.values[number]


def compares(runs: Sequence[Run]) -> bool:
    """Whether no plural fields span these, so that they are a comparison and no set of one config."""
    fields = type(runs[0].config).settings().values()
    plural = [about.name for about in fields if about.singular]
    others = [about.name for about in fields if not about.singular]
    alone = [(run.interventions, [getattr(run.config, name) for name in others]) for run in runs]
    if any(one != alone[0] for one in alone):
        return True
    product = 1
    for name in plural:
        product *= len({getattr(run.config, name) for run in runs})
    if product == len(runs):
        return False
    try:
        spanned(runs)  # of a product in which some choices make no difference
    except LabError:
        return True
    return False


def place(run: Run) -> dict[str, Any]:
    """Where a member stands in the figures of its set or comparison: coordinates, its id, its seed."""
    seed = {SEED: getattr(run.config, SEED)} if rolled(run) else {}
    return {**seed, **coordinates(run), "run": run.id}


def differences(runs: Sequence[Run]) -> list[Difference]:
    """The settings in which the runs differ, in the order of the config, and what was done on the way."""
    differ = []
    for name, about in type(runs[0].config).settings().items():
        values = tuple(as_text(getattr(run.config, name)) for run in runs)
        if len(set(values)) > 1:
            word = about.label or name.replace("_", " ").capitalize()
            differ.append(Difference(f"{word} {about.symbol}".strip(), about.symbol or word, values))
    acts = tuple(_acts(run) for run in runs)
    return differ + ([Difference("On the way", "", acts)] if len(set(acts)) > 1 else [])


def labels(runs: Sequence[Run]) -> list[str]:
    """What each run is called: a letter, and its values where few settings differ."""
    left = fork(experiments.find(runs[0].experiment), runs)
    differ = differences(runs)
    short = differ if len(differ) <= LABELLED else []
    many = range(len(runs))
    names = left.names if left else [", ".join(one.called(i) for one in short) for i in many]
    if len(runs) > len(LOOKS):
        return list(names)
    return [f"{chr(ord('A') + i)}: {name}".removesuffix(": ") for i, name in enumerate(names)]


def rolled(run: Run) -> bool:
    """Whether the run's seed is one of its settings, and not that of a set."""
    return SEED in type(run.config).settings()


def dice(run: Run, seeds: Sequence[int]) -> tuple[Run, ...]:
    """The same run with other seeds; its own comes first.

    Raises:
        BadInput: it has no seed, or one of these is not allowed.
    """
    if not rolled(run):
        raise BadInput(f"{run.experiment} throws no dice: none of its settings is a seed.")
    others = [seed for seed in dict.fromkeys(seeds) if seed != getattr(run.config, SEED)]
    return (run, *(replace(run, config=run.config.replace(seed=seed)) for seed in others))


def alike(runs: Sequence[Run]) -> bool:
    """Whether the runs differ in their seed alone."""
    return rolled(runs[0]) and len({replace(run, config=run.config.replace(seed=0)).id for run in runs}) == 1


def figures_of(experiment: Experiment, config: ExperimentConfig, runs: Sequence[Run]) -> Sequence[Figure]:
    """The figures of a run or a set, or of a comparison."""
    return figures(experiment, runs) if compares(runs) else experiment.figures(config)


def figures(experiment: Experiment, runs: Sequence[Run]) -> list[Figure]:
    """Curves over each other, everything else beside; of runs with other seeds a dot each, at the end."""
    left = fork(experiment, runs)
    every = [{figure.name: figure for figure in experiment.figures(run.config)} for run in runs]
    shared = [name for name in every[0] if all(name in one for one in every)]
    only = [every[0][name] for name in shared if _only_curves(every[0][name])]
    names = left.names if left and len(runs) <= len(LOOKS) else ()
    curves = [_over(one, runs, () if number else names) for number, one in enumerate(only)]
    curves = [replace(one, window=_window(experiment, left)) for one in curves]
    dots = [_dots(every[0][one], line) for one in shared for line in _curves(every[0][one])[:1]]
    beside = [
        _beside(of[name], run, label, number)
        for name in shared
        if not _only_curves(every[0][name])
        for number, (of, run, label) in enumerate(list(zip(every, runs, labels(runs), strict=True))[:4])
        if not any(isinstance(one, Across | Above | Grid | Graph) for one in of[name].bindings)
    ]
    made = [*curves[:1], *(dots[:1] if alike(runs) else []), *curves[1:], *beside]
    if curves:
        return made
    first = made[0]  # what is shown first has no heading: its run's name stands in it
    notes = [*first.layout.get("annotations", ()), *_keys(labels(runs)[:1])]
    return [replace(first, layout={**first.layout, "annotations": notes}), *made[1:]]


def _acts(run: Run) -> str:
    """What was done on the way, with the steps."""
    if not run.interventions:
        return UNCHANGED
    experiment = experiments.find(run.experiment)
    return ", ".join(f"{told(experiment, [act])} at {act.step:,}" for act in run.interventions)


def _curves(figure: Figure) -> list[Line]:
    """The curves that a comparison repeats for each run: the model's, against the step."""
    lines = [one for one in figure.bindings if isinstance(one, Line) and one.x == "step"]
    return [one for one in lines if _line(figure.traces[one.trace]).get("color") == "@model"] or lines[:1]


def _only_curves(figure: Figure) -> bool:
    return bool(_curves(figure)) and all(isinstance(one, Line | Moment | Span) for one in figure.bindings)


def _line(trace: Mapping[str, Any]) -> Mapping[str, Any]:
    line: Mapping[str, Any] = trace.get("line", {})
    return line


def _over(figure: Figure, runs: Sequence[Run], ends: Sequence[str]) -> Figure:
    """The runs' curves in one figure, each in its look, with its name above, or at its end where it is given;
    moments are those of the first run."""
    curves, named = _curves(figure), labels(runs)
    bound = {one.trace for one in figure.bindings if isinstance(one, Line)}
    left_out = {_line(figure.traces[n]).get("color") for n in bound - {one.trace for one in curves}}
    traces = [trace for n, trace in enumerate(figure.traces) if n not in bound]
    marks = [one for one in figure.bindings if isinstance(one, Moment | Span)]
    bindings: list[Any] = [replace(one, role="model") if isinstance(one, Moment) else one for one in marks]
    for number, run in reversed(list(enumerate(runs))):  # the first is drawn last, over the others
        for one in curves:
            given = figure.traces[one.trace]
            end = ends[number] if ends and one is curves[0] else ""
            bindings.append(replace(one, trace=len(traces), where={**one.where, "run": run.id}, name=end))
            name = f"{named[number]} {given.get('name', one.y)}".strip()
            traces.append({**given, "name": name, "line": {**_line(given), **_look(number, len(runs))}})
    layout = dict(figure.layout)
    notes = [one for one in layout.get("annotations", ()) if _color(one) not in left_out]
    keys = _keys(named) if len(runs) <= len(LOOKS) and not ends else []
    layout["annotations"] = [*notes, *keys]
    phone = dict(figure.phone)
    if "annotations" in phone:
        phone["annotations"] = [one for one in phone["annotations"] if _color(one) not in left_out]
    if ends:
        layout["margin"] = {**layout.get("margin", {}), "r": GAP + LETTER * max(map(len, ends))}
    return replace(figure, traces=traces, layout=layout, bindings=bindings, pick=None, phone=phone)


def _window(experiment: Experiment, left: Fork | None) -> tuple[int, int] | None:
    """The steps around a fork, where the experiment says how many."""
    if left is None or experiment.together is None:
        return None
    return max(0, left.step - experiment.together.steps // 3), left.step + experiment.together.steps


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
    """A figure of one run among others; moments are known of the first."""
    told = [one for one in figure.bindings if not (number and isinstance(one, Moment | Span))]
    bindings = [_only(one, run) for one in told]
    name, title = f"beside-{number}-{figure.name}", f"{label} · {figure.title}"
    return replace(figure, name=name, title=title, bindings=bindings, pick=None)


def _only(binding: Any, run: Run) -> Any:
    if isinstance(binding, Snapshot):
        binding = replace(binding, pick=None)
    if not isinstance(binding, Line | Snapshot):
        return binding
    return replace(binding, where={**binding.where, "run": run.id})


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
