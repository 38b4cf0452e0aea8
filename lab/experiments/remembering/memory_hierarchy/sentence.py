"""One plain sentence that says which memory is the cheapest, what keeping facts costs, who reads better."""

from collections.abc import Sequence

import numpy as np

from lab.contract.training import Recorded
from lab.experiments.remembering.memory_hierarchy.config import Config
from lab.experiments.remembering.memory_hierarchy.interest import FORMS

NOTHING = "Nothing has been computed up to here yet."


def describe(recording: Recorded, step: int) -> str:
    """What one run shows at row `step`."""
    tell = {"crossovers": _cheapest, "externalization": _kept, "two-stage": _read}
    return tell[_config(recording).lesson](recording, _row(recording, step))


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """What a set shows at a step: what is kept at what price so far, or how well each one reads."""
    lesson = _config(recordings[0]).lesson
    if lesson == "two-stage":
        return _readings(recordings, step)
    if lesson == "externalization":
        return _prices(recordings, step)
    return describe(recordings[0], step)


def _config(recording: Recorded) -> Config:
    config = recording.config
    assert isinstance(config, Config)
    return config


def _row(recording: Recorded, step: int) -> int:
    return int(np.searchsorted(recording.column("step"), step, side="right")) - 1


def _cheapest(recording: Recorded, row: int) -> str:
    if row < 0:
        return "The facts are being written in every form."
    totals = {form: float(recording.column(form)[row]) for form in FORMS}
    best, worst = min(totals, key=totals.__getitem__), max(totals, key=totals.__getitem__)
    uses = recording.column("uses")[row]
    times = f"{uses:,.0f}" if uses >= 10 else f"{uses:.2g}"
    turns = recording.column("turn_uses")[: row + 1]
    turns = turns[np.isfinite(turns)]
    since = f", from {turns[-1]:,.0f} {'use' if round(turns[-1]) == 1 else 'uses'} on" if len(turns) else ""
    return (
        f"A fact that is used {times} times is cheapest as {_as(best)}{since}; "
        f"as {_as(worst)} it costs {totals[worst] / totals[best]:.3g} times as much."
    )


def _as(form: str) -> str:
    return {"text": "a text", "kv": "a cache", "sparse": "a sparse cache", "lora": "weights"}[form]


def _kept(recording: Recorded, row: int) -> str:
    if row < 0:
        return NOTHING
    config = _config(recording)
    known, work = (float(recording.column(name)[row]) for name in ("accuracy", "flops"))
    where = "from caches" if config.form == "explicit" else "by heart"
    ended = " That is enough." if np.isfinite(recording.column("needed")[row]) else ""
    return (
        f"After {work / 1e9:.3g} GFLOP a model of width {config.width} knows {100 * known:.3g} % of "
        f"{config.count:,} facts {where}.{ended}"
    )


def _prices(recordings: Sequence[Recorded], step: int) -> str:
    """The least work so far for the most facts that somebody keeps."""
    least: dict[tuple[int, str], float] = {}
    for one in recordings:
        row, config = _row(one, step), _config(one)
        if row >= 0 and np.isfinite(work := float(one.column("needed")[row])):
            key = (config.count, config.form)
            least[key] = min(work, least.get(key, np.inf))
    told = []
    for count in sorted({count for count, _ in least}):
        caches, heart = (least.get((count, form)) for form in ("explicit", "implicit"))
        prices = [
            f"{work / 1e9:.3g} {how}" for work, how in ((caches, "in caches"), (heart, "by heart")) if work
        ]
        told.append(f"{count:,} facts {' or '.join(prices)}")
    if not told:
        return "Nobody knows 99 % of the facts yet."
    return f"Least work in GFLOP: {', '.join(told)}."


def _read(recording: Recorded, row: int) -> str:
    if row < 0:
        return NOTHING
    one, three = (100 * float(recording.column(name)[row]) for name in ("accuracy_k1", "accuracy_k3"))
    step, second = int(recording.column("step")[row]), _config(recording).curriculum == "two-stage"
    turned = any(mark.name == "memories" and mark.at <= step for mark in recording.marks)
    stage = "text first, now memories: " if second and turned else "only text so far: " if second else ""
    return f"Step {step:,}, {stage}{one:.3g} % right from one memory, {three:.3g} % from three side by side."


def _readings(recordings: Sequence[Recorded], step: int) -> str:
    names = {"direct": "memories from the start", "two-stage": "text first", "text": "text alone"}
    rows = [(one, _row(one, step)) for one in recordings]
    if min(row for _, row in rows) < 0:
        return NOTHING
    shares = [
        f"{100 * float(one.column('accuracy_k3')[row]):.3g} % after {names[_config(one).curriculum]}"
        for one, row in rows
    ]
    return f"Step {step:,}, right from three memories side by side: {', '.join(shares)}."
