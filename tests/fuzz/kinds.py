"""The kinds of input by name, each with what takes it."""

import contextlib
import logging
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lab.lessons import LESSONS
from lab.rooms.lesson import PARTS, steps
from lab.server import films
from tests.fuzz import classes, configs, files, requests
from tests.fuzz.door import in_process
from tests.fuzz.measure import Count, Kind, measure

SETTINGS = {"LAB_WORKERS": "1", "LAB_MAX_SECONDS": "1", "LAB_STORE_MEGABYTES": "256"}
"""Of the lab that takes them: what trains is short, and what has trained makes room."""


@contextlib.contextmanager
def opened(name: str) -> Iterator[Kind]:
    """A kind of input, with what takes it, in a home of its own."""
    home = Path(tempfile.mkdtemp(prefix="lab-fuzz-"))
    plain: dict[str, type[Kind]] = {
        "settings": configs.Settings, "links": configs.Links, "numbers": configs.Numbers,
        "memories": files.Memories,
    }  # fmt: skip
    served = {"bodies": requests.Bodies, "messages": requests.Messages, "rooms": classes.Rooms}
    try:
        if name in plain:
            yield plain[name]()
        elif name in served:
            with in_process(home / "home", **SETTINGS) as app:
                if name == "rooms":
                    _draw_films()
                yield served[name](app)
        else:
            yield files.Recordings(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _draw_films() -> None:
    """Films of lessons are drawn once, in about a second each, and kept: whoever asks first has to wait."""
    for lesson in LESSONS.values():
        for step in steps(lesson.name, 15):
            for number, part in enumerate(PARTS):
                for count in (films.STAGE, films.PHONE) if step.film[number] else ():
                    for language in films.LANGUAGES:
                        films._packed(films._of_film(step), part, count, language)


def part(name: str, first: int, stop: int, seed: int) -> Count:
    """The inputs of a kind from one number up to another, in this process."""
    logging.disable()
    with opened(name) as kind:
        return measure(name, kind, range(first, stop), seed)
