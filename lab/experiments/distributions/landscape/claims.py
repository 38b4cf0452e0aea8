"""What the paper says, and what recordings say to it."""

from collections.abc import Sequence

from lab.contract.claim import Measure, RunRequest, Verdict, claim, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.distributions.landscape.config import Config

Runs = Sequence[Recorded[Config]]

NARROW, WIDE, MANY = 0.3, 0.8, 0.25


@claim(
    "wrong-valley",
    "With a test-function loss a free generator has wrong minima: collapse can be an end, not an accident.",
    "Of random starts more than 25 % end stuck at h = 0.3, and none at h = 0.8.",
    RunRequest("widths"),
    source=paper("2212.11481", "the landscape of free generators"),
)
def wrong_valley(recordings: Runs) -> Verdict:
    """More than a quarter of random starts end stuck with a narrow bell, none with a wide one."""
    ends = {
        recording.config.kernel_width: float(recording.column("stuck_share")[-1]) for recording in recordings
    }
    shares = {h: share for h, share in ends.items() if share == share}
    if NARROW not in shares or WIDE not in shares:
        return unseen(f"needs random starts at h = {NARROW} and {WIDE}")
    number = ", ".join(f"h = {h:g}: {100 * share:.0f} %" for h, share in sorted(shares.items()))
    stuck = Measure(shares[NARROW], f"> {MANY}", ".0%")
    return verdict(shares[NARROW] > MANY and shares[WIDE] == 0, number, measure=stuck)


CLAIMS = (wrong_valley,)
