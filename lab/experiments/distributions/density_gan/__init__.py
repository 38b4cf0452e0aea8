"""The density GAN: why a judge that sees less lets a model learn more."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.distributions.density_gan.claims import CLAIMS
from lab.experiments.distributions.density_gan.config import JUDGES, Config, cost
from lab.experiments.distributions.density_gan.cuts import CUTS
from lab.experiments.distributions.density_gan.figures import figures
from lab.experiments.distributions.density_gan.sentence import describe, describe_set
from lab.experiments.papers import GAN_GENERALIZATION

EXPERIMENT = Experiment(
    name="density-gan",
    version=1,
    group="Distributions",
    title="The judge's role",
    question="Three judges teach generators the same points. Whose gets closest to the truth behind them?",
    answer="The judge that sees everything pulls the model straight onto its training points. The weak one "
    "cannot see single points, so on the way there the model passes through something good.",
    paper=GAN_GENERALIZATION,
    config=Config,
    presets=(
        Preset(
            "judges",
            "Three judges, the same 25 points",
            {"judges": JUDGES},
            "Each on its own clock, from fog to what it ends as.",
        ),
        Preset("relu", "The weakest judge", {}, "A sum of random ReLU features."),
        Preset("fourier", "A sharper judge", {"judge": "fourier"}),
        Preset("unrestricted", "The judge that sees everything", {"judge": "unrestricted"}),
        Preset(
            "error-against-n",
            "With more points",
            {
                "judges": ("relu", "unrestricted"),
                "sizes": (25, 50, 100, 200, 400),
                "data_seeds": (0, 1, 2, 3),
                "record": "summary",
            },
            "Forty runs: two judges, five numbers of points, four draws.",
        ),
        Preset(
            "dimension",
            "In more dimensions",
            {
                "measure": "cubes",
                "dims": (1, 2, 4, 8, 16),
                "sizes": (50, 100, 200, 400, 800),
                "data_seeds": (0, 1, 2),
                "record": "summary",
            },
            "No model: how far two samples of the same cube are apart.",
        ),
    ),
    training="lab.experiments.distributions.density_gan.training:build",
    written=Written(
        columns="time w2 w2_test best_w2 w2_train w2_floor w2_memorized mmd near_mass near_mass_target",
        marks={"early-stop": "time", "memorized": "time"},
        snapshots={"density": (2,), "train_points": (2,)},
    ),
    cost=cost,
    figures=figures,
    loss="mmd",
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    batched=lambda config: (
        ("judges", "dims", "data_seeds", *(() if config.record == "full" else ("sizes",)))
    ),
    package=__name__,
)
