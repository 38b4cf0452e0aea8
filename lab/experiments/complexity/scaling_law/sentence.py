"""One plain sentence that says how the loss falls with the size at a step."""

from collections.abc import Sequence

from lab.contract.seen import Seen
from lab.experiments.complexity.scaling_law.claims import complexity, slopes, told, way
from lab.experiments.complexity.scaling_law.config import Config


def describe(seen: Seen[Config]) -> str:
    """The loss of one run on what it was not shown."""
    config = seen.config
    loss = seen.last("answer_loss" if config.task == "language" else "id_loss")
    score = ", having learned its training questions," if "fits" in seen.told else ""
    return (
        f"Step {seen.step:,}: at width {config.width}, born with σ = {config.sigma:.3g}, the network{score} "
        f"has a loss of {loss:.3g} on what it was not shown."
    )


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The exponents of all ways."""
    configs, step = [seen.config for seen in members], members[0].step
    column = "answer_loss" if configs[0].task == "language" else "id_loss"
    over = "data" if len({config.questions for config in configs}) > 1 else "width"
    if over == "data":
        found = slopes(members, column, "samples", complexity)
        names = {key: f"at {key} complexity" for key in found}
    else:
        found = slopes(members, column, "widths", way)
        names = {way(config): _kept(config) for config in configs}
    if len(found) < 2:
        return f"Step {step:,}: not every size has been computed up to here yet."
    ways = ", ".join(f"{told(slope)} {names[key]}" for key, slope in found.items())
    return f"Step {step:,}: the loss goes with the {over} to the power {ways}."


def _kept(config: Config) -> str:
    rate = config.kept == "constant-rate"
    return "with the rate kept" if rate else f"with σ = {config.sigma_kept(config.sigma_given):.3g} kept"
