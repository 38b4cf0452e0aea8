"""The numbers that verdicts are computed from, run by run: a file of JSON an experiment."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import fsum
from pathlib import Path
from typing import Any

from lab.contract.claim import Claim, Draws
from lab.contract.experiment import Experiment
from lab.contract.settings import ROOT

EVIDENCE = ROOT / "assets" / "evidence"
DIGITS = 7
"""Significant digits that are kept of a number."""


@dataclass(frozen=True)
class Trained:
    """A run that was trained: its digest, seconds of CPU, and the arithmetic that it was computed in."""

    digest: str
    seconds: float
    arithmetic: str


@dataclass(frozen=True)
class Draw:
    """An independent run of a claim: its seed, the ids of what was trained for it, and its numbers."""

    seed: int
    runs: tuple[str, ...]
    numbers: Mapping[str, float]


class Evidence:
    """An experiment's file in a folder; what was asked otherwise, or of another version, is not there."""

    def __init__(self, experiment: Experiment, folder: Path = EVIDENCE) -> None:
        self._experiment, self.path = experiment, folder / f"{experiment.name}.json"
        self._draws: dict[str, dict[int, Draw]] = {}
        self.trained: dict[str, Trained] = {}
        if self.path.exists():
            self._read(json.loads(self.path.read_text(encoding="utf-8")))

    def _read(self, values: Mapping[str, Any]) -> None:
        if values["version"] != self._experiment.version:
            return
        asked = {claim.slug: _asked(claim.draws) for claim in self._experiment.claims if claim.draws}
        for slug, about in values["claims"].items():
            if asked.get(slug) == about["asked"]:
                draws = [Draw(seed, tuple(runs), numbers) for seed, runs, numbers in about["draws"]]
                self._draws[slug] = {draw.seed: draw for draw in draws}
        self.trained = {id: Trained(*facts) for id, facts in values["runs"].items()}

    def of(self, claim: Claim) -> list[Draw]:
        """The independent runs of a claim that are there, in the order of their seeds."""
        assert claim.draws is not None
        known = self._draws.get(claim.slug, {})
        return [known[seed] for seed in claim.draws.seeds if seed in known]

    def seconds(self, claim: Claim) -> float:
        """CPU that all of a claim's runs took."""
        ids = {id for draw in self.of(claim) for id in draw.runs}
        return fsum(self.trained[id].seconds for id in ids)  # the same in any order

    def add(self, draws: Mapping[str, Draw], trained: Mapping[str, Trained]) -> None:
        """Keep a draw of each of some claims, by their slugs; the file is written whole or not at all."""
        for slug, draw in draws.items():
            numbers = {name: float(f"{value:.{DIGITS}g}") for name, value in draw.numbers.items()}
            self._draws.setdefault(slug, {})[draw.seed] = Draw(draw.seed, draw.runs, numbers)
        self.trained |= trained
        self._write()

    def _write(self) -> None:
        claims = {claim.slug: claim.draws for claim in self._experiment.claims if claim.slug in self._draws}
        parts = []
        for slug, asked in claims.items():
            assert asked is not None
            rows = [[draw.seed, draw.runs, draw.numbers] for _, draw in sorted(self._draws[slug].items())]
            head = f'  {_text(slug)}: {{"asked": {_text(_asked(asked))}, "draws": [\n'
            parts.append(head + ",\n".join(f"   {_text(row)}" for row in rows) + "\n  ]}")
        used = {id for draws in self._draws.values() for draw in draws.values() for id in draw.runs}
        runs = [
            f"  {_text(id)}: {_text([*asdict(self.trained[id]).values()])}"
            for id in sorted(used & self.trained.keys())
        ]
        begin = f'{{\n "experiment": {_text(self._experiment.name)},\n "version": {self._experiment.version},'
        lines = (begin, ' "claims": {', ",\n".join(parts), " },", ' "runs": {', ",\n".join(runs), " }", "}")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".draft")
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
        os.replace(draft, self.path)


def _asked(draws: Draws) -> dict[str, Any]:
    """What is trained for each seed, as JSON has it."""
    requests: Sequence[Any] = [asdict(request) for request in draws.requests]
    asked: dict[str, Any] = json.loads(json.dumps({"over": draws.over, "requests": requests}))
    return asked


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
