"""The pictures of a lesson: a film up to its cliff, a question as it stands there, and what came."""

import numpy as np

from lab import experiments
from lab.contract.cut import Cut
from lab.export import assets
from lab.figures import film
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.filled import filled
from lab.figures.sketch import panels, sketch
from lab.figures.veil import veiled
from lab.lessons.own import own
from lab.lessons.words import Question
from lab.runs.names.specification import set_id, specify
from lab.runs.store.log import Log

FRAMES = 14
"""Pictures of a film."""


def frames(log: Log, experiment: str, preset: str) -> list[str]:
    """A cut up to its cliff as drawings, evenly in its time, without what it keeps back.

    Raises:
        NotFound: it is not recorded here.
    """
    subject, cut = _cut(log, experiment, preset)
    whole = sum(scene.seconds for scene in cut.before)
    hero = veiled(subject.hero, cut)
    steps = film.steps(subject, cut, np.linspace(0, whole, FRAMES).tolist())
    figures = [filled(hero, subject.recorded, step) for step in steps]
    return [sketch(hero, figure, panels(figures[-1])) for figure in figures]


def before(experiment: str, preset: str) -> str:
    """An example's figure at its cliff; nothing where it has none."""
    stills = assets.stills(experiments.find(experiment), preset) if _cut_named(experiment, preset) else []
    return assets.drawings()[stills[-1]] if stills else ""


def after(log: Log, question: Question) -> str:
    """The end of a page's own question, however it is worded; nothing of any other."""
    if not _cut_named(question.experiment, question.preset):
        return ""
    asked = own(question.experiment, question.preset)
    if (question.truth, question.runs) != (asked.truth, asked.runs):
        return ""
    subject, cut = _cut(log, question.experiment, question.preset)
    figure = filled(subject.hero, subject.recorded, film.ending(subject, cut))
    return sketch(subject.hero, figure, panels(figure))


def _cut_named(experiment: str, preset: str) -> Cut | None:
    return next((cut for cut in experiments.find(experiment).cuts if cut.preset == preset), None)


def _cut(log: Log, experiment: str, preset: str) -> tuple[Exhibit, Cut]:
    cut = _cut_named(experiment, preset)
    if cut is None:
        raise ValueError(f"{experiment} has no film of {preset}")
    runs = specify(experiment, preset).members
    log.knows(runs)
    return exhibit(log, set_id(runs)), cut
