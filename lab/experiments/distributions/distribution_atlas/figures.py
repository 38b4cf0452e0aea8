"""Eight squares; what became of all families along the steps; and a single family."""

from typing import Any

from lab.contract.figure import Cells, Figure, Line
from lab.experiments.distributions.distribution_atlas.config import Config
from lab.experiments.distributions.levels import chance, copies, copies_of_set, copy_levels, watched
from lab.experiments.distributions.plane import FRESH, remark
from lab.experiments.drawing.axes import LOG, PERCENT, axis, log_steps, ticks
from lab.experiments.drawing.marks import text
from lab.experiments.drawing.names import PAPER
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.places import part
from lab.experiments.drawing.style import HERO, MARGIN

NAMES = {
    "gan": "GAN",
    "wgan-gp": "Wasserstein GAN",
    "mmd": "kernel generator",
    "flow-matching": "flow matching",
    "diffusion": "diffusion",
    "realnvp": "normalizing flow",
    "vae": "autoencoder (VAE)",
    "potential": "potential (energy)",
}
SHORT = {
    "gan": "GAN",
    "wgan-gp": "W-GAN",
    "mmd": "kernel",
    "flow-matching": "match",
    "diffusion": "diffusion",
    "realnvp": "flow",
    "vae": "VAE",
    "potential": "potential",
}
"""Each family on a phone."""
REACH = 1.1
COLUMNS, NARROW = 4, 3
"""Squares in a row, and on a phone."""
REPRESENTED = ("tilted density", "invertible map", "free map of noise", "flow in time")
COMPARED = (
    "likelihood",
    "a bound of it",
    "a trained judge",
    "a judge of slope 1",
    "a kernel's best judge",
    "a coupling's velocity",
    "removing noise",
)
PLACES = {
    "potential": (0, 0),
    "realnvp": (1, 0),
    "vae": (2, 1),
    "gan": (2, 2),
    "wgan-gp": (2, 3),
    "mmd": (2, 4),
    "flow-matching": (3, 5),
    "diffusion": (3, 6),
}
"""Of each family: how it represents a distribution, and how it compares it with the points."""


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if len(config.families) > 1:
        columns = ("memorized", "w2_test", "copies")
        return (_race(config), *(_of_race(config, column) for column in columns), _map(config))
    if len(config.sizes) > 1:
        return (_sizes(config),)
    return (_one(config), copies(config.updates))


def _cloud(panel: Panel, where: dict[str, Any]) -> None:
    """The generated points over the rings of the training set."""
    panel.dots("@data", "train_points", where, size=5, ring=True)
    panel.dots("@model", "points", where, size=3.5, opacity=0.85)


