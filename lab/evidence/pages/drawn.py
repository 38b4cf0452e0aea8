"""A claim as a small drawing: how many of how many, before and after, or a figure on its axis."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from lab.contract.claim import Measure
from lab.evidence.judged import Judged
from lab.export.html import element, text

HEIGHT, AXIS, LABELS = 40, 36, 52
"""Of a drawing without words below it; where its axis lies, and the words below that, in px."""
MARGIN, NAMES = 2.5, 24.0
"""Percent at both ends, so that dots lie inside; where an axis begins that has names to its left."""
LOGARITHMIC = 20
"""Positive numbers, some of them above 2, that are further apart than that, as a ratio, lie on a logarithmic
axis."""
APART = 12
"""A claim whose numbers take up less than this part of the axis of its kind has one of its own."""
PITCH, MOST = 2.7, 36
"""Percent from a dot to the next one, where that many fit."""
NEAR = 12.0
"""Percent by which words on an axis are apart at least."""


@dataclass(frozen=True)
class Axis:
    """From a number to another one, linear or logarithmic; `form` is how its numbers are written."""

    low: float
    high: float
    logarithmic: bool
    form: str
    begin: float = MARGIN

    @classmethod
    def around(cls, values: Sequence[float], form: str, begin: float = MARGIN) -> "Axis":
        """The axis that has all these, with a little room; shares have the whole of theirs."""
        low, high = min(values), max(values)
        if form.endswith("%"):
            return cls(min(low, 0.0), max(high, 1.0), False, form, begin)
        if low > 0 and high > 2 and high / low > LOGARITHMIC:
            return cls(low / 1.3, high * 1.3, True, form, begin)
        room = 0.08 * (high - low) or abs(high) or 1.0
        return cls(low - room, high + room, False, form, begin)

    def place(self, value: float) -> float:
        """Where a value lies, in percent of the width."""
        low, high, value = (math.log(v) if self.logarithmic else v for v in (self.low, self.high, value))
        return self.begin + (100 - MARGIN - self.begin) * (value - low) / (high - low)

    def ticks(self) -> Iterator[float]:
        """Three or so plain numbers on it."""
        if self.logarithmic:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            every = max(1, (last - first) // 3)
            yield from (10.0**power for power in range(first, last + 1, every))
            return
        span = self.high - self.low
        unit = 10 ** math.floor(math.log10(span / 2))
        step = next(unit * times for times in (1, 2, 2.5, 5, 10) if span / (unit * times) <= 4)
        number = math.ceil(self.low / step)
        while number * step <= self.high:
            yield number * step
            number += 1

    def written(self, value: float) -> str:
        """A number of it in words."""
        if self.form.endswith("%"):
            return f"{100 * value:.3g}%"
        return f"{float(f'{value:.4g}'):,.6g}".replace("-", "−") if abs(value) >= 1e-12 else "0"


def axes(claims: Sequence[Judged]) -> dict[str, Axis]:
    """An axis for each claim that is drawn on one, by its id: the same for all of one kind, but for those
    that would be too small on it."""
    kinds: dict[tuple[object, ...], list[Judged]] = {}
    for claim in claims:
        measure = claim.measure
        if measure is not None and not measure.counts:
            kind = (claim.experiment, measure.form, measure.pair, claim.outcome == "checked")
            kinds.setdefault(kind, []).append(claim)
    return {claim.id: axis for alike in kinds.values() for claim, axis in _shared(alike)}


def _shared(alike: Sequence[Judged]) -> Iterator[tuple[Judged, Axis]]:
    """Claims of one kind, each with its axis."""
    numbers = {claim.id: [*_numbers(claim)] for claim in alike}
    measure = alike[0].measure
    assert measure is not None
    look = (".3g", NAMES) if measure.pairs else (measure.form, MARGIN)
    shared = Axis.around([number for own in numbers.values() for number in own], *look)
    for claim in alike:
        own = numbers[claim.id]
        wide = shared.place(max(own)) - shared.place(min(own))
        yield claim, shared if wide >= 100 / APART else Axis.around(own, *look)


def drawing(claim: Judged, axis: Axis | None) -> str:
    """SVG of a claim; nothing where no figure decides it."""
    measure = claim.measure
    if measure is None:
        return ""
    if axis is None:
        return _dots(measure)
    return _before_after(measure, axis) if measure.pairs else _point(claim, measure, axis)


def _numbers(claim: Judged) -> Iterator[float]:
    """All numbers that a claim's drawing has on its axis."""
    measure = claim.measure
    assert measure is not None
    if measure.pairs:
        assert measure.pair is not None
        yield from chain.from_iterable(measure.pairs)
        yield from [_at(measure.pair.line)] if measure.pair.line else []
        return
    yield from (measure.value, _at(measure.line), *measure.each, *(claim.interval or ()))


