"""`/runs/ID/export/FORMAT`: a run or a set as a file."""

from collections.abc import Callable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from lab.contract.errors import NotFound
from lab.export import replay
from lab.export.table import table
from lab.figures.exhibit import Exhibit, exhibit
from lab.runs.files import archive
from lab.runs.read.sound import check_sound
from lab.server.context import context
from lab.server.resource import id_of
from lab.server.share import address_of


def export(request: Request) -> Response:
    """What is recorded, in a format: `csv` as far as it is, one row a step, of a set the members' rows one
    after the other; `html`, the replay that needs no network; `labrun`, the archive of a whole recording.

    Raises:
        NotFound: no such id, nothing recorded, or another format.
        Refused: an archive of what is not complete, or lies in several recordings.
        Damaged: it is not what was recorded.
    """
    format = request.path_params["format"]
    if format not in FORMATS:
        raise NotFound(f"{format[:40]} is not a format here; there are {', '.join(FORMATS)}.")
    subject = exhibit(context().log, id_of(request))
    for info in subject.infos:
        check_sound(subject.log, info)
    type, written = FORMATS[format]
    headers = {
        "Content-Disposition": f'attachment; filename="{subject.id}.{format}"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(written(request, subject), media_type=type, headers=headers)


def _html(request: Request, subject: Exhibit) -> Iterator[bytes]:
    return iter([replay.file(subject, address_of(request, subject))])


def _labrun(_request: Request, subject: Exhibit) -> Iterator[bytes]:
    return iter([archive.packed(subject.log, subject.id)])


def _csv(_request: Request, subject: Exhibit) -> Iterator[str]:
    return table(subject)


FORMATS: dict[str, tuple[str, Callable[[Request, Exhibit], Iterator[Any]]]] = {
    "csv": ("text/csv", _csv),
    "html": ("text/html", _html),
    "labrun": ("application/zip", _labrun),
}
