"""The two levels of a distance to the truth: of a copy of the training set, and of new points."""

from lab.experiments.distributions.plane import FRESH
from lab.experiments.drawing import Trace, line

COPYING, NEW = "copying the training set", f"{FRESH} new points of the truth"
"""Their names."""


def copy_levels(axes: str = "") -> list[Trace]:
    """The two levels of a distance to the truth, each named below its beginning: curves come from above.

    The dots that nobody sees keep the name off the line; levels do not move, so no readout repeats them.
    """
    return [
        line(
            role,
            axes=axes,
            width=1.5,
            dash="dot",
            name=name,
            mode="lines+markers+text",
            marker={"size": 5, "opacity": 0},
            cliponaxis=False,
            hoverinfo="skip",
            text=[name],
            textposition="bottom right",
            textfont={"color": role, "size": 13},
        )
        for role, name in (("@data", COPYING), ("@truth", NEW))
    ]
