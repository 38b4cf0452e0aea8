"""Many small networks trained at once, in matrix products with a leading member axis."""

from lab.numerics.ensembles.adamw import AdamW, Schedule
from lab.numerics.ensembles.sweep import Member, Sweep
from lab.numerics.ensembles.transformer import Architecture, Plan, Symbols, forward

__all__ = ["AdamW", "Architecture", "Member", "Plan", "Schedule", "Sweep", "Symbols", "forward"]
