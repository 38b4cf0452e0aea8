"""What a paper says, and what recordings say to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lab.contract.training import C, Recorded


@dataclass(frozen=True)
class Verdict:
    """What a recording says to a claim; `number` is the measured figure in words."""

    outcome: Literal["holds", "does not hold", "not observed"]
    number: str


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
    """A sentence of the paper, its criterion, the evidence fixed in advance, and the pure function.

    A claim about one run (`each_run`) is judged on whatever run the page shows, too.
    """

    slug: str
    sentence: str
    criterion: str
    evidence: tuple[RunRequest, ...]
    judge: Callable[[Sequence[Recorded[Any]]], Verdict]
    each_run: bool = False


def claim(
    slug: str, sentence: str, criterion: str, *evidence: RunRequest, each_run: bool = False
) -> Callable[[Callable[[Sequence[Recorded[C]]], Verdict]], Claim]:
    """Make the function below a `Claim`, which it judges."""

    def judged_by(judge: Callable[[Sequence[Recorded[C]]], Verdict]) -> Claim:
        return Claim(slug, sentence, criterion, evidence, judge, each_run)

    return judged_by
