"""What recordings say of their spikes: pure functions of columns and marks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import numpy as np

from lab.contract.claim import Verdict
from lab.contract.training import Floats, Mark, Recorded
from lab.experiments.optimization.adam_spikes.config import Config

SHARE = 0.9
"""Of the spikes, those that a claim about spikes must hold for."""
BEFORE, STEADY = 100, 0.1
"""Steps before a spike in which its beginning is looked for; by how much the raw curvature may vary there."""
RUN, GAP = 5, 5
"""Rows that a curvature must stay over its limit to be an excursion, and rows that it may dip in one."""
LATE = 20
"""Rows after an excursion's end in which a spike still belongs to it, and in which a peak recovers."""
DECAY, NATURAL = 50, 0.2
"""Rows before a crossing over which v must decay by itself, and how far off its rate may be."""
LOST, TURNED = 0.1, 0.9
"""What a gradient may be beside v to be lost in it; the cosine from which on it is aligned."""

Spike = tuple[Recorded, Mark]


def curvature_precedes(recordings: Sequence[Recorded]) -> Verdict:
    """C3: λ_max crosses 2/η before the loss rises by 10 %, at nine spikes of ten."""
    leads = [mark.at - mark.values.get("crossing", np.inf) for _, mark in spikes(recordings)]
    ahead = [lead for lead in leads if lead >= 1]
    said = f", {np.median(ahead):.0f} steps ahead (median)" if ahead else ""
    return _of_spikes(len(ahead), len(leads), said)


def sustained(recordings: Sequence[Recorded]) -> Verdict:
    """C4: the excursion of λ_max that precedes a spike lasts five steps at least, at nine spikes of ten."""
    found = [(one, mark) for one, mark in spikes(recordings) if "crossing" in mark.values]
    lasted = []
    for one, mark in found:
        start = int(mark.values["crossing"])
        lasted += [
            last - start + 1 for first, last in excursions(one, "lambda_max") if first <= start <= last
        ]
    said = f", {np.median(lasted):.0f} steps long (median)" if lasted else ""
    return _of_spikes(sum(rows >= RUN for rows in lasted), len(list(spikes(recordings))), said)


def raw_innocent(recordings: Sequence[Recorded]) -> Verdict:
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
        return Verdict("not observed", "no spike with the raw curvature measured before it")
    said = f"at {highest:.2g} of the limit, varying by {100 * widest:.2g} %, at most, {in_words(count)}"
    return verdict(highest < 1 and widest < STEADY, said)


def gradient_times(recordings: Sequence[Recorded]) -> Verdict:
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
    said = f"; it crosses {grad_ahead:.0f} steps before the rise, λ_max {ahead:.0f} (medians)"
    return _of_spikes(over, len(list(spikes(recordings))), said, also=bool(grad_ahead < ahead))


def fewer_false_alarms(recordings: Sequence[Recorded]) -> Verdict:
    """C7: more of λ_grad's excursions over 2/η lead to a spike than of λ_max's."""
    rights = {name: _alarms(recordings, name) for name in ("lambda_grad", "lambda_max")}
    if not all(count for _, count in rights.values()) or not list(spikes(recordings)):
        return Verdict("not observed", "no spike, or no excursion of five steps")
    (right, count), (right_max, count_max) = rights["lambda_grad"], rights["lambda_max"]
    said = f"{right} of {count} excursions of λ_grad lead to a spike, {right_max} of {count_max} of λ_max"
    return verdict(right / count > right_max / count_max, said)


def _alarms(recordings: Sequence[Recorded], name: str) -> tuple[int, int]:
    """Excursions of at least RUN rows: how many reach from before a peak to near it, and all."""
    right = count = 0
    for recording in recordings:
        peaks = [int(mark.values["peak"]) for mark in named(recording, "spike")]
        for first, last in excursions(recording, name):
            if last - first + 1 >= RUN:
                count += 1
                right += any(first <= peak <= last + LATE for peak in peaks)
    return right, count


def lost_gradient(recordings: Sequence[Recorded]) -> Verdict:
    """C8: where the loss turns, ‖g‖² is under a tenth of Σv, at nine spikes of ten."""

    def counted(one: Recorded, mark: Mark) -> float:
        return float(one.column("decoupling")[_turn(one, mark)])

    return _each(recordings, counted, LOST)


