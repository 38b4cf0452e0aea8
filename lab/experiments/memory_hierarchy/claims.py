"""What Memory³ says of the hierarchy, and what this model's accounts say to it."""

import math
from collections.abc import Sequence
from typing import Literal

from lab.experiment import Claim, Recorded, RunRequest, Verdict

Runs = Sequence[Recorded]


def crossing(recording: Recorded, cheap: str, dear: str) -> float:
    """Uses from which `dear` to write pays: (write − write) / (read − read)."""
    first = {name: float(recording.column(name)[0]) for name in _names(cheap, dear)}
    saved = first[f"read_{cheap}"] - first[f"read_{dear}"]
    return (first[f"write_{dear}"] - first[f"write_{cheap}"]) / saved if saved > 0 else math.inf


def _names(*forms: str) -> list[str]:
    return [f"{act}_{form}" for form in forms for act in ("write", "read")]


def cache_pays_at_one(recordings: Runs) -> Verdict:
    """B1: text to cache at exactly one use."""
    if not _complete(recordings):
        return Verdict("not observed", "no finished run")
    found = [crossing(one, "text", "kv") for one in recordings]
    return _verdict(all(abs(one - 1) <= 1e-9 for one in found), f"{max(found):.9f} uses")


def weights_pay_late(recordings: Runs) -> Verdict:
    """B2: cache to weights above 500 uses."""
    if not _complete(recordings):
        return Verdict("not observed", "no finished run")
    found = [crossing(one, "kv", "lora") for one in recordings]
    return _verdict(min(found) > 500, f"{min(found):,.0f} … {max(found):,.0f} uses")


def caches_have_their_place(recordings: Runs) -> Verdict:
    """B3: there are two decades of uses, at least, in which a cache is the cheapest."""
    if not _complete(recordings):
        return Verdict("not observed", "no finished run")
    decades = []
    for one in recordings:
        explicit = min(crossing(one, "text", "kv"), crossing(one, "text", "sparse"))
        last = max(crossing(one, "kv", "lora"), crossing(one, "sparse", "lora"))
        decades.append(math.log10(last / explicit))
    return _verdict(min(decades) >= 2, f"{min(decades):.1f} decades, at the least")


def _complete(recordings: Runs) -> bool:
    return bool(recordings) and all(one.complete and len(one.column("step")) for one in recordings)


def _verdict(holds: bool, number: str) -> Verdict:
    outcome: Literal["holds", "does not hold"] = "holds" if holds else "does not hold"
    return Verdict(outcome, number)


EVIDENCE = (
    RunRequest("crossovers"),
    RunRequest("crossovers", {"seed": 1}),
    RunRequest("crossovers", {"width": "64"}),
)
CLAIMS = (
    Claim(
        "cache-pays-at-one",
        "A cache pays from the first use on: it is what reading leaves behind.",
        "Text and cache cost the same at exactly one use (1 ± 1e-9): reading a text is writing its cache and "
        "reading that.",
        EVIDENCE,
        cache_pays_at_one,
        each_run=True,
    ),
    Claim(
        "weights-pay-late",
        "Only what is used very often belongs into the weights.",
        "Weights are cheaper than a cache only beyond 500 uses.",
        EVIDENCE,
        weights_pay_late,
        each_run=True,
    ),
    Claim(
        "caches-have-their-place",
        "Between text and weights there is room for a third form of memory.",
        "A cache or a sparse cache is the cheapest over two decades of use at least.",
        EVIDENCE,
        caches_have_their_place,
        each_run=True,
    ),
)
