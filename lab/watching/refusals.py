"""Sentences for trainings whose curvature is not measured; the rest of them is recorded."""

from torch import distributed, nn, optim

from lab.numerics import limits
from lab.watching.identity import wrapper
from lab.watching.ranks import Ranks

NO_CLOSURE = (
    "Curvature is not measured, since no closure gives the loss: write "
    "loss = w.loss(lambda: criterion(model(x), y)) where the loss is computed."
)
IN_PARTS = (
    "Curvature is not measured where several processes train without DDP around the model: no rank has the "
    "whole loss."
)


def refusal(model: nn.Module, optimizer: optim.Optimizer, ranks: Ranks) -> str | None:
    """Why no curvature can be measured from the start, in a sentence; None where it can."""
    found = wrapper(model)
    if found == "fsdp2":
        return "Curvature is not measured under fsdp2 yet: no rank has whole parameters."
    spread = distributed.is_available() and distributed.is_initialized() and distributed.get_world_size() > 1
    if spread and not ranks.several:
        return IN_PARTS
    return limits.refusal(optimizer)
