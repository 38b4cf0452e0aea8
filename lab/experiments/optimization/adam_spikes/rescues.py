"""Four remedies tried at the crossing: what each does to the loss, with its evidence fixed in advance."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from lab.contract.claim import Claim, Pair, RunRequest, Source, drawn, measured, ours, paper
from lab.contract.training import Recorded
from lab.experiments.rules import at_least, mean

RESCUE, RESCUED, JUMPED = 150, 1.1, 3.0
"""Steps after a branch that count, and what the loss may reach there, with a remedy and without one."""

FORKED = ("fnn-sin", "cnn-digits", "tf-mod7")
Changes = float | bool | Mapping[str, float]


def forks(**changes: Changes) -> tuple[RunRequest, ...]:
    """Each network as it is, and branched where λ_max crosses before its first spike.

    A change that differs from network to network is given by preset.
    """
    branches = []
    for preset in FORKED:
        own = {
            name: value[preset] if isinstance(value, Mapping) else value for name, value in changes.items()
        }
        branches.append(RunRequest(preset, at="warning-1", changes=own))
    return (*(RunRequest(preset) for preset in FORKED), *branches)


def rescued(field: str) -> Callable[[Sequence[Recorded]], dict[str, float]]:
    """C11, C12 and the two other rescues: of the networks whose loss passes three times what it was at the
    branch, the share that stays under 1.1 times with the remedy; and how high both go (geometric means)."""

    def measure(recordings: Sequence[Recorded]) -> dict[str, float]:
        heights = []
        for branch in (run for run in recordings if [name for _, name, _ in run.changes] == [field]):
            (control,) = [run for run in recordings if run.config == branch.config and not run.changes]
            ((step, _, _),) = branch.changes
            height, without = (
                float(run.column("loss")[step : step + RESCUE].max() / run.column("loss")[step])
                for run in (branch, control)
            )
            if without > JUMPED:
                heights.append((height, without))
        if not heights:
            return {}
        high, without = np.exp(np.log(heights).mean(0))
        kept = np.mean([height < RESCUED for height, _ in heights])
        return {"rescued": float(kept), "with": float(high), "without": float(without)}

    return measure


def _rescue(slug: str, sentence: str, how: str, source: Source, **changes: Changes) -> Claim:
    (field,) = changes
    requests = forks(**changes)
    criterion = (
        f"With {how} from the crossing on, the loss stays below 1.1 times what it was there for 150 steps, "
        "in 90 % of the networks in which it passes three times without (of three networks a seed, in the "
        "mean of seeds)."
    )
    words = "{value:.0%}: the loss times {with:.3g} against {without:.3g} without it"
    draws, heights = drawn(*requests, over="seed", partly=True), Pair("without", "with", f"< {RESCUED}")
    rule = mean("rescued", at_least(0.9), words, heights)
    return measured(slug, sentence, criterion, draws, rule, *requests, source=source)(rescued(field))


RESCUES = (
    _rescue(
        "epsilon-rescues",
        "A larger ε removes the spike.",
        "ε = 0.1",
        paper("2506.04805", "mitigation"),
        epsilon=0.1,
    ),
    _rescue(
        "beta2-rescues",
        "A smaller β₂ at the crossing removes the spike.",
        "β₂ = 0.9",
        ours("the paper's smaller β₂, at the crossing instead of from the start"),
        beta2=0.9,
    ),
    _rescue(
        "eta-rescues",
        "A smaller learning rate at the crossing removes the spike.",
        "η divided by 1.25",
        ours("beside the paper's remedies"),
        eta={"fnn-sin": 0.008, "cnn-digits": 0.016, "tf-mod7": 0.0024},
    ),
    _rescue(
        "reset-rescues",
        "A fresh v at the crossing removes the spike.",
        "v reset once",
        ours("a remedy often tried"),
        reset_v=True,
    ),
)
