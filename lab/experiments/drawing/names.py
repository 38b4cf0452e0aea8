"""Names on figures: labels in the colour of what they name, words above a panel, numbers."""

from collections.abc import Sequence
from typing import Any

from lab.experiments.drawing.style import EACH_ROW, FIRST_WORD, LABEL, SMALL

Annotation = dict[str, Any]
Word = tuple[str, str]
"""A role and what has its colour."""
PAPER: Annotation = {"xref": "paper", "yref": "paper"}


def label(text: str, role: str, x: float, y: float, *, size: int = LABEL, **more: Any) -> Annotation:
    """A label at shares of a panel; it grows away from the nearer side."""
    return {
        "text": text,
        "font": {"color": role, "size": size},
        "showarrow": False,
        "xref": "x domain",
        "yref": "y domain",
        "x": x,
        "y": y,
        "xanchor": "right" if x > 0.5 else "left",
        "yanchor": "middle",
        **more,
    }


def words(meanings: Sequence[Word], rows: int = 1, **more: Any) -> list[Annotation]:
    """The meanings of colours: words in these colours, in rows above the panel, from the left."""
    each = -(-len(meanings) // max(rows, 1))
    size = LABEL if rows == 1 else SMALL
    return [
        label(f"<b>{word}</b>", role, x, 1.0, size=size, **{**_up(rows - 1 - row), **more})
        for row in range(rows)
        for x, (role, word) in _spaced(meanings[row * each : (row + 1) * each], last=row == rows - 1)
    ]


def _up(rows: int) -> Annotation:
    return {**PAPER, "xanchor": "left", "yanchor": "bottom", "yshift": EACH_ROW * rows}


def _spaced(meanings: Sequence[Word], *, last: bool) -> list[tuple[float, Word]]:
    """Each word begins where those before it end; the last row beside the heading of the axis."""
    start = FIRST_WORD if last else 0.0
    lengths = [len(word) + 3 for _, word in meanings]
    before = [sum(lengths[:i]) for i in range(len(meanings))]
    return [
        (start + (1 - start) * at / sum(lengths), word) for at, word in zip(before, meanings, strict=True)
    ]


def number(value: float) -> str:
    """Three digits, and powers of ten as people write them: `320`, `4.1·10⁵`."""
    if 1e-3 <= abs(value) < 1e4 or value == 0:
        return f"{value:.3g}"
    mantissa, _, power = f"{value:.1e}".partition("e")
    digits = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa.removesuffix('.0')}·10{digits}" if mantissa != "1.0" else f"10{digits}"
