"""Reason or memorize: the same training score, and two kinds of knowledge behind it."""

from lab.contract.experiment import Experiment, Paper, Preset
from lab.contract.written import Written
from lab.experiments.complexity.reason_or_memorize.claims import CLAIMS
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.complexity.reason_or_memorize.cuts import CUTS
from lab.experiments.complexity.reason_or_memorize.figures import figures
from lab.experiments.complexity.reason_or_memorize.sentence import describe, describe_set
from lab.experiments.complexity.sweep.config import anchor_cost

EXPERIMENT = Experiment(
    name="reason-or-memorize",
    version=1,
    group="Complexity",
    title="Reason or memorize",
    question="Both networks answer all that they were taught. Which answers a pair that it was never shown?",
    answer="Ask a pair of symbols that neither was ever shown. The network born small gives the answer of "
    "the rule, x after x; the one born large has a table with a hole in it.",
    paper=Paper(
        title="Initialization is Critical to Whether Transformers Fit Composite Functions by Reasoning or "
        "Memorizing",
        authors="Zhang, Lin, Wang, Zhang and Xu (2024)",
        arxiv="2405.05409",
        short="Reasoning",
    ),
    config=Config,
    presets=(
        Preset(
            "duel",
            "Born large against born small",
            {"gammas": (0.3, 0.8), "weight_decays": (0.03,), "steps": 2500, "stride": 25},
            "Three seeds each; the grids show the first.",
        ),
        Preset(
            "three-phases",
            "Memory, mirror, rule",
            {
                "gammas": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0),
                "weight_decays": (0.05,),
                "sequence": 4,
                "layers": (2,),
                "batch_size": 192,
                "learning_rate": 0.006,
                "steps": 1000,
                "stride": 50,
            },
            "With one more token and two layers some networks copy the mirrored pair: a lottery of the seed.",
        ),
        Preset(
            "three-phases-wide",
            "The same, twice as wide",
            {
                "gammas": (0.4, 0.5, 0.6, 0.8),
                "weight_decays": (0.01,),
                "seeds": (1, 2, 3, 4),
                "sequence": 4,
                "layers": (2,),
                "width": 64,
                "learning_rate": 0.0025,
                "steps": 1000,
                "stride": 50,
            },
            "Slow; four seeds, and the mean follows the paper.",
        ),
        Preset(
            "which-first",
            "Rule or memory first?",
            {
                "task": "mixture",
                "gammas": (0.1, 0.2, 0.3, 0.5, 0.8),
                "weight_decays": (0.01,),
                "seeds": (1, 2, 3, 4),
                "warmup": 50,
                "final_rate": 1.0,
                "steps": 401,
                "stride": 20,
            },
            "Half of the questions have a rule, half have random answers; which is ahead after 400 steps?",
        ),
        Preset(
            "decay-window",
            "Weight decay for a quarter of the time",
            {
                "gammas": (0.4,),
                "weight_decays": (1.0,),
                "windows": ("0-0", "0-25", "25-50", "50-75", "75-100", "0-100"),
                "final_rate": 1.0,
                "steps": 1200,
                "stride": 50,
            },
            "Born large, rescued by a window of weight decay.",
        ),
    ),
    training="lab.experiments.complexity.reason_or_memorize.training:Pairs",
    written=Written(
        columns="train_loss train_accuracy weight_norm cosine_mlp stable_rank_embedding stable_rank_query "
        "stable_rank_mlp id_loss id_accuracy ood_loss reasoning symmetric other gap memory_loss "
        "memory_accuracy reasoning_loss reasoning_accuracy",
        marks={"fits": "", "rule": ""},
        snapshots={"pairs": (2,), "answers": (1,)},
    ),
    cost=anchor_cost,
    figures=figures,
    loss="train_loss",
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    batched=lambda _: ("gammas", "weight_decays", "seeds", "windows"),
    package=__name__,
)
