"""The two small panels beside the losses: what the networks at the line answer, and their weights."""

from typing import Any

from lab.experiments.complexity.sweep.config import BINS, OFFSETS, REACH
from lab.experiments.drawing import label, line

WIDE = {"": ([0, 0.68], [0, 1]), "2": ([0.76, 1], [0.56, 1]), "3": ([0.76, 1], [0, 0.34])}
NARROW = {"": ([0, 1], [0.5, 1]), "2": ([0, 0.56], [0, 0.26]), "3": ([0.7, 1], [0, 0.26])}
"""Where the panels are, by the number of their axes: to the right of the losses, on a phone below them."""


def answers() -> dict[str, Any]:
    """A bar for each answer minus key, that of the rule and that of the mirrored pair in colour."""
    offsets = list(range(OFFSETS[0], OFFSETS[1] + 1))
    colours = {-10: "@model", -6: "@second"}
    marker = {"color": [colours.get(offset, "@others") for offset in offsets]}
    return {"type": "bar", "x": offsets, "y": [], "marker": marker, "xaxis": "x2", "yaxis": "y2"}


def weights() -> dict[str, Any]:
    """The outline of a histogram."""
    low, high = REACH
    centres = [low + (i + 0.5) * (high - low) / BINS for i in range(BINS)]
    curve = line("@others", width=1.5, x=centres, xaxis="x3", yaxis="y3", fill="tozeroy")
    return {**curve, "line": {**curve["line"], "shape": "hvh"}}


def beside(layouts: dict[str, Any]) -> dict[str, Any]:
    """Layouts of the losses with room for the small panels, and these."""
    layout, phone = layouts["layout"], layouts["phone"]
    for into, domains in ((layout, WIDE), (phone, NARROW)):
        for number, place in domains.items():
            for name, domain in zip((f"xaxis{number}", f"yaxis{number}"), place, strict=True):
                given = {**AXES.get(name, {}), **layout.get(name, {}), **into.get(name, {})}
                into[name] = {**given, "domain": domain}
        into["annotations"] = [*into["annotations"], *NAMES]
    return layouts


SMALL = {"standoff": 2, "font": {"size": 12}}
AXES: dict[str, dict[str, Any]] = {
    "xaxis2": {
        "title": {"text": "answer minus number", **SMALL},
        "tickvals": [-20, -10, -6, 0, 10],
        "ticktext": ["≤ −20", "−10", "−6", "0", "≥ 10"],
        "tickangle": 0,
        "tickfont": {"size": 11},
        "showgrid": False,
        "range": [-21, 11],
        "anchor": "y2",
    },
    "yaxis2": {
        "title": {"text": "answers of 80 to the<br>pair never shown"},
        "range": [0, 84],
        "nticks": 4,
        "anchor": "x2",
    },
    "xaxis3": {
        "title": {"text": "value of a weight now", **SMALL},
        "range": list(REACH),
        "tickvals": [-1, 0, 1],
        "showgrid": False,
        "anchor": "y3",
    },
    "yaxis3": {
        "title": {"text": "share"},
        "range": [0, 0.4],
        "tickformat": ".0%",
        "nticks": 3,
        "anchor": "x3",
    },
}
NAMES = [
    label("right", "@model", -11, 76, xref="x2", yref="y2", xanchor="right", name="offsets"),
    label("swapped", "@second", -5, 76, xref="x2", yref="y2", xanchor="left", name="offsets"),
]
