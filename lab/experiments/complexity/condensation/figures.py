"""What is drawn of one network's neurons, of a cell of the phase diagram, and of the diagram."""

from collections.abc import Sequence

from lab.contract.figure import Cosines, Figure, Grid, Snapshot
from lab.experiments.complexity.condensation.config import Config
from lab.experiments.complexity.sweep.figures import over
from lab.experiments.drawing.axes import DECADES, Axis, axis, ticks
from lab.experiments.drawing.names import PAPER
from lab.experiments.drawing.panels import Drawing
from lab.experiments.drawing.style import ABOVE, SMALL
from lab.numerics.phase_diagram import kinked_target, wavy_target

HERO = (560, 780)
FINE = 101
"""Points of the function's curve, as the recording has them."""
MOST = 100
"""Directions of a matrix of cosines."""
SAID = "a dot is a neuron: angle = direction of weights,<br>distance = their size, on a scale that grows"
COUNT: Axis = {"type": "log", "range": [-0.1, 1.6], **ticks([1, 3, 10], ["1", "3", "10"])}
BARE: Axis = {"showgrid": False, "showticklabels": False}
ROOM = {**ABOVE, "t": 46}
LINES = {"gridcolor": "@hairline", "linecolor": "@hairline"}
SIZE: Axis = {"rangemode": "tozero", "nticks": 3, "exponentformat": "power", "angle": 315, "tickangle": 0}
POLAR: Axis = {
    "radialaxis": {**SIZE, "tickfont": {"color": "@soft", "size": SMALL}, **LINES},
    "angularaxis": {"tickvals": [0, 90, 180, 270], "showticklabels": False, **LINES},
    "bgcolor": "rgba(0,0,0,0)",
}


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.task == "condense":
        return (_neurons(config), _loss(), _alike(config))
    return (_diagram(config),) if config.members > 1 else (_cell(config), _distance(), _loss())


def _rose(name: str, title: str, low: float) -> Drawing:
    """The neurons by direction and size, to the left of a panel or above it, down to a height."""
    polar = {**POLAR, "domain": {"x": [0, 0.46], "y": [low, 1]}}
    phone = {"polar": {**POLAR, "domain": {"x": [0, 1], "y": [0.56, 0.97]}}}
    look: Axis = {"polar": polar, "phone": phone, "hovermode": "closest"}
    drawing = Drawing(name, title, HERO, margin=ROOM, **look)
    marker = {"color": "@model", "size": 8, "opacity": 0.55}
    rose = drawing.draw({"type": "scatterpolar", "mode": "markers", "theta": [], "r": [], "marker": marker})
    rose.fill(Snapshot, "orientation", "theta").fill(Snapshot, "amplitude", "r")
    return drawing


def _neurons(config: Config) -> Figure:
    """The rose, the function, and in how many directions the neurons point along the steps."""
    drawing = _rose("neurons", "Where the neurons point", 0.34)
    target = kinked_target if config.target == "kinks" else wavy_target
    (x, y), (fine, truth) = target(), target(FINE)
    low, high = float(y.min()), float(y.max())
    output = drawing.panel(
        "output",
        x={"title": {"text": "input x", "standoff": 2}},
        at=((0.56, 1), (0.34, 1)),
        phone=((0, 1), (0.26, 0.48)),
        range=[low - 0.25 * (high - low), high + 0.25 * (high - low)],
    )
    count = drawing.panel(
        "effective number of directions, log scale",
        x={"title": {"text": "step", "standoff": 2}},
        at=(None, (0, 0.2)),
        phone=(None, (0, 0.14)),
        phone_x={},
        **COUNT,
    )
    output.points("@data", size=7, symbol="circle-open", x=x.tolist(), y=y.tolist())
    output.curve("@truth", width=1.5, dash="dot", hoverinfo="skip", x=fine.tolist(), y=truth.tolist())
    output.curve("@model", width=3, x=fine.tolist()).fill(Snapshot, "fit", "y")
    count.curve("@model", "effective_neurons", width=2.5, name="directions")
    count.moment("condensed", "limit", "one")
    count.moment("split", "second", "several")
    output.label(SAID, "@soft", 0, 1, **PAPER, yanchor="bottom", align="left", yshift=6)
    output.label("<b>the network</b>", "@model", 0.2, 1, yanchor="bottom")
    output.label("<b>○ what it learns</b>", "@data", 0.56, 1, yanchor="bottom", xanchor="left")
    return drawing.figure(
        f"Left: each of the {config.neurons} dots is a neuron σ(wx + b). Its angle is the direction of "
        "(w, b), its distance from the centre the size ‖(w, b)‖, on a scale that grows with them. Right: "
        "what they make together (blue), the samples (rings) and what these are taken from (dotted). Below: "
        "1/Σ pᵢpⱼ over neurons less than 0.1 rad apart, p their shares: 1 when all of them are one."
    )


