"""One batch job that trains what claims rest on, kept seed by seed: a kill loses a minute at most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.contract.claim import Claim, Draws
from lab.contract.experiment import Experiment
from lab.evidence.judging import named, recordings_of, seconds, trained
from lab.evidence.numbers import Draw, Evidence, Trained
from lab.runs.names.specification import Run, estimated, specify
from lab.runs.read.recording import Recording
from lab.runs.service.client import Client
from lab.runs.store.log import Log

PIECE = 60.0
"""Estimated seconds of CPU that are trained before the next writes; a seed may take more."""


@dataclass(frozen=True)
class Task:
    """A few seeds of claims that ask the same of them."""

    experiment: Experiment
    claims: tuple[Claim, ...]
    draws: Draws
    seeds: tuple[int, ...]

    def runs(self) -> list[Run]:
        """What is trained before any branch: sets, where the seeds train as one."""
        requests = [request for seed in self.seeds for request in self.draws.of(seed)]
        found = [specify(self.experiment.name, request.preset, **request.fields) for request in requests]
        return list({run.id: run for spanned in found for run in spanned.members}.values())

    def __str__(self) -> str:
        slugs = ", ".join(claim.slug for claim in self.claims)
        return f"{self.experiment.name}, seeds {self.seeds[0]} … {self.seeds[-1]}: {slugs}"


def pending(names: Sequence[str], folder: Path) -> list[Task]:
    """What is not in the folder yet, in pieces of about a minute."""
    tasks = []
    for experiment, alike in _alike(names):
        evidence, (first, *_) = Evidence(experiment, folder), alike
        assert first.draws is not None
        known = [{draw.seed for draw in evidence.of(claim)} for claim in alike]
        missing = [seed for seed in first.draws.seeds if not all(seed in seeds for seeds in known)]
        each = _seconds(Task(experiment, alike, first.draws, tuple(missing[:1]))) if missing else 1.0
        many = max(1, int(PIECE / each))
        for start in range(0, len(missing), many):
            tasks.append(Task(experiment, alike, first.draws, tuple(missing[start : start + many])))
    return tasks


def _alike(names: Sequence[str]) -> Iterator[tuple[Experiment, tuple[Claim, ...]]]:
    """Claims that ask for the same runs, together."""
    groups: list[tuple[Experiment, list[Claim]]] = []
    for experiment, claim in named(names):
        if claim.draws is None:
            continue
        for other, alike in groups:
            if other is experiment and alike[0].draws == claim.draws:
                alike.append(claim)
                break
        else:
            groups.append((experiment, [claim]))
    yield from ((experiment, tuple(alike)) for experiment, alike in groups)


def cost(tasks: Sequence[Task]) -> tuple[int, float]:
    """How many runs tasks train, and estimated seconds of CPU; a branch counts as the run it leaves."""
    runs = {run.id: run for task in tasks for run in task.runs()}
    return len(runs), sum(_seconds(task) for task in tasks)


def _seconds(task: Task) -> float:
    branches = sum(bool(request.at) for request in task.draws.requests)
    return estimated(task.runs()).seconds * (1 + branches / len(task.draws.requests))


def train(tasks: Sequence[Task], log: Log, client: Client, folder: Path) -> Iterator[Task]:
    """Train task after task, the next one already begun, and keep each run's numbers; the tasks as they end.

    Raises:
        LabError: a run failed, in one sentence.
    """
    finder = trained(log, client)
    for task, following in zip(tasks, (*tasks[1:], None), strict=True):
        client.launch(task.runs(), owner="claims")
        if following is not None:
            client.launch(following.runs(), owner="claims")
        for seed in task.seeds:
            recordings, wanted = recordings_of(task.experiment, task.draws.of(seed), finder)
            whole = task.draws.partly or len(recordings) == wanted  # else this seed shows nothing
            draws = {claim.slug: _draw(claim, seed, recordings, whole) for claim in task.claims}
            facts = {_id(recording): _facts(recording) for recording in recordings}
            Evidence(task.experiment, folder).add(draws, facts)
        yield task


def _draw(claim: Claim, seed: int, recordings: Sequence[Recording], whole: bool) -> Draw:
    numbers = claim.measure(recordings) if whole else {}
    return Draw(seed, tuple(_id(recording) for recording in recordings), numbers)


def _facts(recording: Recording) -> Trained:
    info = recording.info
    digest = info.digests[info.members.index(_id(recording))]
    return Trained(digest, round(seconds(info), 2), info.bits)


def _id(recording: Recording) -> str:
    return recording.run.id
