"""Trainings of one's own, recorded by `lab.watch`: what can be said of a run that nobody can train again."""

from lab.contract.experiment import Cost, Experiment
from lab.contract.written import Written
from lab.experiments.own.columns import COLUMNS
from lab.experiments.own.config import Config
from lab.experiments.own.figures import figures
from lab.experiments.own.sentence import describe
from lab.experiments.papers import ADAM_SPIKES

EXPERIMENT = Experiment(
    name="own",
    version=1,
    group="Optimization",
    title="Your own training",
    question="Your training goes well. Will its loss jump?",
    answer="While the curvature is over the optimizer's limit, steps pay less and less, and then not at all.",
    paper=ADAM_SPIKES,
    config=Config,
    presets=(),
    training="",
    cost=lambda _: Cost(steps=0, seconds=0.0, bytes=0),
    figures=figures,
    describe=describe,
    written=Written(" ".join(COLUMNS), {}, rows=None, free=True),
    loss="",
    unused=lambda _: ("start", "shapes", "initial"),
)
