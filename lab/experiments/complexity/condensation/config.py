"""What can be set: the size of the starting weights, the target, and the grid of phases."""

from typing import Literal

from lab.contract.config import ExperimentConfig
from lab.contract.experiment import Cost
from lab.contract.field import member, setting
from lab.experiments.settings import STEPS, STRIDE

HALVINGS = 4
"""A cell of the phase diagram trains networks of `neurons`, half of them, … so many times halved."""


class Config(ExperimentConfig):
    """A network of one hidden layer, fitted by gradient flow from small or large weights."""

    task: Literal["condense", "phases"] = setting(
        "condense",
        "One network and its neurons, or networks of growing width on four points, for the phase diagram.",
    )
    gamma_std: float = setting(
        2.0,
        "How small the weights are at birth: their standard deviation is neurons^−γ. 0.5 is usual.",
        label="Smallness of the starting weights",
        symbol="γ",
        minimum=0.0,
        maximum=3.0,
        widget=(0.25, 2.5),
        main=True,
    )
    target: Literal["kinks", "waves"] = setting(
        "kinks", "What is fitted: four kinks, or sin 3x + ½ sin 6x for smooth activations."
    )
    activation: Literal["relu", "tanh", "x-tanh"] = setting("relu", "What a neuron does with its sum.")
    neurons: int = setting(
        100,
        "Neurons of the hidden layer; in the phase diagram the largest number.",
        symbol="m",
        minimum=20,
        maximum=1600,
        scale="log",
        widget=(20, 800),
    )
    seed: int = setting(
        1, "Which random starting weights.", label="Starting weights", minimum=0, maximum=2**32 - 1
    )
    steps: int = STEPS(3001, "Steps of the descent.", widget=(300, 10_000))
    stride: int = STRIDE(
        10, "Steps between two pictures of the neurons.", label="Steps between pictures", maximum=20_000
    )
    gammas_pd: tuple[float, ...] = setting(
        (),
        "How small both layers are together in the phase diagram: −log(β₁β₂)/log m.",
        label="Size of both layers",
        symbol="γ",
        minimum=0.0,
        maximum=4.0,
        singular="gamma_pd",
    )
    gammas_prime: tuple[float, ...] = setting(
        (),
        "How much smaller the outer layer is than the inner one: −log(β₁/β₂)/log m.",
        label="Difference of the layers",
        symbol="γ′",
        minimum=-3.0,
        maximum=3.0,
        singular="gamma_prime",
    )
    gamma_pd = member(gammas_pd)
    gamma_prime = member(gammas_prime, 0.0)

    @property
    def exponents(self) -> tuple[float, float]:
        """γ and γ′ of 2007.07497 for this run: equal layers of σ = m^−gamma_std unless a cell is given."""
        return 2 * self.gamma_std if self.gamma_pd is None else self.gamma_pd, self.gamma_prime

    @property
    def widths(self) -> tuple[int, ...]:
        """Neurons of the networks of one run, ascending."""
        if self.task == "condense":
            return (self.neurons,)
        return tuple(sorted({max(1, self.neurons // 2**k) for k in range(HALVINGS + 1)}))


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    neurons, pairs = sum(config.widths), sum(width**2 for width in config.widths)
    points = 40 if config.task == "condense" else 4
    looks = 1 + config.steps // config.stride
    return Cost(
        config.steps,
        config.steps * (neurons * points * 1.2e-8 + (5e-9 * pairs + 1e-4) / config.stride),
        40 * config.steps + 8 * looks * neurons,
        shared=3e-4 * config.steps * len(config.widths),
        checkpoints=2**20,
    )
