"""The grammar of figures keeps what it promises: axes on a phone, traces on panels, labels inside."""

from itertools import pairwise

import pytest

from lab import experiments
from lab.contract.figure import Across, Fit, Line, Snapshot
from lab.experiments.drawing.axes import LOG
from lab.experiments.drawing.panels import Drawing, chart

FIGURES = [
    pytest.param(figure, id=f"{experiment.name}-{preset.name}-{figure.name}")
    for experiment in experiments.every()
    for preset in experiment.presets
    for figure in experiment.figures(experiment.configure(preset.name))
]


def axes(layout):
    """The axes of a layout, by the names that plotly gives them."""
    return {name: axis for name, axis in layout.items() if name[1:].startswith("axis")}


def area(axes, x, y):
    """Shares of the figure that a panel takes: left, right, bottom, top."""
    across, up = (axes[f"{name[0]}axis{name[1:]}"].get("domain", (0, 1)) for name in (x, y))
    return (*across, *up)


def apart(first, second):
    return first[1] <= second[0] or second[1] <= first[0] or first[3] <= second[2] or second[3] <= first[2]


def drawn(beside):
    drawing = Drawing("training", "Loss and distance", beside=beside)
    loss = drawing.panel("loss", share=2, **LOG)
    loss.curve("@model", "loss")
    gap = loss.below("gap")
    gap.curve("@second").fill(Line, "gap", over="loss")
    plane = drawing.map(2.0)
    plane.dots("@data", "points")
    plane.label("far away", "@second", 0.98, 0.9, phone={"text": "far"})
    return drawing.figure()


@pytest.mark.parametrize("beside", [False, True])
def test_panels_stand_apart_and_fill_the_figure(beside):
    figure = drawn(beside)
    for layout in (figure.layout, {**figure.layout, **figure.phone}):
        areas = [area(axes(layout), *panel) for panel in (("x", "y"), ("x", "y2"), ("x3", "y3"))]
        assert all(apart(a, b) for i, a in enumerate(areas) for b in areas[:i])
        assert min(low for *_, low, _ in areas) == 0
        assert max(high for *_, high in areas) == 1


def test_a_phone_has_every_axis_one_below_the_other():
    wide, phone = axes(drawn(beside=True).layout), axes(drawn(beside=True).phone)
    assert wide.keys() == phone.keys()
    assert {tuple(axis["domain"]) for name, axis in phone.items() if name[0] == "x"} == {(0, 1)}
    heights = [phone[name]["domain"] for name in ("yaxis", "yaxis2", "yaxis3")]
    assert all(above[0] > below[1] for above, below in pairwise(heights))


def test_what_is_below_one_another_already_is_no_other_on_a_phone():
    assert not axes(drawn(beside=False).phone)


def test_panels_of_which_only_some_are_placed_are_refused():
    drawing = Drawing("training", "Loss and distance")
    drawing.panel("loss", at=((0, 1), (0.5, 1)))
    drawing.panel("distance")
    with pytest.raises(ValueError, match="training: some panels say where they stand"):
        drawing.figure()


def test_marks_are_counted_by_the_drawing():
    drawing = Drawing("sizes", "Loss against size")
    loss = drawing.panel("loss", **LOG)
    runs = loss.points("@model").fill(Across, "loss", "samples")
    fit = loss.curve("@model").fill(Fit, of=runs.trace)
    cloud = drawing.map().dots("@data", "points")
    assert (runs.trace, fit.trace, cloud.trace) == (0, 1, 2)
    assert drawing.figure().bindings == [
        Across(0, "loss", "samples"),
        Fit(1, 0),
        Snapshot(2, "points", "x", column=0),
        Snapshot(2, "points", "y", column=1),
    ]


def test_a_label_differs_on_a_phone_in_what_is_said_of_it_and_in_nothing_else():
    figure = drawn(beside=True)
    (wide,), (narrow,) = figure.layout["annotations"], figure.phone["annotations"]
    assert narrow == {**wide, "text": "far"}
    assert (wide["xref"], wide["xanchor"]) == ("x3 domain", "right")


def test_a_label_may_stand_on_one_screen_alone():
    panel = chart("loss", "The loss", "loss")
    panel.label("long words", "@model", 0, 1, phone=False)
    panel.label("words", "@model", 0, 1, wide=False)
    figure = panel.figure()
    assert [note["text"] for note in figure.layout["annotations"]] == ["long words"]
    assert [note["text"] for note in figure.phone["annotations"]] == ["words"]


@pytest.mark.parametrize("figure", FIGURES)
def test_every_trace_stands_on_a_panel_and_every_axis_of_a_phone_is_one_of_the_figure(figure):
    known = axes(figure.layout)
    for trace in figure.traces:
        if trace["type"] != "scatterpolar":
            x, y = trace.get("xaxis", "x"), trace.get("yaxis", "y")
            assert {f"xaxis{x[1:]}", f"yaxis{y[1:]}"} <= known.keys()
    assert axes(figure.phone).keys() <= known.keys()


@pytest.mark.parametrize("figure", FIGURES)
def test_labels_lie_inside_the_figure_and_refer_to_its_axes(figure):
    """At a share of a panel a label may hang over its edge by a tenth: words above, numbers around a map."""
    for layout in (figure.layout, {**figure.layout, **figure.phone}):
        for note in layout.get("annotations", ()):
            for side in "xy":
                axis, _, share = note[f"{side}ref"].partition(" ")
                assert axis == "paper" or f"{side}axis{axis[1:]}" in layout
                if share or axis == "paper":
                    assert -0.1 <= note[side] <= 1.1
