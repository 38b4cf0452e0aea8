"""What can be set: the sizes, and what is kept while they grow."""

from typing import Any, Literal, Self

from pydantic import model_validator

from lab.contract.errors import BadInput
from lab.contract.experiment import Cost
from lab.contract.field import member, setting
from lab.experiments.complexity.sweep.config import SweepConfig, check_heads, sweep_cost
from lab.experiments.settings import WIDTH
from lab.numerics.initialization import std

COMPLEXITIES = {"large": (0.5, 0.01), "small": (1.0, 0.1)}
"""γ and λ of the two ways of the data preset."""

Scheme = Literal["constant-rate", "fixed-std"]
Complexity = Literal["as set", "large", "small"]


class Config(SweepConfig):
    """Transformers of growing width, or on growing data."""

    task: Literal["composition", "language"] = setting(
        "composition",
        "64 pairs of anchors, of which some questions are taught; or a tiny language, half arithmetic.",
    )
    gamma0: float = setting(
        0.7,
        "How small the weights are at birth: σ = width^−γ₀ at every width, or at the base width alone.",
        label="Smallness of the starting weights",
        symbol="γ₀",
        minimum=0.05,
        maximum=2.0,
        widget=(0.4, 1.0),
        main=True,
    )
    fixed_std: tuple[float, ...] = setting(
        (0.0,),
        "The σ of the scheme that keeps it; 0 is that of the base width, where both schemes then agree.",
        label="Kept standard deviation",
        symbol="σ",
        minimum=0.0,
        maximum=1.0,
        singular="fixed_std",
        main=True,
    )
    scheme: tuple[Scheme, ...] = setting(
        ("constant-rate", "fixed-std"), "What is kept while the width grows.", label="Kept", singular="scheme"
    )
    widths: tuple[int, ...] = WIDTH(
        (16, 24, 32, 48, 64, 96), "Numbers that stand for a token.", singular="width"
    )
    base_width: int = setting(
        16, "Width at which both schemes agree, and whose learning rate is η.", minimum=8, maximum=128
    )
    samples: tuple[int, ...] = setting(
        (2500,), "Questions, or lines, to learn from.", minimum=100, maximum=4000, singular="samples"
    )
    complexity: tuple[Complexity, ...] = setting(
        ("as set",), "γ and λ as set, or large (0.5, 0.01), or small (1, 0.1).", singular="complexity"
    )
    width = member(widths)
    kept = member(scheme)
    sigma_given = member(fixed_std)
    questions = member(samples)
    regime = member(complexity)

    @model_validator(mode="before")
    @classmethod
    def _unused(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """A run at a constant rate is the same whatever σ the other scheme keeps."""
        alone = tuple(fields.get("scheme", ())) == ("constant-rate",)
        return {**fields, "fixed_std": (0.0,)} if alone else fields

    @model_validator(mode="after")
    def _divided(self) -> Self:
        for width in self.widths:
            check_heads(self.heads, width)
        if self.warmup == 0 and self.learning_rate > 0.05:
            raise BadInput(
                f"learning_rate = {self.learning_rate} without a warm-up diverges. Try warmup=100."
            )
        return self

    @property
    def sigma(self) -> float:
        """Standard deviation of this member's weights at birth."""
        gamma = COMPLEXITIES.get(self.regime, (self.gamma0, 0.0))[0]
        if self.kept == "constant-rate":
            return std(gamma, self.width)
        return self.sigma_kept(self.sigma_given)

    def sigma_kept(self, fixed_std: float) -> float:
        """The standard deviation that a value of `fixed_std` means: 0 is that of the base width."""
        gamma = COMPLEXITIES.get(self.regime, (self.gamma0, 0.0))[0]
        return fixed_std or std(gamma, self.base_width)

    @property
    def decay(self) -> float:
        """λ of this member."""
        return COMPLEXITIES.get(self.regime, (0.0, self.weight_decay))[1]

    @property
    def rate(self) -> float:
        """Learning rate of this member: it falls as one over the width."""
        return self.learning_rate * self.base_width / self.width


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    return sweep_cost(config, config.width, 3 if config.task == "composition" else 5, columns=10, snapshot=0)
