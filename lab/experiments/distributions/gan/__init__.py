"""A GAN on a handful of points: inventing, or photocopying?"""

from lab.contract.experiment import Experiment, Preset, WhatIf
from lab.contract.written import Written
from lab.experiments.distributions.gan.claims import CLAIMS
from lab.experiments.distributions.gan.config import ACTIONS, Config, cost
from lab.experiments.distributions.gan.cuts import CUTS
from lab.experiments.distributions.gan.figures import figures
from lab.experiments.distributions.gan.sentence import describe, describe_set
from lab.experiments.papers import GAN_GENERALIZATION

EXPERIMENT = Experiment(
    name="gan",
    version=1,
    group="Distributions",
    title="Inventing or copying",
    question="Does it invent, or copy? Guess which of two sets of points it was trained on.",
    answer="First the one, then the other. Only a second set of points that it never saw can tell; the "
    "losses of the two networks cannot.",
    paper=GAN_GENERALIZATION,
    config=Config,
    presets=(
        Preset("memorize", "Sixteen points", {}, "Which of the two sets was it trained on?"),
        Preset(
            "narrow-discriminator",
            "A narrow judge",
            {"discriminator_width": 8},
            "It copies less, and it learns less.",
        ),
        Preset("wide-discriminator", "A wide judge", {"discriminator_width": 256}),
        Preset(
            "copy-time",
            "8, 16 and 32 points",
            {"sizes": (8, 16, 32)},
            "With more points copying comes later.",
        ),
    ),
    training="lab.experiments.distributions.gan.training:build",
    written=Written(
        columns="train_loss w2_test best_w2 w2_train w2_floor w2_memorized copies memorized",
        marks={"early-stop": "", "memorized": ""},
        snapshots={
            "points": (2,),
            "nearest": (2,),
            "set_a": (2,),
            "set_b": (2,),
            "train_points": (2,),
            "heldout_points": (2,),
        },
        rows=lambda config, _: config.rows,
    ),
    cost=cost,
    figures=figures,
    loss="train_loss",
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    what_ifs=(
        WhatIf("200 × the judge alone", lambda _: {"step_discriminator": 200}),
        WhatIf("200 × the generator alone", lambda _: {"step_generator": 200}),
        WhatIf("No penalty", lambda _: {"penalty": 0.0}),
        WhatIf(
            "Judge ten times slower", lambda config: {"discriminator_rate": config.discriminator_rate / 10}
        ),
    ),
    actions=ACTIONS,
    batched=lambda _: ("seeds",),
    package=__name__,
)
