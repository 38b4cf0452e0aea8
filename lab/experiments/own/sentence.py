"""One plain sentence about a watched training at a step."""

from math import isfinite

from lab.contract.seen import Seen
from lab.experiments.own.alarms import Record, record
from lab.experiments.own.config import Config


def describe(seen: Seen[Config]) -> str:
    """The loss, the curvature when it was last measured, and what came of the alarms so far."""
    at = f"Step {seen.now:,}: loss {seen.at('loss'):.3g}"
    share = seen.last("share_max")
    if not isfinite(share):
        return f"{at}; curvature has not been measured up to here.{_alarms(record(seen))}"
    return f"{at}; the largest curvature is {share:.0%} of its limit.{_alarms(record(seen))}"


def _alarms(found: Record) -> str:
    """Jumps and warnings so far, as a further sentence; nothing where there were neither."""
    jumps, announced = len(found.jumps), len(found.leads)
    said = []
    if jumps:
        steps = f", {found.lead:.0f} steps ahead (median)" if announced else ""
        said.append(f"{_counted(jumps, 'jump')} so far, {announced} announced{steps}")
    if found.idle:
        said.append(f"{_counted(found.idle, 'alarm')} came to nothing so far")
    return f" {'; '.join(said)}." if said else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
