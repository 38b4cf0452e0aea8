"""A run of the lab in the lesson's place: what the teacher shows, on the stage and on phones that follow."""

import time
from urllib.parse import parse_qsl, urlsplit

from lab.contract.errors import NotFound
from lab.contract.strangers import whole
from lab.figures import film
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.filled import filled
from lab.figures.sketch import panels, sketch
from lab.figures.veil import veiled
from lab.rooms.words import Shown
from lab.runs.names.link import named, parameters
from lab.runs.names.specification import set_id
from lab.runs.store.log import Log


def meant(log: Log, link: str) -> Shown:
    """What a link of this lab shows: the run or the set, at its step, mark or cliff, else at its end; nothing
    where the link is empty, so that the lesson is back.

    Raises:
        BadInput: it is no link of a page.
        NotFound: nothing of it is recorded here, or it has no such moment.
    """
    if not link.strip():
        return Shown("", 0, at=time.time())
    found, asks = named(link), parameters(parse_qsl(urlsplit(link).query))
    runs = [log.specification(run) if isinstance(run, str) else run for run in found]
    log.knows(runs)
    subject = exhibit(log, str(found[0]) if len(found) == 1 and isinstance(found[0], str) else set_id(runs))
    moment = asks.get("at") or asks.get("until") or asks.get("step") or ""
    step = _step(subject, moment) if moment else subject.last_step
    return Shown(subject.id, min(step, subject.last_step), moment == "cliff", time.time())


def drawn(log: Log, shown: Shown) -> tuple[str, str]:
    """Its figure as a drawing, without what its cliff keeps back, and what that shows in one sentence.

    Raises:
        NotFound: it is not recorded here any more.
    """
    subject = exhibit(log, shown.run)
    hero = veiled(subject.hero, film.cut_of(subject.experiment, subject.id)) if shown.cliff else subject.hero
    figure = filled(hero, subject.recorded, shown.step)
    return sketch(hero, figure, panels(figure)), subject.said(shown.step)


def _step(subject: Exhibit, moment: str) -> int:
    cut = film.cut_of(subject.experiment, subject.id)
    if moment == "cliff" and cut:
        return film.steps(subject, cut, [sum(scene.seconds for scene in cut.before)])[0]
    marks = {mark.name: mark.at for _, recording in subject.recorded for mark in reversed(recording.marks)}
    step = whole(moment) if moment not in marks else marks[moment]
    if step is None:
        there = ", ".join(list(marks)[:8]) or "none"
        raise NotFound(f"{moment[:40]} is no moment of this run: give a step, or a mark; there are {there}.")
    return step
