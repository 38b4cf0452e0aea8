"""The bias potential: a density that first learns what is true, and then its own training set."""

from lab.contract.experiment import Experiment, Paper, Preset
from lab.contract.written import Written
from lab.experiments.distributions.bias_potential.claims import CLAIMS
from lab.experiments.distributions.bias_potential.config import Config, cost
from lab.experiments.distributions.bias_potential.cuts import CUTS
from lab.experiments.distributions.bias_potential.figures import figures
from lab.experiments.distributions.bias_potential.sentence import describe, describe_set

PAPER = {
    "target": "paper",
    "features": "l1-relu",
    "width": 500,
    "teacher_norm": 50.0,
    "samples": 25,
    "radius": 0.0,
}
"""The paper's own experiments: its features, and its truth with every coefficient 50."""

EXPERIMENT = Experiment(
    name="bias-potential",
    version=1,
    group="Distributions",
    title="When to stop",
    question="A model learns from fifty points. When would you stop, to be closest to the truth behind them?",
    answer="It does both, one after the other. The training loss falls all the way; the distance to the "
    "truth turns in between, and nothing that training can see tells when.",
    paper=Paper(
        title="Generalization and Memorization: The Bias Potential Model",
        authors="Yang and E (2021)",
        arxiv="2011.14269",
        short="Bias potential",
    ),
    config=Config,
    presets=(
        Preset(
            "ring8", "Eight islands", {}, "Fifty points of eight islands, and a potential of fine detail."
        ),
        Preset(
            "gentle",
            "Coarser detail",
            {"bandwidth": 0.2, "width": 300, "end_time": 1e5},
            "What cannot be drawn finely cannot be copied exactly.",
        ),
        Preset("extreme", "Finest detail", {"bandwidth": 0.08}, "Needles on fifty points."),
        Preset(
            "relu",
            "ReLU features",
            {"features": "relu", "width": 300, "steps": 50, "end_time": 1e9},
            "The same story with ReLU features, on a clock of a thousand million.",
        ),
        Preset(
            "spiral",
            "A spiral",
            {"target": "spiral", "bandwidth": 0.15, "width": 500, "samples": 100},
        ),
        Preset(
            "teacher",
            "A known truth",
            {"target": "teacher", "bandwidth": 0.3, "width": 300, "samples": 25},
            "The truth is in the model's own form, so the paper's bounds can be drawn.",
        ),
        Preset(
            "figure-2",
            "The paper's figure 2",
            {**PAPER, "dim": 1, "grid": 400, "solver": "adam", "steps": 60_000, "data_seed": 5},
            "Adam, 60 000 updates, 25 points.",
        ),
        Preset(
            "figure-2-plane",
            "… in the plane",
            {**PAPER, "grid": 40, "solver": "adam", "steps": 20_000, "data_seed": 5},
        ),
        Preset(
            "two-layer",
            "Both layers learn",
            {
                "target": "two",
                "samples": 200,
                "features": "relu",
                "width": 100,
                "solver": "two-layer",
                "steps": 5000,
                "learning_rate": 0.1,
            },
            "The loss is no longer convex in the weights, and still no island is lost.",
        ),
        Preset(
            "error-against-n",
            "With more points",
            {
                **PAPER,
                "dim": 1,
                "grid": 400,
                "steps": 45,
                "end_time": 1e7,
                "record": "summary",
                "sizes": (25, 50, 100, 200),
                "data_seeds": tuple(range(12)),
            },
            "Forty-eight runs on a line: four numbers of points, each with twelve draws.",
        ),
    ),
    training="lab.experiments.distributions.bias_potential.training:BiasPotential",
    written=Written(
        columns="time train_loss kl best_kl best_time nll_train near_mass near_mass_target norm kl_ridge "
        "kl_population gap misled",
        marks={"early-stop": "kl? time?", "memorized": "near_mass? time?"},
        snapshots={"density": (1, 2), "train_points": (2,)},
        rows=lambda config, _: config.rows,
    ),
    cost=cost,
    figures=figures,
    loss="train_loss",
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    batched=lambda config: ("data_seeds",) if config.record == "full" else ("sizes", "data_seeds"),
    package=__name__,
)
