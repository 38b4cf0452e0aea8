"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.divergence import DIVERGED
from lab.contract.training import Floats, Mark, Recorded
from lab.experiments.optimization.adam_spikes.claims import map_kinds
from lab.experiments.optimization.adam_spikes.config import GUARDED, PARABOLAS, Config

UNTOLD = ("crossing-grad", "warning", DIVERGED)
"""Marks that change nothing in the sentence; a warning is a crossing, told already; the end has its own."""

JUMP, SOON = 1.5, 100
"""After a change on the way: a loss above so many times what it was, within so many steps, is told."""


def describe(recording: Recorded, step: int) -> str:
    """What the figure shows at row `step`; it turns where the limit is crossed and where the loss jumps."""
    steps = recording.column("step")
    row = int(np.searchsorted(steps, step, side="right")) - 1
    if row < 0:
        return "Nothing has been computed up to here yet."
    config = recording.config
    assert isinstance(config, Config)
    if config.record == "summary":
        return _counted(recording, config, row)
    now = int(steps[row])
    if changed := _changed(recording, row):
        return changed
    what = _watched(config)
    loss, share = recording.column("loss")[row], _shares(recording, row)[row]
    last = _last(recording, now)
    at = f"Step {now:,}: "
    if not np.isfinite(share):
        return at + f"the {what} has left the range of numbers; loss {loss:.3g}."
    if last is None:
        return at + f"the {what} is {_standing(recording, config, row)}; loss {loss:.3g}."
    if last.name.startswith("crossing"):
        return at + _crossed(recording, row, now - last.at, what)
    spike = last if last.name.startswith("spike") else _spike_of(recording, last)
    lead = _lead(recording, spike, what)
    if now < spike.values["peak"]:
        return at + f"the loss is jumping{lead}."
    jumped = f"the loss jumped {_height(spike.values['height'])}{lead}"
    if last.name.startswith("spike"):
        return at + f"{jumped}, and that is still above it."
    return at + f"{jumped}; that is down at {share:.3g} of it again, loss {loss:.3g}."


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """What the map shows at row `step`, what came of changes on the way, or how often each run has spiked."""
    if any(one.changes for one in recordings):
        return _tried(recordings, step)
    configs = [one.config for one in recordings if isinstance(one.config, Config)]
    if configs[0].record == "summary":
        return _mapped(recordings, configs[0].steps, step)
    counts = []
    for config, one in zip(configs, recordings, strict=True):
        spikes = sum(mark.name.startswith("spike") and mark.at <= step for mark in one.marks)
        beta1, beta2 = config.betas
        named = {
            f"β₁ = {beta1:g}": config.beta1s,
            f"β₂ = {beta2:g}": config.beta2s,
            f"seed {config.seed}": config.seeds,
        }
        counts.append(f"{spikes} with {' and '.join(who for who, several in named.items() if several)}")
    return f"Step {step:,}: spikes so far: {', '.join(counts)}."


def _mapped(recordings: Sequence[Recorded], steps: int, step: int) -> str:
    if all(isinstance(one.config, Config) and one.config.optimizer != "adam" for one in recordings):
        return f"Gradient descent has no β: all {len(recordings)} runs are the same."
    known = [one for one in recordings if len(one.column("crossings"))]
    if step < steps - 1 or len(known) < len(recordings):
        crossed = sum(float(one.array("crossings", step)) > 0 for one in recordings)
        pairs = f"at {crossed} of {len(recordings)} pairs of β"
        return f"Step {step:,}: {pairs} the step size has crossed its limit."
    kinds = map_kinds(recordings)
    agree = f"Of {len(recordings)} pairs of β {100 * kinds['agrees'] / len(recordings):.3g} % go on spiking"
    telling = len(recordings) - kinds["too slow"] - kinds["at rest"]
    without = f" Without these two it is {100 * kinds['agrees'] / telling:.3g} %." if telling else ""
    return (
        f"{agree} just where the line says; {kinds['beside the border']} of the others lie beside it, "
        f"{kinds['too slow']} are too slow for {steps:,} steps, {kinds['at rest']} have come to rest."
        f"{without}"
    )


def _tried(recordings: Sequence[Recorded], now: int) -> str:
    """Which changes, made at one step of a run, keep its loss down."""
    since = min(change[0] for one in recordings for change in one.changes)
    if now <= since:
        return f"Step {now:,}: up to step {since:,} these are one run; then each is changed in its own way."
    kept, jumped, alone = [], [], ""
    for one in recordings:
        times, _ = _risen(one, since, now)
        if not one.changes:
            rose = "jumped to" if times > JUMP else "was at most"
            alone = f"left alone, the loss {rose} {_times(times)} times what it was at step {since:,}"
        elif times > JUMP:
            jumped.append(f"{_named(one, since)} (to {_times(times)} times)")
        else:
            kept.append(_named(one, since))
    down = f"{_listed(kept)} kept it down" if kept else ""
    all_the_same = f"with {_listed(jumped)} it jumped all the same" if jumped else ""
    return f"Step {now:,}: {'; '.join(part for part in (alone, down, all_the_same) if part)}."


def _times(times: float) -> str:
    return f"{times:.2g}" if times < 100 else f"{float(f'{times:.2g}'):,.0f}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _named(recording: Recorded, step: int) -> str:
    """What was changed at a step: `ε = 0.1`, `reset v`."""
    settings = type(recording.config).settings()
    return " and ".join(
        settings[name].at(value) if name in settings else name.replace("_", " ")
        for at, name, value in recording.changes
        if at == step
    )


