"""What recordings say of their spikes: pure functions of columns and marks."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, paper, unseen, verdict
from lab.contract.training import Floats, Mark, Recorded
from lab.experiments.optimization.adam_spikes.config import Config

SHARE = 0.9
"""Share of the spikes for which a claim about spikes must hold."""
BEFORE, STEADY = 100, 0.1
"""Steps before a spike in which its beginning is looked for; by how much the raw curvature may vary there."""
RUN, GAP = 5, 5
"""Rows that a curvature must stay over its limit to be an excursion, and rows that it may dip in one."""
LATE = 20
"""Rows after an excursion's end in which a spike still belongs to it, and in which a peak recovers."""
DECAY, NATURAL = 50, 0.2
"""Rows before a crossing over which v must decay by itself, and how far off its rate may be."""
LOST, TURNED = 0.1, 0.9
"""Largest ‖g‖²/Σv at which a gradient is lost in v; least cosine at which it is aligned."""

SEEDS = tuple(RunRequest("fnn-sin", {"seed": seed, "steps": 3000}) for seed in (0, 1, 2))
NETWORKS = (*SEEDS, RunRequest("fnn-50d"), RunRequest("cnn-digits"), RunRequest("tf-mod7"))

Runs = Sequence[Recorded[Config]]
Spike = tuple[Recorded[Config], Mark]


@claim(
    "curvature-precedes",
    "The largest eigenvalue of the preconditioned Hessian crosses 2/η before the loss spikes.",
    "At 90 % of the spikes λ_max rises above 2/η at least one step before the loss is 10 % above its level.",
    *NETWORKS,
    source=paper("2506.04805", "abstract"),
    each_run=True,
)
def curvature_precedes(recordings: Runs) -> Verdict:
    """C3: λ_max crosses 2/η before the loss rises by 10 %, at nine spikes of ten."""
    leads = [mark.at - mark.values.get("crossing", np.inf) for _, mark in spikes(recordings)]
    ahead = [lead for lead in leads if lead >= 1]
    detail = f", {np.median(ahead):.0f} steps ahead (median)" if ahead else ""
    return _of_spikes(len(ahead), len(leads), detail)


@claim(
    "sustained",
    "The violation that precedes a spike is sustained, not momentary.",
    "At 90 % of the spikes the preceding stay of λ_max above 2/η lasts five steps or more, dips of up to "
    "five steps in it.",
    *NETWORKS,
    source=paper("2506.04805", "abstract"),
    each_run=True,
)
def sustained(recordings: Runs) -> Verdict:
    """C4: the excursion of λ_max that precedes a spike lasts five steps at least, at nine spikes of ten."""
    found = [(recording, mark) for recording, mark in spikes(recordings) if "crossing" in mark.values]
    lasted = []
    for recording, mark in found:
        start = int(mark.values["crossing"])
        lasted += [
            last - start + 1 for first, last in excursions(recording, "lambda_max") if first <= start <= last
        ]
    detail = f", {np.median(lasted):.0f} steps long (median)" if lasted else ""
    return _of_spikes(sum(rows >= RUN for rows in lasted), len(list(spikes(recordings))), detail)


@claim(
    "raw-innocent",
    "It is Adam's preconditioner that causes the spike, not a landscape that turns sharper.",
    "From 100 steps before each spike to its peak the Hessian's own λ_max stays below 2/η and varies by "
    "less than 10 %.",
    *NETWORKS,
    source=paper("2506.04805", "abstract"),
    each_run=True,
)
def raw_innocent(recordings: Runs) -> Verdict:
    """C5: the Hessian's own λ_max stays under 2/η and varies by less than 10 % up to the peak."""
    highest, widest, count = 0.0, 0.0, 0
    for recording, mark in spikes(recordings):
        rows = slice(max(0, mark.at - BEFORE), int(mark.values["peak"]) + 1)
        raw = recording.column("lambda_raw")[rows]
        share = (raw / recording.column("threshold")[rows])[np.isfinite(raw)]
        if len(share) < 2:
            continue
        highest, widest = max(highest, share.max()), max(widest, share.max() / abs(share.min()) - 1)
        count += 1
    if not count:
        return unseen("no spike with the raw curvature measured before it")
    number = f"at {highest:.2g} of the limit, varying by {100 * widest:.2g} %, at most, {in_words(count)}"
    return verdict(highest < 1 and widest < STEADY, number)


