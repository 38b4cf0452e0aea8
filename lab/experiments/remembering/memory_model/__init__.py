"""A decoder that learns to look things up without learning any fact."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.papers import MEMORY3
from lab.experiments.remembering.memory_model.claims import CLAIMS
from lab.experiments.remembering.memory_model.config import Config, cost
from lab.experiments.remembering.memory_model.cuts import CUTS
from lab.experiments.remembering.memory_model.figures import figures
from lab.experiments.remembering.memory_model.sentence import describe

EXPERIMENT = Experiment(
    name="memory-model",
    version=2,
    group="Memory",
    title="Learning to look up",
    question="A network learns to answer from a document. How many answers are right without one?",
    answer="Every step brings new people with new habits, so nothing can be learnt by heart; what is left to "
    "learn is how to find the right word in a text.",
    paper=MEMORY3,
    config=Config,
    presets=(
        Preset("quick", "350 steps", {"steps": 350}, "Reads one document; with three it still errs."),
        Preset("standard", "800 steps", {}, "The model that the other memory pages use."),
        Preset(
            "large",
            "Twice as wide",
            {"width": 64, "heads": 4, "steps": 500, "learning_rate": 6e-3},
            "Fewer steps, each of them dearer.",
        ),
    ),
    training="lab.experiments.remembering.memory_model.training:build",
    written=Written(
        columns="loss accuracy_k1 accuracy_k3 accuracy_without",
        marks={"half": "", "gate": ""},
        snapshots={"looks": (3,), "answers": (2,)},
    ),
    cost=cost,
    figures=figures,
    describe=describe,
    claims=CLAIMS,
    cuts=CUTS,
    package=__name__,
)
