"""A run or a set as a table: the long frame of `lab export`, streamed as it is read."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from lab.errors import NotFound
from lab.runs.recording import Recording
from lab.runs.specification import Run, coordinates
from lab.server.context import context
from lab.server.resource import id_of
from lab.server.shown import find

ROWS = 5000
"""Rows that are put into words at a time."""


def export(request: Request) -> Response:
    """What is recorded so far: one row a step, of a set the members' rows one after the other.

    Raises:
        NotFound: no such id, nothing recorded, or another format than csv.
    """
    format = request.path_params["format"]
    if format != "csv":
        raise NotFound(f"{format[:40]} is not a format here; there is csv.")
    shown = find(context().log, id_of(request))
    recorded = shown.recorded(context().log)
    headers = {"Content-Disposition": f'attachment; filename="{shown.id}.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(_csv(recorded), media_type="text/csv", headers=headers)


def _csv(recorded: list[tuple[Run, Recording]]) -> Iterator[str]:
    for place, (run, recording) in enumerate(recorded):
        where = coordinates(run) if len(recorded) > 1 else {}
        columns = {name: recording.column(name) for name in ("step", *recording.columns)}
        for start in range(0, len(columns["step"]), ROWS):
            part = pd.DataFrame({name: values[start : start + ROWS] for name, values in columns.items()})
            frame = part.astype({"step": np.int64}).assign(**where)
            yield str(frame.to_csv(index=False, header=place == start == 0))
