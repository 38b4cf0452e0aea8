"""A claim and what runs say to it, as the committed table has it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lab.contract.claim import Claim, Measure, Outcome, Pair, Source, Verdict
from lab.contract.settings import ROOT
from lab.evidence.frozen import Earlier, Frozen

TABLE = ROOT / "assets" / "claims.json"
DRAWN = 4
"""Significant digits of what is only drawn."""


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
    measure: Measure | None = None

    @classmethod
    def of(
        cls, id: str, claim: Claim, words: Frozen, verdict: Verdict, runs: int, seconds: float
    ) -> "Judged":
        """A claim with its verdict."""
        since = Since(words.date, words.hash)
        found = (verdict.outcome, verdict.number, verdict.interval)
        asked = (claim.source, claim.sentence, claim.criterion, since, words.history)
        measure = verdict.measure and _rounded(verdict.measure)
        return cls(id, *asked, *found, runs, round(seconds, 1), measure)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Judged":
        """From its JSON values."""
        interval = values["interval"]
        parts = {
            "source": Source(**values["source"]),
            "frozen": Since(**values["frozen"]),
            "history": tuple(Earlier(**before) for before in values["history"]),
            "interval": None if interval is None else (interval[0], interval[1]),
            "measure": _measure(values.get("measure")),
        }
        return cls(**{**values, **parts})

    @property
    def verdict(self) -> Verdict:
        """Outcome, number and interval alone."""
        return Verdict(self.outcome, self.number, self.interval)

    @property
    def experiment(self) -> str:
        """The experiment whose runs decide it."""
        return self.id.partition("/")[0]


def _rounded(measure: Measure) -> Measure:
    def drawn(value: float) -> float:
        return float(f"{value:.{DRAWN}g}")

    pairs = tuple((drawn(before), drawn(after)) for before, after in measure.pairs)
    each = tuple(map(drawn, measure.each))
    return replace(measure, value=drawn(measure.value), each=each, pairs=pairs)


def _measure(values: Mapping[str, Any] | None) -> Measure | None:
    if values is None:
        return None
    pair = values["pair"]
    each, pairs = tuple(values["each"]), tuple((before, after) for before, after in values["pairs"])
    return Measure(**{**values, "each": each, "pairs": pairs, "pair": None if pair is None else Pair(**pair)})


def table() -> list[Judged]:
    """The committed verdicts; a test holds them to the evidence."""
    return [Judged.read(values) for values in json.loads(TABLE.read_text(encoding="utf-8"))]
