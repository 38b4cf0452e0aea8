"""Claims against the recordings they named in advance: the shipped ones only, so that the table is one."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lab.contract.claim import Claim, Verdict
from lab.contract.errors import NotFound
from lab.contract.experiment import Experiment
from lab.contract.settings import ROOT
from lab.experiments import every, find
from lab.runs.names.specification import Run
from lab.runs.read.branch import requested
from lab.runs.read.follow import follow
from lab.runs.read.recording import Recording
from lab.runs.service.client import Client
from lab.runs.store.log import Log, RecordingInfo

TABLE, DOCUMENT, README = ROOT / "assets" / "claims.json", ROOT / "docs" / "claims.md", ROOT / "README.md"
BEGIN, END = "<!-- lab publish -->", "<!-- end -->"
"""Between them the README has what `summary` says."""
OUTCOMES = (
    ("holds", ("holds", "hold")),
    ("does not hold", ("does not", "do not")),
    ("not observed", ("undecided", "undecided")),
)
"""How many claims of a paper had each outcome, in words: of one, and of several."""


HEAD = """# What the papers say, and what these runs say

Each claim with its criterion, fixed before the runs, and what the shipped recordings measure: the table of
`lab claims --markdown`, by paper. `make claims` trains all of it anew. `lab publish` writes this file."""


@dataclass(frozen=True)
class Judged:
    """A claim and what the shipped recordings say to it."""

    id: str
    paper: str
    sentence: str
    criterion: str
    verdict: Verdict

    @classmethod
    def read(cls, values: dict[str, Any]) -> "Judged":
        """From its JSON values."""
        return cls(**{**values, "verdict": Verdict(**values["verdict"])})


def judge_all(names: Sequence[str], shipped: Log) -> list[Judged]:
    """Every claim of these experiments, judged on the shipped recordings."""
    return [_judge(experiment, claim, _shipped(shipped)) for experiment, claim in _claims(names)]


def table() -> list[Judged]:
    """The committed verdicts on the shipped recordings; a test holds them to `judge_all`."""
    return [Judged.read(load) for load in json.loads(TABLE.read_text(encoding="utf-8"))]


def write_table(judged: Sequence[Judged]) -> None:
    """Write the verdicts into assets/claims.json, by paper into docs/claims.md, counted into the README."""
    verdicts = json.dumps([asdict(claim) for claim in judged], indent=1, ensure_ascii=False)
    TABLE.write_text(verdicts + "\n", encoding="utf-8")
    DOCUMENT.write_text(document(judged), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{summary(judged)}\n{END}{after}", encoding="utf-8")


def document(judged: Sequence[Judged]) -> str:
    """docs/claims.md: the reproduction table, a section a paper."""
    papers = _papers(judged)
    sections = [f"## {paper}\n{title}\n\n{markdown(claims)}" for paper, title, claims in papers]
    return "\n\n".join([HEAD, *sections]) + "\n"


def summary(judged: Sequence[Judged]) -> str:
    """A line a paper: its claims, counted by outcome, with a link to their rows."""
    lines = []
    for paper, title, claims in _papers(judged):
        outcomes: list[str] = [claim.verdict.outcome for claim in claims]
        counts = [(outcomes.count(name), words) for name, words in OUTCOMES]
        counted = ", ".join(f"{count} {words[count > 1]}" for count, words in counts if count)
        link = f"[{len(claims)} claims](docs/claims.md#{paper.replace('.', '')})"
        lines.append(f"- {title} ([{paper}](https://arxiv.org/abs/{paper})), {link}: {counted}.")
    return "\n".join(lines)


def _papers(judged: Sequence[Judged]) -> list[tuple[str, str, list[Judged]]]:
    """Number, title and claims of each paper, in the order of the claims."""
    titles = {experiment.paper.arxiv: experiment.paper.title for experiment in every()}
    papers = dict.fromkeys(claim.paper for claim in judged)
    return [(paper, titles[paper], [claim for claim in judged if claim.paper == paper]) for paper in papers]


def markdown(judged: Sequence[Judged], named: Callable[[str], str] = lambda id: f"`{id}`") -> str:
    """The reproduction table; `named` writes a claim's id, in the app as a link to its page."""
    rows = ["| paper | claim | criterion | measured | verdict |", "|---|---|---|---|---|"]
    for judgement in judged:
        paper = f"[{judgement.paper}](https://arxiv.org/abs/{judgement.paper})"
        claim, verdict = f"{judgement.sentence} {named(judgement.id)}", judgement.verdict
        cells = (paper, claim, judgement.criterion, verdict.number, verdict.outcome)
        rows.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    return "\n".join(rows)


def train_all(
    names: Sequence[str], shipped: Log, log: Log, client: Client
) -> Iterator[tuple[Judged, Judged]]:
    """Every claim on the shipped recordings, and on new ones that `client` makes in `log`.

    Raises:
        LabError: a run failed, in one sentence.
    """
    for experiment, claim in _claims(names):
        yield (
            _judge(experiment, claim, _shipped(shipped)),
            _judge(experiment, claim, _trained(log, client)),
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


def _judge(experiment: Experiment, claim: Claim, finder: Finder) -> Judged:
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
    name = f"{experiment.name}/{claim.slug}"
    return Judged(name, experiment.paper.arxiv, claim.sentence, claim.criterion, verdict)


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
