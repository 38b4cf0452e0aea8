"""What can be set: the loss, the optimizer, and how closely it is watched."""

from typing import Literal, Self

from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.field import setting, several
from lab.experiments.settings import RECORD, SEED, STRIDE

PARABOLAS = frozenset({"quadratic"})
"""Architectures with one parameter, whose curvature is a closed form and whose runs train as one batch."""

DEEP = {"cnn-deep": 1000, "tf-deep": 961}
"""Architectures that may be wider and see a batch of their examples at a time, and how many these are."""
PARAMETERS = {"fnn-sin": 97, "fnn-50d": 1561, "cnn-digits": 666, "tf-mod7": 2384}
"""Parameters of each other network."""
DENSE, CHECKED = 1000, 5000
"""Parameters up to which the whole Hessian may be formed at every step, and now and then."""
GUARDED = 0.98
"""Share of its limit to which the guard brings the curvature back."""

BORDER = 15.6, 3.07
"""1−β2 = 15.6 (1−β1)^3.07: to the side of the smaller 1−β2 Adam keeps spiking on a parabola (Tang, Chen and
Liu 2026, fitted to 250 000 steps)."""

STARTS = 0.5, 2.0
"""Where a parabola's random starts lie: from exactly 1, steps of exactly 0.1 meet 0 as no others do."""

SMALLEST_FLOAT32 = 1e-30


