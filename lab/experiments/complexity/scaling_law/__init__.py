"""Scaling: what is kept while a model is widened."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.complexity.scaling_law.claims import CLAIMS
from lab.experiments.complexity.scaling_law.config import Config, cost
from lab.experiments.complexity.scaling_law.cuts import CUTS
from lab.experiments.complexity.scaling_law.figures import figures
from lab.experiments.complexity.scaling_law.sentence import describe, describe_set
from lab.experiments.papers import COMPLEXITY_CONTROL

SCALED = {"learning_rate": 0.01, "final_rate": 0.05, "seeds": (1, 2)}

EXPERIMENT = Experiment(
    name="scaling-law",
    version=2,
    group="Complexity",
    title="Scaling law",
    question="You widen a network, and its starting weights keep their size. How good does it get?",
    answer="Keep the standard deviation of the starting weights, and every wider model is born larger, "
    "compared with what its width asks for; at some width the loss turns up. Keep the rate γ, and it falls.",
    paper=COMPLEXITY_CONTROL,
    config=Config,
    presets=(
        Preset(
            "width",
            "Six widths, two things to keep",
            {**SCALED, "fixed_std": (0.0, 0.02), "stride": 50},
            "The rate, or one of two standard deviations: that of width 16, or the usual 0.02.",
        ),
        Preset(
            "tiny-lm",
            "A tiny language model",
            {
                **SCALED,
                "task": "language",
                "widths": (16, 24, 32, 48, 64),
                "layers": (2,),
                "batch_size": 64,
                "samples": (1500,),
                "steps": 700,
                "stride": 50,
            },
            "Half of its lines are arithmetic, half are text.",
        ),
        Preset(
            "data",
            "More data, two complexities",
            {
                "learning_rate": 0.005,
                "base_width": 32,
                "widths": (32,),
                "final_rate": 0.05,
                "seeds": (1, 2),
                "scheme": ("constant-rate",),
                "samples": (500, 800, 1200, 2000, 3200),
                "complexity": ("large", "small"),
                "steps": 1200,
                "stride": 100,
            },
            "Small complexity needs less data; its law is not steeper.",
        ),
    ),
    training="lab.experiments.complexity.scaling_law.training:Scaling",
    written=Written(
        columns="train_loss train_accuracy weight_norm cosine_mlp stable_rank_embedding stable_rank_query "
        "stable_rank_mlp id_loss id_accuracy answer_accuracy answer_loss text_loss",
        marks={"fits": ""},
        snapshots={},
    ),
    cost=cost,
    figures=figures,
    loss="train_loss",
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    batched=lambda _: ("weight_decays", "seeds", "scheme", "fixed_std", "complexity"),
    package=__name__,
)