@claim(
    "gradient-times",
    "The spike happens when the curvature along the gradient exceeds 2/η.",
    "At 90 % of the spikes λ_grad is above 2/η between onset and peak, and its crossing is nearer to the "
    "onset than that of λ_max (medians).",
    *NETWORKS,
    source=paper("2506.04805", "abstract"),
    each_run=True,
)
def gradient_times(recordings: Runs) -> Verdict:
    """C6: λ_grad is over 2/η between onset and peak of nine spikes of ten, and crosses later than λ_max."""
    over, leads, grad_leads = 0, [], []
    for recording, mark in spikes(recordings):
        peak = int(mark.values["peak"])
        over += bool((_share(recording, "lambda_grad")[mark.at : peak + 1] > 1).any())
        leads += [mark.at - mark.values["crossing"]] if "crossing" in mark.values else []
        near = [first for first, last in excursions(recording, "lambda_grad") if first <= peak <= last + LATE]
        grad_leads += [mark.at - first for first in near[-1:]]
    if not leads or not grad_leads:
        return _of_spikes(over, len(list(spikes(recordings))), "")
    ahead, grad_ahead = np.median(leads), np.median(grad_leads)
    detail = f"; it crosses {grad_ahead:.0f} steps before the rise, λ_max {ahead:.0f} (medians)"
    return _of_spikes(over, len(list(spikes(recordings))), detail, also=bool(grad_ahead < ahead))


@claim(
    "fewer-false-alarms",
    "The curvature along the gradient raises fewer false alarms than the largest eigenvalue.",
    "Of the stays of five steps or more above 2/η, a larger share of those of λ_grad leads to a spike.",
    *NETWORKS,
    source=paper("2506.04805", "the predictor of spikes"),
)
def fewer_false_alarms(recordings: Runs) -> Verdict:
    """C7: more of λ_grad's excursions over 2/η lead to a spike than of λ_max's."""
    rights = {name: _alarms(recordings, name) for name in ("lambda_grad", "lambda_max")}
    if not all(count for _, count in rights.values()) or not list(spikes(recordings)):
        return unseen("no spike, or no excursion of five steps")
    (right, count), (right_max, count_max) = rights["lambda_grad"], rights["lambda_max"]
    number = f"{right} of {count} excursions of λ_grad lead to a spike, {right_max} of {count_max} of λ_max"
    return verdict(right / count > right_max / count_max, number)


def _alarms(recordings: Runs, name: str) -> tuple[int, int]:
    """Excursions of at least RUN rows: how many reach from before a peak to near it, and all."""
    right = count = 0
    for recording in recordings:
        peaks = [int(mark.values["peak"]) for mark in named(recording, "spike")]
        for first, last in excursions(recording, name):
            if last - first + 1 >= RUN:
                count += 1
                right += any(first <= peak <= last + LATE for peak in peaks)
    return right, count


@claim(
    "lost-gradient",
    "At the onset the gradient is lost in v, which decays although gradients grow.",
    "At 90 % of the spikes ‖g‖²/Σv is below 0.1 where the loss is lowest in the 100 steps before the peak.",
    *NETWORKS,
    source=paper("2506.04805", "abstract"),
    each_run=True,
)
def lost_gradient(recordings: Runs) -> Verdict:
    """C8: where the loss turns, ‖g‖² is under a tenth of Σv, at nine spikes of ten."""

    def counted(recording: Recorded[Config], mark: Mark) -> float:
        return float(recording.column("decoupling")[_turn(recording, mark)])

    return _each(recordings, counted, LOST)


@claim(
    "own-decay",
    "Before the spike v decays by itself, as β₂ᵗ.",
    "At 90 % of the spikes √Σv falls at ½ ln β₂ a step, within 20 %, over the 50 steps before the crossing.",
    *NETWORKS,
    source=paper("2506.04805", "the five stages"),
    each_run=True,
)
def own_decay(recordings: Runs) -> Verdict:
    """C9: before the crossing √Σv falls at ½ ln β₂ a step, within 20 %, at nine spikes of ten."""

    def off(recording: Recorded[Config], mark: Mark) -> float:
        config = recording.config
        start = int(mark.values.get("crossing", -1))
        if start < DECAY or config.optimizer != "adam":
            return np.nan
        with np.errstate(all="ignore"):
            log_v = np.log(recording.column("v_norm")[[start - DECAY, start]])
            return float(abs((log_v[1] - log_v[0]) / DECAY / (np.log(config.betas[1]) / 2) - 1))

    return _each(recordings, off, NATURAL)


