"""What the paper says, and what recordings say to it."""

from collections.abc import Sequence
from typing import Literal

from lab.contract.claim import Claim, RunRequest, Verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.landscape.config import Config

NARROW, WIDE, MANY = 0.3, 0.8, 0.25


def _width(recording: Recorded) -> float:
    config = recording.config
    assert isinstance(config, Config)
    return config.kernel_width


def wrong_valley(recordings: Sequence[Recorded]) -> Verdict:
    """More than a quarter of random starts end stuck with a narrow bell, none with a wide one."""
    ends = {_width(one): float(one.column("stuck_share")[-1]) for one in recordings}
    shares = {h: share for h, share in ends.items() if share == share}
    if NARROW not in shares or WIDE not in shares:
        return Verdict("not observed", f"needs random starts at h = {NARROW} and {WIDE}")
    outcome: Literal["holds", "does not hold"] = (
        "holds" if shares[NARROW] > MANY and shares[WIDE] == 0 else "does not hold"
    )
    said = ", ".join(f"h = {h:g}: {100 * share:.0f} %" for h, share in sorted(shares.items()))
    return Verdict(outcome, said)


CLAIMS = (
    Claim(
        "wrong-valley",
        "With a test-function loss a free generator has wrong minima: collapse can be an end, not an "
        "accident.",
        "Of random starts more than 25 % end stuck at h = 0.3, and none at h = 0.8.",
        (RunRequest("widths"),),
        wrong_valley,
    ),
)
