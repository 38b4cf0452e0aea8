"""The two small panels beside the losses: what the networks at the line answer, and their weights."""

from lab.contract.figure import Snapshot
from lab.experiments.complexity.sweep.config import BINS, OFFSETS, REACH
from lab.experiments.drawing.axes import axis, ticks
from lab.experiments.drawing.marks import bars
from lab.experiments.drawing.panels import Drawing
from lab.experiments.drawing.style import QUIET, SMALL


def answers(drawing: Drawing) -> None:
    """A bar for each answer minus key, that of the rule and that of the mirrored pair in colour."""
    offsets, colours = list(range(OFFSETS[0], OFFSETS[1] + 1)), {-10: "@model", -6: "@second"}
    minus = ticks([-20, -10, -6, 0, 10], ["≤ −20", "−10", "−6", "0", "≥ 10"])
    look = {"tickangle": 0, "tickfont": {"size": SMALL}, "showgrid": False, "range": [-21, 11]}
    count = drawing.panel(
        "answers of 80 to the<br>pair never shown",
        x={"title": {"text": "answer minus number", **QUIET}, **minus, **look},
        at=((0.76, 1), (0.56, 1)),
        phone=((0, 0.56), (0, 0.26)),
        range=[0, 84],
        nticks=4,
    )
    histogram = count.draw(bars([colours.get(offset, "@others") for offset in offsets], x=offsets))
    histogram.fill(Snapshot, "offsets", "y", pick="gamma")
    for text, role, x, end in (("right", "@model", -11, "right"), ("swapped", "@second", -5, "left")):
        count.label(text, role, x, 76, xref="x2", yref="y2", xanchor=end, name="offsets")


def weights(drawing: Drawing) -> None:
    """The outline of a histogram."""
    low, high = REACH
    value = axis("value of a weight now", range=[low, high], tickvals=[-1, 0, 1], showgrid=False)
    share = drawing.panel(
        "share",
        x={**value, "title": value["title"] | QUIET},
        at=((0.76, 1), (0, 0.34)),
        phone=((0.7, 1), (0, 0.26)),
        range=[0, 0.4],
        tickformat=".0%",
        nticks=3,
    )
    centres = [low + (i + 0.5) * (high - low) / BINS for i in range(BINS)]
    outline = share.curve("@others", width=1.5, shape="hvh", x=centres, fill="tozeroy")
    outline.fill(Snapshot, "weights", "y", pick="gamma")
