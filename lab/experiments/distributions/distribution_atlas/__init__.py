"""Eight kinds of generative model on the same points."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.distributions.distribution_atlas.claims import CLAIMS
from lab.experiments.distributions.distribution_atlas.config import FAMILIES, Config, cost
from lab.experiments.distributions.distribution_atlas.cuts import CUTS
from lab.experiments.distributions.distribution_atlas.figures import NAMES, figures
from lab.experiments.distributions.distribution_atlas.sentence import describe, describe_set
from lab.experiments.papers import LEARNING_DISTRIBUTIONS

EXPERIMENT = Experiment(
    name="distribution-atlas",
    version=1,
    group="Distributions",
    title="Eight families",
    question="Eight kinds of generative model, the same 25 points: how many become photocopiers?",
    answer="They differ in how they represent a distribution and in how they compare it with the points. "
    "What happens in the end does not differ: few points, trained long, are copied.",
    paper=LEARNING_DISTRIBUTIONS,
    config=Config,
    presets=(
        Preset("race", "The race", {"families": FAMILIES}, "All eight on the same 25 points of two moons."),
        *(Preset(family, NAMES[family], {"families": (family,)}) for family in FAMILIES),
    ),
    training="lab.experiments.distributions.distribution_atlas.training:build",
    written=Written(
        columns="train_loss w2_test best_w2 w2_train w2_floor w2_memorized copies memorized",
        marks={"early-stop": "", "memorized": ""},
        snapshots={"points": (2,), "train_points": (2,), "heldout_points": (2,)},
        rows=lambda config, _: config.rows,
    ),
    cost=cost,
    figures=figures,
    loss="train_loss",
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    package=__name__,
)
