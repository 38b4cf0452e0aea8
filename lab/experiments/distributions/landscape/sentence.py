"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

from lab.contract.seen import Seen
from lab.experiments.distributions.landscape.config import Config


def describe(seen: Seen[Config]) -> str:
    """Where the walkers are; it turns where they rest."""
    loss = seen.at("loss")
    where = f"the walkers are at {seen.at('x1'):.3f} and {seen.at('x2'):.3f}"
    if "rest" not in seen.told:
        return f"Step {seen.now:,}: {where}, and the loss is {loss:.3g}."
    if seen.at("stuck"):
        return f"They rest: {where}, and a loss of {loss:.3g} is left for good."
    return f"They rest: {where}, one at each house."


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """At which widths starts end stuck."""
    step = members[0].step
    stuck = [seen.config.kernel_width for seen in members if seen.rows and seen.at("stuck_share") > 0]
    if not stuck:
        return f"After {step:,} steps no start is stuck at any width."
    return f"After {step:,} steps starts are stuck up to a width of {max(stuck):g}."
