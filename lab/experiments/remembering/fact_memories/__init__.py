"""Where a fact can live: on paper, in short-term memory, in the weights."""

from lab.contract.experiment import Experiment, Preset
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
    cost=cost,
    figures=figures,
    loss="",  # its steps are too few and small to leave the range; NaN is where nothing is written
    describe=describe,
    claims=CLAIMS,
    cuts=CUTS,
    unused=unused,
    package=__name__,
)
