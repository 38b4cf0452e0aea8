"""Whether a file holds what its experiment writes, the whole of it, and nothing else."""

from collections.abc import Sequence

import numpy as np

from lab.contract.divergence import DIVERGED
from lab.contract.strangers import quoted
from lab.runs.format import graph
from lab.runs.format.labrun import ArchiveRefused, Content, Header, MarkEntry
from lab.runs.names.specification import Run, estimated
from lab.runs.read.recording import Recording

MOST_MARKS = 4096
"""Marks of a file; of a run on a page there are at most some hundred."""
MOST_CHANGES = 16
"""Changes of a graph a step, at most, beside those it begins with."""
BEGINNING = 4096
CHECKPOINTS, KEPT = 12, 768 * 2**10
"""Checkpoints that a file carries at most, and their bytes together."""
ROOM, TIMES = 16 * 2**20, 8
"""Bytes of a file's numbers, at most: these, and so many times what its specification is estimated at."""


def check(whole: Content, runs: Sequence[Run]) -> None:
    """Refuse what a recording of these runs, trained to its end, does not hold.

    Raises:
        ArchiveRefused: the first thing that is not as this experiment writes it.
    """
    try:
        _members(runs)
        _names(whole.header, runs[0])
        _marks(whole.header, runs)
        _rows(whole, runs[0])
        _caps(whole, runs)
        graph.check(whole.header.graph)
    except ValueError as error:
        raise ArchiveRefused(f"The file is no recording of {runs[0].experiment.name}: {error}.") from None


def _members(runs: Sequence[Run]) -> None:
    first = runs[0]
    if len({run.id for run in runs}) != len(runs):
        raise ValueError("a run is in it twice")
    alone = len(runs) > 1 and any(run.interventions for run in runs)
    keys = {(run.experiment.name, run.experiment.batch_key(run.config)) for run in runs}
    if alone or len(keys) > 1 or any(run.members != (run,) for run in runs):
        raise ValueError(f"its {len(runs)} runs do not train as one batch, as those of {first.id} do")


def _names(header: Header, run: Run) -> None:
    written = run.experiment.written
    foreign = [name for name in header.columns if name != "step" and not written.column(name)]
    if foreign or len(set(header.columns)) != len(header.columns):
        raise ValueError(
            f"its columns are its own, each once, and {quoted((foreign or ['a name'])[0])} is not"
        )
    for shot in header.snapshots:
        if len(shot.shape) - 1 not in written.axes(shot.name):
            raise ValueError(f"it has no snapshot {shot.name} of {len(shot.shape) - 1} axes")
    if header.graph and not written.graph:
        raise ValueError("it has no graph")


def _marks(header: Header, runs: Sequence[Run]) -> None:
    steps = _steps(runs[0])
    for mark in header.marks:
        if not runs[0].experiment.written.free:
            _known(mark, runs[0])
        if not mark.at <= mark.step < steps:
            raise ValueError(f"its mark {mark.name} is at step {mark.at}, known at {mark.step}, of {steps}")


def _known(mark: MarkEntry, run: Run) -> None:
    known = (frozenset[str](), frozenset[str]()) if mark.name == DIVERGED else None
    known = known or run.experiment.written.values(mark.name)
    if known is None:
        raise ValueError(f"it has no mark {mark.name}")
    if not known[0] <= mark.values.keys() <= known[1]:
        raise ValueError(f"its mark {mark.name} has not the values {', '.join(sorted(known[1])) or '(none)'}")


def _rows(whole: Content, run: Run) -> None:
    """The rows of the specification, up to where the last member has left the range of numbers."""
    taken, steps = whole.columns["step"], _steps(run)
    if not len(taken):
        raise ValueError("it has no row")
    end = _end(whole.header.marks, len(whole.header.specifications))
    rows = run.experiment.written.rows
    if rows is not None:
        due = np.asarray(rows(run.config.resolved, int(steps)), np.float64)
        due = due[due <= end]
        if not np.array_equal(taken, due):
            raise ValueError(f"it has {len(taken)} rows up to step {taken[-1]:.0f}, and {len(due)} are due")
    late = [shot.step for shot in whole.header.snapshots if shot.step >= steps]
    late += [change["step"] for change in whole.header.graph if change["step"] >= steps]
    late += [step for step in whole.checkpoints if step > steps]
    if taken[-1] >= steps or late:
        raise ValueError(f"it goes on after its {steps} steps")


def _end(marks: Sequence[MarkEntry], members: int) -> float:
    ends = {mark.member: mark.at for mark in marks if mark.name == DIVERGED}
    return max(ends.values()) if len(ends) == members else np.inf


def _caps(whole: Content, runs: Sequence[Run]) -> None:
    header = whole.header
    changes = BEGINNING + MOST_CHANGES * header.rows
    if len(header.marks) > MOST_MARKS or len(header.graph) > changes:
        raise ValueError(
            f"it has {len(header.marks)} marks and {len(header.graph)} changes of a graph, too many"
        )
    kept = sum(map(len, whole.checkpoints.values()))
    if len(whole.checkpoints) > CHECKPOINTS or kept > KEPT:
        raise ValueError(
            f"it has {len(whole.checkpoints)} checkpoints of {kept} bytes; {CHECKPOINTS} are taken"
        )
    arrays = [*whole.columns.values(), *whole.snapshots]
    size, most = sum(array.nbytes for array in arrays), ROOM + TIMES * estimated(runs).bytes
    if size > most:
        raise ValueError(f"its numbers take {size} bytes; {most} are taken of such a run")


def _steps(run: Run) -> float:
    """Steps that it has; a training of somebody's own may have any number."""
    return run.experiment.cost(run.config.resolved).steps or np.inf


def read(recordings: Sequence[Recording]) -> None:
    """Refuse what this experiment's own words cannot be said of: no page could show it.

    Raises:
        ArchiveRefused: they cannot.
    """
    first = recordings[0]
    experiment, last = first.run.experiment, first.info.last_step
    steps = sorted({0, last // 2, last, *(mark.step for mark in first.marks[:64])})
    try:
        for step in steps:
            experiment.sentence(first, step)
        if experiment.describe_set is not None and len(recordings) > 1:
            experiment.sentence_of_set(recordings, last)
        for claim in experiment.claims:
            if claim.each_run:
                claim.judge(recordings)
    except Exception as error:  # whatever numbers that nobody has computed may do to a sentence
        raise ArchiveRefused(f"The file's numbers are not such as {experiment.name} writes.") from error
