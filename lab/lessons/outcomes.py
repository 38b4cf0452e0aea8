"""What came after a question, from what is recorded; and the runs of a class."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lab import experiments
from lab.contract.claim import RunRequest
from lab.contract.errors import NotFound
from lab.lessons.words import FORMS, Lesson, Pick, Question, Words
from lab.runs.names.specification import Run, specify
from lab.runs.read.branch import requested
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log


@dataclass(frozen=True)
class Answer:
    """The numbers of the right choices, from 1, and the outcome in one sentence with what was measured."""

    truth: tuple[int, ...]
    told: Words


def answer(log: Log, question: Question) -> Answer:
    """What came, computed from the recordings here.

    Raises:
        NotFound: one of them is not here.
    """
    recordings = _recordings(log, question)
    return Answer(question.truth(recordings), question.told(recordings))


def rests_on(log: Log, lesson: Lesson) -> tuple[str, ...]:
    """The recordings here on which a lesson's outcomes rest: while they are the same, so is all that it says.

    Raises:
        NotFound: one of them is not here.
    """
    asked = [step.question for form in FORMS for step in lesson.steps(form) if step.question]
    return tuple(recording.info.recording for question in asked for recording in _recordings(log, question))


def requests(lessons: Iterable[Lesson], experiment: str) -> list[RunRequest]:
    """The runs of an experiment on which the outcomes of lessons rest."""
    steps = (step for lesson in lessons for form in FORMS for step in lesson.steps(form))
    asked = [step.question for step in steps if step.question]
    return [run for question in asked if question.experiment == experiment for run in question.runs]


def class_runs(pick: Pick, values: Sequence[Any]) -> tuple[Run, ...]:
    """The run of each value, in the order of the values: one set wherever the setting can have several.

    Raises:
        BadInput: a value is not allowed.
    """
    settings = experiments.find(pick.experiment).config.settings().values()
    plural = next((about.name for about in settings if about.singular == pick.setting), None)
    if plural:
        return specify(pick.experiment, pick.preset, **pick.fields, **{plural: tuple(values)}).members
    return tuple(specify(pick.experiment, pick.preset, **pick.fields, **{pick.setting: v}) for v in values)


def _recordings(log: Log, question: Question) -> list[Recording]:
    experiment = experiments.find(question.experiment)

    def recorded(run: Run) -> Recording | None:
        info = log.shown(run.id)
        return None if info is None or info.imported else Recording(log, info, info.members.index(run.id))

    found = []
    for request in question.runs:
        runs = requested(experiment, request, recorded)
        recordings = [recorded(run) for run in runs]
        if not runs or None in recordings:
            raise NotFound(f"{question.experiment}: what “{question.text.en}” rests on is not recorded here.")
        found += [recording for recording in recordings if recording is not None]
    return found
