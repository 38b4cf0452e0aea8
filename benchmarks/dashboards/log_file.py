"""Rows for the dashboards that people write themselves: a file of float64, step and columns, read whole."""

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
from training import COLUMNS

NAME = "rows.f64"


class Writer:
    """One unbuffered write a row."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def row(self, step: int, values: tuple[float, ...]) -> None:
        """Log the columns of a step."""
        os.write(self._file, np.array((step, *values)).tobytes())

    def close(self) -> None:
        """The last row was logged."""
        os.close(self._file)


def history(folder: Path, loss: npt.NDArray[np.float64]) -> None:
    """A whole history of one column."""
    table = np.full((len(loss), 1 + len(COLUMNS)), np.nan)
    table[:, 0], table[:, 1] = np.arange(len(loss)), loss
    table.tofile(folder / NAME)


def read(folder: Path) -> npt.NDArray[np.float64]:
    """All whole rows, shape (rows, 1 + columns)."""
    values = np.fromfile(folder / NAME)
    width = 1 + len(COLUMNS)
    return values[: len(values) // width * width].reshape(-1, width)