def _changed(recording: Recorded, row: int) -> str:
    """What came of the last change on the way, where there was one."""
    now = int(recording.column("step")[row])
    done = [change for change in recording.changes if change[0] <= now]
    if not done:
        return ""
    since = done[-1][0]
    what, loss = _named(recording, since), recording.column("loss")[row]
    for mark in recording.marks:
        if mark.name.startswith("spike") and since <= mark.at <= now:
            rise = f"the loss jumped {_height(mark.values['height'])}, {_steps(mark.at - since)} later"
            return f"Step {now:,}: {what} at step {since:,}, and it spikes anyway: {rise}."
    times, later = _risen(recording, since, now)
    if times > JUMP:
        jump = f"to {times:.2g} times what it was, {_steps(later)} later"
        return f"Step {now:,}: {what} at step {since:,}, and the loss jumps anyway, {jump}."
    calm = f"no spike in {_steps(now - since)}; loss {loss:.3g}"
    return f"Step {now:,}: {what} since step {since:,}, and {calm}."


def _risen(recording: Recorded, since: int, now: int) -> tuple[float, int]:
    """How far the loss came above its value at a change within `SOON` steps of it, and when."""
    steps = recording.column("step")
    after = (steps >= since) & (steps <= min(now, since + SOON))
    loss = recording.column("loss")[after]
    if not np.isfinite(loss).any():
        return 0.0, 0
    highest = int(np.nanargmax(loss))
    return float(loss[highest] / loss[0]), int(steps[after][highest] - since)


def _counted(recording: Recorded, config: Config, row: int) -> str:
    beta1, beta2 = config.betas
    crossings = int(recording.column("crossings")[row])
    adam = config.optimizer == "adam"
    who = f"With β₁ = {beta1:g} and β₂ = {beta2:g} the step size" if adam else "The step size η"
    if crossings == 0 and recording.column("s_max")[row] > 1:
        return f"{who} was above its limit from the first step and never crossed it again from below."
    if crossings == 0:
        return f"{who} never crossed its limit in {config.steps:,} steps."
    first = int(recording.column("first_crossing")[row])
    times = "once" if crossings == 1 else f"{crossings:,} times"
    return f"{who} crossed its limit {times} in {config.steps:,} steps, first at step {first:,}."


def _watched(config: Config) -> str:
    """What is held against the limit: without Adam nothing is divided by √v̂."""
    adam = config.optimizer == "adam"
    if config.architecture in PARABOLAS:
        return "step size η/√v̂" if adam else "step size η"
    return "curvature that Adam sees" if adam else "curvature"


def _standing(recording: Recorded, config: Config, row: int) -> str:
    """Where it stands before the first crossing: below the limit, or above it since the run began."""
    shares = _shares(recording, row)
    held = f", held back by the guard at {_steps(int((shares > GUARDED).sum()))}" if config.guard else ""
    share = f"at {shares[row]:.3g} of its limit"
    if shares[0] > 1:
        return f"{share}, above its limit {_until(shares)}{held}"
    if shares[row] > 1:  # what is marked as a crossing of batches lasts several steps
        return f"{share} on this batch alone"
    return f"{share} and has not crossed it{held}"


def _until(shares: Floats) -> str:
    """How long it has been above the limit at which it began."""
    below = np.flatnonzero(~(shares > 1))
    return "since the first step" if not len(below) else f"in its first {_steps(int(below[0]))} alone"


def _crossed(recording: Recorded, row: int, ago: int, what: str) -> str:
    share, loss = _shares(recording, row)[row], recording.column("loss")
    if not share > 1:
        return f"the {what} was over its limit and came back without a spike; loss {loss[row]:.3g}."
    falls = "still falls" if loss[row] <= loss[max(0, row - ago)] else "has begun to rise"
    own = recording.column("lambda_raw")[: row + 1] / recording.column("threshold")[: row + 1]
    measured = own[np.isfinite(own)]
    beside = f"; the landscape's own curvature is at {measured[-1]:.2g} of it" if len(measured) else ""
    crossed = f"crossed its limit {_steps(ago)} ago" if ago else "crosses its limit"
    return f"the {what} {crossed} and the loss {falls}{beside}."


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _height(times: float) -> str:
    return f"to {times:.2g} times its level" if times < 100 else f"by {np.log10(times):.0f} powers of ten"


def _lead(recording: Recorded, spike: Mark, what: str) -> str:
    if "crossing" not in spike.values:
        above = bool((_shares(recording, spike.at) > 1).all())
        return (
            f", the {what} above its limit all along" if above else f" without the {what} crossing its limit"
        )
    lead = int(spike.at - spike.values["crossing"])
    return f", {_steps(abs(lead))} {'after' if lead >= 0 else 'before'} the {what} crossed its limit"


def _shares(recording: Recorded, row: int) -> Floats:
    """The curvature in units of its limit, in each row up to one."""
    shares: Floats = recording.column("lambda_max")[: row + 1] / recording.column("threshold")[: row + 1]
    return shares


def _last(recording: Recorded, now: int) -> Mark | None:
    """The latest moment at or before row `now`; of two at one row, the one known later."""
    told = [mark for mark in recording.marks if mark.at <= now and not mark.name.startswith(UNTOLD)]
    return max(told, key=lambda mark: (mark.at, mark.step), default=None)


def _spike_of(recording: Recorded, recovery: Mark) -> Mark:
    name = recovery.name.replace("recovery", "spike")
    return next(mark for mark in recording.marks if mark.name == name)
