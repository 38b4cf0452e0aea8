"""Condensation: a hundred neurons born small become one, and later several."""

from lab.contract.experiment import Experiment, Paper, Preset
from lab.contract.written import Written
from lab.experiments.complexity.condensation.claims import CLAIMS
from lab.experiments.complexity.condensation.config import Config, cost
from lab.experiments.complexity.condensation.cuts import CUTS
from lab.experiments.complexity.condensation.figures import figures
from lab.experiments.complexity.condensation.sentence import describe, describe_set

EXPERIMENT = Experiment(
    name="condensation",
    version=1,
    group="Complexity",
    title="Condensation",
    question="A hundred neurons start out different. In how many directions do they point in the end?",
    answer="Born small, they first agree on the one direction that helps most, and the network is as simple "
    "as a single neuron. Only then does it take a second one. Born large, they stay where they are.",
    paper=Paper(
        title="Phase Diagram for Two-layer ReLU Neural Networks at Infinite-width Limit",
        authors="Luo, Xu, Ma and Zhang (2021)",
        arxiv="2007.07497",
        short="Phases",
    ),
    config=Config,
    presets=(
        Preset("condense", "A hundred neurons, born small", {}, "γ = 2: standard deviation 10⁻⁴."),
        Preset(
            "usual",
            "The same, born as usual",
            {"gamma_std": 0.5},
            "γ = 0.5: the neurons stay apart and the fit is as good.",
        ),
        Preset(
            "phase-diagram",
            "36 cells: who moves?",
            {
                "task": "phases",
                "gammas_pd": (0.4, 0.7, 1.0, 1.3, 1.6, 1.9),
                "gammas_prime": (-0.6, -0.3, 0.0, 0.3, 0.6, 0.9),
                "neurons": 800,
                "steps": 1501,
                "stride": 50,
            },
            "Networks of 50 to 800 neurons on four points, for both exponents of the theory.",
        ),
    ),
    training="lab.experiments.complexity.condensation.training:build",
    written=Written(
        columns="loss relative_distance effective_neurons slope",
        marks={"condensed": "neurons", "split": "neurons"},
        snapshots={"amplitude": (1,), "orientation": (1,), "fit": (1,), "distance": (1,)},
    ),
    cost=cost,
    figures=figures,
    describe=describe,
    describe_set=describe_set,
    claims=CLAIMS,
    cuts=CUTS,
    batched=lambda _: ("gammas_pd", "gammas_prime"),
    package=__name__,
)
