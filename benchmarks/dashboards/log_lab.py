"""Rows for this lab: the recording that `lab.watch` writes, without its curvature, which no other has."""

import math
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from training import COLUMNS, WIDTH

from lab.experiments.own.columns import COLUMNS as OWN
from lab.runs.files import own
from lab.runs.format.spool import Header, Spooled
from lab.runs.names.specification import Run
from lab.runs.store.log import Log
from lab.watching.identity import identify, surroundings
from lab.watching.record import Record

LOT = 100_000


class Writer:
    """Two unbuffered writes a row: columns of `lab.watch`, and those that `w.log` adds."""

    def __init__(self, folder: Path) -> None:
        run, around = specification()
        (folder / "id").write_text(run.id, encoding="utf-8")
        self._record, self._step = Record(run, around, 0), 0

    def row(self, step: int, values: tuple[float, ...]) -> None:
        """Log the columns of a step."""
        known = dict(zip(COLUMNS, values, strict=True))
        self._record.row(step, {name: value for name, value in known.items() if name in OWN})
        self._record.log(step, {name: value for name, value in known.items() if name not in OWN})
        self._step = step

    def close(self) -> None:
        """The last row was logged: the recording goes into the store."""
        self._record.close(self._step + 1, "done", None)


def specification() -> tuple[Run, dict[str, str | int | float]]:
    """What names a training: a model and an optimizer of the same shape."""
    model = torch.nn.Sequential(torch.nn.Linear(1, WIDTH), torch.nn.Tanh(), torch.nn.Linear(WIDTH, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    return identify(model, optimizer, "two sines"), surroundings(model, {})


def history(folder: Path, loss: npt.NDArray[np.float64]) -> None:
    """A whole history of one column, taken into the store as a server does while a training runs."""
    run, around = specification()
    (folder / "id").write_text(run.id, encoding="utf-8")
    log = Log()
    header = Header(
        specification=run.specification,
        environment=around,
        columns=tuple(OWN),
        created=0.0,
        host="",
        pid=os.getpid(),
        began=own.began(os.getpid()),
    )
    for start in range(0, len(loss), LOT):
        first = max(0, start - 1)  # while it trains, the last row is left for the next time
        values = loss[first : start + LOT]
        columns = {name: np.full(len(values), math.nan) for name in OWN} | {"loss": values}
        part = Spooled(header, np.arange(first, first + len(values)), columns, first=first)
        last = start + LOT >= len(loss)
        part.end = ("done", None) if last else None
        if own.take(log, part, living=not last) is None:
            raise RuntimeError(f"the store lacks rows before {first}")
