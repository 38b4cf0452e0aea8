"""The smallest experiment: a damped random walk, with a misfortune at a step of one's choice."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lab.contract.config import ExperimentConfig, setting
from lab.contract.experiment import Action, Cost, Experiment, Paper, Preset


class Config(ExperimentConfig):
    """x ← gamma·x + eta·noise."""

    steps: int = setting(50, "Steps.", minimum=1, maximum=10_000_000)
    seed: int = setting(0, "Noise.", minimum=0, maximum=1_000_000)
    eta: float = setting(0.1, "Size of the noise.", minimum=0.0, maximum=10.0, live=True)
    gamma: float = setting(0.9, "Damping.", minimum=0.0, maximum=1.0)
    gammas: tuple[float, ...] = setting((), "Dampings.", minimum=0.0, maximum=1.0, singular="gamma")
    stride: int = setting(10, "Steps between snapshots.", minimum=1, maximum=10_000_000)
    event: Literal["none", "raise", "allocate", "compute", "block"] = setting("none", "What goes wrong.")
    at: int = setting(0, "At which step.", minimum=0, maximum=10_000_000)
    seconds: float = setting(0.1, "What it is said to cost.", minimum=0.0, maximum=1e9)
    alone: bool = setting(False, "Whether members train alone.")


class Push(BaseModel):
    """Move the walk."""

    model_config = ConfigDict(extra="forbid")
    by: float = Field(ge=-10, le=10)


def cost(config: Config) -> Cost:
    """What a run, or the set that a config spans, takes."""
    many = max(1, len(config.gammas))
    return Cost(config.steps, config.seconds * many, 30 * config.steps * many)


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
    cost=cost,
    figures=lambda _: (),
    describe=lambda _, step: f"step {step}",
    actions=(Action("push", "Push it", Push),),
    batch_by=lambda config: None if config.alone else (config.steps, config.eta, config.seed, config.event),
)
