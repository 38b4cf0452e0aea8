"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

from lab.contract.seen import Seen
from lab.experiments.distributions.gan.config import Config


def describe(seen: Seen[Config]) -> str:
    """What the figure shows; it turns where the distance does, and where most are copies."""
    now = seen.at("w2_test")
    at = f"Step {seen.now:,}: {_percent(seen.at('memorized'))} of the generated points are closer to the "
    at += "training set than to the set it never saw"
    if "memorized" in seen.told:
        return f"{at}, and {_percent(seen.at('copies'))} of them are copies."
    if "early-stop" in seen.told:
        so_far = "is the lowest so far" if now <= seen.at("best_w2") else "was lower before"
        return f"{at}; the distance to the truth, {now:.3f}, {so_far}."
    return f"{at}; the distance to the truth is {now:.3f}."


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The share of copies of each member at that row."""
    parts = [
        f"{_percent(seen.at('copies'))} with {seen.config.samples} points and width "
        f"{seen.config.discriminator_width}"
        for seen in members
        if seen.rows
    ]
    return f"Copies at step {members[0].step:,}: {'; '.join(parts[:4])}."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
