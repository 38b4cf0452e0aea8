"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

from lab.contract.experiment import NOTHING
from lab.contract.seen import Seen
from lab.experiments.distributions.distribution_atlas.config import Config
from lab.experiments.distributions.distribution_atlas.figures import NAMES

COPIES = 0.75


def describe(seen: Seen[Config]) -> str:
    """What the figure shows; it turns where the distance does, and where most are copies."""
    name, now = NAMES[seen.config.family], seen.at("w2_test")
    at = f"{name}, step {seen.now:,}: {_percent(seen.at('memorized'))} of its points are closer to the "
    at += "training set than to a set it never saw"
    if "memorized" in seen.told:
        return f"{at}, and {_percent(seen.at('copies'))} are copies."
    if "early-stop" in seen.told:
        so_far = "is the lowest so far" if now <= seen.at("best_w2") else "was lower before"
        return f"{at}; the distance to the truth, {now:.3f}, {so_far}."
    return f"{at}; the distance to the truth is {now:.3f}."


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """How many families copy at that step."""
    shares = [seen.at("memorized") for seen in members if seen.rows]
    if not shares:
        return NOTHING
    copying = sum(share >= COPIES for share in shares)
    return (
        f"Step {members[0].step:,}: of {len(shares)} models {copying} draw most of their points closer to "
        "the training set than to one they never saw; the shares run from "
        f"{_percent(min(shares))} to {_percent(max(shares))}."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
