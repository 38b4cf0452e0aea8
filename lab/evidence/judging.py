"""Every claim against the evidence that ships with the lab, or that is trained anew."""

from collections.abc import Callable, Iterator, Sequence

from lab.contract.claim import Claim, Verdict
from lab.contract.errors import NotFound
from lab.contract.experiment import Experiment
from lab.evidence.frozen import Frozen, frozen, unfrozen
from lab.evidence.judged import Judged
from lab.experiments import find
from lab.runs.names.specification import Run
from lab.runs.read.branch import requested
from lab.runs.read.follow import follow
from lab.runs.read.recording import Recording
from lab.runs.service.client import Client
from lab.runs.store.log import Log, RecordingInfo


def judge_all(names: Sequence[str], shipped: Log) -> list[Judged]:
    """Every claim of these experiments, judged on what is shipped."""
    words = frozen()
    return [_judge(experiment, claim, words, _shipped(shipped)) for experiment, claim in _claims(names)]


def train_all(
    names: Sequence[str], shipped: Log, log: Log, client: Client
) -> Iterator[tuple[Judged, Judged]]:
    """Every claim on the shipped recordings, and on new ones that `client` makes in `log`.

    Raises:
        LabError: a run failed, in one sentence.
    """
    words = frozen()
    for experiment, claim in _claims(names):
        yield (
            _judge(experiment, claim, words, _shipped(shipped)),
            _judge(experiment, claim, words, _trained(log, client)),
        )


def _claims(names: Sequence[str]) -> list[tuple[Experiment, Claim]]:
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


def _judge(experiment: Experiment, claim: Claim, words: dict[str, Frozen], finder: Finder) -> Judged:
    named = [
        requested(experiment, request, lambda run: next(iter(finder([run])), None))
        for request in claim.evidence
    ]
    runs = [run for of_one in named for run in of_one]
    found = finder(runs)
    wanted = len(runs) + named.count(())
    if len(found) < wanted:
        verdict = Verdict("not observed", f"{len(found)} of {wanted} recordings shipped")
    else:
        verdict = claim.judge(found)
    id = f"{experiment.name}/{claim.slug}"
    spent = sum(seconds(recording.info) for recording in found)
    return Judged.of(id, claim, words.get(id, unfrozen(claim)), verdict, len(found), spent)


def seconds(info: RecordingInfo) -> float:
    """What a member of a recording took: seconds of CPU, or of the clock where nobody has counted them."""
    return info.durations.get("cpu", info.durations.get("steps", 0.0)) / len(info.members)


def _shipped(log: Log) -> Finder:
    def finder(runs: Sequence[Run]) -> list[Recording]:
        infos = [
            next((info for info in log.recordings_of(run.id) if info.origin == "shipped"), None)
            for run in runs
        ]
        return [_of(log, info, run) for info, run in zip(infos, runs, strict=True) if info is not None]

    return finder


def _trained(log: Log, client: Client) -> Finder:
    def finder(runs: Sequence[Run]) -> list[Recording]:
        for recording in dict.fromkeys(client.launch(runs, owner="claims")):
            for _ in follow(log, recording):
                pass
        infos = log.shown_of([run.id for run in runs])
        return [_of(log, info, run) for run in runs if (info := infos[run.id]) is not None]

    return finder


def _of(log: Log, info: RecordingInfo, run: Run) -> Recording:
    return Recording(log, info, info.members.index(run.id))
