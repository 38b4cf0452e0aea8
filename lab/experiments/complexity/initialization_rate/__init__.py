"""Loss against the size of the weights at birth: twenty-seven transformers trained at once."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.complexity.initialization_rate.claims import CLAIMS
from lab.experiments.complexity.initialization_rate.config import Config
from lab.experiments.complexity.initialization_rate.cuts import CUTS
from lab.experiments.complexity.initialization_rate.figures import figures
from lab.experiments.complexity.initialization_rate.sentence import describe, describe_set
from lab.experiments.complexity.sweep.config import anchor_cost
from lab.experiments.papers import COMPLEXITY_CONTROL

EXPERIMENT = Experiment(
    name="initialization-rate",
    version=2,
    group="Complexity",
    title="Initialization rate",
    question="Networks that differ in the size of their first weights: which answer what none was shown?",
    answer="Training loss hardly tells. What does is a pair of symbols that was never shown: networks born "
    "small give the answer of the rule, networks born large do not, and born too small they are late.",
    paper=COMPLEXITY_CONTROL,
    config=Config,
    presets=(
        Preset(
            "headline",
            "27 networks, born large to small",
            {},
            "Nine sizes at birth, three seeds each, one layer, 900 steps.",
        ),
        Preset(
            "heat-map",
            "Size at birth × weight decay",
            {
                "gammas": (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0),
                "weight_decays": (0.0, 0.03, 0.1, 0.3, 1.0),
                "seeds": (1, 2),
                "learning_rate": 0.008,
                "steps": 800,
                "stride": 40,
            },
            "Weight decay rescues the left side.",
        ),
        Preset(
            "depth",
            "One, two and three layers",
            {
                "gammas": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
                "layers": (1, 2, 3),
                "seeds": (1, 2),
                "stride": 50,
            },
            "Deeper networks fit more. Whether they follow the rule less is undecided: look at the dots.",
        ),
    ),
    training="lab.experiments.complexity.initialization_rate.training:Anchors",
    written=Written(
        columns="train_loss train_accuracy weight_norm cosine_mlp stable_rank_embedding stable_rank_query "
        "stable_rank_mlp id_loss id_accuracy ood_loss reasoning symmetric other",
        marks={"fits": "", "rule": ""},
        snapshots={"weights": (1,), "offsets": (1,)},
    ),
    cost=anchor_cost,
    figures=figures,
    loss="train_loss",
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    batched=lambda _: ("gammas", "weight_decays", "seeds"),
    package=__name__,
)
