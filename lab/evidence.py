"""Claims against the recordings they named in advance: the shipped ones only, so that the table is one."""

from collections.abc import Sequence
from dataclasses import dataclass

from lab import experiments
from lab.experiment import Claim, Experiment, RunRequest, Verdict
from lab.runs import archive
from lab.runs.log import Log
from lab.runs.recording import Recording
from lab.runs.specification import Run, members, specify


@dataclass(frozen=True)
class Judged:
    """A claim and what the shipped recordings say to it."""

    id: str
    paper: str
    sentence: str
    criterion: str
    verdict: Verdict


def evidence(experiment: Experiment, request: RunRequest) -> tuple[Run, ...]:
    """The runs that a claim's request names."""
    return members(specify(experiment.name, request.preset, **request.fields))


def judge_all(names: Sequence[str]) -> list[Judged]:
    """Every claim of these experiments, judged on the shipped recordings."""
    log = archive.shipped()
    return [
        _judge(log, experiment, claim)
        for experiment in map(experiments.find, names)
        for claim in experiment.claims
    ]


def _judge(log: Log, experiment: Experiment, claim: Claim) -> Judged:
    runs = [run for request in claim.evidence for run in evidence(experiment, request)]
    found = [_shipped(log, run.id) for run in runs]
    recordings = [recording for recording in found if recording is not None]
    if len(recordings) < len(runs):
        verdict = Verdict("not observed", f"{len(recordings)} of {len(runs)} recordings shipped")
    else:
        verdict = claim.judge(recordings)
    name = f"{experiment.name}/{claim.slug}"
    return Judged(name, experiment.paper.arxiv, claim.sentence, claim.criterion, verdict)


def _shipped(log: Log, run_id: str) -> Recording | None:
    for info in log.recordings_of(run_id):
        if info.origin == "shipped":
            return Recording(log, info, info.members.index(run_id))
    return None
