"""Where a fact can live: on paper, in short-term memory, in the weights."""

from lab.contract.experiment import Experiment, Preset
from lab.contract.written import Written
from lab.experiments.papers import MEMORY3
from lab.experiments.remembering.fact_memories.claims import CLAIMS
from lab.experiments.remembering.fact_memories.config import Config, cost, unused
from lab.experiments.remembering.fact_memories.cuts import CUTS
from lab.experiments.remembering.fact_memories.figures import figures
from lab.experiments.remembering.fact_memories.sentence import describe

EXPERIMENT = Experiment(
    name="fact-memories",
    version=1,
    group="Memory",
    title="One fact, many memories",
    question="Facts go into a model's memory, then others beside them. How many of the first survive?",
    answer="A cache is the text, exactly. Weights take facts in seconds, but in there a fact has neighbours. "
    "Fine-tuning is not filing.",
    paper=MEMORY3,
    config=Config,
    presets=(
        Preset("forgetting", "32 more into the weights", {}, "Eight groups of facts, one after the other."),
        Preset("one-fact", "One fact, four memories", {"lesson": "one-fact"}),
        Preset("conflict", "The text says otherwise", {"lesson": "conflict"}, "256 facts in the weights."),
        Preset("merge", "Joined caches", {"lesson": "merge"}, "Four documents, whose caches are joined."),
        Preset("stale", "A cache that is out of date", {"lesson": "stale"}),
        Preset("foreign", "Another model's cache", {"lesson": "foreign", "most": 350}),
    ),
    training="lab.experiments.remembering.fact_memories.training:build",
    written=Written(
        columns="loss accuracy_written accuracy_other accuracy_skill accuracy_first flops bytes phase "
        "says_text says_weights says_other loss_sibling loss_stranger own_sibling own_stranger "
        "sibling stranger sibling_reads stranger_reads exact naive parallel turned agree "
        "difference difference64 both_new both_old fresh_new stale_new stale_old",
        marks={
            "written": "",
            "written-#": "",
            "reads": "",
            "text": "",
            "cache": "",
            "sparse": "",
            "weights": "",
        },
        snapshots={"answers": (1, 2), "matrix": (2,), "looks": (2,), "kept": (2,), "sizes": (2,)},
        rows=None,
    ),
    cost=cost,
    figures=figures,
    loss="",  # its steps are too few and small to leave the range; NaN is where nothing is written
    describe=describe,
    claims=CLAIMS,
    cuts=CUTS,
    unused=unused,
    package=__name__,
)
