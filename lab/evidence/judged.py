"""A claim and what runs say to it, as the committed table has it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.contract.claim import Claim, Outcome, Source, Verdict
from lab.contract.settings import ROOT
from lab.evidence.frozen import Earlier, Frozen

TABLE = ROOT / "assets" / "claims.json"


@dataclass(frozen=True)
class Since:
    """When a claim's words were frozen, and their hash."""

    date: str
    hash: str


@dataclass(frozen=True)
class Judged:
    """A claim and its verdict; `runs` are those it rests on, `seconds` of CPU what they took.

    An outcome without an interval is that of runs judged together, by a criterion that has no line to be on
    either side of.
    """

    id: str
    source: Source
    sentence: str
    criterion: str
    frozen: Since
    history: tuple[Earlier, ...]
    outcome: Outcome
    number: str
    interval: tuple[float, float] | None
    runs: int
    seconds: float

    @classmethod
    def of(
        cls, id: str, claim: Claim, words: Frozen, verdict: Verdict, runs: int, seconds: float
    ) -> "Judged":
        """A claim with its verdict."""
        since = Since(words.date, words.hash)
        found = (verdict.outcome, verdict.number, verdict.interval)
        asked = (claim.source, claim.sentence, claim.criterion, since, words.history)
        return cls(id, *asked, *found, runs, round(seconds, 1))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Judged":
        """From its JSON values."""
        interval = values["interval"]
        parts = {
            "source": Source(**values["source"]),
            "frozen": Since(**values["frozen"]),
            "history": tuple(Earlier(**before) for before in values["history"]),
            "interval": None if interval is None else (interval[0], interval[1]),
        }
        return cls(**{**values, **parts})

    @property
    def verdict(self) -> Verdict:
        """Outcome, number and interval alone."""
        return Verdict(self.outcome, self.number, self.interval)


def table() -> list[Judged]:
    """The committed verdicts; a test holds them to the evidence."""
    return [Judged.read(values) for values in json.loads(TABLE.read_text(encoding="utf-8"))]