@claim(
    "aligned",
    "The gradient turns into the top eigendirection.",
    "At 90 % of the spikes |cos| of P^-½g and the top eigenvector is over 0.9 at the peak, and larger "
    "than where the loss was lowest in the 100 steps before.",
    *NETWORKS,
    source=paper("2506.04805", "abstract of version 1"),
    each_run=True,
)
def aligned(recordings: Runs) -> Verdict:
    """C10: at the peak |cos| of gradient and top direction is over 0.9, and larger than at the turn."""
    good, most = 0, []
    for recording, mark in spikes(recordings):
        cosine, peak, turn = recording.column("alignment"), int(mark.values["peak"]), _turn(recording, mark)
        good += bool(cosine[peak] > max(TURNED, cosine[turn]))
        most.append(cosine[turn : peak + 1].max())
    detail = f"; on the way up it reaches {np.median(most):.3g} (median)" if most else ""
    return _of_spikes(good, len(most), detail)


@claim(
    "recovered",
    "As v catches up, the curvature falls below its limit, and the loss comes down.",
    "At 90 % of the spikes λ_max is below 2/η within 20 steps of the peak.",
    *NETWORKS,
    source=paper("2506.04805", "the five stages"),
    each_run=True,
)
def recovered(recordings: Runs) -> Verdict:
    """C13: within 20 steps of the peak λ_max is below 2/η again, at nine spikes of ten."""

    def waited(recording: Recorded[Config], mark: Mark) -> float:
        peak = int(mark.values["peak"])
        below = np.flatnonzero(_share(recording, "lambda_max")[peak : peak + LATE + 1] < 1)
        return float(below[0]) if len(below) else np.inf

    return _each(recordings, waited, LATE)


def _turn(recording: Recorded[Config], spike: Mark) -> int:
    """The row of the lowest loss in the 100 before the peak: a spike's mark is where it has risen by 10 %."""
    peak = int(spike.values["peak"])
    first = max(0, peak - BEFORE)
    return first + int(recording.column("loss")[first:peak].argmin())


def _each(recordings: Runs, value: Callable[[Recorded[Config], Mark], float], limit: float) -> Verdict:
    """Whether a value is within its limit at nine spikes of ten; NaN is not."""
    values = np.array([value(recording, mark) for recording, mark in spikes(recordings)])
    known = values[~np.isnan(values)]
    if len(values) and not len(known):
        return unseen("it was measured at no spike")
    good = int((known <= limit).sum())
    detail = f", {np.median(known):.2g} (median)" if len(known) else ""
    return _of_spikes(good, len(values), detail)


def excursions(recording: Recorded[Config], name: str) -> list[tuple[int, int]]:
    """First and last row of each stay of a curvature over its limit, dips of up to GAP rows in it."""
    over = np.flatnonzero(_share(recording, name) > 1)
    if not len(over):
        return []
    breaks = np.flatnonzero(np.diff(over) > GAP)
    firsts, lasts = over[np.r_[0, breaks + 1]], over[np.r_[breaks, len(over) - 1]]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


def _share(recording: Recorded[Config], name: str) -> Floats:
    share: Floats = recording.column(name) / recording.column("threshold")
    return share


def spikes(recordings: Runs) -> Iterator[Spike]:
    """Every spike of every recording."""
    for recording in recordings:
        for mark in named(recording, "spike"):
            yield recording, mark


def named(recording: Recorded[Config], name: str) -> list[Mark]:
    """A recording's marks of one kind."""
    return [mark for mark in recording.marks if mark.name.rpartition("-")[0] == name]


def in_words(count: int) -> str:
    """`1 spike`, `3 spikes`."""
    return "1 spike" if count == 1 else f"{count} spikes"


def _of_spikes(good: int, count: int, detail: str, *, also: bool = True) -> Verdict:
    if not count:
        return unseen("no spike")
    return verdict(also and good >= SHARE * count, f"{good} of {in_words(count)}{detail}")