def _alike(config: Config) -> Figure:
    """Which neurons point the same way."""
    every = -(-config.neurons // MOST)
    left_out = f" (every {every}th of them)" if every > 1 else ""
    alike = over(
        "alike",
        "Who points where the other points",
        axis("neuron", **BARE, scaleanchor="x"),
        height=(420, 320),
        x=axis("neuron", **BARE),
    )
    cosines = alike.heat("@data", "@panel", "@model", bar="cosine", zmin=-1, zmax=1, hoverinfo="skip")
    return cosines.fill(Cosines, "orientation").figure(
        f"Cosines between the directions of each two neurons{left_out}, in the order of their angle: "
        "blocks are neurons that agree."
    )


def _loss() -> Figure:
    loss = over(
        "loss",
        "Loss, and how far the inner weights have come",
        axis("loss", **DECADES),
        (("@model", "loss"), ("@second", "distance travelled")),
        yaxis2={**DECADES, "overlaying": "y", "side": "right", "showgrid": False},
        margin={**ABOVE, "r": 56},
    )
    loss.curve("@model", "loss", width=2.5, name="loss")
    loss.curve("@second", "relative_distance", dash="dot", yaxis="y2", name="distance")
    return loss.figure(
        "Distance: ‖w − w₀‖ over ‖w₀‖. Far below 1 the network is linear in its weights; far above, it "
        "has forgotten where it began."
    )


def _cell(config: Config) -> Figure:
    gamma, prime = config.exponents
    drawing = _rose(
        "cell",
        f"Neurons of the widest network, and distance against width, at γ = {gamma:g}, γ′ = {prime:g}",
        0.0,
    )
    widths = list(config.widths)
    distance = drawing.panel(
        "distance travelled",
        x=axis("neurons m", type="log", tickvals=widths, anchor="y"),
        at=((0.56, 1), (0.0, 1)),
        phone=((0, 1), (0, 0.36)),
        **DECADES,
    )
    curve = distance.curve("@model", width=2.5, mode="lines+markers", x=widths)
    return curve.fill(Snapshot, "distance", "y").figure(
        f"Left: the {config.widths[-1]} neurons, by direction and size. Right: ‖w − w₀‖/‖w₀‖ for five "
        "widths: where it falls, wide networks stay where they were born."
    )


def _distance() -> Figure:
    slope = over("slope", "The slope while they train", axis("slope of log distance over log m"))
    return slope.curve("@model", "slope", width=2.5, name="slope").figure()


def _diagram(config: Config) -> Figure:
    drawing = Drawing(
        "diagram",
        "Do wider networks move further?",
        (520, 420),
        margin={**ABOVE, "t": 58},
        hovermode="closest",
        phone={"annotations": []},
    )
    cells = drawing.panel(
        "γ′, smaller outer than inner weights ↑",
        x=axis("γ, smaller weights in both layers →", **_middles(config.gammas_pd)),
        **_middles(config.gammas_prime),
    )
    heat = cells.heat("@others", "@panel", "@model", bar="slope", gap=2, zmid=0, zmin=-1, zmax=1)
    heat.fill(Grid, "slope", "gamma_pd", "gamma_prime")
    low, high = min(config.gammas_prime) - 0.15, max(config.gammas_prime) + 0.15
    right = max(config.gammas_pd) + 0.15
    border: Axis = {"x": [1, 1, min(right, 1 + high)], "y": [low, 0, min(high, right - 1)]}
    cells.curve("@limit", width=2.5, hoverinfo="skip", **border)
    words = (("@limit", "the border in theory"), ("@model", "condensed"), ("@others", "linear"))
    cells.words(*words, yshift=20)
    return drawing.figure(
        "Each cell is five networks of growing width. Blue: the wider, the further their weights travel "
        "from birth. Grey: the wider, the less they move. A click opens the cell."
    )


def _middles(values: Sequence[float]) -> Axis:
    """An axis with a tick at the middle of each cell."""
    return {"tickvals": sorted(values), "showgrid": False}