def _at(line: str) -> float:
    """The number of a line in signs: `≥ 0.9`."""
    return float(line.split()[1])


def _dots(measure: Measure) -> str:
    """n of m: a disc for each run of which it is so, then a ring for each other one."""
    yes, count = int(sum(measure.each)), len(measure.each)
    pitch = min(PITCH, (100 - 2 * MARGIN) / count)
    dots = [
        _circle(MARGIN + pitch * number, 20, 4.2, "c-dot" if number < yes else "c-ring")
        for number in range(count)
    ]
    needed = MARGIN + pitch * (math.ceil(_at(measure.line) * count) - 0.5)
    said = f"{yes} of {count} runs; holds if the share is {measure.line}"
    return _svg(said, HEIGHT, *dots, _line(needed, needed, 6, 34, "c-limit"))


def _point(claim: Judged, measure: Measure, axis: Axis) -> str:
    """A figure with its interval, the runs as fine dots, and the line that decides."""
    at, y = axis.place(measure.value), 18
    parts = [*_demanded(measure.line, axis), *_ground(axis, measure.line)]
    if len(measure.each) > 1:
        parts += [_circle(axis.place(alone), 29, 2, "c-run") for alone in measure.each]
    said = f"{axis.written(measure.value)}; holds if {measure.line}"
    if claim.interval is not None:
        low, high = claim.interval
        parts.append(_line(axis.place(low), axis.place(high), y, y, "c-interval"))
        said += f"; from {axis.written(low)} to {axis.written(high)} in 95 % of resamplings"
    return _svg(said, LABELS + 4, *parts, _circle(at, y, 4.5, "c-dot"))


def _before_after(measure: Measure, axis: Axis) -> str:
    """Of each run a ring above, before, joined to a disc below, after; the demanded side is left white."""
    assert measure.pair is not None
    upper, lower, pair = 11, 28, measure.pair
    parts = [*(_demanded(pair.line, axis) if pair.line else ()), *_ground(axis, pair.line)]
    places = [(axis.place(before), axis.place(after)) for before, after in measure.pairs]
    parts += [_line(before, after, upper, lower, "c-join") for before, after in places]
    parts += [_circle(before, upper, 3.8, "c-ring") for before, _ in places]
    parts += [_circle(after, lower, 4.2, "c-after") for _, after in places]
    for name, y in ((pair.before, upper), (pair.after, lower)):
        parts.append(f'<text y="{y + 4}" class="c-name-of">{text(name)}</text>')
    ends = "; ".join(f"{axis.written(before)} to {axis.written(after)}" for before, after in measure.pairs)
    return _svg(f"From {pair.before} to {pair.after}: {ends}", LABELS + 4, *parts)


def _demanded(line: str, axis: Axis) -> Iterator[str]:
    """The side on which a claim does not hold, tinted, and its line."""
    first = axis.begin - MARGIN
    at = min(100.0, max(first, axis.place(_at(line))))
    left, right = (first, at) if line[0] in "≥>" else (at, 100.0)
    yield f'<rect x="{left:.2f}%" y="3" width="{right - left:.2f}%" height="{AXIS - 3}" class="c-tint"/>'
    yield _line(at, at, 3, AXIS, "c-limit")


def _ground(axis: Axis, line: str) -> Iterator[str]:
    """The axis with its numbers; that of the line is written first, and the others keep away from it."""
    yield _line(axis.begin - MARGIN, 100, AXIS, AXIS, "c-axis")
    written: list[float] = []
    limits = [_at(line)] if line else []
    for number in (*limits, *axis.ticks()):
        at = axis.place(number)
        if all(abs(at - other) >= NEAR for other in written):
            written.append(at)
            look = "c-limit-number" if number in limits else "c-number"
            yield _line(at, at, AXIS, AXIS + 4, "c-axis")
            yield f'<text x="{at:.2f}%" y="{LABELS}" class="{look}">{text(axis.written(number))}</text>'


def _line(x1: float, x2: float, y1: float, y2: float, look: str) -> str:
    return f'<line x1="{x1:.2f}%" x2="{x2:.2f}%" y1="{y1}" y2="{y2}" class="{look}"/>'


def _circle(x: float, y: float, r: float, look: str) -> str:
    return f'<circle cx="{x:.2f}%" cy="{y}" r="{r}" class="{look}"/>'


def _svg(said: str, height: int, *parts: str) -> str:
    return element("svg", *parts, class_="c-drawing", role="img", aria_label=said, height=str(height))
