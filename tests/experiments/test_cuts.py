"""Every cut can be played on the shipped recording of its example, and its question has its answer there."""

from dataclasses import replace
from pathlib import Path

import pytest

from lab import experiments
from lab.contract.cut import Cut, Place
from lab.contract.experiment import Experiment
from lab.contract.figure import Across, Binding, Exponent, Graph, Line, Moment, Snapshot, Walkers
from lab.contract.figure.line import WAITING
from lab.contract.figure.snapshot import WAITING as BROKEN
from lab.figures.filled import filled
from lab.figures.veil import veiled
from lab.runs.files import shipping
from lab.runs.names.specification import specify
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log
from tests.experiments.rows import Rows

CUTS = [(experiment, cut) for experiment in experiments.every() for cut in experiment.cuts]
ASKED = 7.0
"""Seconds of a film until it asks, at most: a page that needs three seconds to open asks within ten."""


def shipped(folder: Path, experiment: Experiment, cut: Cut) -> list[Recording]:
    log = Log(folder / "log.sqlite")
    shipping.ship(log, experiment.name)
    found = []
    for run in specify(experiment.name, cut.preset).members:
        info = log.shown(run.id)
        assert info is not None, f"{run.id} is not shipped: lab record {experiment.name}"
        found.append(Recording(log, info, info.members.index(run.id)))
    return found


def step(recording: Recording, place: Place) -> int:
    last = int(recording.column("step")[-1])
    places = {"start": 0, "end": last, **{mark.name: mark.at for mark in recording.marks}}
    return min(places[place.mark] + place.offset, last)


@pytest.mark.parametrize(("experiment", "cut"), CUTS, ids=[f"{one.name}-{cut.preset}" for one, cut in CUTS])
def test_a_cut_is_short_in_few_words_and_its_answer_is_in_the_recording(experiment, cut, tmp_path):
    recordings = shipped(tmp_path, experiment, cut)
    seconds = sum(scene.seconds for scene in cut.scenes)
    captions = [scene.caption for scene in cut.scenes if scene.caption]
    assert 8 <= seconds <= 12
    assert sum(scene.seconds for scene in cut.before) <= ASKED
    assert len(captions) <= 3
    assert max(len(caption.split()) for caption in captions) <= 12
    for scene in cut.scenes:
        assert step(recordings[0], scene.begin) < step(recordings[0], scene.end)
    assert 2 <= len(cut.cliff.choices) <= 4
    assert 0 <= cut.cliff.after < len(cut.scenes) - 1
    assert set(cut.cliff.truth(recordings)) <= set(cut.cliff.choices)
    assert cut.cliff.truth(recordings) != ()
    assert cut.cliff.told(recordings).endswith(".")
    assert len(set(cut.cliff.futures)) == len(cut.cliff.futures)
    if cut.cliff.futures:
        hero = experiment.figures(experiment.configure(cut.preset))[0]
        lines = [one.y for one in hero.bindings if isinstance(one, Line) and one.x == "step"]
        parts = [one for one in hero.bindings if isinstance(one, Across) and one.asked]
        assert lines[0] not in cut.cliff.veil if lines else parts


@pytest.mark.parametrize(("experiment", "cut"), CUTS, ids=[f"{one.name}-{cut.preset}" for one, cut in CUTS])
def test_what_the_question_is_about_is_not_drawn_before_the_answer(experiment, cut):
    hero, *_ = figures = experiment.figures(experiment.configure(cut.preset))
    veil, walking = set(cut.cliff.veil), [one for one in hero.bindings if isinstance(one, Walkers)]
    every = [one for figure in figures for one in figure.bindings]
    shown = {said for one in every for said in (one.shows, getattr(one, "name", None))}
    shown |= {one.get("name") for one in hero.layout.get("annotations", ())}
    graphs = [one for one in hero.bindings if isinstance(one, Graph)]
    assert veil <= shown | ({"stuck"} if walking else set()) | ({"leak"} if graphs else set())
    seen = veiled(hero, cut)
    before = seen.bindings
    for one in before if veil else ():
        assert not isinstance(one, Moment | Exponent)
        assert not (isinstance(one, Line) and one.name in veil)
        assert one.shows not in veil or (isinstance(one, Across) and one.asked is not None)
    free = {one.shows for one in hero.bindings if getattr(one, "name", None) not in veil}
    assert {one.shows for one in before} >= free - veil - {None}
    said = seen.layout.get("annotations", ())
    waits = any(isinstance(one, Line) and one.y in veil for one in hero.bindings)
    small = {hero.traces[one.trace]["yaxis"] for one in hero.bindings if kept_back(one, veil)}
    assert (WAITING in [one["text"] for one in said]) == waits
    assert {one["yref"].split()[0] for one in said if one["text"] == BROKEN} == small
    assert not veil & {one.get("name") for one in said}
    assert all(seen.traces[one.stuck]["visible"] is False for one in walking if veil)
    assert all(one.asked == ("leak" in veil) for one in before if isinstance(one, Graph))


def kept_back(one: Binding, veil: set[str]) -> bool:
    """Whether a snapshot's heights are."""
    return isinstance(one, Snapshot) and one.into == "y" and one.array in veil


def test_of_a_set_the_members_that_are_asked_about_are_kept_back_alone():
    scaling = experiments.find("scaling-law")
    (cut,) = scaling.cuts
    before = veiled(scaling.figures(scaling.configure(cut.preset))[0], cut)
    losses = {"step": [0, 1], "id_loss": [5, 1], "train_loss": [5, 1]}
    runs = [(run, Rows(run.config, losses)) for run in specify("scaling-law", cut.preset).members]
    blue, orange = filled(before, runs, 1)["data"][:2]
    assert list(blue["x"]) == [16, 24, 32, 48, 64, 96]
    assert list(orange["x"]) == [16, 24, 32]


def test_words_that_would_tell_go_even_where_no_others_are_left():
    scaling = experiments.find("scaling-law")
    (cut,) = scaling.cuts
    hero = scaling.figures(scaling.configure(cut.preset))[0]
    told = {"text": "it is higher", "name": cut.cliff.veil[0]}
    alone = replace(hero, layout={**hero.layout, "annotations": [told]})
    assert veiled(alone, cut).layout["annotations"] == []
