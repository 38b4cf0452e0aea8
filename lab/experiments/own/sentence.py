"""One plain sentence about a watched training at a step."""

from math import isfinite

from lab.contract.seen import Seen
from lab.experiments.own.config import Config


def describe(seen: Seen[Config]) -> str:
    """The loss, and how much of the limit the curvature was when it was last measured."""
    at = f"Step {seen.now:,}: loss {seen.at('loss'):.3g}"
    share = seen.last("share_max")
    if not isfinite(share):
        return f"{at}; curvature has not been measured up to here."
    return f"{at}; the largest curvature is {share:.0%} of its limit."