def own_decay(recordings: Sequence[Recorded]) -> Verdict:
    """C9: before the crossing √Σv falls at ½ ln β₂ a step, within 20 %, at nine spikes of ten."""

    def off(one: Recorded, mark: Mark) -> float:
        config = one.config
        assert isinstance(config, Config)
        start = int(mark.values.get("crossing", -1))
        if start < DECAY or config.optimizer != "adam":
            return np.nan
        with np.errstate(all="ignore"):
            log_v = np.log(one.column("v_norm")[[start - DECAY, start]])
            return float(abs((log_v[1] - log_v[0]) / DECAY / (np.log(config.betas[1]) / 2) - 1))

    return _each(recordings, off, NATURAL)


def aligned(recordings: Sequence[Recorded]) -> Verdict:
    """C10: at the peak |cos| of gradient and top direction is over 0.9, and larger than at the turn."""
    good, most = 0, []
    for one, mark in spikes(recordings):
        cosine, peak, turn = one.column("alignment"), int(mark.values["peak"]), _turn(one, mark)
        good += bool(cosine[peak] > max(TURNED, cosine[turn]))
        most.append(cosine[turn : peak + 1].max())
    said = f"; on the way up it reaches {np.median(most):.3g} (median)" if most else ""
    return _of_spikes(good, len(most), said)


def recovered(recordings: Sequence[Recorded]) -> Verdict:
    """C13: within 20 steps of the peak λ_max is below 2/η again, at nine spikes of ten."""

    def waited(one: Recorded, mark: Mark) -> float:
        peak = int(mark.values["peak"])
        below = np.flatnonzero(_share(one, "lambda_max")[peak : peak + LATE + 1] < 1)
        return float(below[0]) if len(below) else np.inf

    return _each(recordings, waited, LATE)


def _turn(recording: Recorded, spike: Mark) -> int:
    """The row of the lowest loss in the 100 before the peak: a spike's mark is where it has risen by 10 %."""
    peak = int(spike.values["peak"])
    first = max(0, peak - BEFORE)
    return first + int(recording.column("loss")[first:peak].argmin())


def _each(recordings: Sequence[Recorded], value: Callable[[Recorded, Mark], float], limit: float) -> Verdict:
    """Whether a value is within its limit at nine spikes of ten; NaN is not."""
    values = np.array([value(recording, mark) for recording, mark in spikes(recordings)])
    known = values[~np.isnan(values)]
    if len(values) and not len(known):
        return Verdict("not observed", "it was measured at no spike")
    good = int((known <= limit).sum())
    said = f", {np.median(known):.2g} (median)" if len(known) else ""
    return _of_spikes(good, len(values), said)


def excursions(recording: Recorded, name: str) -> list[tuple[int, int]]:
    """First and last row of each stay of a curvature over its limit, dips of up to GAP rows in it."""
    over = np.flatnonzero(_share(recording, name) > 1)
    if not len(over):
        return []
    breaks = np.flatnonzero(np.diff(over) > GAP)
    firsts, lasts = over[np.r_[0, breaks + 1]], over[np.r_[breaks, len(over) - 1]]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


def _share(recording: Recorded, name: str) -> Floats:
    share: Floats = recording.column(name) / recording.column("threshold")
    return share


def spikes(recordings: Sequence[Recorded]) -> Iterator[Spike]:
    """Every spike of every recording."""
    for recording in recordings:
        for mark in named(recording, "spike"):
            yield recording, mark


def named(recording: Recorded, name: str) -> list[Mark]:
    """A recording's marks of one kind."""
    return [mark for mark in recording.marks if mark.name.rpartition("-")[0] == name]


def in_words(count: int) -> str:
    """`1 spike`, `3 spikes`."""
    return "1 spike" if count == 1 else f"{count} spikes"


def _of_spikes(good: int, count: int, said: str, *, also: bool = True) -> Verdict:
    if not count:
        return Verdict("not observed", "no spike")
    return verdict(also and good >= SHARE * count, f"{good} of {in_words(count)}{said}")


def verdict(holds: bool, number: str) -> Verdict:
    """That it holds or does not, with the number."""
    outcome: Literal["holds", "does not hold"] = "holds" if holds else "does not hold"
    return Verdict(outcome, number)
