"""Draws a filled figure as a picture, with matplotlib, in a process of its own: `python -m lab.figures.draw`.

It reads `{"size", "title", "asks", "foot", "colors", "faces", "figure"}` as JSON and writes a PNG. The
figure is plotly's dicts with colours and numbers in them; what the lab's figures use of them is drawn.
"""

import json
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Bbox, BboxTransformTo, Transform, blended_transform_factory

from lab.figures import lettering
from lab.figures.traces import KINDS, POINT, SCALE, plain, stroke

AREA = (0.07, 0.14, 0.89, 0.64)
"""Where the figure's plots are: left, bottom, width, height, as shares of the picture."""
TITLES = ((60, 38, 2), (44, 54, 3))
"""Px of a title's letters, how many stand in a line, and how many lines there may be; the first that holds
it all, else the last."""
EDGE, TOP, BELOW, FOOT = 60, 88, 52, 88
"""Px: beside all; of the title's top, from its end to the plots, and under them."""
LONG = 50
"""Letters of a note from which it explains more than it names."""
MARK = (
    (1, 17),
    (6, 16),
    (10, 12),
    (14.5, 7.5),
    (17, 2.5),
    (18.5, 1),
    (19.5, 6),
    (21, 12),
    (23, 9.5),
    (25, 8),
)
"""The lab's mark, a curve over a limit, in a box of 26 × 20."""


def draw(order: dict[str, Any], bold: FontProperties) -> Figure:
    """The picture: the lab's name, the title, the figure, one line below; at a question, its sign."""
    width, height = order["size"]
    colors = order["colors"]
    picture = Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=colors["page"])
    size, lines = _set(plain(order["title"]))
    _brand(picture, colors, bold)
    look = {"family": lettering.SERIF, "color": colors["ink"]}
    title = {"va": "top", "size": size * POINT, "linespacing": 0.8, **look}
    picture.text(EDGE / width, 1 - TOP / height, "\n".join(lines), **title)
    picture.text(EDGE / width, 24 / height, plain(order["foot"]), size=15 * POINT, color=colors["soft"])
    beside = 170 if order["asks"] else EDGE
    top = TOP + 1.04 * size * len(lines) + BELOW
    area = (100 / width, FOOT / height, 1 - (100 + beside) / width, 1 - (FOOT + top) / height)
    if order["asks"]:
        sign: dict[str, Any] = {"ha": "center", "va": "center", "size": 150 * POINT, **look}
        picture.text(1 - beside / 2 / width, area[1] + area[3] / 2, "?", **sign)
    Sheet(picture, order["figure"], colors, area).draw()
    return picture


def _set(title: str) -> tuple[int, list[str]]:
    """A title's size in px, and its lines."""
    ways = [(size, textwrap.wrap(title, letters), most) for size, letters, most in TITLES]
    size, lines, most = next((way for way in ways if len(way[1]) <= way[2]), ways[-1])
    return size, lines[:most]


def _brand(picture: Figure, colors: dict[str, str], bold: FontProperties) -> None:
    """The lab's mark and name."""
    width, height = picture.get_size_inches() * 100
    mark = picture.add_axes((EDGE / width, 1 - 74 / height, 42 / width, 32 / height))
    mark.set(xlim=(0, 26), ylim=(20, 0))
    mark.axis("off")
    mark.plot([1, 25], [8.5, 8.5], color=colors["limit"], linewidth=3 * POINT)
    mark.plot(*zip(*MARK, strict=True), color=colors["model"], linewidth=4 * POINT, solid_capstyle="round")
    name: dict[str, Any] = {"fontproperties": bold, "size": 27 * POINT, "color": colors["ink"]}
    picture.text((EDGE + 56) / width, 1 - 58 / height, "Learning Dynamics Lab", va="center", **name)


