"""Every claim against the evidence that ships with the lab, or that is trained anew."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lab.contract.claim import Claim, RunRequest, Verdict, unseen
from lab.contract.errors import NotFound
from lab.contract.experiment import Experiment
from lab.evidence.frozen import frozen, unfrozen
from lab.evidence.judged import Judged
from lab.evidence.numbers import EVIDENCE, Evidence
from lab.experiments import find
from lab.runs.names.specification import Run
from lab.runs.read.branch import requested
from lab.runs.read.follow import follow
from lab.runs.read.recording import Recording
from lab.runs.service.client import Client
from lab.runs.store.log import Log, RecordingInfo


def judge_all(names: Sequence[str], shipped: Log) -> list[Judged]:
    """Every claim of these experiments, judged on what is shipped."""
    return [judge_one(experiment, claim, shipped) for experiment, claim in named(names)]


def judge_one(experiment: Experiment, claim: Claim, shipped: Log, folder: Path = EVIDENCE) -> Judged:
    """A claim on the numbers of its runs in a folder, or, until they are all there, on shipped recordings."""
    if claim.draws is None or claim.rule is None:
        return _judge(experiment, claim, shipped_in(shipped))
    evidence = Evidence(experiment, folder)
    there = evidence.of(claim)
    if len(there) == claim.draws.runs:
        verdict = claim.rule([draw.numbers for draw in there])
    elif claim.evidence and folder == EVIDENCE:
        return _judge(experiment, claim, shipped_in(shipped))
    else:
        verdict = unseen(f"{len(there)} of {claim.draws.runs} runs trained")
    return _judged(experiment, claim, verdict, len(there), evidence.seconds(claim))


def train_old(
    names: Sequence[str], shipped: Log, log: Log, client: Client
) -> Iterator[tuple[Judged, Judged]]:
    """Every claim without draws on the shipped recordings, and on new ones that `client` makes in `log`.

    Raises:
        LabError: a run failed, in one sentence.
    """
    for experiment, claim in named(names):
        if claim.draws is None:
            yield (
                _judge(experiment, claim, shipped_in(shipped)),
                _judge(experiment, claim, trained(log, client)),
            )


def named(names: Sequence[str]) -> list[tuple[Experiment, Claim]]:
    """The claims of experiments by name; `adam-spikes/raw-innocent` is one of them alone."""
    found = []
    for name in names:
        experiment, slug = find(name.partition("/")[0]), name.partition("/")[2]
        claims = [claim for claim in experiment.claims if slug in ("", claim.slug)]
        if slug and not claims:
            known = ", ".join(claim.slug for claim in experiment.claims)
            raise NotFound(f"{slug} is not a claim of {experiment.name}; there are {known}.")
        found += [(experiment, claim) for claim in claims]
    return found


Finder = Callable[[Sequence[Run]], list[Recording]]
"""The recordings of runs, as far as there are any."""


def _judge(experiment: Experiment, claim: Claim, finder: Finder) -> Judged:
    found, wanted = recordings_of(experiment, claim.evidence, finder)
    if len(found) < wanted:
        verdict = Verdict("not observed", f"{len(found)} of {wanted} recordings shipped")
    else:
        verdict = claim.judge(found)
    spent = sum(seconds(recording.info) for recording in found)
    return _judged(experiment, claim, verdict, len(found), spent)


def recordings_of(
    experiment: Experiment, requests: Sequence[RunRequest], finder: Finder
) -> tuple[list[Recording], int]:
    """The recordings of requests, and how many it should be: where a branch has no mark there is none."""
    asked = [
        requested(experiment, request, lambda run: next(iter(finder([run])), None)) for request in requests
    ]
    runs = [run for spanned in asked for run in spanned]
    return finder(runs), len(runs) + asked.count(())


def _judged(experiment: Experiment, claim: Claim, verdict: Verdict, runs: int, spent: float) -> Judged:
    id = f"{experiment.name}/{claim.slug}"
    return Judged.of(id, claim, frozen().get(id, unfrozen(claim)), verdict, runs, spent)


def seconds(info: RecordingInfo) -> float:
    """What a member of a recording took: seconds of CPU, or of the clock where nobody has counted them."""
    return info.durations.get("cpu", info.durations.get("steps", 0.0)) / len(info.members)


def shipped_in(log: Log) -> Finder:
    """Finds recordings among those that are shipped, in a log that has them."""

    def find_all(runs: Sequence[Run]) -> list[Recording]:
        infos = [
            next((info for info in log.recordings_of(run.id) if info.origin == "shipped"), None)
            for run in runs
        ]
        return [_of(log, info, run) for info, run in zip(infos, runs, strict=True) if info is not None]

    return find_all


def trained(log: Log, client: Client) -> Finder:
    def finder(runs: Sequence[Run]) -> list[Recording]:
        for recording in dict.fromkeys(client.launch(runs, owner="claims")):
            for _ in follow(log, recording):
                pass
        infos = log.shown_of([run.id for run in runs])
        return [_of(log, info, run) for run in runs if (info := infos[run.id]) is not None]

    return finder


def _of(log: Log, info: RecordingInfo, run: Run) -> Recording:
    return Recording(log, info, info.members.index(run.id))
