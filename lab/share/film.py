"""A run's cut, as the front end plays it, and what is kept from a viewer until they have answered."""

import dataclasses
from typing import Any

from lab.experiment import Cut, Experiment, Figure, Line, Moment
from lab.runs.specification import Run, members, resolve_device, set_id
from lab.share.subject import Subject


def cut_of(experiment: Experiment, id: str) -> Cut | None:
    """The cut of the example that this run or set is, if it is one that has a cut."""
    for cut in experiment.cuts:
        config = resolve_device(experiment, experiment.configure(cut.preset))
        if set_id(members(Run(experiment.name, experiment.version, config))) == id:
            return cut
    return None


def untold(cut: Cut | None) -> dict[str, Any] | None:
    """A cut without its outcome, as JSON values."""
    if cut is None:
        return None
    asked = ("after", "question", "choices", "veil", "low")
    cliff = {name: getattr(cut.cliff, name) for name in asked}
    return {"scenes": [dataclasses.asdict(scene) for scene in cut.scenes], "cliff": cliff}


def veiled(figure: Figure, cut: Cut | None) -> Figure:
    """A figure as it is seen before the cliff is answered: without the curves that the question is about."""
    if cut is None or not cut.cliff.veil:
        return figure
    told = [one for one in figure.bindings if not isinstance(one, Moment)]
    kept = [one for one in told if not (isinstance(one, Line) and one.y in cut.cliff.veil)]
    return dataclasses.replace(figure, bindings=tuple(kept))


def outcome(subject: Subject) -> dict[str, Any] | None:
    """The right choices at the cliff, and the outcome in one sentence; None where there is no cliff."""
    cut = cut_of(subject.experiment, subject.id)
    if cut is None:
        return None
    recordings = [recording for _, recording in subject.recorded]
    return {"truth": list(cut.cliff.truth(recordings)), "told": cut.cliff.told(recordings)}
