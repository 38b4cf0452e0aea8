"""What is drawn of a run, and of the sets."""

import numpy as np

from lab.contract.figure import Across, Figure, Line, Snapshot
from lab.experiments.distributions.mode_collapse.config import MODES, Config
from lab.experiments.drawing.axes import PERCENT, Axis, axis
from lab.experiments.drawing.panels import Drawing, Panel, chart
from lab.experiments.drawing.places import part
from lab.experiments.drawing.style import FOLDED, HERO
from lab.worlds.targets import ring_centres

REACH = 1.2
NUMBERED = 1.36
"""How far out an island's number stands, in radii of its ring: beyond its points."""


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if len(config.paces) > 1 and not config.seeds:
        return (_judges(config), _held(config))
    if config.members > 1:
        return (_held(config), _ends(config))
    return (_roll(config), _held(config))


def _roll(config: Config) -> Figure:
    """The cloud over the islands; beside it a row an island, lit while it is covered."""
    gan = config.model == "gan"
    islands, reach = (MODES, REACH) if gan else (2, 2.0)
    drawing = Drawing("roll", "The generator's points, and the islands that they cover", HERO, annotations=[])
    rows = drawing.panel(
        "a row for each island, blue: ≥ 2 % of dots on it",
        at=((0.54, 1.0), (0.4, 1.0)),
        phone=((0, 1), (0.14, 0.36)),
        range=[0.5, islands + 0.5],
        dtick=1,
        showgrid=False,
    )
    square = drawing.map(reach, at=((0.0, 0.46), (0.03, 0.97)), phone=((0, 1), (0.45, 0.98)))
    scale: Axis = {"range": [-0.3, islands + 0.4], "dtick": 4 if gan else 1}
    count = rows.below("islands covered", up=(0.0, 0.28), phone=(0.0, 0.07), **scale)
    last = config.steps - 1
    steps = np.linspace(0, last, min(config.evaluations, last + 1)).round().tolist()
    # a bar ends at its row's step, none is ahead
    cells = {"x": [2 * steps[0] - steps[1], *steps] if last else [0, 1], "y": list(range(1, islands + 1))}
    lit = rows.heat("@panel", "@model", zmin=0, zmax=1, hoverinfo="skip", ygap=3, **cells)
    lit.fill(Snapshot, "roll", "z")
    count.curve("@model", "modes", width=2.5, shape="vh", name="islands covered")
    _clouds(square, {}, 5)
    if gan:
        _number(square)
    return drawing.figure(
        "An island is covered while at least 2 % of the generated points lie on it."
        + ("" if gan else " Particles beyond ±2 are shown at the border.")
    )


def _clouds(square: Panel, where: dict[str, float], size: float) -> None:
    """The truth's points, and over them the model's."""
    square.dots("@data", "train_points", where, size=4, opacity=0.9)
    square.dots("@model", "points", where, size=size, opacity=0.7)


def _number(square: Panel) -> None:
    """The islands' numbers, each outward of its island."""
    shares = (1 + NUMBERED * ring_centres(MODES) / REACH) / 2
    for i, (x, y) in enumerate(shares.tolist(), start=1):
        square.label(str(i), "@ink", x, y, xanchor="center", bgcolor="@panel")


def _judges(config: Config) -> Figure:
    """A square a judge, the quickest first; below, how much of the mass is in its place."""
    paces = sorted(config.paces, key=lambda pace: pace or np.inf, reverse=True)
    many = len(paces)
    drawing = Drawing("judges", "Particles that climb four judges", (600, 720))
    matched = drawing.panel(
        "of the truth's mass, what has its particles; the thinner the line, the slower the judge",
        x=axis("step", range=[0, config.steps]),
        at=((0, 1), (0.0, 0.36)),
        phone=((0, 1), (0.0, 0.18)),
        phone_y=axis("mass in its place"),
        **PERCENT,
    )
    for i, pace in enumerate(paces):
        low = 0.62 - 0.34 * (i // 2)
        at = {"at": (part(i, many), (0.5, 0.95)), "phone": (part(i % 2, 2, 0.02), (low, low + 0.3))}
        square = drawing.map(1.6, **at)
        name = f"judge of pace {pace:g}" if pace else "the best judge"
        _clouds(square, {"pace": pace}, 4)
        curve = matched.curve("@model", width=3 - 2.2 * i / max(1, many - 1), name=name)
        curve.fill(Line, "matched", where={"pace": pace})
        square.label(name, "@ink", 0.0, 1.0, yanchor="bottom")
    return drawing.figure(
        "Orange: the two islands of the truth. Blue: 300 particles, all from the left one. Particles "
        "beyond ±2 are shown at the border."
    )


def _held(config: Config) -> Figure:
    several, islands = config.members > 1, MODES if config.model == "gan" else 2
    height = HERO if several else FOLDED
    held = chart("held", "Islands covered", "islands", height, range=[-0.3, islands + 0.4])
    look = {"width": 1.5, "opacity": 0.6} if several else {}
    return held.curve("@model", "modes", **look).figure("The count of the picture, one line a run.")


def _ends(config: Config) -> Figure:
    x = "pace of the judge; 0 is the best one" if config.paces else "model"
    distance = chart("ends", "The distance to the truth at the end", "W₂", x=x, rangemode="tozero")
    distance.dots("@model", size=9).fill(Across, "w2_test", "pace" if config.paces else "seed")
    distance.label("lower is better", "@soft", 0.98, 0.05)
    return distance.figure()
