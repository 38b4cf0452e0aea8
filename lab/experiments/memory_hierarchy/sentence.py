"""One plain sentence that says which memory is the cheapest for how much use."""

import numpy as np

from lab.experiment import Recorded
from lab.experiments.memory_hierarchy.figures import FORMS


def describe(recording: Recorded, step: int) -> str:
    """The cheapest form at row `step`, and how much dearer the others are."""
    row = int(np.searchsorted(recording.column("step"), step, side="right")) - 1
    if row < 0:
        return "The facts are being written in every form."
    totals = {form: float(recording.column(form)[row]) for form in FORMS}
    best, worst = min(totals, key=totals.__getitem__), max(totals, key=totals.__getitem__)
    uses = recording.column("uses")[row]
    times = f"{uses:,.0f}" if uses >= 10 else f"{uses:.2g}"
    return (
        f"A fact that is used {times} times is cheapest as {_as(best)}; "
        f"as {_as(worst)} it costs {totals[worst] / totals[best]:.3g} times as much."
    )


def _as(form: str) -> str:
    return {"text": "a text", "kv": "a cache", "sparse": "a sparse cache", "lora": "weights"}[form]
