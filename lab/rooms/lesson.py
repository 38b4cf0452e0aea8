"""What a room takes of a lesson, or of an example's own question; and what its projector and phones draw."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lab import experiments, lessons
from lab.contract.errors import NotFound
from lab.export import assets
from lab.lessons import pictures, script, words
from lab.lessons.outcomes import answer
from lab.lessons.own import own
from lab.lessons.words import FORMS, Lesson, Minutes, Pick, Words, form_of
from lab.rooms.words import Outcome, Step
from lab.runs.store.log import Log

PARTS = ("before", "after")
MOMENTS = "moments"
"""The film at each moment that can be chosen."""


def question(experiment: str, preset: str | None = None) -> Step:
    """The question of an experiment's cut, its first or that of an example.

    Raises:
        NotFound: there is no such experiment, or no such cut.
    """
    asked = own(experiment, preset)
    return Step(
        asked.experiment,
        asked.preset,
        asked.text,
        asked.choices,
        asked.futures,
        film=pictures.lengths(asked),
    )


def steps(name: str, minutes: int) -> list[Step]:
    """The steps of a lesson of so many minutes.

    Raises:
        NotFound: there is no such lesson, or none so long.
    """
    lesson = lessons.find(name)
    form = form_of(minutes)
    if form is None:
        raise NotFound(f"Lessons last {' or '.join(map(str, FORMS))} minutes, not {minutes}.")
    parts = lesson.steps(form)
    asked = [part.question and part.question.id for part in parts]
    return [
        _step(lesson, part, f"{name}/{minutes}/{number}", asked.index(part.repeats) if part.repeats else None)
        for number, part in enumerate(parts)
    ]


def _step(lesson: Lesson, part: words.Step, place: str, repeats: int | None) -> Step:
    rest: dict[str, Any] = {
        "place": place,
        "repeats": repeats,
        "minutes": part.minutes,
        "do": part.do,
        "link": part.link,
    }
    if part.question is not None:
        asked = part.question
        whole = (asked.experiment, asked.preset, asked.text, asked.choices, asked.futures)
        rest |= {"axis": asked.axis, "plane": asked.plane, "several": asked.several}
        return Step(*whole, part.kind, **rest, film=pictures.lengths(asked))
    if part.pick is not None:
        pick = part.pick
        values = tuple(Words(str(value), str(value)) for value in pick.values)
        return Step(pick.experiment, pick.preset, pick.text, values, (), part.kind, **rest, axis=pick.axis)
    way = urlsplit(part.link)
    (preset,) = parse_qs(way.query)["preset"]
    film = pictures.lengths(own(way.path, preset)) if part.kind == "film" else (0.0, 0.0)
    return Step(way.path, preset, part.text or lesson.title, (), (), part.kind, **rest, film=film)


def whole(room_steps: Sequence[Step]) -> tuple[Lesson, Minutes]:
    """The lesson whose steps these are, and its form; an example's own question is one of one step.

    Raises:
        NotFound: the lesson is not what it was when the room was opened.
    """
    for step in room_steps:
        if step.asks and step.place and _part(step):
            name, minutes, _ = step.place.split("/")
            form = form_of(minutes)
            if form:
                return lessons.find(name), form
    asked = own(room_steps[0].experiment, room_steps[0].preset)
    parts = (script.ask(FORMS[0], asked),)
    title = experiments.find(asked.experiment).title
    return Lesson(asked.experiment, Words(title, title), asked.text, (), parts, parts), FORMS[0]


def _part(step: Step) -> words.Step | None:
    """Where a lesson has a step; None for an example's own question.

    Raises:
        NotFound: the lesson is not what it was when the room was opened.
    """
    if not step.place:
        return None
    name, minutes, number = step.place.split("/")
    form = form_of(minutes)
    parts = lessons.find(name).steps(form) if form else ()
    part = parts[int(number)] if int(number) < len(parts) else None
    asked = part and (part.question or part.pick)
    if asked is None or asked.text != step.text:
        raise NotFound("This lesson was rewritten since the room was opened: open a new one.")
    return part


def outcome(log: Log, step: Step) -> Outcome:
    """What came after a step's question, from what is recorded here.

    Raises:
        NotFound: nothing of it is recorded, or it is no question.
    """
    part = _part(step)
    asked = own(step.experiment, step.preset) if part is None else part.question
    if asked is None:
        raise NotFound("Nothing is asked here.")
    came = answer(log, asked)
    return Outcome(came.truth, came.told)


def pick(step: Step) -> Pick:
    """The setting that phones choose in a step.

    Raises:
        NotFound: it is no such step.
    """
    part = _part(step)
    if part is None or part.pick is None:
        raise NotFound("No setting is chosen here.")
    return part.pick


def film(log: Log, step: Step, part: str, count: int) -> list[str]:
    """A step's film up to its question, or of what came, in so many drawings.

    Raises:
        NotFound: it has none, or nothing of it is recorded here.
    """
    if part == MOMENTS and step.axis and step.film[0]:
        return pictures.moments(log, step.experiment, step.preset, step.axis)
    if part not in PARTS or not step.film[PARTS.index(part)]:
        raise NotFound("This step has no such film.")
    return pictures.frames(log, step.experiment, step.preset, count, outcome=part == "after")


def drawing(step: Step, *, large: bool) -> tuple[str, list[float]]:
    """The figure as the question stands in it, without what is kept back, as SVG; of the large one also
    where its futures end, in the order of the choices, in percent of its height, if it has them."""
    lead = experiments.find(assets.LEAD)
    if large and step.futures and (step.experiment, step.preset) == (lead.name, lead.cuts[0].preset):
        return assets.drawings()[assets.CLIFF], assets.ends()
    return pictures.before(step.experiment, step.preset), []
