"""The smallest experiment: a damped random walk, with a misfortune at a step of one's choice."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lab.contract.config import ExperimentConfig
from lab.contract.experiment import Action, Cost, Experiment, Paper, Preset
from lab.contract.field import setting, several
from lab.contract.written import Written
from lab.experiments.settings import STRIDE


class Config(ExperimentConfig):
    """x ← gamma·x + eta·noise."""

    steps: int = setting(50, "Steps.", minimum=1, maximum=10_000_000)
    seed: int = setting(0, "Noise.", minimum=0, maximum=1_000_000)
    eta: float = setting(0.1, "Size of the noise.", minimum=0.0, maximum=10.0, live=True)
    gamma: float = setting(0.9, "Damping.", minimum=0.0, maximum=1.0)
    gammas: tuple[float, ...] = several("gamma", "Dampings.")
    stride: int = STRIDE(10, "Steps between snapshots.", maximum=10_000_000)
    event: Literal["none", "raise", "allocate", "compute", "block"] = setting("none", "What goes wrong.")
    at: int = setting(0, "At which step.", minimum=0, maximum=10_000_000)
    seconds: float = setting(0.1, "What it is said to cost.", minimum=0.0, maximum=1e9)
    alone: bool = setting(False, "Whether members train alone.")


class Push(BaseModel):
    """Move the walk."""

    model_config = ConfigDict(extra="forbid")
    by: float = Field(ge=-10, le=10)


def cost(config: Config) -> Cost:
    """What a run takes."""
    return Cost(config.steps, config.seconds, 30 * config.steps)


EXPERIMENT = Experiment(
    name="tiny",
    version=1,
    group="Tests",
    title="Tiny",
    question="Where does it go?",
    answer="Nowhere.",
    paper=Paper("None", "Nobody", "0000.00000"),
    config=Config,
    presets=(Preset("walk", "A walk", {}),),
    training="tests.runs.walk:Walk",
    written=Written("x eta", {"tick": "x"}, {"trail": (1,)}),
    cost=cost,
    figures=lambda _: (),
    describe=lambda seen: f"step {seen.step}",
    actions=(Action("push", "Push it", Push),),
    batched=lambda config: () if config.alone else ("gammas",),
)
