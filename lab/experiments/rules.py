"""How the numbers of independent runs decide a claim: a figure, its interval, a line."""

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lab.contract.claim import FEWEST, Measure, Numbers, Outcome, Pair, Verdict, unseen, verdict
from lab.numerics.intervals import Interval, agreed, bootstrap, wilson

Runs = Sequence[Numbers]
FORM = re.compile(r"\{value:([^}]*)\}")
SIDES = {"≥": operator.ge, ">": operator.gt, "≤": operator.le, "<": operator.lt}


@dataclass(frozen=True)
class Line:
    """The side of a number on which a claim holds."""

    side: Literal["≥", ">", "≤", "<"]
    at: float

    def __str__(self) -> str:
        return f"{self.side} {self.at:g}"

    def reached(self, value: float) -> bool:
        """Whether a value is on the right side; the line itself is where it says so."""
        return bool(SIDES[self.side](value, self.at))


def at_least(at: float) -> Line:
    """From a number on."""
    return Line("≥", at)


def at_most(at: float) -> Line:
    """Up to a number."""
    return Line("≤", at)


def above(at: float) -> Line:
    """Over a number."""
    return Line(">", at)


def below(at: float) -> Line:
    """Under a number."""
    return Line("<", at)


class _Unseen(float):
    """A number that no run has, a dash in words."""

    def __format__(self, form: str) -> str:
        return "—"


class _Words(dict[str, float]):
    """Numbers by name."""

    def __missing__(self, name: str) -> float:
        return _Unseen(math.nan)


@dataclass(frozen=True)
class Decided:
    """Decided by a figure of all runs (a `Rule`): it holds where the whole interval is on the right side of
    the line, does not where it is on the wrong one, and is undecided where the line is within.

    Runs without numbers show nothing of the claim. Of fewer than ten there is no interval: a page's own run
    is on one side or the other. `words` gets `value`, the figure, `count`, the runs, and each number's mean.
    It may count runs (`counts`), or what is `paired` is drawn for each, before and after.
    """

    where: Line
    words: str
    figure: Callable[[Runs], float]
    interval: Callable[[Runs], Interval]
    paired: Pair | None = None
    counts: bool = False

    @property
    def line(self) -> str:
        """Where the claim holds."""
        return str(self.where)

    def __call__(self, runs: Runs) -> Verdict:
        known = [run for run in runs if run]
        value = self.figure(known) if known else math.nan
        if math.isnan(value):
            return unseen("no run that shows it" if not runs else f"none of {len(runs)} runs shows it")
        number = self.words.format_map(_Words(means(known), value=value, count=len(known)))
        measure = self._measure(value, known)
        if len(known) < FEWEST:
            return verdict(self.where.reached(value), number, measure=measure)
        low, high = self.interval(known)
        if len(known) < len(runs):
            number += f"; {len(runs) - len(known)} of {len(runs)} runs show nothing of it"
        return Verdict(self._outcome(low, high), f"{number} (holds if {self.line})", (low, high), measure)

    def _measure(self, value: float, known: Runs) -> Measure:
        found, pair = FORM.search(self.words), self.paired
        each = (self.figure([run]) for run in known)
        both = [(run.get(pair.before), run.get(pair.after)) for run in known] if pair else []
        return Measure(
            agreed(value),
            self.line,
            found[1] if found else ".3g",
            tuple(agreed(alone) for alone in each if math.isfinite(alone)),
            self.counts,
            pair,
            tuple((agreed(a), agreed(b)) for a, b in both if a is not None and b is not None),
        )

    def _outcome(self, low: float, high: float) -> Outcome:
        sides = {self.where.reached(low), self.where.reached(high)}
        if len(sides) == 2 or math.isnan(low):
            return "undecided"
        return "holds" if sides == {True} else "does not hold"


def figure(compute: Callable[[Runs], float], where: Line, words: str, paired: Pair | None = None) -> Decided:
    """Any figure of all runs, with the bootstrap's interval."""
    return Decided(where, words, compute, lambda runs: bootstrap(runs, compute), paired)


def mean(name: str, where: Line, words: str, paired: Pair | None = None) -> Decided:
    """The mean of a number."""
    return figure(lambda runs: float(np.mean([run[name] for run in runs])), where, words, paired)


def least(names: Sequence[str], where: Line, words: str, paired: Pair | None = None) -> Decided:
    """The least of several numbers' means, so that each must be over the line; a run may lack some."""

    def compute(runs: Runs) -> float:
        found = means(runs)
        return min((found[name] for name in names if name in found), default=math.nan)

    return figure(compute, where, words, paired)


def share(name: str, where: Line, words: str) -> Decided:
    """The share of runs of which something is so, their number `name` being 1, with Wilson's interval."""

    def compute(runs: Runs) -> float:
        return sum(run[name] for run in runs) / len(runs)

    def interval(runs: Runs) -> Interval:
        return wilson(round(compute(runs) * len(runs)), len(runs))

    return Decided(where, words, compute, interval, counts=True)


def means(runs: Runs) -> dict[str, float]:
    """The mean of each number over the runs that have it."""
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: float(np.mean([run[name] for run in runs if name in run])) for name in names}
