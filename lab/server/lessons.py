"""Lessons over HTTP: each as a file for a room without a network."""

from starlette.requests import Request
from starlette.responses import Response

from lab import lessons
from lab.contract.errors import BadInput
from lab.lessons.offline import file
from lab.lessons.words import form_of
from lab.server.context import context


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
    return Response(file(context().log, lesson, form), headers=headers, media_type="text/html")
