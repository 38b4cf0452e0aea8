"""How claims, cuts and sentences read a recording of this page."""

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.remembering.fact_memories.config import Config


def config_of(recording: Recorded) -> Config:
    """Its settings."""
    config = recording.config
    assert isinstance(config, Config)
    return config


def last(recording: Recorded, name: str) -> float:
    """The last number of a column; NaN where there is none."""
    values = recording.column(name)
    seen = values[np.isfinite(values)]
    return float(seen[-1]) if len(seen) else float("nan")
