"""What a paper says, and what recordings say to it."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Protocol

from lab.contract.training import C, Recorded

Outcome = Literal["holds", "does not hold", "undecided", "checked", "not observed", "not testable"]
Whose = Literal["paper", "neighbour", "ours"]
Numbers = Mapping[str, float]
"""The few numbers to which an independent run is reduced; none where it shows nothing of the claim."""


@dataclass(frozen=True)
class Pair:
    """Two numbers that each independent run has, before and after, and where the second has to lie, if that
    is what is asked (`< 1.1`)."""

    before: str
    after: str
    line: str = ""


@dataclass(frozen=True)
class Measure:
    """What a verdict can be drawn from: the figure, its line (`≥ 0.9`), how it is written (`.0%`), and the
    figure of each independent run alone, 0 or 1 where it `counts` runs; of a rule with a pair, both of its
    numbers of each."""

    value: float
    line: str
    form: str = ".3g"
    each: tuple[float, ...] = ()
    counts: bool = False
    pair: Pair | None = None
    pairs: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What runs say to a claim; `number` is the measured figure in words.

    An empirical claim is `undecided` where the interval of the figure contains the line; a theorem or an
    identity, which only a bug can break, is `checked`.
    """

    outcome: Outcome
    number: str
    interval: tuple[float, float] | None = None
    measure: Measure | None = field(default=None, compare=False)


def verdict(holds: object, number: str, why: str = "", measure: Measure | None = None) -> Verdict:
    """Holds or not, with the number; where it does not, and it is known, with one sentence why."""
    if holds:
        return Verdict("holds", number, measure=measure)
    return Verdict("does not hold", f"{number}. {why}" if why else number, measure=measure)


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


FIRST, RUNS, FEWEST = 101, 20, 10
"""The first seed of claims, which no example has; independent runs a claim rests on, and the fewest, where 20
take more than 15 minutes of CPU."""


@dataclass(frozen=True)
class Draws:
    """Independent runs: the requests once for each of so many integers from `first` on, which the fields
    `over` (their dice) take. Fewer than 20 say why. Where a branch has no moment to start from, the run shows
    nothing, or what the others show (`partly`)."""

    requests: tuple[RunRequest, ...]
    over: tuple[str, ...]
    runs: int = RUNS
    first: int = FIRST
    why: str = ""
    partly: bool = False

    @property
    def seeds(self) -> range:
        """One after the other, as they come."""
        return range(self.first, self.first + self.runs)

    def of(self, seed: int) -> tuple[RunRequest, ...]:
        """What is trained for one of them."""
        dice = dict.fromkeys(self.over, seed)
        return tuple(replace(request, fields={**request.fields, **dice}) for request in self.requests)

    def apart(self, recordings: Sequence[Recorded[C]]) -> list[list[Recorded[C]]]:
        """Recordings by their dice: those of one independent run each."""
        groups: dict[tuple[Any, ...], list[Recorded[C]]] = {}
        for recording in recordings:
            config = recording.config
            singles = (config.plural().get(name, name) for name in self.over)
            dice = tuple(getattr(config, name) for name in singles)
            groups.setdefault(dice, []).append(recording)
        return list(groups.values())


def drawn(
    *requests: RunRequest,
    over: str | tuple[str, ...],
    runs: int = RUNS,
    why: str = "",
    partly: bool = False,
) -> Draws:
    """Independent runs of these requests, which differ in the fields `over`."""
    return Draws(requests, (over,) if isinstance(over, str) else over, runs, why=why, partly=partly)


class Rule(Protocol):
    """How the numbers of independent runs decide: by one figure, its interval, and a line."""

    @property
    def line(self) -> str:
        """Where the claim holds, in signs: `≥ 0.9`."""

    def __call__(self, runs: Sequence[Numbers]) -> Verdict: ...


@dataclass(frozen=True)
class Claim:
    """A sentence, whose it is, its criterion, the evidence fixed in advance, and the pure function.

    `moment` is where its run shows it: a mark, or its end.
    A claim about one run (`each_run`) is judged on whatever run the page shows, too. A theorem or an identity
    is `checked`: it cannot fail but for a bug. An empirical claim rests on `draws`: `measure` reduces each
    independent run to a few numbers, and its `rule` decides. Until they are trained it is judged once on its
    `evidence`, without an interval, as a claim without draws always is.
    """

    slug: str
    sentence: str
    criterion: str
    evidence: tuple[RunRequest, ...]
    judge: Callable[[Sequence[Recorded[Any]]], Verdict]
    source: Source
    each_run: bool = False
    checked: bool = False
    draws: Draws | None = None
    measure: Callable[[Sequence[Recorded[Any]]], Numbers] = lambda _: {}
    rule: Rule | None = None
    moment: str = "end"

    @cached_property
    def hash(self) -> str:
        """16 hex digits of sentence, criterion, evidence and line: equal ones ask the same."""
        asked: list[Any] = [self.sentence, self.criterion]
        if self.draws is None or self.rule is None:
            asked += [[asdict(request) for request in self.evidence]]
        else:
            draws = {name: value for name, value in asdict(self.draws).items() if value is not False}
            asked += [draws, self.rule.line]
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
    moment: str = "end",
) -> Callable[[Callable[[Sequence[Recorded[C]]], Verdict]], Claim]:
    """Make the function below a `Claim`, which it judges."""

    def judged_by(judge: Callable[[Sequence[Recorded[C]]], Verdict]) -> Claim:
        judging = _as_checked(judge) if checked else judge
        asked = (slug, sentence, criterion, evidence, judging, source, each_run, checked)
        return Claim(*asked, moment=moment)

    return judged_by


def measured(
    slug: str,
    sentence: str,
    criterion: str,
    draws: Draws,
    rule: Rule,
    *once: RunRequest,
    source: Source,
    each_run: bool = False,
    moment: str = "end",
) -> Callable[[Callable[[Sequence[Recorded[C]]], Numbers]], Claim]:
    """Make the function below, which measures one independent run, a `Claim` that the rule decides.

    `once` is the evidence that stands in for the draws until they are trained.
    """

    def judged_by(measure: Callable[[Sequence[Recorded[C]]], Numbers]) -> Claim:
        def judge(recordings: Sequence[Recorded[C]]) -> Verdict:
            return rule([measure(run) for run in draws.apart(recordings)])

        asked = (slug, sentence, criterion, once, judge, source, each_run, False)
        return Claim(*asked, draws, measure, rule, moment)

    return judged_by


def _as_checked(
    judge: Callable[[Sequence[Recorded[C]]], Verdict],
) -> Callable[[Sequence[Recorded[C]]], Verdict]:
    def judging(recordings: Sequence[Recorded[C]]) -> Verdict:
        found = judge(recordings)
        return replace(found, outcome="checked") if found.outcome == "holds" else found

    return judging
