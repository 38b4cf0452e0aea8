"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

import numpy as np

from lab.contract.divergence import DIVERGED
from lab.contract.seen import Seen
from lab.contract.training import Floats, Mark
from lab.experiments.optimization.adam_spikes.claims import map_kinds
from lab.experiments.optimization.adam_spikes.config import GUARDED, PARABOLAS, Config

UNTOLD = ("crossing-grad", "warning", DIVERGED)
"""Marks that the sentence leaves out: a warning is a crossing, which it names; the end has its own words."""

JUMP, SOON = 1.5, 100
"""The sentence names a loss above so many times that at a change, within so many steps of it."""


def describe(seen: Seen[Config]) -> str:
    """What the figure shows; it turns where the limit is crossed and where the loss jumps."""
    config, now = seen.config, seen.now
    if config.record == "summary":
        return _counted(seen)
    if changed := _changed(seen):
        return changed
    what = _watched(config)
    loss, share, last = seen.at("loss"), _shares(seen)[-1], _last(seen)
    at = f"Step {now:,}: "
    if not np.isfinite(share):
        return at + f"the {what} has left the range of numbers; loss {loss:.3g}."
    if last is None:
        return at + f"the {what} is {_standing(seen)}; loss {loss:.3g}."
    if last.name.startswith("crossing"):
        return at + _crossed(seen, now - last.at, what)
    spike = last if last.name.startswith("spike") else _spike_of(seen, last)
    lead = _lead(seen, spike, what)
    if now < spike.values["peak"]:
        return at + f"the loss is jumping{lead}."
    jumped = f"the loss jumped {_height(spike.values['height'])}{lead}"
    if last.name.startswith("spike"):
        return at + f"{jumped}, and that is still above it."
    return at + f"{jumped}; that is down at {share:.3g} of it again, loss {loss:.3g}."


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """What the map shows, what came of changes on the way, or how often each run has spiked."""
    if any(seen.changes for seen in members):
        return _tried(members)
    if members[0].config.record == "summary":
        return _mapped(members)
    counts = []
    for seen in members:
        config, spikes = seen.config, sum(name.startswith("spike") for name in seen.told)
        named = {
            f"β₁ = {config.beta1:g}": config.beta1s,
            f"β₂ = {config.beta2:g}": config.beta2s,
            f"seed {config.seed}": config.seeds,
        }
        counts.append(f"{spikes} with {' and '.join(who for who, several in named.items() if several)}")
    return f"Step {members[0].step:,}: spikes so far: {', '.join(counts)}."


def _mapped(members: Sequence[Seen[Config]]) -> str:
    step, steps = members[0].step, members[0].config.steps
    if all(seen.config.optimizer != "adam" for seen in members):
        return f"Gradient descent has no β: all {len(members)} runs are the same."
    if step < steps - 1 or not all(seen.rows for seen in members):
        crossed = sum(float(seen.array("crossings")) > 0 for seen in members)
        return (
            f"Step {step:,}: at {crossed} of {len(members)} pairs of β the step size has crossed its limit."
        )
    kinds = map_kinds(members)
    agree = f"Of {len(members)} pairs of β {100 * kinds['agrees'] / len(members):.3g} % go on spiking"
    telling = len(members) - kinds["too slow"] - kinds["at rest"]
    without = f" Without these two it is {100 * kinds['agrees'] / telling:.3g} %." if telling else ""
    return (
        f"{agree} just where the line says; {kinds['beside the border']} of the others lie beside it, "
        f"{kinds['too slow']} are too slow for {steps:,} steps, {kinds['at rest']} have come to rest."
        f"{without}"
    )


def _tried(members: Sequence[Seen[Config]]) -> str:
    """Which changes, made at one step of a run, keep its loss down."""
    now = members[0].step
    since = min(change[0] for seen in members for change in seen.changes)
    if now <= since:
        return f"Step {now:,}: up to step {since:,} these are one run; then each is changed in its own way."
    kept, jumped, alone = [], [], ""
    for seen in members:
        times, _ = _risen(seen, since)
        if not seen.changes:
            rose = "jumped to" if times > JUMP else "was at most"
            alone = f"left alone, the loss {rose} {_times(times)} times what it was at step {since:,}"
        elif times > JUMP:
            jumped.append(f"{_named(seen, since)} (to {_times(times)} times)")
        else:
            kept.append(_named(seen, since))
    down = f"{_listed(kept)} kept it down" if kept else ""
    all_the_same = f"with {_listed(jumped)} it jumped all the same" if jumped else ""
    return f"Step {now:,}: {'; '.join(part for part in (alone, down, all_the_same) if part)}."


def _times(times: float) -> str:
    return f"{times:.2g}" if times < 100 else f"{float(f'{times:.2g}'):,.0f}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _named(seen: Seen[Config], step: int) -> str:
    """The changes made at a step, in words: `ε = 0.1`, `reset v`."""
    settings = type(seen.config).settings()
    return " and ".join(
        settings[name].at(value) if name in settings else name.replace("_", " ")
        for at, name, value in seen.changes
        if at == step
    )


