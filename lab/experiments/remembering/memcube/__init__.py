"""Who decides what a machine remembers, and in what form: a store of memories over a real model."""

from lab.contract.experiment import Experiment, Paper, Preset
from lab.contract.written import Written
from lab.experiments.remembering.memcube.actions import ACTIONS, WHAT_IFS, mark, why
from lab.experiments.remembering.memcube.claims import CLAIMS
from lab.experiments.remembering.memcube.config import Config, cost
from lab.experiments.remembering.memcube.cuts import CUTS
from lab.experiments.remembering.memcube.figures import figures
from lab.experiments.remembering.memcube.sentence import WAITING, describe, describe_set

ACTED = tuple(mark(action.name, "#") for action in ACTIONS)
"""The marks of acts."""
NUMBERS = (
    "flops about? readers? recalled? refused? agent? relation? store? weights? sure? steps? model? bytes? "
    "texts? caches? dropped? right? asked?"
)
"""What an act's mark may say, whatever the act."""

SIX = ("scheduler", "lru-sparse", "text", "eager-kv", "lru-kv", "lfu-kv")

EXPERIMENT = Experiment(
    name="memcube",
    version=1,
    group="Memory",
    title="MemCube graph",
    question="You delete what a machine remembers. Who still knows it?",
    answer="Deleting the record is not forgetting: weights that were trained on it still answer. Of a fact's "
    "four forms the small one saves most, whoever decides.",
    paper=Paper(
        title="MemOS: A Memory OS for AI System",
        authors="Li, Song, Xi, Wang, Tang, Niu, Chen, Yang and others (2025)",
        arxiv="2507.03724",
        short="MemOS",
    ),
    config=Config,
    presets=(
        Preset(
            "leak",
            "The leak",
            {"events": 200, "policies": ("scheduler",), "zipf": 0.8, "acts": "leak"},
            "Mira goes into the shared weights, is forbidden to B, and deleted. Then B asks.",
        ),
        Preset(
            "yours",
            "Your turn",
            {"events": 300, "policies": ("scheduler",), "zipf": 0.8},
            "One store. Stop anywhere, tap a memory, act: write it into the weights, delete it, ask for it.",
        ),
        Preset(
            "default",
            "2 000 events, six rules",
            {"policies": SIX},
            "64 people, two agents, room for an eighth of the caches.",
        ),
        Preset(
            "quick",
            "500 events, four rules",
            {"events": 500, "policies": ("scheduler", "lru-sparse", "text", "lru-kv")},
        ),
        Preset(
            "long",
            "5 000 events, 256 people",
            {"events": 5000, "cubes": 256, "policies": SIX},
        ),
    ),
    training="lab.experiments.remembering.memcube.training:build",
    written=Written(
        columns="correct flops oracle hot_bytes moves refused accuracy texts kvs sparses weights op about "
        "agent form",
        marks={"refused": "", **dict.fromkeys(ACTED, NUMBERS)},
        snapshots={"archive": (1,), **{why(act): (1,) for act in ACTED}},
        graph=True,
    ),
    cost=cost,
    figures=figures,
    loss="",
    describe=describe,
    describe_set=describe_set,
    waiting=lambda _: WAITING,
    claims=CLAIMS,
    actions=ACTIONS,
    cuts=CUTS,
    what_ifs=WHAT_IFS,
    package=__name__,
)
