"""A run's cut, as the front end plays it, and what is kept from a viewer until they have answered."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from lab.contract.cut import Cut, Place
from lab.contract.experiment import Experiment
from lab.contract.training import Recorded
from lab.figures.exhibit import Exhibit
from lab.runs.names.specification import Run, example, set_id
from lab.runs.read.subject import Subject


def cut_of(experiment: Experiment, id: str) -> Cut | None:
    """The cut of the example that this run or set is, if it is one that has a cut."""
    for cut in experiment.cuts:
        config = example(experiment, cut.preset)
        if set_id(Run(experiment, config).members) == id:
            return cut
    return None


def untold(cut: Cut | None) -> dict[str, Any] | None:
    """A cut without its outcome, as JSON values."""
    if cut is None:
        return None
    asked = ("after", "question", "choices", "veil", "futures")
    cliff = {name: getattr(cut.cliff, name) for name in asked}
    return {"scenes": [dataclasses.asdict(scene) for scene in cut.scenes], "cliff": cliff}


def chosen(cut: Cut | None, number: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The choice at the cliff by its number, from 1; a sentence where there is no such choice."""
    if cut is None or number is None:
        return None, ()
    choices = {str(count): choice for count, choice in enumerate(cut.cliff.choices, 1)}
    if number in choices:
        return choices[number], ()
    return None, (f"answer = {number[:40]} is no choice of the question, which has 1 … {len(choices)}.",)


def steps(subject: Exhibit, cut: Cut, seconds: Sequence[float], *, outcome: bool = False) -> list[int]:
    """The steps that a cut shows so many seconds after its start, up to its cliff; so many after the cliff,
    with the outcome."""
    recording, scenes = subject.recorded[0][1], cut.after if outcome else cut.before
    times = np.cumsum([0.0, *(scene.seconds for scene in scenes)])
    ends = [_step(recording, scenes[0].begin, subject.last_step)]
    ends += [_step(recording, scene.end, subject.last_step) for scene in scenes]
    return [round(step) for step in np.interp(seconds, times, ends).tolist()]


def stills(subject: Exhibit, cut: Cut) -> list[int]:
    """The steps of a cut's three stills; the last is its cliff."""
    return steps(subject, cut, [second for second, _ in cut.stills])


def ending(subject: Exhibit, cut: Cut) -> int:
    """The step at which a cut ends, with its outcome in the picture."""
    return _step(subject.recorded[0][1], cut.scenes[-1].end, subject.last_step)


def _step(recording: Recorded, place: Place, last: int) -> int:
    marks: Sequence[int] = [mark.at for mark in recording.marks if mark.name == place.mark]
    start = {"start": 0, "end": last}.get(place.mark)
    return min(max((marks[0] if start is None else start) + place.offset, 0), last)


def asked(subject: Subject, until: str | None) -> Cut | None:
    """The cut at whose cliff a link stops, so that neither words nor picture may tell more."""
    return cut_of(subject.experiment, subject.id) if until == "cliff" else None


def outcome(subject: Subject) -> dict[str, Any] | None:
    """The right choices at the cliff, and the outcome in one sentence; None where there is no cliff."""
    cut = cut_of(subject.experiment, subject.id)
    if cut is None:
        return None
    recordings = [recording for _, recording in subject.recorded]
    return {"truth": list(cut.cliff.truth(recordings)), "told": subject.sourced(cut.cliff.told(recordings))}
