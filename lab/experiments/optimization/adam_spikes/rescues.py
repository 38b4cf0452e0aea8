"""Four remedies tried at the crossing: what each does to the loss, with its evidence fixed in advance."""

from collections.abc import Mapping, Sequence
from functools import partial

from lab.contract.claim import Claim, RunRequest, Verdict, ours, paper, unseen, verdict
from lab.contract.training import Recorded

RESCUE, RESCUED, JUMPED = 150, 1.1, 3.0
"""Steps after a branch that count, and what the loss may reach there, with a remedy and without one."""

FORKED = ("fnn-sin", "cnn-digits", "tf-mod7")


def forks(**changes: float | bool | Mapping[str, float]) -> tuple[RunRequest, ...]:
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


def rescued(recordings: Sequence[Recorded], *, field: str) -> Verdict:
    """C11, C12 and the two other rescues: after the branch the loss stays under 1.1 of what it was, and
    without it passes three."""
    branches = [
        recording for recording in recordings if [name for _, name, _ in recording.changes] == [field]
    ]
    heights = []
    for branch in branches:
        (control,) = [run for run in recordings if run.config == branch.config and not run.changes]
        ((step, _, _),) = branch.changes
        height, without = (
            float(run.column("loss")[step : step + RESCUE].max() / run.column("loss")[step])
            for run in (branch, control)
        )
        if without > JUMPED:
            heights.append((height, without))
    if not heights or len(heights) < len(branches):
        return unseen(f"{len(heights)} of {len(branches)} controls jumped")
    factors = ", ".join(f"{height:.3g} against {without:.3g}" for height, without in heights)
    return verdict(all(height < RESCUED for height, _ in heights), f"the loss times {factors} without it")


RESCUES = (
    Claim(
        "epsilon-rescues",
        "A larger ε removes the spike.",
        "With ε = 0.1 from the crossing on, the loss stays below 1.1 times what it was there for 150 steps; "
        "without, it passes three times.",
        forks(epsilon=0.1),
        partial(rescued, field="epsilon"),
        source=paper("2506.04805", "mitigation"),
    ),
    Claim(
        "beta2-rescues",
        "A smaller β₂ removes the spike.",
        "With β₂ = 0.9 from the crossing on, the loss stays below 1.1 times what it was there for 150 steps; "
        "without, it passes three times.",
        forks(beta2=0.9),
        partial(rescued, field="beta2"),
        source=ours("the paper's smaller β₂, at the crossing instead of from the start"),
    ),
    Claim(
        "eta-rescues",
        "A smaller learning rate at the crossing removes the spike (ours, beside the paper's remedies).",
        "With η divided by 1.25 from the crossing on, the loss stays below 1.1 times what it was there for "
        "150 steps; without, it passes three times.",
        forks(eta={"fnn-sin": 0.008, "cnn-digits": 0.016, "tf-mod7": 0.0024}),
        partial(rescued, field="eta"),
        source=ours("beside the paper's remedies"),
    ),
    Claim(
        "reset-rescues",
        "A fresh v at the crossing removes the spike (a remedy often tried; not the paper's).",
        "With v reset at the crossing, the loss stays below 1.1 times what it was there for 150 steps; "
        "without, it passes three times.",
        forks(reset_v=True),
        partial(rescued, field="reset_v"),
        source=ours("a remedy often tried"),
    ),
)
