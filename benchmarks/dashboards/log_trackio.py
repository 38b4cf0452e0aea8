"""Rows for trackio: `init`, `log`, `finish`, as its first page says; a long history in lots."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import trackio
from trackio.sqlite_storage import SQLiteStorage
from training import COLUMNS

PROJECT, RUN = "training", "run"
LOT = 50_000


class Writer:
    """`trackio.log` a row; its own thread sends what has gathered, twice a second."""

    def __init__(self, folder: Path) -> None:
        del folder  # TRACKIO_DIR names it
        self._run = trackio.init(
            project=PROJECT, name=RUN, embed=False, auto_log_gpu=False, auto_log_cpu=False
        )

    def row(self, step: int, values: tuple[float, ...]) -> None:
        """Log the columns of a step."""
        trackio.log(dict(zip(COLUMNS, values, strict=True)), step=step)

    def close(self) -> None:
        """The last row was logged."""
        trackio.finish()


def history(folder: Path, loss: npt.NDArray[np.float64]) -> None:
    """A whole history of one column."""
    del folder
    for first in range(0, len(loss), LOT):
        lot = [{"loss": value} for value in loss[first : first + LOT].tolist()]
        SQLiteStorage.bulk_log(PROJECT, RUN, lot, steps=list(range(first, first + len(lot))))
