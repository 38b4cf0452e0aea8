"""Runs that no settings span stand together, each told from the others, here and in what is sent on."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from lab import experiments
from lab.contract.errors import BadInput
from lab.contract.figure import Across, Graph, Grid, Line, Moment, Span
from lab.export.preview import preview
from lab.export.recorded import recorded
from lab.export.replay import file
from lab.figures import compare, together
from lab.figures.exhibit import exhibit
from lab.figures.filled import filled
from lab.runs.files.archive import take
from lab.runs.files.shipping import RECORDINGS
from lab.runs.format import parcel
from lab.runs.names.specification import set_id, specify
from lab.runs.store.log import Log


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """Small and usual starting weights of the same network, each in a recording of its own."""
    log = Log(tmp_path_factory.mktemp("compared") / "log.sqlite")
    runs = [specify("condensation", preset) for preset in ("condense", "usual")]
    for run in runs:
        for path in (RECORDINGS / "condensation").glob("*.labrun"):
            if log.usable(run.id) is None:
                take(log, path.read_bytes(), origin="shipped")
    log.remember_set(set_id(runs), [run.id for run in runs])
    return exhibit(log, set_id(runs))


def test_a_set_of_plural_fields_is_no_comparison_and_other_runs_are():
    assert not compare.compares(specify("adam-spikes", "quadratic-map").members)
    assert not compare.compares([specify("adam-spikes")])
    assert not compare.compares(specify("scaling-law", "width").members)
    assert compare.compares([specify("adam-spikes"), specify("adam-spikes", eta=0.02)])
    corners = [specify("condensation", "phase-diagram")]
    three = corners[0].members[:1] + corners[0].members[7:9]
    assert compare.compares(three)


def test_what_differs_is_all_that_is_told(compared):
    (only,) = compare.differences(compared.runs)
    assert only.values == tuple(str(run.config.gamma_std) for run in compared.runs)
    assert compare.labels(compared.runs) == ["A: γ = 2.0", "B: γ = 0.5"]
    many = compare.labels([specify("adam-spikes", "fnn-sin"), specify("adam-spikes", "quadratic")])
    assert many == ["A", "B"]


def test_curves_are_drawn_over_each_other_and_the_rest_beside(compared):
    hero, *others = compared.figures
    drawn = [one for one in hero.bindings if isinstance(one, Line)]
    assert {one.where["run"] for one in drawn} == {run.id for run in compared.runs}
    looks = [hero.traces[one.trace]["line"] for one in drawn]
    assert len({(look["color"], look["dash"]) for look in looks}) == 2
    beside = [one for one in others if one.name.startswith("beside-")]
    pairs = list(zip(beside, compared.recorded * (len(beside) // 2), strict=True))  # A, B, A, B …
    said = dict(zip(compared.runs, compare.labels(compared.runs), strict=True))
    assert pairs
    assert all(figure.title.startswith(f"{said[run]} · ") for figure, (run, _) in pairs)
    for figure, (_, recording) in pairs[:2]:
        shown = filled(figure, compared.recorded, 300)["data"]
        place = next(one for one in figure.bindings if getattr(one, "array", ""))
        values = recording.array(place.array, 300)
        given = shown[place.trace][place.into.split(".")[0]]
        np.testing.assert_array_equal(given, values if place.column is None else values[:, place.column])


def test_moments_stand_in_their_run_s_colour_and_the_first_run_s_are_in_words():
    adam = experiments.find("adam-spikes")
    runs = [specify("adam-spikes"), specify("adam-spikes", eta=0.02)]
    hero = together.figures(adam, runs)[0]
    marks = [one for one in hero.bindings if isinstance(one, Moment | Span)]
    looks = {run.id: color.removeprefix("@") for run, (color, _) in zip(runs, compare.LOOKS, strict=False)}
    assert {one.role for one in marks} == set(looks.values())
    assert all(one.role == looks[one.where["run"]] for one in marks)
    assert {one.where["run"] for one in marks if one.label} == {runs[0].id}


def test_a_graph_stands_beside_and_what_shows_a_set_has_a_point_a_run():
    cube = experiments.find("memcube")
    runs = [specify("memcube", "leak"), specify("memcube", "leak", budget=0.5)]
    graphs = [one for one in together.figures(cube, runs) if one.name.endswith("-memories")]
    of = [next(one for one in figure.bindings if isinstance(one, Graph)).where["run"] for figure in graphs]
    assert of == [run.id for run in runs]
    for name, preset, figure in (
        ("adam-spikes", "quadratic-map", "map"),
        ("bias-potential", "error-against-n", "best"),
    ):
        first, *_, last = specify(name, preset).members
        drawn = together.figures(experiments.find(name), [first, last])
        (shown,) = [one for one in drawn if one.name == figure]
        points = [one for one in shown.bindings if isinstance(one, Across)]
        assert points or [type(one) for one in shown.bindings] == [Grid]
        assert {one.where["run"] for one in points} in (set(), {first.id, last.id})
        assert len({shown.traces[one.trace]["marker"]["color"] for one in points}) == len(points)


@pytest.mark.parametrize("experiment", experiments.every(), ids=lambda one: one.name)
def test_every_figure_of_a_page_is_in_a_comparison(experiment):
    run = specify(experiment.name).members[0]
    fewer = {"steps": run.config.steps + 1} if "steps" in run.config.settings() else {"seed": 1}
    other = replace(run, config=run.config.replace(**fewer))
    figures = together.figures(experiment, [run, other])
    assert len(figures) >= len(experiment.figures(run.config))
    for figure in figures:
        for binding in figure.bindings if figure.name != "dice" else ():
            of = getattr(binding, "where", {"run": run.id})
            assert "run" in of, figure.name


def test_each_curve_is_its_own_run_s(compared):
    shown = filled(compared.hero, compared.recorded, 500)["data"]
    by_run = {run.id: recording for run, recording in compared.recorded}
    for one in compared.hero.bindings:
        if isinstance(one, Line):
            recording = by_run[one.where["run"]]
            last = recording.column(one.y)[int(np.searchsorted(recording.column("step"), 500, "right")) - 1]
            assert shown[one.trace]["y"][-1] == last


def test_what_is_sent_on_of_it_names_every_run(compared):
    header, _ = parcel.unpack(recorded(compared))
    assert header["members"] == [run.id for run in compared.runs]
    assert {one["first"] for one in header["snapshots"]} == {0, 1}
    said = compared.said(300)
    assert all(label in said for label in compare.labels(compared.runs))
    page = preview(compared, "http://here", "../", {})
    assert f'href="../compare?run={compared.id}"' in page
    html = file(compared, "http://here").decode()
    data = json.loads(re.findall(r'id="lab-data">(.*?)</script>', html)[0])
    assert [one["coordinates"]["run"] for one in data["members"]] == header["members"]
    assert data["claims"] == []


def test_other_dice_are_the_same_settings_and_a_dot_each():
    run = specify("adam-spikes", "quadratic")
    thrown = compare.dice(run, [0, 1, 2])
    assert [one.config.seed for one in thrown] == [0, 1, 2]
    assert thrown[0] == run
    assert compare.alike(thrown)
    assert not compare.alike([run, specify("adam-spikes")])
    figures = together.figures(experiments.find("adam-spikes"), thrown)
    dots = next(one for one in figures if one.name == "dice")
    assert dots.bindings == [Across(0, "loss", "seed")]
    assert [compare.place(one)["seed"] for one in thrown] == [0, 1, 2]
    with pytest.raises(BadInput, match="throws no dice"):
        compare.dice(specify("scaling-law"), [1])
