"""What can be set: the sizes at birth, and everything that the runs have in common."""

from lab.experiments.complexity.sweep.config import AnchorConfig


class Config(AnchorConfig):
    """Transformers that differ in the size of their weights at birth."""
