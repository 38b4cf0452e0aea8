"""What a paper says, and what recordings say to it."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from lab.contract.training import C, Recorded

Outcome = Literal["holds", "does not hold", "undecided", "checked", "not observed", "not testable"]
Whose = Literal["paper", "neighbour", "ours"]
Numbers = Mapping[str, float]
"""The few numbers to which an independent run is reduced; none where it shows nothing of the claim."""


@dataclass(frozen=True)
class Verdict:
    """What runs say to a claim; `number` is the measured figure in words.

    An empirical claim is `undecided` where the interval of the figure contains the line; a theorem or an
    identity, which only a bug can break, is `checked`.
    """

    outcome: Outcome
    number: str
    interval: tuple[float, float] | None = None


def verdict(holds: object, number: str, why: str = "") -> Verdict:
    """Holds or not, with the number; where it does not, and it is known, with one sentence why."""
    return (
        Verdict("holds", number) if holds else Verdict("does not hold", f"{number}. {why}" if why else number)
    )


def unseen(why: str) -> Verdict:
    """Not observed: what is missing."""
    return Verdict("not observed", why)


def listed(values: Sequence[float], form: str = ".3g") -> str:
    """The values, or of many their ends."""
    if len(values) <= 9:
        return ", ".join(f"{value:{form}}" for value in values)
    return f"{min(values):{form}} … {max(values):{form}}"


@dataclass(frozen=True)
class Source:
    """Where a sentence stands: in which paper (arXiv's number, if it has one), where in it, and whose it is.

    `paper` is one that the lab makes alive, `neighbour` anybody else's work; what nobody has said but this
    lab is `ours`.
    """

    arxiv: str
    where: str
    whose: Whose


def paper(arxiv: str, where: str) -> Source:
    """A sentence of one of the lab's papers, in our words."""
    return Source(arxiv, where, "paper")


def neighbour(where: str, arxiv: str = "") -> Source:
    """A sentence of other people's work."""
    return Source(arxiv, where, "neighbour")


def ours(where: str) -> Source:
    """A sentence that no paper says: what made us ask."""
    return Source("", where, "ours")


@dataclass(frozen=True)
class RunRequest:
    """A run by preset and changed fields: what a claim names as its evidence before anything has run.

    With `at`, a mark of that run: its branch there, with these changes of live fields or actions.
    """

    preset: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """A sentence, whose it is, its criterion, the evidence fixed in advance, and the pure function.

    A claim about one run (`each_run`) is judged on whatever run the page shows, too. A theorem or an identity
    is `checked`: it cannot fail but for a bug.
    """

    slug: str
    sentence: str
    criterion: str
    evidence: tuple[RunRequest, ...]
    judge: Callable[[Sequence[Recorded[Any]]], Verdict]
    source: Source
    each_run: bool = False
    checked: bool = False

    @cached_property
    def hash(self) -> str:
        """16 hex digits of sentence, criterion and evidence: two claims with the same ask the same."""
        asked = [self.sentence, self.criterion, [asdict(request) for request in self.evidence]]
        text = json.dumps(asked, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def claim(
    slug: str,
    sentence: str,
    criterion: str,
    *evidence: RunRequest,
    source: Source,
    each_run: bool = False,
    checked: bool = False,
) -> Callable[[Callable[[Sequence[Recorded[C]]], Verdict]], Claim]:
    """Make the function below a `Claim`, which it judges."""

    def judged_by(judge: Callable[[Sequence[Recorded[C]]], Verdict]) -> Claim:
        judging = _as_checked(judge) if checked else judge
        return Claim(slug, sentence, criterion, evidence, judging, source, each_run, checked)

    return judged_by


def _as_checked(
    judge: Callable[[Sequence[Recorded[C]]], Verdict],
) -> Callable[[Sequence[Recorded[C]]], Verdict]:
    def judging(recordings: Sequence[Recorded[C]]) -> Verdict:
        found = judge(recordings)
        return replace(found, outcome="checked") if found.outcome == "holds" else found

    return judging
