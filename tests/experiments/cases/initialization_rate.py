"""What the claims of initialization-rate are shown: runs that support them and runs that violate them."""

from itertools import product

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

EXPERIMENT = experiments.find("initialization-rate")


def runs(preset: str, gammas: tuple[float, ...], **spans: tuple[float, ...]) -> list[Recorded]:
    """Made-up runs whose numbers are functions of γ and λ, as the papers have them."""
    names = ["gammas", *spans]
    made = []
    for values in product(gammas, *spans.values()):
        fields = {name: (value,) for name, value in zip(names, values, strict=True)}
        config = EXPERIMENT.configure(preset, **{"weight_decays": (0.1,), "seeds": (1,), **fields})
        gamma, decay, depth = config.gamma, config.weight_decay, config.depth
        columns = {
            "step": [0, 1],
            "ood_loss": [6, 0.5 + 20 * (gamma - 0.8) ** 2],
            "reasoning": [0, min(1, gamma + decay) - 0.05 * depth],
            "stable_rank_mlp": [9, 12 - 8 * gamma],
            "train_loss": [5, 1 / depth],
        }
        made.append(Rows(config, columns))
    return made


def turned(given: list[Recorded], column: str) -> list[Recorded]:
    """The same runs with a column's numbers in the opposite order."""
    values = [one.column(column) for one in given]
    return [
        Rows(one.config, {**one.columns, column: value})
        for one, value in zip(given, reversed(values), strict=True)
    ]


SWEEP = runs("headline", (0.2, 0.4, 0.6, 0.8, 1.0))
MAP = runs("heat-map", (0.2, 0.4), weight_decays=(0.0, 0.3))
DEPTHS = runs("depth", (0.3, 0.5), layers=(1, 2, 3))
FLAT = runs("headline", (0.2, 0.4, 0.6, 0.7, 0.8))
ONE = runs("headline", (0.5,))


def run() -> Rows:
    """A made-up run that fits at step 2 and follows the rule from step 4 on."""
    columns = {
        "step": range(6),
        "train_loss": [4, 2, 0.1, 0.05, 0.02, 0.01],
        "reasoning": [0, 0, 0.1, 0.2, 0.6, 0.9],
        "symmetric": [0, 0, 0.3, 0.4, 0.1, 0],
    }
    config = EXPERIMENT.configure("headline", gammas=(0.8,), seeds=(1,))
    return Rows(config, columns, [Mark("fits", 2, 2), Mark("rule", 4, 4)])


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "interior-optimum": [SWEEP],
    "gamma-raises-reasoning": [SWEEP],
    "reasoning-is-simpler": [SWEEP],
    "decay-helps": [MAP],
    "depth-favours-memory": [DEPTHS],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "interior-optimum": [turned(SWEEP, "ood_loss")],
    "gamma-raises-reasoning": [turned(SWEEP, "reasoning")],
    "reasoning-is-simpler": [turned(SWEEP, "stable_rank_mlp")],
    "decay-helps": [turned(MAP, "reasoning")],
    "depth-favours-memory": [turned(DEPTHS, "train_loss"), turned(DEPTHS, "reasoning")],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "interior-optimum": [FLAT, ONE, []],
    "gamma-raises-reasoning": [ONE, []],
    "reasoning-is-simpler": [ONE, []],
    "decay-helps": [SWEEP, []],
    "depth-favours-memory": [SWEEP, []],
}
TOLD: tuple[Recorded, tuple[str, ...]] = (run(), ("fits", "rule"))
