"""Lessons over HTTP: each as a file for a room without a network."""

import functools

from starlette.requests import Request
from starlette.responses import Response

from lab import lessons
from lab.contract.errors import BadInput
from lab.lessons.offline import file
from lab.lessons.outcomes import rests_on
from lab.lessons.words import Minutes, form_of
from lab.server.context import context

FILES = 16
"""Files that are kept, each of 256 kB at most."""


def offline(request: Request) -> Response:
    """The file of a lesson, of its form for `?minutes=15` or `45`.

    Raises:
        BadInput: it has no such form.
        NotFound: there is no such lesson, or what it rests on is not recorded here.
    """
    lesson, asked = lessons.find(request.path_params["name"]), request.query_params.get("minutes", "15")
    form = form_of(asked)
    if form is None:
        raise BadInput(f"minutes = {asked[:20]}: a lesson takes 15 or 45.")
    name = f'attachment; filename="{lesson.name}-{form}.html"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    whole = _file(lesson.name, form, rests_on(context().log, lesson))
    return Response(whole, headers=headers, media_type="text/html")


@functools.lru_cache(FILES)
def _file(name: str, form: Minutes, _recordings: tuple[str, ...]) -> bytes:
    """Made once for as long as it rests on the same recordings."""
    return file(context().log, lessons.find(name), form)
