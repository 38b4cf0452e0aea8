"""Two walkers and two houses: why collapse can be a true minimum."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.distributions.landscape.claims import CLAIMS
from lab.experiments.distributions.landscape.config import Config, cost
from lab.experiments.distributions.landscape.cuts import CUTS
from lab.experiments.distributions.landscape.figures import figures
from lab.experiments.distributions.landscape.sentence import describe, describe_set
from lab.experiments.papers import LEARNING_DISTRIBUTIONS

START = {"x1": 0.5, "x2": 0.3}

EXPERIMENT = Experiment(
    name="landscape",
    version=1,
    group="Distributions",
    title="Two walkers",
    question="Two walkers seek two houses. Does each of them find one?",
    answer="Not always. Each is pulled by the houses it feels and pushed by the other. With short arms both "
    "feel one house only, and the place where pull and push balance is a true minimum of the loss.",
    paper=LEARNING_DISTRIBUTIONS,
    config=Config,
    presets=(
        Preset("two-particles", "A narrow bell", START, "Both start between the houses, on one side."),
        Preset("wide-bell", "A wider bell", {"kernel_width": 0.8, **START}, "The same start, felt farther."),
        Preset(
            "widths",
            "Two hundred starts at each width",
            {
                "kernel_widths": (0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8),
                "starts": 200,
                "steps": 1000,
                "stride": 40,
            },
            "At which width does the wrong valley vanish?",
        ),
    ),
    training="lab.experiments.distributions.landscape.training:Walk",
    written=Written(
        columns="x1 x2 loss stuck stuck_share",
        marks={"rest": "stuck"},
        snapshots={"walkers": (1,)},
        rows=lambda config, _: config.rows,
    ),
    cost=cost,
    figures=figures,
    describe=describe,
    describe_set=describe_set,
    unused=lambda config: () if config.starts else ("seed",),
    claims=CLAIMS,
    cuts=CUTS,
    package=__name__,
)
