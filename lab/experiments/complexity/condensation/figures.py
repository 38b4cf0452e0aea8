"""What is drawn of one network's neurons, of a cell of the phase diagram, and of the diagram."""

from collections.abc import Sequence
from typing import Any

from lab.contract.figure import Cosines, Figure, Grid, Line, Moment, Snapshot
from lab.experiments.complexity.condensation.config import Config
from lab.experiments.complexity.sweep.figures import FOLDED, MARGIN, STEP, frame, words
from lab.experiments.drawing import label, line
from lab.numerics.phase_diagram import kinked_target, wavy_target

HERO = (560, 780)
FINE = 101
"""Points of the function's curve, as the recording has them."""
MOST = 100
"""Directions of a matrix of cosines."""
FITTED = "output"
SAID = "a dot is a neuron: angle = direction of weights,<br>distance = their size, on a scale that grows"
COUNT = {
    "type": "log",
    "range": [-0.1, 1.6],
    "tickvals": [1, 3, 10],
    "ticktext": ["1", "3", "10"],
}
POLAR = {
    "radialaxis": {
        "rangemode": "tozero",
        "nticks": 3,
        "exponentformat": "power",
        "tickfont": {"color": "@soft", "size": 11},
        "angle": 315,
        "tickangle": 0,
        "gridcolor": "@hairline",
        "linecolor": "@hairline",
    },
    "angularaxis": {
        "gridcolor": "@hairline",
        "linecolor": "@hairline",
        "tickvals": [0, 90, 180, 270],
        "showticklabels": False,
    },
    "bgcolor": "rgba(0,0,0,0)",
}


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.task == "condense":
        return (_neurons(config), _loss(), _alike(config))
    return (_diagram(config),) if config.members > 1 else (_cell(config), _distance(), _loss())


def _rose() -> tuple[dict[str, Any], tuple[Snapshot, Snapshot]]:
    marker = {"color": "@model", "size": 8, "opacity": 0.55}
    rose = {"type": "scatterpolar", "mode": "markers", "theta": [], "r": [], "marker": marker}
    return rose, (Snapshot(0, "orientation", "theta"), Snapshot(0, "amplitude", "r"))


def _side_by_side(x: dict[str, Any], y: dict[str, Any], *, strip: bool = False) -> dict[str, Any]:
    """The rose to the left of a panel, above a `strip` over the steps; on a phone one below the other."""
    margin = {**MARGIN, "t": 46}
    low = 0.34 if strip else 0.0
    return {
        "layout": {
            "polar": {**POLAR, "domain": {"x": [0, 0.46], "y": [low, 1]}},
            "xaxis": {**x, "domain": [0.56, 1], "anchor": "y"},
            "yaxis": {**y, "domain": [low, 1]},
            "margin": margin,
            "hovermode": "closest",
        },
        "phone": {
            "polar": {**POLAR, "domain": {"x": [0, 1], "y": [0.56, 0.97]}},
            "xaxis": {**x, "domain": [0, 1], "anchor": "y"},
            "yaxis": {**y, "domain": [0.26, 0.48] if strip else [0, 0.36]},
        },
    }


def _neurons(config: Config) -> Figure:
    """The rose, the function, and in how many directions the neurons point along the steps."""
    rose, bindings = _rose()
    target = kinked_target if config.target == "kinks" else wavy_target
    x, y = target()
    ring = {"color": "@data", "size": 7, "symbol": "circle-open"}
    samples = {"type": "scatter", "mode": "markers", "x": x.tolist(), "y": y.tolist(), "marker": ring}
    fine, truth = target(FINE)
    curve = {
        **line("@truth", width=1.5, dash="dot", hoverinfo="skip"),
        "x": fine.tolist(),
        "y": truth.tolist(),
    }
    fit = {**line("@model", width=3), "x": fine.tolist()}
    counted = line("@model", width=2.5, name="directions", xaxis="x2", yaxis="y2")
    more = _side_by_side(
        {"title": {"text": "input x", "standoff": 2}}, {"title": {"text": FITTED}}, strip=True
    )
    low, high = float(y.min()), float(y.max())
    count = {"title": {"text": "effective number of directions, log scale"}, **COUNT, "anchor": "x2"}
    step = {"title": {"text": "step", "standoff": 2}, "anchor": "y2"}
    paper: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "yanchor": "bottom",
        "align": "left",
        "yshift": 6,
    }
    above: dict[str, Any] = {"yanchor": "bottom"}
    more["layout"]["annotations"] = [
        label(SAID, "@soft", 0, 1, **paper),
        label("<b>the network</b>", "@model", 0.2, 1, **above),
        label("<b>○ what it learns</b>", "@data", 0.56, 1, **above, xanchor="left"),
    ]
    for layout, domain in ((more["layout"], [0, 0.2]), (more["phone"], [0, 0.14])):
        layout["yaxis"]["range"] = [low - 0.25 * (high - low), high + 0.25 * (high - low)]
        layout |= {"xaxis2": step, "yaxis2": {**count, "domain": domain}}
    return Figure(
        "neurons",
        "Where the neurons point",
        (rose, samples, curve, fit, counted),
        bindings=(
            *bindings,
            Snapshot(3, "fit", "y"),
            Line(4, "effective_neurons"),
            Moment("condensed", "y2", "limit", "one"),
            Moment("split", "y2", "second", "several"),
        ),
        height=HERO,
        note=f"Left: each of the {config.neurons} dots is a neuron σ(wx + b). Its angle is the direction of "
        "(w, b), its distance from the centre the size ‖(w, b)‖, on a scale that grows with them. Right: "
        "what they make together (blue), the samples (rings) and what these are taken from (dotted). Below: "
        "1/Σ pᵢpⱼ over neurons less than 0.1 rad apart, p their shares: 1 when all of them are one.",
        **more,
    )


