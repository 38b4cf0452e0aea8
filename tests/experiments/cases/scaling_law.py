"""What the claims of scaling-law are shown: runs that support them and runs that violate them."""

from itertools import product

from lab import experiments
from lab.contract.training import Mark, Recorded
from tests.experiments.rows import Rows

EXPERIMENT = experiments.find("scaling-law")


def laws(
    preset: str, column: str, exponents: dict[str, float], beside: float | None = None, **fields: object
) -> list[Recorded]:
    """Made-up runs whose losses are power laws of their size; those of `text_loss` have one exponent more."""
    size = "samples" if preset == "data" else "widths"
    group = "complexity" if preset == "data" else "scheme"
    sizes = (600, 1200, 2400) if preset == "data" else (16, 32, 64)
    made: list[Recorded] = []
    for (name, exponent), at, seed in product(exponents.items(), sizes, (1, 2)):
        config = EXPERIMENT.configure(preset, **{size: (at,), group: (name,), "seeds": (seed,), **fields})
        loss = (at / sizes[0]) ** exponent * (1 + 0.01 * seed)
        columns = {"step": [0, 1], column: [9, loss], "train_loss": [9, loss]}
        if beside is not None:
            columns["text_loss"] = [9, (at / sizes[0]) ** (beside * (name == "fixed-std"))]
        made.append(Rows(config, columns))
    return made


def widths(constant: float, fixed: float, kept: float = 0.0) -> list[Recorded]:
    """Runs at a constant rate and at a fixed σ: `kept`, or 0 for that of the narrowest."""
    return laws("width", "id_loss", {"constant-rate": constant, "fixed-std": fixed}, fixed_std=(kept,))


def language(fixed: float, text: float) -> list[Recorded]:
    return laws("tiny-lm", "answer_loss", {"constant-rate": -0.6, "fixed-std": fixed}, text)


def data(large: float, small: float) -> list[Recorded]:
    return laws("data", "id_loss", {"large": large, "small": small})


def told() -> Rows:
    """A made-up run that answers its training questions from step 2 on."""
    config = EXPERIMENT.configure("width", widths=(32,), scheme=("fixed-std",), seeds=(1,))
    columns = {"step": range(4), "id_loss": [5, 3, 1, 0.5], "train_loss": [5, 2, 0.1, 0.1]}
    return Rows(config, columns, [Mark("fits", 2, 2)])


ONE = widths(-0.3, 0.2)[:1]

SUPPORTED: dict[str, list[list[Recorded]]] = {
    "constant-rate-falls-faster": [widths(-0.3, 0.2)],
    "constant-rate-from-gamma-one": [widths(-0.3, -0.05)],
    "constant-rate-against-002": [widths(-0.3, 0.2, 0.02)],
    "gain-in-the-answer": [language(0.1, 0.02)],
    "steeper-in-data": [data(-1.0, -1.4)],
    "less-data-needed": [data(-1.0, -2.0)],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "constant-rate-falls-faster": [widths(-0.3, -0.2)],
    "constant-rate-from-gamma-one": [widths(-0.3, -0.4)],
    "constant-rate-against-002": [widths(-0.3, -0.3, 0.02)],
    "gain-in-the-answer": [language(-0.5, 0.0), language(0.1, 0.5)],
    "steeper-in-data": [data(-1.4, -1.0)],
    "less-data-needed": [data(-1.0, -1.0)],
}
SILENT: dict[str, list[list[Recorded]]] = {name: [ONE, []] for name in SUPPORTED}
TOLD: tuple[Recorded, tuple[str, ...]] = (told(), ("fits",))
