"""What a run takes, and what makes one that needs a GPU small enough for a CPU."""

from lab.contract.experiment import Cost
from lab.experiments.optimization.adam_spikes.config import DEEP, PARABOLAS, Config

SECONDS = {"fnn-sin": 2.5e-3, "fnn-50d": 5e-3, "cnn-digits": 9e-3, "tf-mod7": 7e-3}
"""Seconds of a step of each network with its curvature tracked."""
DEEP_SECONDS = {"cpu": (8e-3, 3.4e-8, 4e-9), "cuda": (4e-2, 0.0, 2e-11)}
"""Seconds of a step of a deep network: of itself, a value, a multiplication. On a GPU it is not measured
but taken for small operations that wait for each other, and 10¹² of float64 a second."""
COLUMNS = 14


def small(config: Config) -> dict[str, int]:
    """Fields with which a deep network trains on a CPU in a minute or two."""
    return {"width": 4, "batch_size": 128, "steps": 2000} if config.architecture in DEEP else {}


def cost(config: Config) -> Cost:
    """What a run takes on one core of 2.5 GHz."""
    if config.record == "summary":
        size = 200 + 16 * config.steps // config.stride
        return Cost(config.steps, 1e-7 * config.steps, size, shared=5e-5 * config.steps)
    step = 1e-4 if config.architecture in PARABOLAS else _network_seconds(config)
    return Cost(config.steps, config.steps * step, 8 * COLUMNS * config.steps)


def _network_seconds(config: Config) -> float:
    size = config.parameters
    alone = _deep_seconds(config) if config.architecture in DEEP else SECONDS[config.architecture]
    gradient = alone / 3 if config.architecture in DEEP else 2e-5
    dense = gradient * size + 3e-10 * size**3
    checked = dense / config.verify if config.verify else 0.0
    return checked + (dense if config.tracker == "dense" else alone)


def _deep_seconds(config: Config) -> float:
    """Values and multiplications of one example, through 64 pixels and 16, or three tokens."""
    step, value, multiplication = DEEP_SECONDS["cuda" if config.device == "cuda" else "cpu"]
    w = config.width
    if config.architecture == "cnn-deep":
        values, multiplications = 64 * 11 * w, 64 * 9 * w * (w + 1) + 16 * 9 * 6 * w**2
    else:
        values, multiplications = 3 * 4 * 30 * w, 3 * 48 * w**2
    return step + config.batch_size * (value * values + multiplication * multiplications)
