"""What the first ten seconds show: memories that change their form, and what is left of a deleted one."""

from collections.abc import Sequence

from lab.contract.cut import Cliff, Cut, Place, Scene
from lab.contract.training import Mark, Recorded
from lab.experiments.remembering.memcube.claims import paid
from lab.experiments.remembering.memcube.config import Config
from lab.experiments.remembering.memcube.figures import NAMED

SHARES = {
    "Twice as much as clever": (1.5, 99.0),
    "A fifth more than clever": (1.05, 1.5),
    "As much as clever, within 2\u00a0%": (0.98, 1.02),
    "A fifth less than clever": (0.0, 0.95),
}
WHO = ("Nobody", "Her text, or a cache of it", "The weights trained on it")


def _share(recordings: Sequence[Recorded[Config]]) -> float:
    return paid(recordings, "lru-sparse") / paid(recordings, "scheduler")


def beside_the_clever_rule(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """Cost of the rule that keeps the last read, sparse, beside the scheduler's."""
    share = _share(recordings)
    return tuple(name for name, (low, high) in SHARES.items() if low <= share < high)


def told_beside(recordings: Sequence[Recorded[Config]]) -> str:
    """The sentence with the share, and both costs beside reading text."""
    text = paid(recordings, "scheduler") / paid(recordings, "text")
    return (
        f"{_share(recordings):.3f} of what the clever rule pays. Both pay {text:.2f} of what reading text "
        "costs: the small form did it, not the cleverness."
    )


def _act(recording: Recorded[Config], name: str) -> Mark:
    return next(mark for mark in recording.marks if mark.name.rpartition("-")[0] == name)


def who_answers(recordings: Sequence[Recorded[Config]]) -> tuple[str, ...]:
    """Where a deleted memory can still be read."""
    asked = _act(recordings[0], "ask").values
    found = [asked["store"] >= 0, asked["recalled"] > 0]
    still = tuple(name for name, there in zip(WHO[1:], found, strict=True) if there)
    return still or WHO[:1]


def told_leak(recordings: Sequence[Recorded[Config]]) -> str:
    """How sure the weights are."""
    asked = _act(recordings[0], "ask").values
    return (
        f"The store has nothing to say, and the shared weights answer, {100 * asked['sure']:.0f} % sure. "
        "Access rules end where weights begin; deleting the record is not forgetting."
    )


CUTS = (
    Cut(
        "leak",
        (
            Scene(
                Place("start"),
                Place("write-into-weights-1"),
                2.5,
                "Dots: what A and B know of 64 people. Coloured: quicker copies.",
            ),
            Scene(
                Place("write-into-weights-1"),
                Place("forbid-2"),
                2.0,
                "Mira's text is trained into weights that A and B share (orange).",
            ),
            Scene(
                Place("forbid-2"),
                Place("erase-3", 1),
                2.0,
                "Mira's text: trained into shared weights, then forbidden to B, now deleted.",
            ),
            Scene(Place("erase-3", 1), Place("end"), 3.0),
        ),
        Cliff(
            2,
            "Mira is deleted. B asks what she drinks. Who still answers?",
            WHO,
            who_answers,
            told_leak,
            veil=("leak",),
        ),
    ),
    Cut(
        "default",
        (
            Scene(
                Place("start"),
                Place("start", 60),
                2.5,
                "Agents A and B own 64 memories. A rule picks their forms.",
            ),
            Scene(
                Place("start", 60),
                Place("start", 700),
                4.0,
                "The clever rule kept most as sparse caches. Bars: each rule's work.",
            ),
            Scene(
                Place("start", 700),
                Place("end"),
                3.5,
                "Green pays the same: the small form did it, not cleverness.",
            ),
        ),
        Cliff(
            1,
            "A sixth rule keeps whatever was read last as a sparse cache. How much work is that?",
            tuple(SHARES),
            beside_the_clever_rule,
            told_beside,
            veil=(NAMED["lru-sparse"],),
        ),
    ),
)
