"""What a paper says, and what recordings say to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lab.contract.training import Recorded


@dataclass(frozen=True)
class Verdict:
    """What a recording says to a claim; `number` is the measured figure in words."""

    outcome: Literal["holds", "does not hold", "not observed"]
    number: str


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
    judge: Callable[[Sequence[Recorded]], Verdict]
    each_run: bool = False
