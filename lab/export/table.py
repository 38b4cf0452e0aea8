"""A run or a set as a table in CSV: where it comes from in comment lines, then the long frame."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from lab.export.citation import written
from lab.figures.compare import place
from lab.figures.exhibit import Exhibit

ROWS = 5000
"""Rows that are put into words at a time."""


def table(subject: Exhibit) -> Iterator[str]:
    """The lines as they are read; `pandas.read_csv(path, comment="#")` gives the frame of `lab.open`."""
    yield "".join(f"# {line}\n" for line in written(subject).splitlines() if line)
    for number, (run, recording) in enumerate(subject.recorded):
        where = place(run) if subject.compares else run.coordinates if len(subject.recorded) > 1 else {}
        columns = {name: recording.column(name) for name in ("step", *recording.columns)}
        for start in range(0, len(columns["step"]), ROWS):
            part = pd.DataFrame({name: values[start : start + ROWS] for name, values in columns.items()})
            frame = part.astype({"step": np.int64}).assign(**where)
            yield str(frame.to_csv(index=False, header=number == start == 0))
