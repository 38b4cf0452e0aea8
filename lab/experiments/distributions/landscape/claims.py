"""What the paper says, and how runs decide it."""

from collections.abc import Sequence

from lab.contract.claim import RunRequest, drawn, measured, paper
from lab.contract.training import Recorded
from lab.experiments.distributions.landscape.config import Config
from lab.experiments.rules import above, mean

NARROW, WIDE, MANY = 0.3, 0.8, 0.25


@measured(
    "wrong-valley",
    "With a test-function loss a free generator has wrong minima: collapse can be an end, not an accident.",
    "At h = 0.3 more than 25 % of 200 random starts end stuck, in the mean of draws; a draw of which any "
    "ends stuck at h = 0.8 counts as none.",
    drawn(RunRequest("widths", {"kernel_widths": (NARROW, WIDE)}), over="seed"),
    mean("stuck", above(MANY), "{value:.0%} at h = 0.3; {wide:.0%} at h = 0.8"),
    RunRequest("widths"),
    source=paper("2212.11481", "the landscape of free generators"),
)
def wrong_valley(recordings: Sequence[Recorded[Config]]) -> dict[str, float]:
    """The share of random starts that end stuck with a narrow bell, and none with a wide one."""
    ends = {
        recording.config.kernel_width: float(recording.column("stuck_share")[-1]) for recording in recordings
    }
    shares = {h: share for h, share in ends.items() if share == share}
    if NARROW not in shares or WIDE not in shares:
        return {}
    return {"stuck": 0.0 if shares[WIDE] else shares[NARROW], "wide": shares[WIDE]}


CLAIMS = (wrong_valley,)