def _changed(seen: Seen[Config]) -> str:
    """The sentence on the last change on the way; empty where there was none."""
    now = seen.now
    done = [step for step, _, _ in seen.changes if step <= now]
    if not done:
        return ""
    since = done[-1]
    what = _named(seen, since)
    for mark in seen.marks:
        if mark.name.startswith("spike") and since <= mark.at:
            rise = f"the loss jumped {_height(mark.values['height'])}, {_steps(mark.at - since)} later"
            return f"Step {now:,}: {what} at step {since:,}, and it spikes anyway: {rise}."
    times, later = _risen(seen, since)
    if times > JUMP:
        jump = f"to {times:.2g} times what it was, {_steps(later)} later"
        return f"Step {now:,}: {what} at step {since:,}, and the loss jumps anyway, {jump}."
    calm = f"no spike in {_steps(now - since)}; loss {seen.at('loss'):.3g}"
    return f"Step {now:,}: {what} since step {since:,}, and {calm}."


def _risen(seen: Seen[Config], since: int) -> tuple[float, int]:
    """How far the loss came above its value at a change within `SOON` steps of it, and when."""
    steps = seen.column("step")
    after = (steps >= since) & (steps <= since + SOON)
    loss = seen.column("loss")[after]
    if not np.isfinite(loss).any():
        return 0.0, 0
    highest = int(np.nanargmax(loss))
    return float(loss[highest] / loss[0]), int(steps[after][highest] - since)


def _counted(seen: Seen[Config]) -> str:
    config, crossings = seen.config, int(seen.at("crossings"))
    adam = config.optimizer == "adam"
    who = f"With β₁ = {config.beta1:g} and β₂ = {config.beta2:g} the step size" if adam else "The step size η"
    if crossings == 0 and seen.at("s_max") > 1:
        return f"{who} was above its limit from the first step and never crossed it again from below."
    if crossings == 0:
        return f"{who} never crossed its limit in {config.steps:,} steps."
    first = int(seen.at("first_crossing"))
    times = "once" if crossings == 1 else f"{crossings:,} times"
    return f"{who} crossed its limit {times} in {config.steps:,} steps, first at step {first:,}."


def _watched(config: Config) -> str:
    """The name of what the limit bounds: without Adam nothing is divided by √v̂."""
    adam = config.optimizer == "adam"
    if config.architecture in PARABOLAS:
        return "step size η/√v̂" if adam else "step size η"
    return "curvature that Adam sees" if adam else "curvature"


def _standing(seen: Seen[Config]) -> str:
    """Where it stands before the first crossing: below the limit, or above it since the run began."""
    shares = _shares(seen)
    held = f", held back by the guard at {_steps(int((shares > GUARDED).sum()))}" if seen.config.guard else ""
    share = f"at {shares[-1]:.3g} of its limit"
    if shares[0] > 1:
        return f"{share}, above its limit {_until(shares)}{held}"
    if shares[-1] > 1:  # what is marked as a crossing of batches lasts several steps
        return f"{share} on this batch alone"
    return f"{share} and has not crossed it{held}"


def _until(shares: Floats) -> str:
    """How long it has been above the limit at which it began."""
    below = np.flatnonzero(~(shares > 1))
    return "since the first step" if not len(below) else f"in its first {_steps(int(below[0]))} alone"


def _crossed(seen: Seen[Config], ago: int, what: str) -> str:
    share, loss = _shares(seen)[-1], seen.column("loss")
    if not share > 1:
        return f"the {what} was over its limit and came back without a spike; loss {loss[-1]:.3g}."
    falls = "still falls" if loss[-1] <= loss[max(0, len(loss) - 1 - ago)] else "has begun to rise"
    own = seen.column("lambda_raw") / seen.column("threshold")
    measured = own[np.isfinite(own)]
    beside = f"; the landscape's own curvature is at {measured[-1]:.2g} of it" if len(measured) else ""
    crossed = f"crossed its limit {_steps(ago)} ago" if ago else "crosses its limit"
    return f"the {what} {crossed} and the loss {falls}{beside}."


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _height(times: float) -> str:
    return f"to {times:.2g} times its level" if times < 100 else f"by {np.log10(times):.0f} powers of ten"


def _lead(seen: Seen[Config], spike: Mark, what: str) -> str:
    if "crossing" not in spike.values:
        if (_shares(seen)[: spike.at + 1] > 1).all():
            return f", the {what} above its limit all along"
        return f" without the {what} crossing its limit"
    lead = int(spike.at - spike.values["crossing"])
    return f", {_steps(abs(lead))} {'after' if lead >= 0 else 'before'} the {what} crossed its limit"


def _shares(seen: Seen[Config]) -> Floats:
    """The curvature in units of its limit, in each row."""
    shares: Floats = seen.column("lambda_max") / seen.column("threshold")
    return shares


def _last(seen: Seen[Config]) -> Mark | None:
    """The latest moment; of two at one row, the one known later."""
    marks = [mark for mark in seen.marks if not mark.name.startswith(UNTOLD)]
    return max(marks, key=lambda mark: (mark.at, mark.step), default=None)


def _spike_of(seen: Seen[Config], recovery: Mark) -> Mark:
    name = recovery.name.replace("recovery", "spike")
    return next(mark for mark in seen.marks if mark.name == name)
