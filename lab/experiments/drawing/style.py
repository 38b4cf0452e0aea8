"""How all figures look: heights, margins, sizes of type, distances. A redesign begins and ends here."""

from typing import Any

HERO, FOLDED = (500, 560), (320, 240)
"""Heights in px, on a wide screen and on a phone."""

MARGIN = {"l": 60, "r": 24, "t": 28, "b": 48}
ABOVE = {"l": 56, "r": 24, "t": 34, "b": 64}
"""Margins with room for words above the panel, and for two rows of ticks below it."""
LONG_TICKS = {"l": 72, "r": 40, "t": 12, "b": 48}

ROW, SHARED, COLUMN = 0.14, 0.06, 0.1
"""Shares of a figure between panels: below one another, with the same axis x, and side by side."""

LABEL, SMALL = 13, 12
"""Sizes of type in px: names of curves; headings and ticks of small panels."""
STATEMENT, STATEMENT_ROW = 15, 19
"""A sentence above the panels, and px from row to row of it."""
QUIET: dict[str, Any] = {"standoff": 2, "font": {"size": SMALL}}
"""The heading of an axis of a small panel."""

FIRST_WORD, EACH_ROW = 0.14, 16
"""Where words above a panel begin, beside the heading of its axis; px from row to row."""
