"""What belongs where: the cost of writing once and reading often, in every form of memory."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.papers import MEMORY3
from lab.experiments.remembering.memory_hierarchy.claims import CLAIMS
from lab.experiments.remembering.memory_hierarchy.config import Config, cost, unused
from lab.experiments.remembering.memory_hierarchy.cuts import CUTS
from lab.experiments.remembering.memory_hierarchy.figures import figures
from lab.experiments.remembering.memory_hierarchy.sentence import describe, describe_set, waiting

EXPERIMENT = Experiment(
    name="memory-hierarchy",
    version=1,
    group="Memory",
    title="What belongs where",
    question="How often must you use a fact before it pays to keep it, rather than to read it anew?",
    answer="What is cheap to write is dear to read, and the other way round. There is no best memory, only a "
    "best one for a use.",
    paper=MEMORY3,
    config=Config,
    presets=(
        Preset("crossovers", "From 0.01 to 100 000 uses", {}, "Eight people's facts, in four forms."),
        Preset("wide", "Twice as wide a model", {"widths": (64,)}),
        Preset(
            "externalization",
            "Few facts, many facts",
            {
                "lesson": "externalization",
                "widths": (16, 32),
                "forms": ("explicit", "implicit"),
                "facts": (256, 1024, 4096),
            },
            "Keep them outside, or learn them by heart?",
        ),
        Preset(
            "two-stage",
            "Text first?",
            {"lesson": "two-stage", "curricula": ("direct", "two-stage", "text")},
            "How a model learns to read memories.",
        ),
        Preset(
            "optional-memory",
            "A memory that may be ignored",
            {
                "lesson": "optional-memory",
                "curricula": ("direct", "two-stage", "text"),
                "facts": (1536,),
                "steps": 600,
                "stride": 20,
            },
            "A language model with references beside its texts.",
        ),
    ),
    training="lab.experiments.remembering.memory_hierarchy.training:build",
    written=Written(
        columns="accuracy flops needed missed loss with without stated_with stated_without accuracy_k1 "
        "accuracy_k3 accuracy_text uses turn turn_uses lora_steps text least_text write_text "
        "read_text bytes_text units_text kv least_kv write_kv read_kv bytes_kv units_kv sparse "
        "least_sparse write_sparse read_sparse bytes_sparse units_sparse lora least_lora "
        "write_lora read_lora bytes_lora units_lora",
        marks={
            "kept": "",
            "missed": "",
            "memories": "",
            "cheapest-text": "",
            "cheapest-kv": "",
            "cheapest-sparse": "",
            "cheapest-lora": "",
        },
        snapshots={"stream": (2,), "one_form": (1,)},
        rows=None,
    ),
    cost=cost,
    figures=figures,
    describe=describe,
    describe_set=describe_set,
    waiting=waiting,
    claims=CLAIMS,
    cuts=CUTS,
    unused=unused,
    package=__name__,
)