def _race(config: Config) -> Figure:
    """A square a family, two rows of four, on a phone three of three; in its corner how many copy."""
    above = {**MARGIN, "t": 58, "b": 8}
    drawing = Drawing(
        "race",
        "Eight families on the same points",
        (720, 470),
        margin=above,
        phone={"margin": {**above, "t": 66}},
    )
    kinds = config.families
    rows, tall = -(-len(kinds) // COLUMNS), -(-len(kinds) // NARROW)
    for i, kind in enumerate(kinds):
        up, low = 1 - (i // COLUMNS + 1) / rows, 1 - (i // NARROW + 1) / tall
        square = drawing.map(
            REACH,
            at=(part(i % COLUMNS, COLUMNS, 0.02), (up, up + 1 / rows - 0.07)),
            phone=(part(i % NARROW, NARROW), (low, low + 1 / tall - 0.06)),
        )
        square.dots("@others", "heldout_points", {"family": kind}, size=5, symbol="x")
        _cloud(square, {"family": kind})
        square.label(NAMES[kind], "@ink", 0.0, 1.0, yanchor="bottom", phone={"text": SHORT[kind]})
        share = square.draw(text("@ink", at="top left", x=[REACH], y=[REACH], text=[""], marker={}))
        share.fill(Cells, "memorized", ({"family": kind},))
    square.label(
        "○ training points, × points never shown, <b>%</b> of the dots: closer to a ○ than to a ×",
        "@soft",
        0,
        1,
        **PAPER,
        yanchor="bottom",
        yshift=22,
        phone={"text": "○ training, × never shown<br><b>%</b> of the dots: closer to a ○ than to a ×"},
    )
    return drawing.figure(
        "Rings are the training points, crosses as many that no model ever saw, dots what each model draws; "
        f"a tap on a square opens its model.{remark(config)}"
    )


def _map(config: Config) -> Figure:
    """The families by representation and loss; a click opens the run."""
    kinds = [kind for kind in config.families if kind in PLACES]
    drawing = Drawing(
        "map",
        "One map: how a distribution is represented, and how it is compared with the points",
        (520, 520),
        margin={"l": 150, "t": 40, "b": 16},
        dragmode=False,
        hovermode="closest",
        phone={"margin": {"l": 110, "t": 8, "b": 8}},
    )
    bare = {"showgrid": False, "fixedrange": True}
    represented = {**bare, "range": [-0.3, 3.9], **ticks([0.25, 1.25, 2.25, 3.25], REPRESENTED)}
    table = drawing.panel(
        x={**represented, "side": "top"},
        phone_x={"tickvals": [], "ticktext": None, "side": None},
        **{**bare, "range": [6.6, -0.6], **ticks(range(7), COMPARED)},
    )
    marker = {"color": "@model", "size": 38, "symbol": "square", "cmin": 0.5, "cmax": 1.0}
    shades = {"colorscale": [[0, "@hairline"], [1, "@data"]], "line": {"width": 1, "color": "@others"}}
    squares = table.dots(
        "@model",
        mode="markers+text",
        x=[PLACES[kind][0] for kind in kinds],
        y=[PLACES[kind][1] for kind in kinds],
        text=[NAMES[kind].partition(" (")[0] for kind in kinds],
        textposition="middle right",
        textfont={"color": "@ink"},
        cliponaxis=False,
        hoverinfo="none",
        marker={**marker, **shades},
    )
    return squares.fill(Cells, "memorized", tuple({"family": kind} for kind in kinds)).figure(
        "The more orange, the more of its points are closer to the training set than to a set it never "
        "saw. A click on a square opens that family's run. A tilted density with random features and a "
        "density with a kernel's judge have pages of their own."
    )


def _of_race(config: Config, column: str) -> Figure:
    """A column along the steps, one line a family."""
    title, heading, even, scale = {
        "memorized": (
            "Closer to the training set than to a set it never saw",
            "share of the points",
            0.5,
            PERCENT,
        ),
        "copies": ("How many of the points are copies", "share of the points", 1 / 9, PERCENT),
        "w2_test": ("How far they are from the truth", "W₂: how far dots must move", None, LOG),
    }[column]
    panel = chart(column, title, heading, x=log_steps(config.longest), margin={**MARGIN, "r": 132}, **scale)
    for kind in config.families:
        curve = panel.curve("@model", width=1.2, opacity=0.75, name=NAMES[kind])
        curve.fill(Line, column, where={"family": kind}, name=NAMES[kind])
    if even is None:
        copy_levels(panel, {"family": config.families[0]}, named=False)
        return panel.figure(
            f"Dotted: how far the training set (orange) and {FRESH} new points are from the truth."
        )
    chance(panel, even, config.longest)
    panel.label("chance", "@others", 0.01, even, yref="y", yanchor="bottom")
    return panel.figure("One line a family.")


def _one(config: Config) -> Figure:
    """One family: its points, whether they are copies, and how far it is from the truth."""
    drawing = Drawing("family", "The model's points, and how far they are from the truth", HERO)
    _, points = watched(
        drawing,
        config.updates,
        "closer to its training set than to an unseen one",
        {"family": config.family} if config.families else {},
        reach=REACH,
        at=((0.0, 0.46), (0, 1)),
        phone=(((0, 1), (0.2, 0.36)), ((0, 1), (0.45, 1)), ((0, 1), (0.0, 0.12))),
        phone_x=axis(""),
        **PERCENT | {"range": [0.0, 1.02]},
    )
    _cloud(points, {})
    return drawing.figure(
        "Rings are the training points. A share of one half is what a model has that has learned the "
        f"truth.{remark(config)}"
    )


def _sizes(config: Config) -> Figure:
    wheres = {f"n = {n}": {"samples": n} for n in sorted(config.sizes)}
    note = "The thicker the line, the fewer the training points."
    return copies_of_set("sizes", "Copying comes later with more points", config.longest, wheres, note)