class Config(ExperimentConfig):
    """A loss, full batch, and Adam on it, watched at every step."""

    architecture: Literal[
        "quadratic", "fnn-sin", "fnn-50d", "cnn-digits", "tf-mod7", "cnn-deep", "tf-deep"
    ] = setting(
        "fnn-sin",
        "What is trained: one number on a curve L = k|θ|ⁿ/n; one hidden layer of 32 tanh on 40 "
        "points of sin x + sin 4x, or of 30 on 600 points in 50 dimensions; a small convolutional network on "
        "50 digits; a transformer on all sums modulo 7; four convolutions on 1000 digits; four layers of a "
        "transformer on all sums modulo 31.",
    )
    optimizer: Literal["adam", "gradient-descent"] = setting(
        "adam", "The rule of the steps; gradient descent has neither β nor ε."
    )
    eta: float = setting(
        0.01,
        "Learning rate: the size of a step. The limit of the curvature is 2/η.",
        label="Learning rate",
        symbol="η",
        minimum=1e-6,
        maximum=10.0,
        scale="log",
        widget=(0.001, 0.1),
        live=True,
        main=True,
    )
    beta1: float = setting(
        0.9,
        "How much of its last direction the optimizer keeps at each step.",
        label="Memory of the direction",
        symbol="β₁",
        minimum=0.0,
        maximum=0.999,
        scale="complement",
        widget=(0.0, 0.99),
        live=True,
    )
    beta2: float = setting(
        0.999,
        "How slowly the optimizer forgets how large gradients were: 0.999 remembers about 1 000 steps.",
        label="Memory of the size",
        symbol="β₂",
        minimum=0.0,
        maximum=0.999999,
        scale="complement",
        widget=(0.5, 0.9999),
        live=True,
        main=True,
    )
    epsilon: float = setting(
        1e-8,
        "Added to √v before dividing by it: a floor that steps cannot grow beyond.",
        label="Floor of the size",
        symbol="ε",
        minimum=1e-300,
        maximum=1.0,
        scale="log",
        widget=(1e-10, 1.0),
        live=True,
    )
    seed: int = SEED(
        "Which random starting weights; the quadratic starts from θ = 1 with 0, else from a number between "
        f"{STARTS[0]} and {STARTS[1]}.",
        label="Starting weights",
    )
    steps: int = setting(
        3000, "Updates to make.", minimum=1, maximum=1_000_000, scale="log", widget=(300, 30_000)
    )
    width: int = setting(
        4,
        "Channels of the first convolutions, or numbers a token is written in (a multiple of 4); used by "
        "cnn-deep and tf-deep.",
        label="Width",
        minimum=4,
        maximum=128,
        scale="log",
        added=True,
    )
    batch_size: int = setting(
        0,
        "Examples that a step sees, drawn anew for each, of cnn-deep and tf-deep; 0: all, of the others.",
        label="Examples a step",
        minimum=0,
        maximum=1000,
        added=True,
    )
    curvature: float = setting(
        1.0,
        "Steepness k of the curve; used by the quadratic.",
        label="Steepness",
        symbol="k",
        minimum=1e-6,
        maximum=1e6,
        scale="log",
        widget=(0.01, 100.0),
    )
    power: float = setting(
        2.0,
        "Exponent n of the curve: 2 is a parabola, above it the floor is flat; used by the quadratic.",
        label="Exponent",
        symbol="n",
        minimum=2.0,
        maximum=12.0,
        widget=(2.0, 8.0),
    )
    guard: bool = setting(
        False,
        f"Multiply v by what brings the curvature back to {GUARDED:.0%} of its limit, at every step at which "
        "it is above that. Not from the paper.",
        label="Guard",
        live=True,
    )
    tracker: Literal["subspace", "dense"] = setting(
        "subspace",
        "How the largest curvature is found: subspace follows it from step to step for two more gradients; "
        f"dense forms the whole matrix at every step, of networks with at most {DENSE} parameters.",
        label="How curvature is found",
    )
    verify: int = setting(
        0,
        "Steps between two checks of the tracked curvature against the whole matrix; 0: none. Of networks.",
        label="Steps between checks",
        minimum=0,
        maximum=1_000_000,
        widget=(0, 500),
    )
    dtype: Literal["float64", "float32"] = setting(
        "float64", "Precision of the numbers; float32 loses the depths of the quadratic.", label="Precision"
    )
    beta1s: tuple[float, ...] = several("beta1", "Several β₁ at once, each with every β₂ given.")
    beta2s: tuple[float, ...] = several("beta2", "Several β₂ at once, each with every β₁ given.")
    seeds: tuple[int, ...] = several(
        "seed", "Several starting weights at once.", label="Several starting weights"
    )
    record: Literal["full", "summary"] = RECORD(
        "Every step, or one row with the counts at the end; the quadratic has both."
    )
    stride: int = STRIDE(
        500,
        "Steps between two pictures of the counts in a summary.",
        label="Steps between pictures",
        maximum=1_000_000,
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.record == "summary" and self.architecture not in PARABOLAS:
            raise BadInput(
                f"record = summary is for the quadratic; {self.architecture} has record=full alone."
            )
        if self.architecture in DEEP:
            self._fits_deep()
        elif self.batch_size:
            raise BadInput(
                f"batch_size = {self.batch_size} is for {' and '.join(DEEP)}; {self.architecture} sees all "
                "its examples at every step: use batch_size=0."
            )
        if self.tracker == "dense" and self.parameters > DENSE:
            raise BadInput(
                f"tracker = dense is for at most {DENSE} parameters, {self.architecture} has "
                f"{self.parameters}: use tracker=subspace, and verify=50 to check it."
            )
        if self.verify and self.parameters > CHECKED:
            raise BadInput(
                f"verify = {self.verify} forms a matrix of {self.parameters} rows, and {CHECKED} is the "
                "most: use verify=0, or a smaller width."
            )
        if self.guard and self.optimizer != "adam":
            raise BadInput(
                f"guard = true acts on Adam's v, and {self.optimizer} has none: use optimizer=adam."
            )
        if self.dtype == "float32" and self.epsilon < SMALLEST_FLOAT32:
            raise BadInput(
                f"epsilon = {self.epsilon} vanishes in float32: give at least {SMALLEST_FLOAT32} "
                "or dtype=float64."
            )
        return self

    def _fits_deep(self) -> None:
        if not 1 <= self.batch_size <= DEEP[self.architecture]:
            raise BadInput(
                f"batch_size = {self.batch_size}: {self.architecture} sees 1 … {DEEP[self.architecture]} of "
                "its examples a step: give batch_size=128."
            )
        if self.architecture == "tf-deep" and self.width % 4:
            raise BadInput(
                f"width = {self.width} does not divide among 4 heads: give a multiple of 4, width=16."
            )

    @property
    def parameters(self) -> int:
        """D, the length of θ."""
        w = self.width
        if self.architecture == "cnn-deep":
            return 63 * w**2 + 95 * w + 10
        if self.architecture == "tf-deep":
            return 48 * w**2 + 86 * w
        return PARAMETERS.get(self.architecture, 1)

    @property
    def betas(self) -> tuple[float, float]:
        """β1 and β2."""
        return self.beta1, self.beta2


def memories(cells: int) -> dict[str, tuple[float, ...]]:
    """So many values of each β, evenly in log(1−β): the map of parabolas."""

    def spread(first: float, last: float, digits: int) -> tuple[float, ...]:
        ratio = (last / first) ** (1 / (cells - 1))
        return tuple(round(1 - first * ratio**cell, digits) for cell in range(cells))

    return {"beta1s": spread(1.0, 0.02, 4), "beta2s": spread(0.7, 0.0005, 5)}
