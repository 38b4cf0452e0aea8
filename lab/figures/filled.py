"""A figure with a recording's numbers in it: what `assets/live/figure.js` does, for paper and previews."""

from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Figure
from lab.contract.training import Recorded
from lab.figures.compare import place
from lab.figures.overlay import overlay
from lab.figures.sheet import Member, Sheet
from lab.runs.names.specification import Run


def filled(figure: Figure, members: Sequence[tuple[Run, Recorded]], step: int) -> dict[str, Any]:
    """A plotly figure `{"data", "layout"}` of plain values and numpy arrays, as it is seen at a step."""
    placed = [Member(place(run), recorded) for run, recorded in members]
    sheet = Sheet(figure, placed, step, max((_last(*member) for member in members), default=1))
    for binding in figure.bindings:
        binding.fill(sheet)
    overlay(figure, sheet)
    return {"data": sheet.traces, "layout": sheet.layout}


def _last(run: Run, recorded: Recorded) -> int:
    """The last step of a run: recorded, or while it is not complete the last that it can have."""
    steps = recorded.column("step")
    seen = int(steps[-1]) if len(steps) else 0
    return seen if recorded.complete else max(seen, run.experiment.cost(run.config).steps - 1)
