"""Where panels stand: shares of a figure, below one another or side by side, and on a phone."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from lab.experiments.drawing.style import COLUMN, ROW, SHARED

Domain = tuple[float, float]
Place = tuple[Domain | None, Domain | None]
"""Domains across and up; None leaves plotly's, which is all of the figure."""
ALL: Place = (None, None)


class Shared(Protocol):
    """A panel's axes and its share of the figure. Panels with one x stand below one another."""

    x: str
    y: str
    share: float


def rows(panels: Sequence[Shared]) -> dict[str, Place]:
    """Panels below one another, the first above, by their axis y."""
    gaps = [SHARED if above.x == panel.x else ROW for above, panel in pairwise(panels)]
    parts = _parts([panel.share for panel in panels], gaps)
    return {
        panel.y: ((0, 1), (round(1 - end, 4), round(1 - start, 4)))
        for panel, (start, end) in zip(panels, parts, strict=True)
    }


def columns(panels: Sequence[Shared]) -> dict[str, Place]:
    """Panels side by side; those that share an axis x are a column."""
    standing: dict[str, list[Shared]] = {}
    for panel in panels:
        standing.setdefault(panel.x, []).append(panel)
    gaps = [COLUMN] * (len(standing) - 1)
    widths = _parts([column[0].share for column in standing.values()], gaps)
    pairs = zip(widths, standing.values(), strict=True)
    return {y: (width, up) for width, column in pairs for y, (_, up) in rows(column).items()}


def _parts(shares: Sequence[float], gaps: Sequence[float]) -> list[Domain]:
    """Parts of [0, 1] in these proportions, with a gap before each but the first."""
    unit = (1 - sum(gaps)) / sum(shares)
    starts = [sum(shares[:i]) * unit + sum(gaps[:i]) for i in range(len(shares))]
    pairs = zip(starts, shares, strict=True)
    return [(round(start, 4), round(start + share * unit, 4)) for start, share in pairs]


def part(i: int, count: int, gap: float = 0.01) -> Domain:
    """The part i of so many equal ones, with a gap at each side."""
    return i / count + gap, (i + 1) / count - gap
