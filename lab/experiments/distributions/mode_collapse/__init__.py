"""Eight islands: a generator that holds them all, and one that chases them."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.distributions.mode_collapse.claims import CLAIMS
from lab.experiments.distributions.mode_collapse.config import Config, cost
from lab.experiments.distributions.mode_collapse.cuts import CUTS
from lab.experiments.distributions.mode_collapse.figures import figures
from lab.experiments.distributions.mode_collapse.sentence import describe, describe_set
from lab.experiments.papers import LEARNING_DISTRIBUTIONS

EXPERIMENT = Experiment(
    name="mode-collapse",
    version=1,
    group="Distributions",
    title="Eight islands",
    question="A generator seeks eight islands. How many does it cover in the end?",
    answer="The generator flees from a judge that is always behind. Where the judge keeps up, every island "
    "that is left empty is seen and filled; where it lags, the whole cloud moves from one to the next.",
    paper=LEARNING_DISTRIBUTIONS,
    config=Config,
    presets=(
        Preset("balanced", "A judge as fast as the generator", {}, "Both networks learn at the same pace."),
        Preset(
            "slow-discriminator",
            "A judge twenty times slower",
            {"learning_rate": 2e-3, "discriminator_rate": 1e-4},
            "The same networks, the same points.",
        ),
        Preset(
            "particles",
            "Free particles, four judges",
            {"model": "particles", "samples": 300, "steps": 1500, "paces": (0.0, 20.0, 2.0, 0.2)},
            "No network at all: particles that start on one of two islands.",
        ),
    ),
    training="lab.experiments.distributions.mode_collapse.training:build",
    written=Written(
        columns="train_loss modes most_modes matched w2_test",
        marks={"complete": ""},
        snapshots={"points": (2,), "roll": (2,), "train_points": (2,)},
        rows=lambda config, _: config.rows,
    ),
    cost=cost,
    figures=figures,
    loss="train_loss",
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    batched=lambda _: ("seeds",),
    package=__name__,
)
