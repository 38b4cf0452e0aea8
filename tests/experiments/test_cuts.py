"""Every cut can be played on the shipped recording of its example, and its question has its answer there."""

from pathlib import Path

import pytest

from lab import experiments
from lab.experiment import Cut, Experiment, Line, Moment, Place
from lab.runs import shipping
from lab.runs.log import Log
from lab.runs.recording import Recording
from lab.runs.specification import members, specify
from lab.share.film import veiled

CUTS = [(experiment, cut) for experiment in experiments.every() for cut in experiment.cuts]


def shipped(folder: Path, experiment: Experiment, cut: Cut) -> list[Recording]:
    log = Log(folder / "log.sqlite")
    shipping.ship(log, experiment.name)
    found = []
    for run in members(specify(experiment.name, cut.preset)):
        info = log.shown(run.id)
        assert info is not None
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
    assert len(captions) <= 3
    assert max(len(caption.split()) for caption in captions) <= 12
    for scene in cut.scenes:
        assert step(recordings[0], scene.begin) < step(recordings[0], scene.end)
    assert 2 <= len(cut.cliff.choices) <= 4
    assert 0 <= cut.cliff.after < len(cut.scenes) - 1
    assert set(cut.cliff.truth(recordings)) <= set(cut.cliff.choices)
    assert cut.cliff.truth(recordings) != ()
    assert cut.cliff.told(recordings).endswith(".")


@pytest.mark.parametrize(("experiment", "cut"), CUTS, ids=[f"{one.name}-{cut.preset}" for one, cut in CUTS])
def test_what_the_question_is_about_is_not_drawn_before_the_answer(experiment, cut):
    hero = experiment.figures(experiment.configure(cut.preset))[0]
    drawn = {one.y for one in hero.bindings if isinstance(one, Line)}
    assert set(cut.cliff.veil) <= drawn
    before = veiled(hero, cut).bindings
    assert {one.y for one in before if isinstance(one, Line)} == drawn - set(cut.cliff.veil)
    assert not cut.cliff.veil or not [one for one in before if isinstance(one, Moment)]
