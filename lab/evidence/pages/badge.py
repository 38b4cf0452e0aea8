"""The badge of a paper: a picture of its own, which stands alone in any page."""

from collections.abc import Sequence

from lab.evidence.document import counted
from lab.evidence.judged import Judged
from lab.export.html import element, text

NAME = "Learning Dynamics Lab"
HEIGHT, ROOM, LETTER = 24, 8, 6.7
"""Its height, the room beside words, and how wide a letter is about, in px."""
INK, PAPER = "#1b1f24", "#fbfaf7"


def badge_picture(claims: Sequence[Judged]) -> str:
    """SVG that says how many claims had which outcome; its words are as wide as it says, in any face."""
    words = counted(claims)
    left, right = (round(LETTER * len(part)) + 2 * ROOM for part in (NAME, words))
    whole = left + right
    edge = f'width="{whole - 1}" height="{HEIGHT - 1}" rx="4" fill="{PAPER}" stroke="{INK}"'
    return element(
        "svg",
        element("title", text(f"{NAME}: {words}")),
        f'<rect x=".5" y=".5" {edge}/>',
        f'<path d="M{left} .5H4.5a4 4 0 0 0-4 4v{HEIGHT - 9}a4 4 0 0 0 4 4H{left}z" fill="{INK}"/>',
        _words(NAME, 0, left, PAPER),
        _words(words, left, right, INK),
        xmlns="http://www.w3.org/2000/svg",
        width=str(whole),
        height=str(HEIGHT),
        viewBox=f"0 0 {whole} {HEIGHT}",
        role="img",
        aria_label=f"{NAME}: {words}",
        font_family="Inter, system-ui, -apple-system, 'Segoe UI', sans-serif",
        font_size="12",
        font_weight="600",
    )


def _words(words: str, start: int, width: int, colour: str) -> str:
    inside = str(width - 2 * ROOM)
    return element(
        "text",
        text(words),
        x=str(start + ROOM),
        y="16",
        fill=colour,
        textLength=inside,
        lengthAdjust="spacingAndGlyphs",
    )
