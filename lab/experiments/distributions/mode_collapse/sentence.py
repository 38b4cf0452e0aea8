"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.distributions.mode_collapse.config import MODES, Config


def describe(recording: Recorded, step: int) -> str:
    """How many islands are covered; it turns where all are for the first time."""
    steps = recording.column("step")
    row = int(np.searchsorted(steps, step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    config = recording.config
    assert isinstance(config, Config)
    who, islands = ("the generator covers", MODES) if config.model == "gan" else ("the particles cover", 2)
    now = int(recording.column("modes")[row])
    at = f"Step {int(steps[row]):,}: {who} {now} of {islands} islands"
    complete = [mark for mark in recording.marks if mark.name == "complete" and mark.at <= steps[row]]
    if not complete:
        most = int(recording.column("most_modes")[row])
        return f"{at}; never more than {most} so far."
    return f"{at}; all of them for the first time at step {complete[0].at:,}."


def _clouds(recordings: Sequence[Recorded], step: int) -> str:
    matched = []
    for one in recordings:
        config = one.config
        assert isinstance(config, Config)
        row = int(np.searchsorted(one.column("step"), step, side="right")) - 1
        name = f"a judge of pace {config.pace:g}" if config.pace else "the best judge"
        matched.append(f"{100 * one.column('matched')[max(row, 0)]:.0f} % with {name}")
    return f"Step {step:,}: of the truth's mass so much has its particles: {', '.join(matched)}."


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """How many islands each run covers at that row; of particles, how much of the mass is in its place."""
    held = []
    first = recordings[0].config
    assert isinstance(first, Config)
    if first.model == "particles":
        return _clouds(recordings, step)
    for one in recordings:
        row = int(np.searchsorted(one.column("step"), step, side="right")) - 1
        held.append(str(int(one.column("modes")[max(row, 0)])))
    return f"At step {step:,} the runs cover {', '.join(held)} islands."