def _alike(config: Config) -> Figure:
    """Which neurons point the same way."""
    heat = {
        "type": "heatmap",
        "z": [],
        "zmin": -1,
        "zmax": 1,
        "colorscale": [[0, "@data"], [0.5, "@panel"], [1, "@model"]],
        "colorbar": {"title": {"text": "cosine"}, "thickness": 10, "outlinewidth": 0},
        "hoverinfo": "skip",
    }
    bare: dict[str, Any] = {"showgrid": False, "showticklabels": False}
    every = -(-config.neurons // MOST)
    left_out = f" (every {every}th of them)" if every > 1 else ""
    return Figure(
        "alike",
        "Who points where the other points",
        (heat,),
        bindings=(Cosines(0, "orientation"),),
        height=(420, 320),
        note=f"Cosines between the directions of each two neurons{left_out}, in the order of their angle: "
        "blocks are neurons that agree.",
        **frame(
            {**bare, "title": {"text": "neuron"}}, {**bare, "title": {"text": "neuron"}, "scaleanchor": "x"}
        ),
    )


def _loss() -> Figure:
    loss = {"title": {"text": "loss"}, "type": "log", "dtick": 1, "exponentformat": "power"}
    layouts = frame(STEP, loss, (("@model", "loss"), ("@second", "distance travelled")))
    layouts["layout"]["yaxis2"] = {
        "type": "log",
        "dtick": 1,
        "exponentformat": "power",
        "overlaying": "y",
        "side": "right",
        "showgrid": False,
    }
    layouts["layout"]["margin"] = {**MARGIN, "r": 56}
    return Figure(
        "loss",
        "Loss, and how far the inner weights have come",
        (line("@model", width=2.5, name="loss"), line("@second", dash="dot", yaxis="y2", name="distance")),
        bindings=(Line(0, "loss"), Line(1, "relative_distance")),
        height=FOLDED,
        note="Distance: ‖w − w₀‖ over ‖w₀‖. Far below 1 the network is linear in its weights; far above, it "
        "has forgotten where it began.",
        **layouts,
    )


def _cell(config: Config) -> Figure:
    rose, bindings = _rose()
    gamma, prime = config.exponents
    travelled = {**line("@model", width=2.5), "mode": "lines+markers", "x": list(config.widths)}
    x = {"type": "log", "title": {"text": "neurons m"}, "tickvals": list(config.widths)}
    y = {"type": "log", "dtick": 1, "exponentformat": "power", "title": {"text": "distance travelled"}}
    return Figure(
        "cell",
        f"Neurons of the widest network, and distance against width, at γ = {gamma:g}, γ′ = {prime:g}",
        (rose, travelled),
        bindings=(*bindings, Snapshot(1, "distance", "y")),
        height=HERO,
        note=f"Left: the {config.widths[-1]} neurons, by direction and size. Right: ‖w − w₀‖/‖w₀‖ for five "
        "widths: where it falls, wide networks stay where they were born.",
        **_side_by_side(x, y),
    )


def _distance() -> Figure:
    y = {"title": {"text": "slope of log distance over log m"}}
    return Figure(
        "slope",
        "The slope while they train",
        (line("@model", width=2.5, name="slope"),),
        bindings=(Line(0, "slope"),),
        height=FOLDED,
        **frame(STEP, y),
    )


def _diagram(config: Config) -> Figure:
    heat = {
        "type": "heatmap",
        "z": [],
        "zmid": 0,
        "zmin": -1,
        "zmax": 1,
        "colorscale": [[0, "@others"], [0.5, "@panel"], [1, "@model"]],
        "colorbar": {"title": {"text": "slope"}, "thickness": 10, "outlinewidth": 0},
        "xgap": 2,
        "ygap": 2,
    }
    low, high = min(config.gammas_prime) - 0.15, max(config.gammas_prime) + 0.15
    right = max(config.gammas_pd) + 0.15
    border = {
        **line("@limit", width=2.5),
        "x": [1, 1, min(right, 1 + high)],
        "y": [low, 0, min(high, right - 1)],
        "hoverinfo": "skip",
    }
    told = (("@limit", "the border in theory"), ("@model", "condensed"), ("@others", "linear"))
    return Figure(
        "diagram",
        "Do wider networks move further?",
        (heat, border),
        bindings=(Grid(0, "slope", "gamma_pd", "gamma_prime"),),
        height=(520, 420),
        note="Each cell is five networks of growing width. Blue: the wider, the further their weights travel "
        "from birth. Grey: the wider, the less they move. A click opens the cell.",
        layout={
            "xaxis": {**_cells(config.gammas_pd), "title": {"text": "γ, smaller weights in both layers →"}},
            "yaxis": {
                **_cells(config.gammas_prime),
                "title": {"text": "γ′, smaller outer than inner weights ↑"},
            },
            "margin": {**MARGIN, "t": 58},
            "hovermode": "closest",
            "annotations": [{**one, "yshift": 20} for one in words(*told)],
        },
        phone={"annotations": []},
    )


def _cells(values: Sequence[float]) -> dict[str, Any]:
    """An axis with a tick at the middle of each cell."""
    return {"tickvals": sorted(values), "showgrid": False}
