"""Lessons: what a class is asked, in two languages, with every outcome computed from a recording."""

from lab.contract.errors import NotFound
from lab.lessons.one_brain import LESSON as ONE_BRAIN
from lab.lessons.pick_your_gamma import LESSON as PICK_YOUR_GAMMA
from lab.lessons.rescue import LESSON as RESCUE
from lab.lessons.stop_the_film import LESSON as STOP_THE_FILM
from lab.lessons.the_leak import LESSON as THE_LEAK
from lab.lessons.words import Lesson

LESSONS = {lesson.name: lesson for lesson in (RESCUE, STOP_THE_FILM, PICK_YOUR_GAMMA, ONE_BRAIN, THE_LEAK)}
"""The lessons by name."""


def find(name: str) -> Lesson:
    """The lesson of that name.

    Raises:
        NotFound: there is none.
    """
    if name not in LESSONS:
        raise NotFound(f"There is no lesson {name[:40]}; there are {', '.join(LESSONS)}.")
    return LESSONS[name]