class Sheet:
    """The plots of one figure, by their axes' names."""

    def __init__(
        self,
        picture: Figure,
        figure: dict[str, Any],
        colors: dict[str, str],
        area: tuple[float, float, float, float] = AREA,
    ) -> None:
        self.picture, self.colors, self.area = picture, colors, area
        self.traces = [trace for trace in figure["data"] if trace.get("visible", True) is True]
        self.layout = figure["layout"]
        self.plots: dict[tuple[str, str], Axes] = {}

    def draw(self) -> None:
        """Draw everything, the shapes below the curves."""
        stacked = self.layout.get("barmode") == "stack"
        for trace in self.traces:
            plot = self._plot(trace)
            KINDS[trace.get("type", "scatter")](
                plot, {**self._ordered(trace), "stacked": stacked}, self.colors
            )
        for (x, y), plot in self.plots.items():
            if plot.name != "polar":
                self._dress(plot, self._axis(x), self._axis(y), lowest=plot is self._lowest(x))
        for shape in self.layout["shapes"]:
            self._shape(shape)
        for note in self.layout["annotations"]:
            if not _explains(note):
                self._note(note)

    def _axis(self, name: str) -> dict[str, Any]:
        axis: dict[str, Any] = self.layout.get(f"{name[0]}axis{name[1:]}", {})
        return axis

    def _ordered(self, trace: dict[str, Any]) -> dict[str, Any]:
        """Bars that lie, from the shortest to the longest where their axis says so."""
        if self._axis(trace.get("yaxis", "y")).get("categoryorder") != "total ascending" or not trace["x"]:
            return trace
        color = trace["marker"]["color"]
        bars = sorted(zip(trace["x"], trace["y"], color, strict=True), key=lambda bar: float(bar[0]))
        x, y, color = (list(values) for values in zip(*bars, strict=True))
        return {**trace, "x": x, "y": y, "marker": {**trace["marker"], "color": color}}

    def _plot(self, trace: dict[str, Any]) -> Axes:
        polar = trace.get("type") == "scatterpolar"
        key = (
            (trace.get("subplot", "polar"), "")
            if polar
            else (trace.get("xaxis", "x"), trace.get("yaxis", "y"))
        )
        if key not in self.plots:
            if polar:
                domain = self.layout.get(key[0], {}).get("domain", {})
                across, up = domain.get("x", [0, 1]), domain.get("y", [0, 1])
            else:
                across, up = (self._axis(name).get("domain", [0, 1]) for name in key)
            left, bottom, width, height = self.area
            place = (left + across[0] * width, bottom + up[0] * height)
            extent = ((across[1] - across[0]) * width, (up[1] - up[0]) * height)
            plot = self.picture.add_axes((*place, *extent), polar=polar, facecolor=self.colors["panel"])
            self._frame(plot)
            if polar and not self.layout.get(key[0], {}).get("angularaxis", {}).get("showticklabels", True):
                plot.tick_params(axis="x", labelbottom=False)
            for name, scale in () if polar else zip(key, (plot.set_xscale, plot.set_yscale), strict=True):
                scale("log" if self._axis(name).get("type") == "log" else "linear")
            self.plots[key] = plot
        return self.plots[key]

    def _frame(self, plot: Axes) -> None:
        plot.tick_params(which="both", colors=self.colors["soft"], labelsize=11, length=0)
        plot.grid(color=self.colors["hairline"], linewidth=0.8)
        plot.set_axisbelow(True)
        for side in plot.spines.values():
            side.set_color(self.colors["hairline"])

    def _lowest(self, x: str) -> Axes:
        """Of the plots above each other on one x axis, the one that carries its numbers."""
        own = [plot for (name, _), plot in self.plots.items() if name == x]
        return min(own, key=lambda plot: plot.get_position().y0)

    def _dress(self, plot: Axes, x: dict[str, Any], y: dict[str, Any], *, lowest: bool) -> None:
        for axis, limits, ticks in (
            (x, plot.set_xlim, plot.set_xticks),
            (y, plot.set_ylim, plot.set_yticks),
        ):
            log = axis.get("type") == "log"
            if "range" in axis:
                limits(*(10.0**end if log else end for end in axis["range"]))
            elif axis.get("autorange") == "reversed":
                low, high = limits()
                limits(high, low)
            if "tickvals" in axis:
                texts = axis.get("ticktext", [f"{tick:g}" for tick in axis["tickvals"]])
                ticks(axis["tickvals"], [plain(str(text)) for text in texts])
                ticks([], minor=True)
        if "scaleanchor" in x or "scaleanchor" in y:
            plot.set_aspect(y.get("scaleratio", 1), adjustable="box")
        for axis, side in ((x, plot.xaxis), (y, plot.yaxis)):
            side.set_visible(axis.get("visible", True))
        color = self.colors["soft"]
        plot.tick_params(labelbottom=lowest)
        plot.set_xlabel(_text(x) if lowest else "", color=color, size=11)
        plot.set_title(_text(y), loc="left", color=color, size=11, pad=4)

    def _where(self, item: dict[str, Any]) -> tuple[Axes, Transform]:
        """The plot that a shape or a note belongs to, and what its x and y are measured in."""
        xref, yref = item.get("xref", "x"), item.get("yref", "y")
        (x, _, over), (y, _, up) = xref.partition(" "), yref.partition(" ")
        found = [plot for (a, b), plot in self.plots.items() if x in ("paper", a) and y in ("paper", b)]
        plot = found[0] if found else next(iter(self.plots.values()))
        left, bottom, width, height = self.area
        paper = BboxTransformTo(Bbox.from_bounds(left, bottom, width, height)) + self.picture.transFigure
        across, upward = (
            paper if ref == "paper" else plot.transAxes if share else plot.transData
            for ref, share in ((xref, over), (yref, up))
        )
        return plot, blended_transform_factory(across, upward)

    def _shape(self, shape: dict[str, Any]) -> None:
        plot, transform = self._where(shape)
        (x0, x1), (y0, y1) = ((shape[f"{axis}0"], shape[f"{axis}1"]) for axis in "xy")
        line, opacity = shape.get("line", {}), shape.get("opacity", 1)
        held = (plot.get_xlim(), plot.get_ylim())
        style = {"transform": transform, "alpha": opacity}
        if shape.get("type") in ("rect", "circle") and "fillcolor" in shape:
            plot.fill([x0, x1, x1, x0], [y0, y0, y1, y1], color=shape["fillcolor"], linewidth=0, **style)
        elif shape.get("type") in ("line", "rect"):
            corners = (
                ([x0, x1], [y0, y1])
                if shape["type"] == "line"
                else ([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0])
            )
            plot.plot(*corners, **stroke(line, self.colors), **style)
        plot.set_xlim(held[0])
        plot.set_ylim(held[1])

    def _note(self, note: dict[str, Any]) -> None:
        if "x" not in note or "y" not in note:
            return
        plot, transform = self._where(note)
        font = note.get("font", {})
        x, y = self._logged(note, plot)
        shift = (note.get("xshift", 0) * POINT * SCALE, note.get("yshift", 0) * POINT * SCALE)
        plot.annotate(
            plain(note["text"]),
            (x, y),
            xycoords=transform,
            xytext=shift,
            textcoords="offset points",
            ha=note.get("xanchor", "center").replace("auto", "center"),
            va={"middle": "center", "auto": "center"}.get(note.get("yanchor", "middle"), note.get("yanchor")),
            size=font.get("size", 13) * POINT * SCALE,
            color=font.get("color", self.colors["soft"]),
            annotation_clip=False,
            bbox={"facecolor": note["bgcolor"], "edgecolor": "none", "pad": 1} if "bgcolor" in note else None,
        )

    def _logged(self, note: dict[str, Any], plot: Axes) -> tuple[float, float]:
        """A note's place as data: on a log axis plotly's are powers of ten."""
        powers = (
            note.get("xref", "x")[-1:] != "r"
            and " " not in note.get("xref", "x")
            and plot.get_xscale() == "log",
            note.get("yref", "y")[-1:] != "r"
            and " " not in note.get("yref", "y")
            and plot.get_yscale() == "log",
        )
        x, y = (10.0**at if power else at for at, power in zip((note["x"], note["y"]), powers, strict=True))
        return x, y


def _explains(note: dict[str, Any]) -> bool:
    """Whether a note is a text above the plots, where the title's last line would be."""
    above = note.get("yref") == "paper" and note.get("y", 0) >= 1
    return above and len(note["text"]) > LONG


def _text(axis: dict[str, Any]) -> str:
    title = axis.get("title", "")
    return plain(title.get("text", "") if isinstance(title, dict) else title)


if __name__ == "__main__":
    order = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        picture = draw(order, lettering.use(order["faces"], Path(folder)))
        picture.savefig(sys.stdout.buffer, format="png", metadata={"Comment": order["about"]})
