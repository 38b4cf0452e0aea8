"""Branching: a child is a run that shares its parent's past, and differs from a step on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.contract.claim import RunRequest
from lab.contract.divergence import ends
from lab.contract.errors import BadInput, NotFound
from lab.contract.experiment import Experiment
from lab.contract.training import Mark, Recorded
from lab.runs.names.specification import Intervention, Run, checked, example, specify
from lab.runs.store.facts import RecordingInfo
from lab.runs.store.log import Log

Changes = Mapping[str, Any]
"""Live fields and actions by name, with their values."""


@dataclass(frozen=True)
class Branch:
    """A child, the run that it branches from and at which step, and the recording that holds its past."""

    child: Run
    parent: Run
    step: int
    recording: str | None

    @property
    def begun(self) -> dict[str, Any]:
        """How the child's recording begins, before a worker has seen to it."""
        facts = {"run": self.parent.id, "parent": self.recording, "step": self.step}
        return {**facts, "shared": 0, "checkpoint": None}


def branch(log: Log, run_id: str, at: int | str, changes: Changes) -> Branch:
    """A run changed at a step, or at a mark of its recording; `cliff` is where its preset's cut stops.

    A branch within the past that the run shares with its own parent is one of that parent.

    Raises:
        NotFound: no such run or mark.
        BadInput: nothing would change, or not so, or not there.
    """
    if log.set_members(run_id) is not None:
        raise BadInput(f"{run_id} is a set: branch one of its members.")
    run, info = log.specification(run_id), log.shown(run_id)
    step = at if isinstance(at, int) else _step(log, run, info, at)
    _before_its_end(log, info, run, step)
    branched = child(run, step, changes)
    while (above := log.branched(run.id)) is not None and step <= above[1]:
        run = log.specification(above[0])
    source = log.shown(run.id)
    return Branch(branched, run, step, source.recording if source is not None else None)


def child(parent: Run, step: int, changes: Changes) -> Run:
    """The run with the parent's interventions before a step, and these changes at it.

    Raises:
        BadInput: nothing would change, or not so, or not there.
    """
    experiment = parent.experiment
    kept = tuple(act for act in parent.interventions if act.step < step)
    acts = [Intervention(step, name, value) for name, value in sorted(changes.items())]
    now = parent.config.values() | {act.name: act.value for act in kept}
    actions = {action.name for action in experiment.actions}
    own = [
        act
        for act in checked(experiment, parent.config, acts)
        if act.name in actions or act.value != now[act.name]
    ]
    branched = Run(parent.experiment, parent.config, (*kept, *own))
    if not own or branched.id == parent.id:
        already = ", ".join(f"{name} = {now[name]}" for name in sorted(changes) if name in now)
        reason = (
            f"{already} at step {step} already" if already else "a branch without changes is the run itself"
        )
        raise BadInput(f"Nothing would change: {reason}. Change a value, or open the run as it is.")
    return branched


def steered(parent: Run, step: int, changes: Changes) -> Run:
    """The child of a run that computes: what was changed at this very step before still holds.

    Raises:
        BadInput: nothing would change, or not so, or not there.
    """
    before = {act.name: act.value for act in parent.interventions if act.step == step}
    return child(parent, step, {**before, **changes})


def requested(
    experiment: Experiment, request: RunRequest, recorded: Callable[[Run], Recorded | None]
) -> tuple[Run, ...]:
    """The runs that a claim's request names; none if it is of a branch at a mark that is not recorded."""
    runs = specify(experiment.name, request.preset, **request.fields).members
    if not request.at:
        return runs
    (parent,) = runs
    past = recorded(parent)
    marks = () if past is None else past.marks
    step = next((mark.at for mark in marks if mark.name == request.at), None)
    return () if step is None else (child(parent, step, request.changes),)


def _before_its_end(log: Log, info: RecordingInfo | None, run: Run, step: int) -> None:
    if info is None or info.imported:  # a file's end is the sender's word
        return
    member = info.members.index(run.id)
    end = ends(log.marks(info.recording, member)).get(member, step)
    if step > end:
        raise BadInput(
            f"Step {step} is after the run's end: its loss left the range of numbers at step {end}. "
            "Branch before that."
        )


def _step(log: Log, run: Run, info: RecordingInfo | None, at: str) -> int:
    """The step that a number in words, a mark or the cliff means."""
    if at.isascii() and at.isdecimal() and len(at) < 16:
        return int(at)
    places: dict[str, int] = {}
    for mark in log.marks(info.recording, info.members.index(run.id)) if info is not None else ():
        places.setdefault(mark.name, mark.at)
    if at == "cliff":
        return _cliff(run, places)
    if at not in places:
        there = f"there are {', '.join(list(places)[:8])}" if places else "it has none"
        raise NotFound(f"{at[:40]} is not a mark of run {run.id}: {there}; or give a step.")
    return places[at]


def moments(run: Run, marks: Sequence[Mark]) -> list[int]:
    """Steps at which a recorded run will be branched: its cliff, the mark that all changes are tried at, and
    what its other marks point to, in their order; none at its start."""
    places: dict[str, int] = {}
    for mark in marks:
        places.setdefault(mark.name, mark.at)
    try:
        first = [_cliff(run, places)]
    except NotFound:
        first = []
    together = run.experiment.together
    if together is not None and together.mark in places:
        first.append(places[together.mark])
    return [step for step in dict.fromkeys([*first, *(mark.at for mark in marks)]) if step > 0]


def _cliff(run: Run, places: Mapping[str, int]) -> int:
    experiment = run.experiment
    for cut in experiment.cuts:
        end = cut.scenes[cut.cliff.after].end
        of_it = example(experiment, cut.preset) == run.config
        if of_it and end.mark in places:
            return places[end.mark] + end.offset
    raise NotFound(f"Run {run.id} has no cliff: give a mark or a step.")
