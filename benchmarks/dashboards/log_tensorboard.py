"""Rows for TensorBoard: its own event writer, flushed each second instead of each second minute."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from training import COLUMNS


class Writer:
    """One event a row, as `SummaryWriter.add_scalars` of PyTorch writes them."""

    def __init__(self, folder: Path) -> None:
        self._file = EventFileWriter(str(folder / "run"), flush_secs=1)

    def row(self, step: int, values: tuple[float, ...]) -> None:
        """Log the columns of a step."""
        pairs = zip(COLUMNS, values, strict=True)
        scalars = [Summary.Value(tag=name, simple_value=value) for name, value in pairs]
        self._file.add_event(Event(step=step, summary=Summary(value=scalars)))

    def close(self) -> None:
        """The last row was logged."""
        self._file.close()


def history(folder: Path, loss: npt.NDArray[np.float64]) -> None:
    """A whole history of one column."""
    file = EventFileWriter(str(folder / "run"), max_queue_size=10_000)
    for step, value in enumerate(loss.tolist()):
        scalar = Summary.Value(tag="loss", simple_value=value)
        file.add_event(Event(step=step, summary=Summary(value=[scalar])))
    file.close()
